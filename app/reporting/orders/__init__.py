"""Files that are made on request: what was ordered, who makes it, and how long the file is kept."""

"""Files that people have made and take away: what they may hold, whose they are, and what the audit says of them."""

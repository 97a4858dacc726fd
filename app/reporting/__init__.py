"""The results as files: which responses are meant, how they are read, and the formats that they leave in."""

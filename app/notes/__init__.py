"""Notes on the trend: what happened that may have moved scores."""

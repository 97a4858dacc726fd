"""The parts of local mode that a deployment brings itself: made-up secrets, a Valkey server, supervised processes."""

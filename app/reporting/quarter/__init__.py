"""The quarterly submission: its files, its volumes and its self-check."""

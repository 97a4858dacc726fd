"""The forms that files leave in, for people and for programs."""

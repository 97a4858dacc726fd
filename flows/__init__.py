"""The survey itself: definitions, engine, replies and rendering. Pure: no clock, network, randomness or files."""

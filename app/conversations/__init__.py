"""Conversations: a call or a thread of texts from its beginning to its end. Load, engine, commit."""

"""The provider of calls and texts: signatures, client, error kinds, and the built-in one of local mode."""

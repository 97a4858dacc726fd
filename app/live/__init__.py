"""The live store: what Redis or Valkey holds while a session lasts."""

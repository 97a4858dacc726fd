"""How the service itself is doing: each part in words, with what to do where it is not well."""

"""The API for programs: one file for each kind of thing, JSON in and out, every error a problem of RFC 9457."""

"""Aftercall: phone and text surveys after contact-center calls."""

__version__ = "0.1.0"

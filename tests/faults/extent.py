"""How far the faults go: the short form in every run of the tests, the whole with FULL=1."""

from length import FULL

EACH = 100 if FULL else 10
"""Calls, and threads of texts, at any moment."""
AWAY_SECONDS = 20.0 if FULL else 3.0
"""How long a part stays away."""
TIMES = 3 if FULL else 1
"""How often a part is killed."""
THINKING = (0.4, 2.0) if FULL else (0.1, 0.5)
"""Seconds between two keys or texts of a person, least and most."""
DATABASES = ("sqlite", "postgresql") if FULL else ("sqlite",)

"""How long tests go on that could go on for ever: the short form in every run, the whole with FULL=1."""

import os

FULL = os.environ.get("FULL") == "1"

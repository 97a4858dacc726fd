"""Local mode with the demonstration in it: ``python -m app.demo``."""

from __future__ import annotations

import os
from pathlib import Path

from app import local

DATA_DIR = ".demo"
"""Apart from ``.local``, where somebody's own trials are."""
LINES = Path(__file__).with_name("lines.yaml")

if __name__ == "__main__":
    own = {"DATA_DIR": DATA_DIR, "LINES_FILE": str(LINES)}
    local.main({**own, **os.environ}, filling="app.demo.fill")

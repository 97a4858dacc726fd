"""A process that sends what is due and does nothing else, to be killed.

``python sending_process.py DATABASE PROVIDER AHEAD``, the URLs of both, and by how many seconds its clock is ahead.
It writes a line once it is at work.
"""

from __future__ import annotations

import sys
import time

from planned_invitations import desk, lines

from app.outreach.sending import send_due
from app.records.database import connect

RATE = 100
SENDER = {"id": "fast", "segments_per_second": RATE}


def main(database_url: str, provider_url: str, ahead: str) -> None:
    of_lines = lines(SENDER, sender="fast", holidays="none")
    at = desk(connect(database_url), provider_url, of_lines, lambda: time.time() + float(ahead))
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    while True:
        send_due(at, of_lines.by_sender["fast"], lambda: True)
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The queues that the worker serves, by name, most urgent first."""

from __future__ import annotations

SENDING = "sending"
EXPORTING = "exporting"
ALL = (SENDING, EXPORTING)

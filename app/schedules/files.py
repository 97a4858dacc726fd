"""The file that goes with a report: attached where a mail server will take it, else behind a link."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from app.access.people import Person
from app.files.own import may_fetch
from app.reporting.orders import taking
from app.reporting.orders.order import REPORT, counted
from app.runtime import Runtime
from app.telephony.mail import Attached

LARGEST_ATTACHED = 10 * 1024 * 1024
GONE = "The file is not kept any more; Aftercall can make it again."


def told_file(runtime: Runtime, file_id: str | None) -> tuple[list[str], dict[str, Any] | None]:
    """What a report says of its file, in words and for programs; nothing where it has none."""
    row = None if file_id is None else taking.find(runtime, file_id, None)
    if row is None:
        return [], None
    if row.state != "done":
        return [f"The file could not be made: {row.error or row.state}."], None
    link = f"{runtime.settings.public_url}/exports/{row.id}"
    notes = [f"- {note}" for note in row.notes or ()]
    told = f"File: {row.name}, {counted(row.format, row.written)}. "
    told += "It is attached." if _fits(row) else f"It is too large to attach; whoever had it made fetches it at {link}"
    responses = None if row.format == REPORT else row.written
    about = {"name": row.name, "responses": responses, "sha256": row.sha256, "link": link}
    return ["\n".join([told, *notes])], about


def attached(runtime: Runtime, file_id: str) -> tuple[Attached | None, str | None]:
    """The file as it goes with a mail; else None, and what to say where it was promised and is gone."""
    row = taking.find(runtime, file_id, None)
    if row is None or row.size_bytes is None or not _fits(row):
        return None, None
    path = taking.place(runtime, file_id)
    if taking.expired(row, taking.moment(runtime)) or not path.is_file():
        return None, GONE
    return Attached(row.name, taking.media_type(row.name), path.read_bytes()), None


def still_for(runtime: Runtime, file_id: str, owner: Person) -> bool:
    """Whether all that the file holds is still its owner's to take away; so it is where there is no such file."""
    row = taking.find(runtime, file_id, None)
    return row is None or may_fetch(owner, row)


def _fits(row: Row[Any]) -> bool:
    return row.size_bytes is not None and row.size_bytes <= LARGEST_ATTACHED

"""Reads the combined file of Touchpoints: the submission export followed by the 17 columns.

The columns of the questions are passed over, since the 17 say the same; so are user agent, page, query string, host,
referrer and IP address, which tell who answered and are of no use for a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.reporting.imports import web_cells
from app.reporting.imports.bad_cells import BadCell
from app.reporting.imports.headers import Cells, Table
from app.reporting.imports.running import Outcome, Refused, Source
from app.reporting.imports.touchpoints_v2 import Reading, answered
from app.reporting.imports.web_response import Marks, Origin, WebResponse
from app.reporting.touchpoints.columns import RESPONSES, SUBMISSION_AFTER, SUBMISSION_BEFORE

_NOT_ALWAYS = ("IP Address",)
REQUIRED = tuple(name for name in (*SUBMISSION_BEFORE, *SUBMISSION_AFTER, *RESPONSES) if name not in _NOT_ALWAYS)


def responses_of(path: Path, origin: Origin) -> Source[WebResponse]:
    """The responses of a file, in any column order. Raises BadInput, also when read."""
    table = Table(path, REQUIRED, _NOT_ALWAYS, more=True, leading=SUBMISSION_BEFORE)

    def read() -> Iterator[Outcome[WebResponse]]:
        for row in table.rows():
            yield Refused((row,)) if isinstance(row, BadCell) else _response(path, *row, origin)

    return read


def _response(path: Path, line: int, cells: Cells, origin: Origin) -> Outcome[WebResponse]:
    reading = Reading(path, line, cells)
    created_at = reading.cell("Created at", web_cells.required_moment, web_cells.UNKNOWN_TIME)
    begun = WebResponse(
        "",
        created_at,
        {},
        location_code=reading.cell("Location Code", web_cells.words, None) or None,
        marks=Marks(
            reading.cell("Tags", web_cells.tags, ()),
            reading.cell("Flagged", web_cells.flag, False),
            reading.cell("Archived", web_cells.flag, False),
            reading.cell("Deleted", web_cells.flag, False),
            reading.cell("Deleted at", web_cells.moment, None),
        ),
    )
    response = answered(reading, begun, origin)
    if cells["ID"] != cells["external_id"]:
        why = f"is not the external_id of its row, {web_cells.shown(cells['external_id'])}"
        reading.bad.append(BadCell(str(path), line, "ID", web_cells.shown(cells["ID"]), why))
    return reading.outcome(response, origin, "ID")

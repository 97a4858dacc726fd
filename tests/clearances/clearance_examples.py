"""A clearance of 1,000 responses a year, the lines that ask under it, and responses given under it."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from planned_invitations import line
from sqlalchemy import insert

from app.clearances.approvals import Approval
from app.clearances.standing import Standing
from app.lines import Lines
from app.records.responses import Response
from app.records.upserts import number_changes

NUMBER = "1234-5678"
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""Noon in New York, in the year that began on 1 June."""
CLEARANCE = {
    "control_number": NUMBER,
    "expires": "2027-05-31",
    "burden_minutes": 2,
    "approved_responses": 1000,
}
EXTENSION = {"extended_until": "2027-08-31", "extended_reason": "under review at OMB", "extended_by": "A. Person"}


def lines(*clearances):
    """A lines file with a line for each clearance."""
    numbered = [
        {**line(), "id": f"line-{place}", "number": f"+1202555010{place}", "clearance": {**CLEARANCE, **one}}
        for place, one in enumerate(clearances)
    ]
    return Lines.model_validate({"lines": numbered})


def standing(used=0, now=NOW, lowered_since=None, **approved):
    given = {"control_number": NUMBER, "expires_on": date(2027, 5, 31), "approved_responses": 1000, **approved}
    return replace(Standing.at(Approval(**given), now, NEW_YORK, used), lowered_since=lowered_since)


def respond(database, count, at=NOW, **changes):
    """Responses given under the clearance, each with an answer; their ids."""
    shared = {"source": "aftercall", "turn": 1, "entry": "invited_text", "survey_id": "s", "status": "complete"}
    shared |= {"channel": "automated_phone", "channels_used": [], "tags": [], "instrument": "a11-likert"}
    shared |= {"created_at": at, "updated_at": at, "clearance": NUMBER, "answered_count": 1, "test": False, **changes}
    made = [str(uuid.uuid4()) for _ in range(count)]
    with database.begin() as connection:
        connection.execute(insert(Response), [{**shared, "response_id": one, "source_id": one} for one in made])
        number_changes(connection)
    return made

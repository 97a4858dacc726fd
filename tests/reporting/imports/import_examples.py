"""Files of the web channel and ways to import them, for the tests of imports."""

from __future__ import annotations

import io
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.records.responses import INDICATORS, Answer, Response
from app.records.upkeep import ChangeCounter
from app.reporting.export import export
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.cells import line
from app.reporting.formats.writing import Asked
from app.reporting.imports.responses import Told, import_responses
from app.reporting.imports.running import Manner
from app.reporting.selection import Selection

FILES = Path(__file__).with_name("files")
NEW_YORK = ZoneInfo("America/New_York")
HEADER = ("external_id", "question_1", *INDICATORS, "question_4")
SOURCE = "touchpoints:0a1b2c3d"


def told(**changes):
    """What is said of a v2 file of a website whose trust is Likert, in the first quarter of fiscal year 2026."""
    usual = {
        "source": SOURCE,
        "survey": "web",
        "zone": NEW_YORK,
        "channel": "website",
        "trust_scale": "likert_5",
        "quarter": FiscalQuarter(2026, 1),
    }
    return Told(**(usual | changes))


def told_of_form(kind, **changes):
    """What is said of pages of the API."""
    return told(**({"form_kind": kind, "quarter": None, "trust_scale": None, "channel": None} | changes))


class Heard:
    """Keeps what an import tells; ``progress`` is called with what is being done and with how many records."""

    def __init__(self, progress=lambda _what, _records: None):
        self.bad, self.notes, self.progress = [], [], progress

    def manner(self, **choices):
        return Manner(
            bad=self.bad.append,
            note=self.notes.append,
            progress=self.progress,
            **choices,
        )


def bring_in(database, *files, said=None, form=None, heard=None, **choices):
    """Imports files; the counts as a tuple: new, changed, unchanged."""
    manner = (heard or Heard()).manner(**choices)
    done = import_responses(database, files, form, said or told(), manner)
    return done.saved.new, done.saved.changed, done.saved.unchanged


def v2_row(external_id, trust="5", indicators="0" * 14, comment=None):
    """The cells of one row; indicators as 14 characters, ``-`` for null."""
    return (external_id, trust, *("null" if one == "-" else one for one in indicators), comment)


def v2_file(path, *rows, header=HEADER):
    """Writes a file of the 17 columns."""
    path.write_bytes("".join(map(line, (header, *rows))).encode())
    return path


def responses(database):
    """The responses in the order in which they came."""
    with database.read() as connection:
        return connection.execute(select(Response).order_by(Response.id)).all()


def change_seqs(database):
    """The number of each response's last change."""
    return [row.change_seq for row in responses(database)]


def last_change(database):
    """The last number given to a change."""
    with database.read() as connection:
        return connection.execute(select(ChangeCounter.value)).scalar_one()


def only(database):
    """The one response."""
    (found,) = responses(database)
    return found


def answers(database, source_id=None):
    """What became of each question of the only response, or of the one of that id: native or the missing code."""
    with database.read() as connection:
        chosen = select(Answer).join(Response, Response.response_id == Answer.response_id)
        if source_id is not None:
            chosen = chosen.where(Response.source_id == source_id)
        return {row.question: row.missing or row.native for row in connection.execute(chosen)}


def exported(database, form="touchpoints-v2", **only):
    """The bytes of an export."""
    out = io.BytesIO()
    export(database, form, Asked(Selection(NEW_YORK, **only)), out)
    return out.getvalue()

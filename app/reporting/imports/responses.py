"""Imports responses of the web channel: finds out the format, reads, checks and writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from app.errors import BadInput
from app.records.database import Database
from app.reporting.fiscal import FiscalQuarter
from app.reporting.imports import touchpoints_combined, touchpoints_json, touchpoints_v2
from app.reporting.imports.headers import header_of
from app.reporting.imports.running import Imported, Manner, Source, run
from app.reporting.imports.saving import save_responses
from app.reporting.imports.touchpoints_json import FORM_KINDS
from app.reporting.imports.web_response import Origin, WebResponse
from app.reporting.touchpoints.columns import ITEMS_V1, RESPONSES
from flows.survey import DRIVERS

V2, COMBINED, JSON = FORMATS = ("touchpoints-v2", "touchpoints-combined", "touchpoints-json")
_DEFAULT_CHANNEL = "website"
_REQUIRED_ITEMS = ("satisfaction", "trust")


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever imports says of the files, for what stands in none of them."""

    source: str
    survey: str
    zone: ZoneInfo
    """Where the quarter lies."""
    channel: str | None = None
    trust_scale: str | None = None
    quarter: FiscalQuarter | None = None
    form_kind: str | None = None
    offered: tuple[str, ...] | None = None
    about: Mapping[str, str | int | None] | None = None
    test: bool = False


def import_responses(
    database: Database,
    files: Sequence[Path],
    form: str | None,
    told: Told,
    manner: Manner,
) -> Imported:
    """Imports the files of one source and one format, which is found out where ``form`` is None.

    Raises BadInput where a file or what was told of it cannot be used, DatabaseAway.
    """
    found = {format_of(file) for file in files} if form is None else {form}
    if len(found) > 1:
        raise BadInput(f"the files are of several formats, {' and '.join(sorted(found))}: import each by itself")
    form = found.pop()
    origin = origin_of(form, told)
    sources = [_READERS[form](file, origin, told) for file in files]
    save = partial(save_responses, origin=origin, now=datetime.now(UTC))
    return run(database, sources, save, manner)


def format_of(file: Path) -> str:
    """The format of a file, by its first character and its header. Raises BadInput where it is none of the three."""
    try:
        with file.open("rb") as opened:
            begins = opened.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror}") from error
    if begins in {b"{", b"["}:
        return JSON
    names = set(header_of(file))
    if not names & set(RESPONSES):
        raise BadInput(f"{file}: has none of the columns of {V2} or {COMBINED}, and is no JSON: name its --format")
    return COMBINED if {"ID", "UUID"} & names else V2


def origin_of(form: str, told: Told) -> Origin:
    """What holds for all responses of the files. Raises BadInput naming the options that the format needs."""
    begun = Origin(
        source=told.source,
        survey_id=told.survey,
        instrument="a11-tapped",
        channel=told.channel or _DEFAULT_CHANNEL,
        trust_scale=told.trust_scale or "",
        offered=told.offered or DRIVERS,
        about=told.about or {},
        test=told.test,
    )
    if form == JSON:
        return _origin_of_form(begun, told)
    _refuse_absent(form, {"--channel": told.channel, "--trust-scale": told.trust_scale})
    _refuse_given(form, {"--form-kind": told.form_kind, "--offered": told.offered})
    if form == COMBINED:
        _refuse_given(form, {"--quarter": told.quarter})
        return begun
    _refuse_absent(form, {"--quarter": told.quarter})
    assert told.quarter is not None
    # The file has no dates. Noon of the last day lies in the quarter whichever way a clock is set there.
    noon = datetime.combine(told.quarter.last_day, time(12), told.zone)
    begins = datetime.combine(told.quarter.first_day, time(), told.zone)
    ends = datetime.combine(told.quarter.last_day + timedelta(days=1), time(), told.zone)
    within = begins.astimezone(UTC), ends.astimezone(UTC)
    return replace(begun, created_at=noon.astimezone(UTC), created_within=within)


def _origin_of_form(begun: Origin, told: Told) -> Origin:
    _refuse_absent(JSON, {"--form-kind": told.form_kind})
    _refuse_given(JSON, {"--quarter": told.quarter})
    assert told.form_kind is not None
    kind = FORM_KINDS[told.form_kind]
    if told.trust_scale not in {None, kind.trust_scale}:
        raise BadInput(f"--trust-scale {told.trust_scale}: forms of the kind {told.form_kind} use {kind.trust_scale}")
    askable = DRIVERS if kind.lists else ITEMS_V1
    offered = told.offered or askable
    unknown = [name for name in offered if name not in askable]
    required = () if kind.lists else _REQUIRED_ITEMS
    lacking = [name for name in required if name not in offered]
    if unknown or lacking:
        wrong = f"{unknown[0]} is none of {', '.join(askable)}" if unknown else f"{lacking[0]} is always asked"
        raise BadInput(f"--offered: {wrong}")
    return replace(begun, instrument=kind.instrument, trust_scale=kind.trust_scale, offered=offered)


def _refuse_absent(form: str, options: Mapping[str, object]) -> None:
    absent = [name for name, value in options.items() if value is None]
    if absent:
        raise BadInput(f"{form}: needs {' and '.join(absent)}, since the file does not say it")


def _refuse_given(form: str, options: Mapping[str, object]) -> None:
    given = [name for name, value in options.items() if value is not None]
    if given:
        raise BadInput(f"{form}: {' and '.join(given)} is not for this format, whose files say it themselves")


def _pages(file: Path, origin: Origin, told: Told) -> Source[WebResponse]:
    assert told.form_kind is not None
    return touchpoints_json.responses_of(file, origin, FORM_KINDS[told.form_kind])


_READERS: Mapping[str, Callable[[Path, Origin, Told], Source[WebResponse]]] = {
    V2: lambda file, origin, _: touchpoints_v2.responses_of(file, origin),
    COMBINED: lambda file, origin, _: touchpoints_combined.responses_of(file, origin),
    JSON: _pages,
}

"""The collection plan of an agency: every survey that it asks, of whom, when, how, and under which clearance.

OMB Circular A-11 section 280.10 has agencies plan over all of their surveys when each is asked (after a transaction, a
journey, or about the relationship), know all that they collect, and keep from asking people too often.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from app.catalogue import Catalogue
from app.clearances.approvals import said_by
from app.clearances.counting import standings
from app.clearances.standing import Standing
from app.lines import Line, Lines
from app.overview.reading import sums
from app.overview.view import Period, View
from app.records.clearances import Volume
from app.records.counted import RESPONSES
from app.records.responses import STATUSES
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.cells import harmless
from app.surveying.line_words import duration, percent, quarantine
from app.surveying.names import TIMINGS, language_name
from app.surveying.versions import Reader, newest, seen
from flows.channels import AUTOMATED_PHONE, SMS_TEXT_MESSAGES

_CHANNEL = {"voice": AUTOMATED_PHONE.name, "text": SMS_TEXT_MESSAGES.name}
_PURPOSE = (
    "Customer experience after a contact: satisfaction, trust and what drives them, to improve {service} and to report "
    "to OMB under OMB Circular A-11 section 280"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One survey on one line, as the plan has it; None is not known here, as most of a survey of another system."""

    title: str
    survey: str
    line: str | None = None
    unit: str | None = None
    service: str | None = None
    purpose: str | None = None
    timing: str | None = None
    channels: str
    languages: str | None = None
    population: str | None = None
    sampling: str | None = None
    quarantine: str | None = None
    control_number: str | None = None
    no_clearance_because: str | None = None
    expires: date | None = None
    responses_used: int | None = None
    """Of the clearance's year, all lines together."""
    responses_allowed: int | None = None
    hours_used: float | None = None
    hours_allowed: float | None = None
    burden_minutes: float | None = None
    customers: int | None = None
    """That the service had in the quarter, by the volumes that the agency gave."""
    responses: int
    """Of the quarter, whatever became of them."""
    respondents: int
    """Of these, those who answered: the n of all figures."""
    contact: str | None = None


COLUMNS = tuple(field.name for field in fields(Collection))


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan as of now; figures are those of ``quarter`` so far."""

    quarter: FiscalQuarter
    collections: Sequence[Collection]


def plan(connection: Connection, catalogue: Catalogue, lines: Lines, quarter: FiscalQuarter, who: Reader) -> Plan:
    """The plan of the lines that the reader may see; surveys of other systems are seen by who sees every unit."""
    zone = lines.reporting.zone
    known = _Known(
        catalogue,
        lines,
        standings(connection, said_by(lines.lines), who.now, zone),
        _counts(connection, zone, quarter, who),
        {} if who.units is not None else _customers(connection, quarter),
        who.now,
    )
    found = [_of_line(known, line, survey) for line in seen(lines, who.units) for survey in _asked(line)]
    others = () if who.units is not None else _elsewhere(lines, known.counts)
    return Plan(quarter, (*found, *others))


def _asked(line: Line) -> list[str]:
    later = line.outreach.follow_up
    return list(dict.fromkeys([*line.surveys.values(), *([] if later is None else [later.survey])]))


_Counts = dict[tuple[str | None, str], tuple[int, int, frozenset[str]]]
"""By line and survey: responses, respondents, channels."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a plan is made of. ``customers`` by service."""

    catalogue: Catalogue
    lines: Lines
    standing: Mapping[str, Standing]
    counts: _Counts
    customers: Mapping[str, int]
    now: datetime


def _of_line(known: _Known, line: Line, survey_id: str) -> Collection:
    survey = newest(known.catalogue, survey_id)
    stands = None if line.clearance is None else known.standing[line.clearance.control_number]
    responses, respondents, _ = known.counts.get((line.id, survey_id), (0, 0, frozenset()))
    later = line.outreach.follow_up is not None and line.outreach.follow_up.survey == survey_id
    service = line.service or line.program
    made = Collection(
        title=(None if survey is None else survey.title.on("text", "en")) or survey_id,
        survey=survey_id,
        line=line.id,
        unit=line.organizational_unit,
        service=service,
        purpose=_PURPOSE.format(service=service),
        timing=_timing(line, later=later),
        channels=", ".join(_channels(line, survey_id, later=later)),
        languages=", ".join(map(language_name, line.languages)),
        population=_population(line, later=later),
        sampling=_sampling(line, 1.0 if stands is None else stands.factor(known.now), later=later),
        quarantine="by consent" if later else quarantine(line.outreach),
        no_clearance_because=line.clearance_not_needed,
        customers=known.customers.get(line.service or ""),
        responses=responses,
        respondents=respondents,
        contact=_contact(known.lines, line),
    )
    return made if stands is None else _under(made, stands)


def _under(made: Collection, stands: Standing) -> Collection:
    """The same with the clearance that it is collected under."""
    return replace(
        made,
        title=stands.approval.title or made.title,
        control_number=stands.approval.control_number,
        expires=stands.approval.valid_through,
        responses_used=stands.used,
        responses_allowed=stands.approval.limit,
        hours_used=stands.hours_used,
        hours_allowed=stands.approval.approved_hours,
        burden_minutes=stands.approval.burden_minutes,
    )


def _timing(line: Line, *, later: bool) -> str:
    point, outreach = TIMINGS[line.transaction_point], line.outreach
    if later and outreach.follow_up is not None:
        return f"{point}; {duration(outreach.follow_up.after)} after the first survey"
    if outreach.door is None:
        return f"{point}; on the call itself"
    return f"{point}; {duration(outreach.delay)} to {duration(outreach.within)} after the contact's end"


def _channels(line: Line, survey_id: str, *, later: bool) -> Iterator[str]:
    for door in ("voice", "text"):
        if (later and door in line.outreach.doors) or line.surveys.get(door) == survey_id:
            yield _CHANNEL[door]


def _population(line: Line, *, later: bool) -> str:
    if later:
        return f"Respondents of the first survey of {line.program} who agreed to a second"
    return f"Everybody who was in contact with {line.program}"


def _sampling(line: Line, factor: float, *, later: bool) -> str:
    if later:
        return "all of them"
    rates = [("" if not line.strata else "all others ", line.sampling_rate)]
    rates = [*((f"{stratum.name} ", stratum.rate) for stratum in line.strata), *rates]
    told = ", ".join(f"{name}{percent(rate)}" for name, rate in rates)
    return f"{told}, now times {factor:.3g} so that the clearance lasts" if factor < 1 else told


def _contact(lines: Lines, line: Line | None = None) -> str | None:
    """Whom to ask: who answers for the agency's reports, else where comments on the line's burden go."""
    told = (lines.reporting.contact_name, lines.reporting.contact_email)
    own = None if line is None or line.clearance is None else line.clearance.contact
    return ", ".join(one for one in told if one is not None) or own


def _counts(connection: Connection, zone: ZoneInfo, quarter: FiscalQuarter, who: Reader) -> _Counts:
    view = View(units=who.units, zone=zone, period=Period.of_quarter(quarter), walk_ins=who.walk_ins)
    found: _Counts = {}
    for row in sums(connection, RESPONSES, view, ["line_id", "survey_id", "channel"], [*STATUSES, "respondents"]):
        key = (row["line_id"], row["survey_id"])
        responses, respondents, channels = found.get(key, (0, 0, frozenset()))
        more = sum(row[status] for status in STATUSES)
        found[key] = (responses + more, respondents + row["respondents"], channels | {row["channel"]})
    return found


def _customers(connection: Connection, quarter: FiscalQuarter) -> dict[str, int]:
    """By service, the customers of the quarter on all channels."""
    within = (Volume.day >= quarter.first_day, Volume.day <= quarter.last_day)
    rows = connection.execute(
        select(Volume.service, func.sum(Volume.customers)).where(*within).group_by(Volume.service)
    )
    return {service: int(customers) for service, customers in rows}


def _elsewhere(lines: Lines, counts: _Counts) -> Iterator[Collection]:
    """Surveys of other systems: those that the lines file names, and those that responses were imported of."""
    imported = {survey for line, survey in counts if line is None}
    for survey in sorted({*lines.reporting.surveys, *imported}):
        responses, respondents, channels = counts.get((None, survey), (0, 0, frozenset()))
        known = lines.reporting.surveys.get(survey)
        yield Collection(
            title=survey if known is None else known.title,
            survey=survey,
            channels=", ".join(sorted(channels)),
            responses=responses,
            respondents=respondents,
            contact=_contact(lines),
        )


def as_csv(made: Plan, now: datetime) -> str:
    """The plan as a CSV file with one row a collection; what is not known is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS, "quarter", "as_of"])
    stamp = [str(made.quarter), now.isoformat(timespec="seconds")]
    for one in made.collections:
        writer.writerow([_cell(value) for value in (*astuple(one), *stamp)])
    return out.getvalue()


def _cell(value: object) -> str:
    told = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return harmless(told)

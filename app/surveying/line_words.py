"""The settings of a line in plain words, as the lines file has them. Secrets are no part of that file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time

from app.line_outreach import DAYS, HOURS, WEEKDAYS, Outreach
from app.line_rules import CONDITIONS, ContactRule
from app.lines import Line, Lines
from app.phone_numbers import masked
from app.surveying.names import DOORS, TIMINGS, language_name

Told = tuple[str, str]
"""What it is, and what the line has."""

_INVITES = {"text": "by text", "call": "by a call", "none": "nobody: only callers who are handed over are asked"}
_DIRECT = {
    "handed_over": "handed over by an agent: counts in all figures",
    "walk_in": "a walk-in: asked, and left out of all rates",
    "off": "turned away",
}
_MINUTES = 60
_DAY_NAMES = dict(zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))


def settings_in_words(line: Line, lines: Lines) -> list[tuple[str, Sequence[Told]]]:
    """The settings under headings, in the order in which people ask for them."""
    return [
        ("What it is", tuple(_identity(line))),
        ("What it asks", tuple(_asking(line))),
        ("Whom it asks", tuple(_sampling(line))),
        ("How and when it invites", tuple(_inviting(line))),
        ("What invitations go out from", tuple(_sender(line, lines))),
        ("Replies, and who is told", tuple(_replies(line))),
    ]


def _identity(line: Line) -> Iterator[Told]:
    yield "Phone number", line.number
    yield "Agency", line.agency if line.bureau is None else f"{line.agency}, {line.bureau}"
    yield "Program", line.program
    for name, value in (
        ("Service", line.service),
        ("Touchpoint", line.touchpoint),
        ("Stage of the service journey", line.service_stage),
        ("Organizational unit", line.organizational_unit),
        ("Location", line.location_code),
    ):
        if value is not None:
            yield name, value
    yield "Point in time", TIMINGS[line.transaction_point]
    yield "Time zone", line.time_zone
    for rule in line.services:
        about = [f"{name.replace('_', ' ')} {getattr(rule, name)}" for name in _about(rule)]
        yield "Other contacts", f"{_conditions(rule)}: {', '.join(about)}"


def _about(rule: ContactRule) -> list[str]:
    names = [name for name in type(rule).model_fields if name not in CONDITIONS]
    return [name for name in names if getattr(rule, name) is not None]


def _conditions(rule: ContactRule) -> str:
    wanted = ((name, getattr(rule, name)) for name in CONDITIONS)
    return ", ".join(f"{name.replace('_', ' ')} {' or '.join(values)}" for name, values in wanted if values is not None)


def _asking(line: Line) -> Iterator[Told]:
    for door, survey in line.surveys.items():
        yield f"Survey {DOORS[door]}", survey
    yield "Languages", ", ".join(language_name(code) for code in line.languages)
    yield "A call without an invitation", _DIRECT[line.direct.voice]
    yield "A text without an invitation", _DIRECT[line.direct.text]
    later = line.outreach.follow_up
    if later is not None:
        agreed = f"for those who answer {later.question} with {later.yes}"
        yield "Later survey", f"{later.survey}, {duration(later.after)} after the first, {agreed}"


def _sampling(line: Line) -> Iterator[Told]:
    yield "Sampling", f"{percent(line.sampling_rate)} of contacts" if line.sampling_rate < 1 else "every contact"
    for stratum in line.strata:
        yield f"Sampling: {stratum.name}", f"{percent(stratum.rate)} of contacts with {_conditions(stratum)}"
    yield "Quarantine", quarantine(line.outreach)
    yield "Numbers of", ", ".join(line.outreach.regions)
    for door, need in (("text", line.outreach.consent.text), ("call", line.outreach.consent.call)):
        yield f"Consent to a {door}", "needed" if need == "required" else "not needed; whoever said no is never asked"


def quarantine(outreach: Outreach) -> str:
    """How long nobody is asked again for the same agency."""
    if outreach.quarantine is None:
        return "none"
    told = f"nobody is asked again within {duration(outreach.quarantine)}"
    exempt = ", ".join(sorted(outreach.quarantine_exempt))
    return f"{told}, but for callers of type {exempt}" if exempt else told


def _inviting(line: Line) -> Iterator[Told]:
    outreach = line.outreach
    yield "Invites", _INVITES[outreach.invite]
    if outreach.door is None:
        return
    yield "First moment", f"{duration(outreach.delay)} after the contact's end"
    yield "Last moment", f"{duration(outreach.within)} after the contact's end"
    yield "Opening hours", opening_hours(outreach)
    closed = sorted(outreach.closed_days)
    holidays = "federal holidays, and the days on which they are observed" if outreach.holidays == "federal" else ""
    days = ", ".join(f"{day:%m/%d/%Y}" for day in closed)
    yield "Closed", "; ".join(part for part in (holidays, days) if part) or "never"
    if outreach.reminder is not None:
        yield "Reminder", f"{duration(outreach.reminder.after)} after the invitation, once"
    if outreach.fall_back.undeliverable_text == "call":
        yield "A text that cannot be delivered", "is followed by a call"
    if outreach.fall_back.busy_line == "text":
        yield "A busy line", "is followed by a text"


def opening_hours(outreach: Outreach) -> str:
    """When people may be contacted."""
    window = outreach.window
    every = window.days == frozenset(WEEKDAYS)
    days = "every day" if every else ", ".join(_DAY_NAMES[day] for day in WEEKDAYS if day in window.days)
    return f"{_clock(window.opens)} to {_clock(window.closes)}, {days}, in the person's own time"


def _clock(at: time) -> str:
    half = "a.m." if at < time(12) else "p.m."
    return f"{(at.hour - 1) % 12 + 1}{f':{at.minute:02}' if at.minute else ''} {half}"


def _sender(line: Line, lines: Lines) -> Iterator[Told]:
    sender = lines.sender_of(line)
    if sender.messaging_service is not None:
        yield "Texts", f"from messaging service {sender.messaging_service} (sender {sender.id})"
    else:
        yield "Texts and calls", f"from {sender.number or line.number}"
    yield "Rate of texts", f"{_counted(sender.segments_per_second, 'segment')} a second"
    yield "Rate of calls", f"{_counted(sender.calls_per_second, 'call')} a second"
    others = [one.id for one in lines.lines if one.id != line.id and lines.sender_of(one).id == sender.id]
    if others:
        yield "Shared with", _counted(len(others), "other line")
    prices = line.outreach.prices
    for name, price in (("segment of a text", prices.segment), ("minute of a call", prices.minute)):
        yield f"A {name}", "price not known" if price is None else f"${price:g}"


def _replies(line: Line) -> Iterator[Told]:
    by = "the provider" if line.keyword_replies == "provider" else "Aftercall"
    yield "STOP, HELP and START", f"answered by {by}"
    yield "Words of distress", "the line's own" if line.distress is not None else "the standard ones, with 911 and 988"
    for member in line.staff:
        ways = [masked(member.text)] if member.text is not None else []
        yield "Told at once", f"{member.name} ({', '.join([*ways, *([member.mail] if member.mail else [])])})"
    if not line.staff:
        yield "Told at once", "nobody: words of distress reach no one in time"


def duration(seconds: float) -> str:
    """A length of time in its largest whole unit: ``15 minutes``, ``48 hours``, ``30 days``."""
    for unit, name in ((DAYS, "day"), (HOURS, "hour"), (float(_MINUTES), "minute")):
        if seconds >= unit and seconds % unit == 0 and not (name == "day" and seconds < 3 * DAYS):
            return _counted(seconds / unit, name)
    return _counted(seconds, "second")


def percent(share: float) -> str:
    """A share as ``20%``, ``12.5%``."""
    return f"{share * 100:.4g}%"


def _counted(number: float, what: str) -> str:
    return f"{number:g} {what}{'' if number == 1 else 's'}"

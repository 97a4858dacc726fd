"""The script of a version for the paperwork file: number, last day and burden, and all that is said, word for word.

What such a file has to show of a collection: 5 CFR 1320.5(b), 1320.8(b)(3) and 1320.9(g).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import fill

from app.lines import Line, Lines
from app.surveying.heard import Script, Turn, scripts
from app.surveying.names import DOORS, language_name
from flows.survey import Survey

_WIDTH = 100
_RULE = "-" * _WIDTH


@dataclass(frozen=True, slots=True)
class Paper:
    """What the file of a collection needs of one version of a survey on one line."""

    title: str
    survey: Survey
    line: Line
    facts: Sequence[tuple[str, str]]
    statement: str
    """The burden statement, "" for a line that asks without a clearance."""
    scripts: Sequence[Script]


def paper(survey: Survey, line: Line, lines: Lines, at: float) -> Paper:
    """The paper of a version as a line asks it on the day of ``at``, seconds since 1970."""
    day = datetime.fromtimestamp(at, UTC).astimezone(lines.reporting.zone).date()
    return Paper(
        survey.title.on("text", "en") or survey.title.on("text", survey.languages[0]) or survey.id,
        survey,
        line,
        (
            ("Agency", line.agency if line.bureau is None else f"{line.agency}, {line.bureau}"),
            ("Program", line.program),
            *_clearance(line),
            ("Survey", f"{survey.id}, version {survey.version}"),
            ("SHA-256 of the wording", survey.sha256),
            ("Line", f"{line.id}, {line.number}"),
            ("Written on", f"{day:%m/%d/%Y}"),
        ),
        burden_statement(line, lines),
        scripts(survey, line, at),
    )


def _clearance(line: Line) -> Iterator[tuple[str, str]]:
    clearance = line.clearance
    if clearance is None:
        yield "OMB control number", f"none: {line.clearance_not_needed}"
        return
    yield "OMB control number", clearance.control_number
    yield "Expiration date", f"{clearance.valid_through:%m/%d/%Y}"
    if clearance.title is not None:
        yield "Title of the collection", clearance.title
    yield "Approved burden", minutes(clearance.burden_minutes)


def burden_statement(line: Line, lines: Lines) -> str:
    """What the Paperwork Reduction Act has people told of number and burden; "" without a clearance."""
    clearance = line.clearance
    if clearance is None:
        return ""
    contact = clearance.contact or ", ".join(
        one for one in (lines.reporting.contact_name, lines.reporting.contact_email) if one is not None
    )
    return (
        "An agency may not conduct or sponsor a collection of information, and nobody is required to respond to one, "
        "unless it displays a currently valid OMB control number. The control number of this collection is "
        f"{clearance.control_number}; it expires on {clearance.valid_through:%m/%d/%Y}. Answering is voluntary. The "
        f"burden of answering is estimated at {minutes(clearance.burden_minutes)} a response, the time to hear or read "
        "the questions included. Comments on this estimate, and suggestions for reducing it, go to "
        f"{contact or f'the {line.agency}'}."
    )


def minutes(number: float) -> str:
    """``2 minutes``."""
    return f"{number:g} minute{'' if number == 1 else 's'}"


def plain(given: Paper) -> str:
    """The paper as plain text, wrapped, with only what a text file can hold."""
    return "\n".join(_lines(given)) + "\n"


def _lines(given: Paper) -> Iterator[str]:
    yield from (given.title, "=" * len(given.title), "")
    width = max(len(name) for name, _ in given.facts) + 2
    yield from (f"{f'{name}:':<{width}}{value}" for name, value in given.facts)
    if given.statement:
        yield from ("", fill(given.statement, _WIDTH))
    for script in given.scripts:
        yield from ("", _RULE, f"{DOORS[script.door].upper()}, {language_name(script.language).upper()}", _RULE)
        told = f"{script.time.questions} questions, {minutes(script.time.minutes)} ({script.time.total:.0f} seconds)"
        yield f"{told}{f', {script.segments} segments' if script.segments else ''}"
        for way in script.ways:
            if len(script.ways) > 1:
                yield from ("", f"[Somebody who gives {way.answers}]")
            for number, turn in enumerate(way.turns, 1):
                yield from ("", *_turn(f"{number}.", turn))
        for aside in script.asides:
            yield from ("", f"[{aside.when}]", *_turn("", aside.turn))


def _turn(number: str, turn: Turn) -> Iterator[str]:
    indent = " " * 4
    for place, piece in enumerate(turn.said):
        for at, part in enumerate(piece.words.split("\n")):
            first = f"{number:<4}" if place == at == 0 else indent
            yield fill(part, _WIDTH, initial_indent=first, subsequent_indent=indent)
    if turn.reply:
        yield f"{indent}(The person {turn.reply}.)"

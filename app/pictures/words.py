"""Figures in words, as captions, tables and the report give them."""

from __future__ import annotations

from app.lines import Lines
from app.overview.scored import Chosen, Scored
from app.reporting.figures.intervals import Interval
from app.reporting.figures.scores import Share, percent
from app.reporting.figures.small_numbers import LEAST_ANSWERS
from flows.channels import channels_said

HIDDEN = f"fewer than {LEAST_ANSWERS} answers"
HIDDEN_TOO = f"hidden, since it could give away a score of {HIDDEN}"
NONE = "no answers"

Figure = Scored | Chosen


def exact(of: Figure) -> float | None:
    """The mean from 1 to 5, or the share from 0 to 1; None where it is hidden or there is none."""
    if isinstance(of, Scored):
        found = None if of.score is None else of.score.mean
    else:
        found = None if of.share is None else of.share.exact
    return None if found is None else float(found)


def shown(of: Figure) -> str:
    """The mean or share as it is published, else why there is none."""
    if of.hidden:
        return HIDDEN if of.n < LEAST_ANSWERS else HIDDEN_TOO
    if isinstance(of, Scored):
        return NONE if of.score is None else str(of.score.point_scale)
    return NONE if of.share is None else str(of.share.percent)


def reach(of: Figure) -> str:
    """From what to what its 95 % interval reaches; empty where it has none."""
    return between(of.interval, shares=isinstance(of, Chosen))


def between(interval: Interval | None, *, shares: bool) -> str:
    """From what to what an interval reaches; empty where there is none."""
    if interval is None:
        return ""
    low, high = (percent(end) if shares else f"{end:.2f}" for end in (interval.low, interval.high))
    return f"{low} to {high}"


def told(of: Figure) -> str:
    """The figure with its n, as a part of a sentence."""
    if of.hidden or not of.n:
        return shown(of)
    return f"{shown(of)}{' of 5 on average' if isinstance(of, Scored) else ''} (n = {of.n:,})"


def part(share: Share) -> str:
    """A share with the people behind it."""
    return NONE if share.percent is None else f"{share.percent} ({share.part:,})"


def called(line: str | None, lines: Lines, none: str = "Imported, of no line") -> str:
    """A line as the pages name it, by its program and its id; ``none`` is what has no line."""
    if line is None:
        return none
    return f"{lines.by_id[line].program} ({line})" if line in lines.by_id else line


def subject(line: str | None, channel: str, lines: Lines) -> str:
    """Whose figures they are."""
    return f"{called(line, lines, 'responses without a line')}, {channels_said(channel)}"


def cased(word: str) -> str:
    """With a capital letter at the beginning, the rest as it stands."""
    return word[:1].upper() + word[1:]


def named(*parts: str | None) -> str:
    """What a file of all this is called."""
    return "-".join(part.replace("_", "-") for part in parts if part)

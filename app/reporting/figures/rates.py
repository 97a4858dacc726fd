"""The response rate that OMB asks for: respondents of those who were offered the survey.

The AAPOR rates are other figures, of other cases: outcome_rates.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.reporting.figures.scores import Share


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """Respondents / offered. ``share`` is None exactly where ``finding`` says why there is no rate.

    Respondents are reportable responses, walk-ins apart, with at least one real answer. Offered are those who heard the
    announcement (or else the welcome), got the text (or replied to it), or answered the call (docs/schema.md).
    """

    respondents: int
    offered: int | None
    share: Share | None
    finding: str | None = None


def response_rate(respondents: int, offered: int | None) -> ResponseRate:
    """OMB's response rate. More respondents than offered is a finding, never a rate above 100%."""
    if respondents < 0 or (offered is not None and offered < 0):
        raise ValueError(f"{respondents} respondents of {offered} offered: counts are never below 0")
    finding = _finding(respondents, offered)
    share = Share(respondents, offered) if finding is None and offered is not None else None
    return ResponseRate(respondents, offered, share, finding)


def _finding(respondents: int, offered: int | None) -> str | None:
    if offered is None:
        return "how many were offered the survey is not known"
    if respondents > offered:
        return f"{respondents} respondents, but only {offered} offered: one of the counts is wrong"
    return None if offered else "nobody was offered the survey"

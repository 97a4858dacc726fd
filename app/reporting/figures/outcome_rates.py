"""AAPOR's outcome rates, from how each case ended. They are not OMB's response rate (rates.py).

Source: The American Association for Public Opinion Research, Standard Definitions: Final Dispositions of Case Codes and
Outcome Rates for Surveys. There e, the eligible part of the unknown cases, is 1 in the rates used here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.reporting.figures.scores import Share

LABEL = "AAPOR outcome rates (not OMB's response rate)"


class Disposition(StrEnum):
    """How a case ended, by AAPOR's letters."""

    INTERVIEW = "I"
    PARTIAL = "P"
    REFUSAL = "R"
    NON_CONTACT = "NC"
    OTHER = "O"
    UNKNOWN_HOUSEHOLD = "UH"
    UNKNOWN_OTHER = "UO"
    NOT_ELIGIBLE = "not eligible"
    NOT_IN_SAMPLE = "not in the sample"


DISPOSITIONS: Mapping[str, Disposition] = {
    "complete": Disposition.INTERVIEW,
    "partial": Disposition.PARTIAL,
    "broken_off": Disposition.REFUSAL,
    "declined": Disposition.REFUSAL,
    "opted_out": Disposition.REFUSAL,
    "left_at_welcome": Disposition.REFUSAL,
    "no_reply": Disposition.NON_CONTACT,
    "no_answer": Disposition.NON_CONTACT,
    "busy": Disposition.NON_CONTACT,
    "machine": Disposition.NON_CONTACT,
    "undelivered": Disposition.NON_CONTACT,
    "too_late": Disposition.NON_CONTACT,
    "not_handed_over": Disposition.NON_CONTACT,
    "language": Disposition.OTHER,
    "failed": Disposition.OTHER,
    "superseded": Disposition.OTHER,
    "wrong_number": Disposition.NOT_ELIGIBLE,
    "not_drawn": Disposition.NOT_IN_SAMPLE,
    "quarantined": Disposition.NOT_IN_SAMPLE,
    "no_consent": Disposition.NOT_IN_SAMPLE,
    "invalid_number": Disposition.NOT_IN_SAMPLE,
    "region_not_allowed": Disposition.NOT_IN_SAMPLE,
    "unfit_number": Disposition.NOT_IN_SAMPLE,
    "no_clearance": Disposition.NOT_IN_SAMPLE,
    "clearance_used_up": Disposition.NOT_IN_SAMPLE,
    "nothing_to_ask": Disposition.NOT_IN_SAMPLE,
}
"""What AAPOR counts a case as, by the disposition of its invitation or by the decision not to ask."""


def counted_as(word: str, *, drawn: bool) -> Disposition:
    """What a case counts as; whoever was not drawn is not in the sample, whatever else stood in the way."""
    return DISPOSITIONS[word] if drawn else Disposition.NOT_IN_SAMPLE


def letters(cases: Mapping[tuple[str, bool], int]) -> dict[Disposition, int]:
    """How many cases of each disposition there are, from how many there are of each word, drawn and not drawn."""
    found = dict.fromkeys(Disposition, 0)
    for (word, drawn), count in cases.items():
        found[counted_as(word, drawn=drawn)] += count
    return found


@dataclass(frozen=True, slots=True)
class OutcomeRates:
    """The rates, each with its numerator and denominator, and the share of all cases that came into the sample."""

    rr1: Share
    """Response rate 1: completes of all eligible and unknown cases, the least that can be claimed."""
    rr2: Share
    """Response rate 2: partials count too."""
    coop1: Share
    """Cooperation rate 1: completes of all who were reached."""
    ref1: Share
    """Refusal rate 1: refusals and break-offs of the cases of RR1."""
    con1: Share
    """Contact rate 1: those who were reached, of the cases of RR1."""
    not_eligible: int
    coverage: Share
    """Cases in the sample of all cases: who was sampled out, in quarantine, without consent or number is not in it."""


def outcome_rates(cases: Mapping[Disposition, int]) -> OutcomeRates:
    """The rates from the number of cases of each disposition; one that is not given counts 0. ValueError below 0."""
    if any(count < 0 for count in cases.values()):
        raise ValueError("counts of cases are never below 0")
    i, p, r, nc, o, uh, uo, not_eligible, outside = (cases.get(disposition, 0) for disposition in Disposition)
    reached = i + p + r + o
    eligible = reached + nc + uh + uo
    inside = eligible + not_eligible
    return OutcomeRates(
        rr1=Share(i, eligible),
        rr2=Share(i + p, eligible),
        coop1=Share(i, reached),
        ref1=Share(r, eligible),
        con1=Share(reached, eligible),
        not_eligible=not_eligible,
        coverage=Share(inside, inside + outside),
    )

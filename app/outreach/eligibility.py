"""Eligibility: whether a contact is asked, or the first reason why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from app.outreach.draw import Chance, is_drawn
from app.outreach.numbers import NumberCheck

Code = Literal[
    "ask",
    "invalid_number",
    "region_not_allowed",
    "unfit_number",
    "no_consent",
    "opted_out",
    "too_late",
    "quarantined",
    "no_clearance",
    "clearance_used_up",
    "not_drawn",
    "nothing_to_ask",
]

SENTENCES: Mapping[Code, str] = {
    "ask": "The contact is asked.",
    "invalid_number": "The contact has no valid phone number.",
    "region_not_allowed": "The number belongs to a region that the line does not invite.",
    "unfit_number": "The number cannot take the invitation: a landline for a text, toll-free, or somebody else's.",
    "no_consent": "The person did not agree to be asked in this way.",
    "opted_out": "The person asked not to be invited.",
    "too_late": "No permitted moment is left before the end of the time in which people are asked.",
    "quarantined": "The person was asked for this agency not long ago.",
    "no_clearance": "The line has no clearance that is valid today.",
    "clearance_used_up": "As many responses as the clearance approves were given this year.",
    "not_drawn": "The contact was not drawn into the sample.",
    "nothing_to_ask": "The line has no survey that can be asked now.",
}


@dataclass(frozen=True, slots=True)
class ClearanceUse:
    """A clearance as of today."""

    expires: date
    """The last day on which it is valid."""
    approved: int | None
    """Responses a year, None where no limit was set."""
    used: int
    """Responses of the year so far."""
    factor: float = 1.0
    """What sampling rates are multiplied by, so that it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that the decision on one contact depends on."""

    number: NumberCheck | None
    """None where nothing will be sent: a caller who is handed over is on the phone already."""
    consent_needed: bool
    consent: bool | None
    """What the contact says; None where it says nothing."""
    opted_out: bool
    in_time: bool
    """Whether a permitted moment is left within the line's time after the contact's end."""
    now: datetime
    last_asked: datetime | None
    quarantine: timedelta | None
    """None where the line has none, or the caller is exempt."""
    today: date
    """The local day of the agency."""
    clearance: ClearanceUse | None
    clearance_needed: bool
    chance: Chance
    draw: float
    survey_available: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. Stratum, probability and draw are kept whatever it is, so that it can be audited."""

    code: Code
    stratum: str
    probability: float
    draw: float

    @property
    def sentence(self) -> str:
        """The decision in words."""
        return SENTENCES[self.code]


def decide(case: Case) -> Decision:
    """The first refusal that applies, in the order of the rules, or ``ask``."""
    return Decision(_code(case), case.chance.stratum, case.chance.probability, case.draw)


def _code(case: Case) -> Code:
    if case.number is not None and case.number.refusal is not None:
        return case.number.refusal
    for code, refuses in _REFUSALS.items():
        if refuses(case):
            return code
    return "ask"


def _lacks_consent(case: Case) -> bool:
    """Whoever said no is not asked, also where consent is not needed."""
    return case.consent is False or (case.consent_needed and case.consent is None)


def _is_quarantined(case: Case) -> bool:
    if case.last_asked is None or case.quarantine is None:
        return False
    return case.last_asked >= case.now - case.quarantine


def _lacks_clearance(case: Case) -> bool:
    return case.clearance_needed if case.clearance is None else case.today > case.clearance.expires


def _is_used_up(case: Case) -> bool:
    clearance = case.clearance
    return clearance is not None and clearance.approved is not None and clearance.used >= clearance.approved


_REFUSALS: Mapping[Code, Callable[[Case], bool]] = {
    "no_consent": _lacks_consent,
    "opted_out": lambda case: case.opted_out,
    "too_late": lambda case: not case.in_time,
    "quarantined": _is_quarantined,
    "no_clearance": _lacks_clearance,
    "clearance_used_up": _is_used_up,
    "not_drawn": lambda case: not is_drawn(case.draw, case.chance.probability),
    "nothing_to_ask": lambda case: not case.survey_available,
}
"""The refusals after those of the number, in the order in which they are looked at."""

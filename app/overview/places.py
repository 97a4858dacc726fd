"""Where contacts stand and how far they came, in words, each with its share of all contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.outreach.funnel import Funnel
from app.reporting.figures.outcome_rates import DISPOSITIONS, Disposition
from app.reporting.figures.scores import Share


class Words(NamedTuple):
    """What a word of the records is called, and what it says of the contact."""

    called: str
    meaning: str


PARTS: Mapping[str, Mapping[str, Words]] = {
    "not_asked": {
        "invalid_number": Words("No valid number", "has no valid phone number"),
        "region_not_allowed": Words("Other region", "has a number of a region that the line does not invite"),
        "unfit_number": Words("Unfit number", "has a number that cannot take the invitation, or somebody else's"),
        "no_consent": Words("No consent", "did not agree to be asked in this way"),
        "opted_out": Words("Opted out before", "had asked not to be invited"),
        "too_late": Words("Too late to plan", "had no permitted moment left within the line's time"),
        "quarantined": Words("Asked not long ago", "was asked for the same agency not long ago"),
        "no_clearance": Words("No clearance", "is on a line without a clearance that was valid that day"),
        "clearance_used_up": Words("Clearance used up", "is on a line that had used up its approved responses"),
        "not_drawn": Words("Not drawn", "was not drawn into the sample"),
        "nothing_to_ask": Words("Nothing to ask", "is on a line that had no survey to ask"),
    },
    "open": {
        "planned": Words("Planned", "is to be invited"),
        "to_hand_over": Words("To hand over", "is to be handed over to the survey on the call itself"),
        "sent": Words("Sent", "was sent an invitation that is not known to have arrived"),
        "delivered": Words("Delivered", "has the invitation and has not replied"),
        "started": Words("Started", "replied, or heard the welcome, and has not finished"),
    },
    "ended": {
        "complete": Words("Complete", "answered the required questions and enough of all"),
        "partial": Words("Partial", "answered at least half"),
        "broken_off": Words("Broken off", "answered less than half, or none after the first question"),
        "opted_out": Words("Opted out", "said STOP before any answer, or opted out before it was sent"),
        "declined": Words("Declined", "refused before any answer"),
        "left_at_welcome": Words("Left at the welcome", "heard the welcome and left before the first question"),
        "no_reply": Words("No reply", "never replied to a text that was sent"),
        "no_answer": Words("No answer", "did not pick up"),
        "busy": Words("Busy", "had a busy line"),
        "machine": Words("Machine", "was called, and a machine answered"),
        "undelivered": Words("Undelivered", "has a phone that the text did not get to"),
        "failed": Words("Failed", "could not be sent to, or nobody knows whether it was sent"),
        "too_late": Words(
            "Too late to send", "was drawn, and the last permitted moment passed before it could be sent"
        ),
        "not_handed_over": Words("Not handed over", "was to be handed over on the call itself, and was not"),
        "wrong_number": Words("Wrong number", "is somebody else"),
        "language": Words("Language", "speaks none of the languages on offer"),
        "superseded": Words("Invited again", "was invited again before any answer to this offer"),
    },
}
"""By part of the funnel, in the order of docs/dispositions.md and of the records."""

STEPS: Mapping[str, Words] = {
    "asked": Words("To be asked", "was to be offered the survey"),
    "went_out": Words("Went out", "was sent an invitation, or handed over"),
    "offered": Words("Offered", "surely had the offer: heard it, or got the text"),
    "started": Words("Started", "replied, or heard the welcome"),
    "answered": Words("Answered", "answered at least one question"),
    "complete": Words("Complete", "answered the required questions and enough of all"),
}


class Standing(NamedTuple):
    """How many contacts stand in one place, or came so far, of all contacts."""

    words: Words
    share: Share
    letter: Disposition | None = None
    """What AAPOR counts it as, once it has ended."""


def steps(funnel: Funnel) -> tuple[Standing, ...]:
    """How far contacts came, in the order of the way."""
    return tuple(Standing(STEPS[step], Share(count, funnel.contacts)) for step, count in funnel.steps.items())


def places(funnel: Funnel, part: str) -> tuple[Standing, ...]:
    """Where the contacts of one of ``PARTS`` stand; no place without any."""
    counts = funnel.words(part)
    return tuple(
        Standing(words, Share(counts[word], funnel.contacts), None if part == "open" else DISPOSITIONS.get(word))
        for word, words in PARTS[part].items()
        if word in counts
    )


def whole(funnel: Funnel, part: str) -> Share:
    """All contacts of one part."""
    return Share(sum(funnel.words(part).values()), funnel.contacts)

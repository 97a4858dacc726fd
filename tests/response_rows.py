"""Rows of ``responses`` and ``answers`` as the shipped surveys leave them."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flows.survey import DRIVERS

ITEMS = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")
TAPPED = dict.fromkeys(ITEMS) | {
    "survey_id": "a11-tapped",
    "instrument": "a11-tapped",
    "channel": "sms_text_messages",
    "channels_used": ["sms_text_messages"],
    "entry": "invited_text",
    "answered_count": 3,
}
"""What is otherwise in a tapped response by text, before its scores."""


def by_keypad(name, at, **changes):
    """A complete likert response that began at a moment, without its scores; ``name`` makes its id."""
    made = {
        "response_id": str(uuid.uuid5(uuid.NAMESPACE_OID, name)),
        "source": "aftercall",
        "turn": 7,
        "entry": "handed_over",
        "survey_id": "a11-likert",
        "survey_version": 1,
        "instrument": "a11-likert",
        "channel": "automated_phone",
        "channels_used": ["automated_phone"],
        "language": "en",
        "agency": "Department of Example",
        "transaction_point": "post_interaction",
        "offered_at": at,
        "started_at": at,
        "ended_at": at + timedelta(seconds=90),
        "status": "complete",
        "trust_scale": "likert_5",
        "answered_count": 7,
        "tags": [],
        "created_at": at,
        "updated_at": at,
    } | changes
    return {"source_id": made["response_id"]} | made


def sign_of(trust):
    """Which of the two lists trust leads to."""
    return "positive" if trust is not None and trust > 3 else "negative"


def listed(sign, chosen):
    """The columns of a list of which these drivers were chosen."""
    return {f"{sign}_{driver}": int(driver in chosen) for driver in DRIVERS}


def list_answers(row, unasked="not_applicable"):
    """The rows of ``answers`` of the two lists of a tapped response; ``unasked`` is why a list has no answer."""
    if row["instrument"] != "a11-tapped":
        return
    for sign, question in (("positive", "went_well"), ("negative", "went_wrong")):
        yield {
            "response_id": row["response_id"],
            "question": question,
            "measure": "drivers",
            "turn": 3,
            "channel": row["channel"],
            "missing": None if row.get(f"{sign}_ease") is not None else unasked,
            "position": 3,
        }

"""The codes of the records in words, as the timeline of a response says them."""

from __future__ import annotations

from collections.abc import Mapping

from app.comments.asked import Asked

REPORTED_BY: Mapping[str, str] = {
    "center": "The contact center reported the call",
    "call": "A call came to the survey, of which the contact center had not told",
    "text": "A text came to the survey, of which the contact center had not told",
    "follow_up": "A later survey was planned, to which the person had agreed",
}
WAYS: Mapping[str, str] = {"text": "text", "voice": "call"}
ACTIONS: Mapping[str, str] = {
    "invite": "The invitation",
    "remind": "The reminder",
    "fall_back": "The invitation, now tried",
}
SEND_STATES: Mapping[str, str] = {
    "refused": "the provider refused it",
    "unknown": "it is not known whether it went out",
    "queued": "the provider has it",
    "sent": "on its way",
    "ringing": "the phone rang",
    "answered": "answered",
    "delivered": "delivered",
    "undelivered": "not delivered",
    "failed": "failed",
    "busy": "the line was busy",
    "no_answer": "nobody answered",
    "canceled": "canceled",
    "machine": "a machine answered",
    "completed": "the call ended",
}
ENTRIES: Mapping[str, str] = {
    "handed_over": "The caller was handed over as the contact ended",
    "invited_text": "Invited by text",
    "invited_call": "Invited by a call",
    "walk_in": "Nobody had invited them",
    "imported": "It came from another system",
}
HANDLINGS: Mapping[str, str] = {
    "began": "A text began the survey",
    "asked_again": "A text could not be taken, and the question was asked again",
    "too_early": "A text came before its question could have been read, and the question was asked again",
    "doubled": "The same text came twice",
    "service_request": "A text asked for help with a case; it was answered with whom to ask",
    "after_close": "A text came after the survey was over",
    "distress": "A text held words of distress, and was answered with help",
    "wrong_person": "A text said that this is the wrong person",
    "opted_out": "A text came from somebody who had asked not to be contacted",
    "stop": "A text asked to stop",
    "start": "A text asked to be contacted again",
    "help": "A text asked for help",
    "reaction": "The phone sent a reaction, of which nothing comes",
    "auto_reply": "The phone answered by itself, of which nothing comes",
    "held": "A text came while a part of the service was away; it was kept, and asked for once more",
}
ENDINGS: Mapping[str, str] = {
    "completed": "The survey was completed",
    "declined": "The person declined",
    "gave_up": "The survey ended, since nothing that could be taken came any more",
    "hung_up": "The caller hung up",
    "expired": "The survey closed, since nothing came any more",
    "opted_out": "The person asked not to be contacted, and the survey ended",
    "superseded": "A newer invitation took the place of this one",
    "failed": "The survey failed",
    "distress": "The survey stopped asking and gave help",
    "wrong_person": "The survey ended: the wrong person",
}
STATUSES: Mapping[str, str] = {
    "in_progress": "In progress",
    "complete": "Complete",
    "partial": "Partial",
    "broken_off": "Broken off",
    "declined": "Declined",
}


def plain(code: str) -> str:
    """A code with blanks."""
    return code.replace("_", " ")


def channel(name: str) -> str:
    """A channel in words."""
    return {"automated_phone": "phone", "sms_text_messages": "text"}.get(name, plain(name))


def outcome(asked: Asked) -> str:
    """What came of a question: the answer and after how long, wrong replies, silences, repeats."""
    after = "" if asked.seconds is None else f" after {lasting(asked.seconds)}"
    came = f"{asked.missing}{after}" if asked.answer is None else f"answered “{asked.answer}”{after}"
    hitches = (
        (asked.wrong, "wrong reply", "wrong replies"),
        (asked.silent, "silence", "silences"),
        (asked.repeats, "repeat asked for", "repeats asked for"),
    )
    told = [came, *(f"{n} {one if n == 1 else several}" for n, one, several in hitches if n)]
    whole = ", ".join(told)
    return f"{whole[:1].upper()}{whole[1:]}."


def lasting(seconds: int) -> str:
    """A length of time in words."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

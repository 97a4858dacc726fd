"""What each column of the results means, in words; types, nullability and limits come from the models.

``app.reporting.dictionary`` joins the two. Words between backquotes stand for themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from app.records.responses import INDICATORS

Holds = Literal["words", "lists"]
"""What a column of JSON holds: a list of words, or an object of such lists by name."""


class Meaning(NamedTuple):
    """The words for one column."""

    text: str
    unit: str | None = None
    holds: Holds | None = None
    """Of a column of JSON."""
    codes: str | None = None
    """The column whose codes stand in it, where the model has no check of its own."""


POINTS = "points"
SECONDS = "seconds"


def _indicator(name: str) -> Meaning:
    sign, driver = name.split("_")
    went = {"positive": "what went well", "negative": "what did not go so well"}[sign]
    return Meaning(f"{went}, {driver}: 1 chosen, 0 offered and not chosen, null where the list was not answered")


RESPONSES: Mapping[str, Meaning] = {
    "id": Meaning("counts the rows within this database"),
    "response_id": Meaning(
        "names the response for good; made by a keyed hash, so that a provider's retry makes no second one"
    ),
    "source": Meaning("`aftercall`, or where an imported response came from"),
    "source_id": Meaning("the id within that source; unique together with it"),
    "line_id": Meaning("the line that was called or texted"),
    "invitation_id": Meaning("the offer that led to it"),
    "turn": Meaning("how many inputs the session had consumed; a newer turn replaces an older one", "inputs"),
    "seed": Meaning("what random orders were drawn from"),
    "label_order": Meaning(
        "for each question whose answers are not read in one order to everybody (`rotate`, `reversed_half`), the keys "
        "of its options in the order in which they were read; of an import, "
        "under `offered`, the indicators that its file says were asked",
        holds="lists",
    ),
    "survey_hash": Meaning("SHA-256 of the frozen survey"),
    "entry": Meaning("how the person came"),
    "survey_id": Meaning("the survey"),
    "survey_version": Meaning("its version"),
    "instrument": Meaning("the family that it reports as"),
    "channel": Meaning("where trust was answered, else where the first answer was; named as Touchpoints names it"),
    "channels_used": Meaning("all channels of the response, in their order", holds="words", codes="channel"),
    "language": Meaning("the language of the questions, such as `en`"),
    "agency": Meaning("the agency of the line"),
    "bureau": Meaning("its bureau"),
    "service": Meaning("the service that the contact was about"),
    "touchpoint": Meaning("the touchpoint within the service journey"),
    "transaction_point": Meaning("`post_interaction`, `post_service_journey` or `relational`"),
    "service_stage": Meaning("the stage of the service journey"),
    "organizational_unit": Meaning("the unit that results sort by"),
    "location_code": Meaning("the location within it"),
    "queue": Meaning("the queue of the contact"),
    "agent_key": Meaning("stands for the agent"),
    "contact_id": Meaning("the contact"),
    "contact_ended_at": Meaning("when the contact ended"),
    "contact_reason": Meaning("what the contact was about, as the center codes it"),
    "wait_seconds": Meaning("how long the caller waited for an agent", SECONDS),
    "handle_seconds": Meaning("how long the contact was handled", SECONDS),
    "stratum": Meaning("the group that the sample was drawn in"),
    "draw_probability": Meaning("the chance that this contact had of being invited, 0 to 1", "share"),
    "respondent_key": Meaning("keyed hash of the phone number; null where the caller had none"),
    "offered_at": Meaning("when the survey was offered"),
    "started_at": Meaning("when the survey began"),
    "ended_at": Meaning("when it ended"),
    "duration_seconds": Meaning("from the beginning to the end", SECONDS),
    "status": Meaning("how far the person came"),
    "late": Meaning("whether it came after the close: kept, and left out of the quarter"),
    "asked_count": Meaning("questions asked, that is prompted at least once", "questions"),
    "answered_count": Meaning('questions asked that have an answer; "not sure" is none', "questions"),
    "trust": Meaning("the trust question, on the scale that `trust_scale` names", POINTS),
    "trust_scale": Meaning("the scale of `trust`; given wherever trust is"),
    "satisfaction": Meaning("the satisfaction question", POINTS),
    "effectiveness": Meaning("the need was met", POINTS),
    "ease": Meaning("it was easy", POINTS),
    "efficiency": Meaning("it took a reasonable time", POINTS),
    "transparency": Meaning("it was clear what was asked", POINTS),
    "humanity": Meaning("treated with respect", POINTS),
    "employee": Meaning("the employee was helpful", POINTS),
    **{name: _indicator(name) for name in INDICATORS},
    "comment": Meaning("the free comment, in the person's words; kept here only"),
    "clearance": Meaning("the OMB control number that it was asked under"),
    "tags": Meaning("words that people gave it while reading", holds="words"),
    "flagged": Meaning("set aside by a person; not reported"),
    "spam": Meaning("marked as spam; not reported"),
    "archived": Meaning("put away by a person; still reported"),
    "deleted": Meaning("deleted by a person; not reported, and the row is never exported"),
    "deleted_at": Meaning("when that was"),
    "test": Meaning("a trial; not reported"),
    "created_at": Meaning("when the row was first written; for an import, when the source recorded it"),
    "updated_at": Meaning("when the row was last written"),
    "change_seq": Meaning("counts all inserts and updates in the order of their commits, for those who follow changes"),
}

ANSWERS: Mapping[str, Meaning] = {
    "response_id": Meaning("the response"),
    "question": Meaning("the id of the question in its survey; one row a question"),
    "measure": Meaning("what the question counts for"),
    "turn": Meaning("the turn at which it was answered; a newer one replaces an older", "inputs"),
    "channel": Meaning("the channel on which it was asked"),
    "scale": Meaning("the name of the scale in the survey"),
    "native": Meaning("the keys of the scale as given: `4`, or `1,3` of a list, `0` for none of it"),
    "value": Meaning("the value that the scale reports for the key, whichever way the scale runs"),
    "missing": Meaning("why there is no answer; null where there is one"),
    "text": Meaning("words given to an additional question; a comment is kept in `responses`"),
    "raw": Meaning("the reply as it came, numbers masked, where it came as words; kept for its own, shorter time"),
    "how": Meaning("the rule that read the reply, such as `key`, `number`, `label`"),
    "confidence": Meaning("how sure speech was recognised, 0 to 1", "share"),
    "wrong": Meaning("how many replies could not be taken", "replies"),
    "silent": Meaning("how many times nothing came", "times"),
    "repeats": Meaning("how many times the question was asked again on request", "times"),
    "position": Meaning("1 for the first question asked; null where it was never asked"),
    "sid": Meaning("the provider's id of the call or text that answered"),
    "asked_at": Meaning("when it was first asked"),
    "answered_at": Meaning("when it was answered or left"),
    "survey_version": Meaning("the version whose wording was asked"),
}

LONG: Mapping[str, Meaning] = {
    "day": Meaning(
        "the local day on which the response counts: as the contact ended, else as it began or was recorded"
    ),
    "happened_at": Meaning(
        "the moment at which the response counts: as the contact ended, else as it began or was recorded"
    ),
    "text": Meaning("the comment, or words given to an additional question"),
}
"""Columns of the ``long-csv`` export that hold something else than the columns that they come from."""

CODES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "entry": (
        "Entries",
        {
            "handed_over": "an agent or the phone system handed the caller over as the contact ended",
            "invited_text": "invited by a text message",
            "invited_call": "invited by a call",
            "walk_in": "nobody invited them; counts in no rate and no submission",
            "imported": "came from another system's file",
        },
    ),
    "instrument": (
        "Instruments",
        {
            "a11-likert": "satisfaction, trust and five drivers, each on five points, and a comment",
            "a11-tapped": "satisfaction and trust on five points, one list of drivers to choose from, and a comment",
        },
    ),
    "channel": (
        "Channels",
        {
            "computer": "the web on a computer",
            "mobile": "the web on a phone",
            "email": "by e-mail",
            "chatbot": "by a chatbot",
            "phone": "asked on the phone by a person",
            "automated_phone": "asked on the phone by a machine, answered by keypad or voice",
            "in_person": "face to face",
            "paper": "on paper",
            "postal_mail": "by post",
            "fax": "by fax",
            "self_service_kiosk": "at a kiosk",
            "other_non_digital": "another way that is not digital",
            "website": "on a website",
            "mobile_app": "in an app",
            "live_chat": "in a chat with a person",
            "sms_text_messages": "by text message",
            "social_media": "on social media",
            "other_digital": "another digital way",
        },
    ),
    "status": (
        "Status",
        {
            "in_progress": "not ended yet",
            "complete": "all required questions answered, and 80 % or more of those that applied",
            "partial": "not complete, and 50 % or more of those that applied answered",
            "broken_off": "less than that answered",
            "declined": "refused before the first question was answered",
        },
    ),
    "trust_scale": (
        "Trust scales",
        {
            "likert_5": "five points, 5 the best",
            "thumbs": "1 for thumbs up, 0 for thumbs down",
        },
    ),
    "measure": (
        "Measures",
        {
            "trust": "a score: trust in the program or agency",
            "satisfaction": "a score: satisfaction with the service received",
            "effectiveness": "a driver: the need was met",
            "ease": "a driver: it was easy",
            "efficiency": "a driver: it took a reasonable time",
            "transparency": "a driver: it was clear what was asked",
            "humanity": "a driver: treated with respect",
            "employee": "a driver: the employee was helpful",
            "other": "a driver: something else",
            "drivers": "a list of drivers to choose from",
            "comment": "the free comment",
            "additional": "a question of the agency's own",
        },
    ),
    "missing": (
        "Missing codes",
        {
            "not_offered": "the channel cannot ask it: free text by keypad",
            "not_applicable": "an earlier answer, or what is known of the contact, led past it",
            "skipped": "the person chose to skip it",
            "not_sure": 'the person said "not sure"',
            "no_input": "asked, and nothing came",
            "invalid": "asked, and nothing that came could be taken",
            "broken_off": "the question at which the person left",
            "expired": "asked by text, and no reply came before the close",
            "opted_out": "the question at which the person sent STOP",
            "not_reached": "a later question, which would have been asked",
        },
    ),
}
"""By the column that they stand in: a heading, and what each code means."""

"""Going on by text: what a caller can ask for by a key, and what then becomes of the session."""

from __future__ import annotations

from flows.channels import SMS_TEXT_MESSAGES
from flows.route import not_asked_because
from flows.session import Session
from flows.survey import Survey

GOES_ON = "texted"
"""The place of a call that has ended because its session goes on by text."""
COMMENT_OFFER = "comment_offer"
"""The place after the last answer of a call, where a comment may be added by text."""


def key_for(survey: Survey, session: Session, wording: str) -> str | None:
    """The key that asks for a text; None where this call cannot, or nothing is said of it under ``wording``.

    A survey that was frozen before there was such a key has no words for it.
    """
    if session.door != "voice" or not session.opening.takes_texts or "text" not in survey.doors:
        return None
    said = all(survey.words(name, "voice", session.language) for name in (wording, "goes_on_by_text"))
    return survey.voice.keys["continue_by_text"] if said else None


def offers_comment(survey: Survey, session: Session) -> bool:
    """Whether a call at its last answer may have the comment added by text that it could not take itself."""
    comment = survey.comment
    known = None if comment is None else session.answered().get(comment.id)
    if comment is None or known is None or known.missing != "not_offered":
        return False
    can_be_asked = not_asked_because(comment, session, SMS_TEXT_MESSAGES.name) is None
    return can_be_asked and key_for(survey, session, COMMENT_OFFER) is not None


def goes_on(session: Session, at: float | None) -> Session:
    """The call at its end, its session open at the same place: the text that was asked for puts its question.

    A hang-up that was taken for the end meanwhile is none. ``at`` is when the text was asked for.
    """
    known = at if session.ended_at is None else session.ended_at
    finished = known if session.place == COMMENT_OFFER else None
    resume_at = session.resume_at if session.place == "notice" else session.place
    after = session._replace(place=GOES_ON, resume_at=resume_at, lead=("goes_on_by_text",), ended=None)
    return after._replace(ended_at=finished)

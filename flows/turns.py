"""What one input does at each place of a survey: the choice of language, the gate, the notice, a question."""

from __future__ import annotations

from flows import by_text
from flows import tape as tapes
from flows.prompt import listens, takes_several
from flows.replies import read_keys
from flows.said import ended_by, said
from flows.session import Event, Input, Keys, Said, Session, Silence
from flows.steps import Step, advance, back, chained, completed, ended, gave_up, missed, mistake, patience, take
from flows.survey import Question, Survey

_WISHES = {letter: wish for wish, letter in tapes.LETTERS.items()}
"""The wishes that were spoken, by their letter on the tape."""


def consume(survey: Survey, session: Session, given: Input) -> Step:
    """The step that an input leads to from the place where the session stands."""
    match session.place:
        case "language":
            return _choose_language(survey, session, given)
        case "notice":
            return _after_notice(survey, session, given)
        case "gate":
            return _at_gate(survey, session, given)
        case by_text.COMMENT_OFFER:
            return _after_comment_offer(survey, session, given)
    return _at_question(survey, session, given)


def _choose_language(survey: Survey, session: Session, given: Input) -> Step:
    languages = session.opening.languages
    key = given.what.keys if isinstance(given.what, Keys) else ""
    if key.isdigit() and 1 <= int(key) <= len(languages):
        return welcome(survey, session._replace(language=languages[int(key) - 1]), given.at)
    if isinstance(given.what, Keys) and session.wrong == 0:
        return Step(session._replace(wrong=1))
    return welcome(survey, session, given.at)


def welcome(survey: Survey, session: Session, at: float | None) -> Step:
    """The welcome: with the gate where this door has one, else with the first question."""
    session = session._replace(lead=("welcome",), wrong=0, silent=0, repeats=0)
    if survey.gate is not None and session.door in survey.gate.doors:
        return Step(session._replace(place="gate"))
    return advance(survey, session, None, at)


def _after_notice(survey: Survey, session: Session, given: Input) -> Step:
    """``*`` hears the notice again; anything else goes on where it was asked for."""
    if isinstance(given.what, Keys) and given.what.keys == survey.voice.keys["repeat"]:
        return Step(session)
    if _asks_for_text(survey, session, given, "notice_by_text"):
        return Step(by_text.goes_on(session, given.at))
    return Step(session._replace(place=session.resume_at or "end", resume_at=None, manner="again", silences=0))


def _after_comment_offer(survey: Survey, session: Session, given: Input) -> Step:
    """``*`` hears the offer again, once; anything else but the key that asks for a text is the end."""
    if isinstance(given.what, Keys) and given.what.keys == survey.voice.keys["repeat"] and not session.repeats:
        return Step(session._replace(lead=(by_text.COMMENT_OFFER,), repeats=1))
    if _asks_for_text(survey, session, given, by_text.COMMENT_OFFER):
        return Step(by_text.goes_on(session, given.at))
    # A session out of its tape does not know when its last answer came.
    return completed(session, given.at if session.ended_at is None else session.ended_at)


def _asks_for_text(survey: Survey, session: Session, given: Input, wording: str) -> bool:
    key = by_text.key_for(survey, session, wording)
    return key is not None and isinstance(given.what, Keys) and given.what.keys == key


def _control(survey: Survey, session: Session, given: Input) -> Step | None:
    """What repeat, notice and decline do at the gate and at questions; None where the key is none of them."""
    if not isinstance(given.what, Keys):
        return None
    keys, key = survey.voice.keys, given.what.keys
    session = session._replace(silences=0)
    if key == keys["repeat"]:
        again = session._replace(manner="again", repeats=session.repeats + 1)
        return Step(again._replace(lead=("welcome",)) if session.place == "gate" else again)
    if key == keys["notice"] and not takes_several(survey, session):
        return Step(session._replace(place="notice", resume_at=session.place))
    if key == keys["decline"] and _may_decline(session) and not takes_several(survey, session):
        return _declined(session, given.at)
    return None


def nothing_settled(session: Session) -> bool:
    """Whether the session still stands at its gate or first question, where it may be declined."""
    return all(answer.position is None for answer in session.answers)


def _may_decline(session: Session) -> bool:
    """Whether nothing was settled on this channel, so that its welcome may still be declined."""
    return all(answer.position is None or answer.turn < session.opening.first_turn for answer in session.answers)


def _declined(session: Session, at: float | None) -> Step:
    return chained((Event("opted_out"),), ended(session, "declined", "declined", at))


def _at_gate(survey: Survey, session: Session, given: Input) -> Step:
    gate = survey.gate
    if gate is not None and isinstance(given.what, Keys) and given.what.keys == gate.key:
        cleared = session._replace(silences=0, silent=0, wrong=0, mistakes=0, repeats=0)
        return chained((Event("consented"),), advance(survey, cleared, None, given.at))
    controlled = _control(survey, session, given)
    if controlled is not None:
        return controlled
    silent, wrong = session.silent + _is_silence(given), session.wrong + (not _is_silence(given))
    policy = survey.voice.silence if _is_silence(given) else survey.voice.wrong_key
    # Once it is always asked again, with how to get more time: see steps.patience.
    if (silent if _is_silence(given) else wrong) > max(1, policy.reminders):
        return gave_up(session, (), given.at)
    return Step(session._replace(lead=("gate_not_heard",), silent=silent, wrong=wrong))


def _is_silence(given: Input) -> bool:
    return isinstance(given.what, Silence)


def _at_question(survey: Survey, session: Session, given: Input) -> Step:
    question = survey.by_id[session.place[1:]]
    match given.what:
        case Silence():
            return _silence(survey, session, question, given)
        case Keys():
            return _pressed(survey, session, question, given, given.what)
        case Said():
            return said(survey, session, question, given, given.what)


def _pressed(survey: Survey, session: Session, question: Question, given: Input, pressed: Keys) -> Step:
    if pressed.keys == tapes.BACK:
        return back(survey, session, given.at)
    ending = ended_by(session, _WISHES.get(pressed.keys, ""), given.at)
    if ending is not None:
        return ending
    controlled = _control(survey, session, given)
    if controlled is not None:
        return controlled
    if pressed.keys == tapes.UNCLEAR and listens(survey, question):
        return mistake(survey, session._replace(silences=0), question, given, "not_understood")
    if pressed.keys == survey.voice.keys["repeat_scale"]:
        return Step(session._replace(manner="scale", repeats=session.repeats + 1, silences=0))
    if pressed.keys == survey.voice.keys["skip"]:
        return missed(survey, session, question, "skipped", given)
    return take(survey, session, question, given, read_keys(question, survey.scale_of(question), pressed))


def _silence(survey: Survey, session: Session, question: Question, given: Input) -> Step:
    counted = session._replace(silences=session.silences + 1, silent=session.silent + 1)
    policy = survey.voice.silence
    return patience(survey, counted, question, given, (policy, counted.silences, counted.silent, "no_input"))

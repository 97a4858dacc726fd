"""Entries: what a turn sends to the database, as versioned JSON that is complete by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.lines import Line
from app.phone_numbers import masked_within
from app.records.reduction import ENTRY_VERSION
from flows import outcome
from flows.route import options_in_order
from flows.session import COMPACT, Answer, Event, Session, opening_to_list
from flows.survey import Survey

Row = dict[str, Any]


def entry_of(
    survey: Survey, line: Line, session: Session, events: Sequence[Event], closes_at: float, **more: list[Row]
) -> Row:
    """The entry of a turn: the header as of that turn, the answers of its events, and in ``more`` what else came of it.

    ``more`` holds ``messages``, ``opt_outs``, ``alerts`` and ``text_requests``. Once the session has ended, the codes
    of the questions left open go with it. Contact and invitation go with every turn: a recorder that died may still
    hold the beginning while another one writes what came after.
    """
    answers = {event.answer.question: event.answer for event in events if event.answer is not None}
    final = outcome.final_answers(survey, session)
    answers |= {answer.question: answer for answer in final[len(session.answers) :]}
    return {
        "v": ENTRY_VERSION,
        "session": session.opening.session,
        "turn": session.turn,
        "response": _known(_header(survey, line, session, final)),
        "contact": _contact(session),
        "invitation": _invitation(session, closes_at),
        "answers": [_known(_answer(survey, answer)) for answer in answers.values()],
        "messages": more.get("messages", []),
        "opt_outs": more.get("opt_outs", []),
        **_rare(more),
    }


def bare_entry(session_id: str, **more: list[Row]) -> Row:
    """An entry of messages, opt-outs and alerts alone, where no survey is touched."""
    nothing: Row = {"response": None, "contact": None, "invitation": None, "answers": []}
    rows: Row = {"messages": more.get("messages", []), "opt_outs": more.get("opt_outs", []), **_rare(more)}
    return {"v": ENTRY_VERSION, "session": session_id, "turn": 0, **nothing, **rows}


def as_json(entry: Row) -> str:
    """An entry as compact JSON."""
    return COMPACT.encode(entry)


def opt_out(session: Session, at: float, how: str, sid: str | None) -> list[Row]:
    """The opt-out of a session's person; none where the caller is anonymous."""
    respondent = session.opening.respondent
    return [] if respondent is None else [opt_out_row(respondent, session.opening.line, how, sid, at)]


def opt_out_row(respondent: str, line: str, how: str, sid: str | None, at: float, *, lifted: bool = False) -> Row:
    """One word on being asked again or not, for the register."""
    return {"respondent_key": respondent, "line_id": line, "how": how, "sid": sid, "at": at, "lifted": lifted}


def alert_row(line: str, source: str, at: float, response_id: str | None = None) -> Row:
    """Words of distress that staff has to know of; ``source`` is the sid of the text or call that held them."""
    return {
        "id": f"distress:{source}",
        "kind": "distress",
        "line_id": line,
        "response_id": response_id,
        "source": source,
        "made_at": at,
    }


def _rare(more: Mapping[str, list[Row]]) -> Row:
    """Left out where there are none, as nearly always: an older recorder can read the entry."""
    return {part: more[part] for part in ("alerts", "text_requests") if more.get(part)}


def text_request_row(session: Session, sealed_number: str, at: float | None) -> Row:
    """A caller's wish to go on by text, once for the turn in which they had it."""
    opening = session.opening
    return {
        "id": f"{opening.response_id}:{session.turn}",
        "invitation_id": opening.invitation,
        "sealed_number": sealed_number,
        "at": at,
    }


def _known(row: Row) -> Row:
    """The columns that have a value: the others are null anyway, and entries stay in memory for an hour."""
    return {name: value for name, value in row.items() if value is not None}


def _header(survey: Survey, line: Line, session: Session, final: tuple[Answer, ...]) -> Row:
    opening = session.opening
    ended = session.finished_at
    return {
        "response_id": opening.response_id,
        "source": "aftercall",
        "source_id": opening.response_id,
        "line_id": opening.line,
        "invitation_id": opening.invitation,
        "contact_id": opening.contact,
        "respondent_key": opening.respondent,
        "turn": session.turn,
        "seed": opening.seed,
        "label_order": _label_order(survey, session),
        "survey_hash": opening.survey_hash,
        "survey_id": opening.survey,
        "survey_version": opening.version,
        "instrument": survey.instrument,
        "entry": opening.entry,
        "channel": _channel(survey, session),
        "channels_used": list(opening.channels),
        "language": session.language,
        "offered_at": _offered_at(session),
        "started_at": opening.started_at,
        "ended_at": ended,
        "duration_seconds": None if ended is None else round(max(0.0, ended - opening.started_at), 3),
        "status": outcome.status(survey, session),
        "late": session.late or None,
        "test": opening.test or survey.rules is not None,
        **_of_line(line),
        **outcome.counts(session),
        **outcome.scores(survey, final),
    }


def _channel(survey: Survey, session: Session) -> str:
    """The channel on which trust was answered, else the first answer, else the present one."""
    given = [answer for answer in session.answers if answer.substantive]
    first = min(given, key=lambda answer: (survey.by_id[answer.question].measure != "trust", answer.turn), default=None)
    return session.opening.channel if first is None else first.channel


def _offered_at(session: Session) -> float | None:
    """When the person had the offer. That a text arrived, only a reply tells here, or the provider elsewhere."""
    opening = session.opening
    return session.reached_at if opening.entry == "invited_text" else opening.started_at


def _of_line(line: Line) -> Row:
    names = ("agency", "bureau", "service", "touchpoint", "transaction_point", "service_stage")
    return {
        **{name: getattr(line, name) for name in (*names, "organizational_unit", "location_code")},
        "clearance": line.clearance.control_number if line.clearance is not None else None,
    }


def _label_order(survey: Survey, session: Session) -> Row | None:
    """The keys in the order in which they were read, of the questions for which that differs between sessions."""
    read = {
        question.id: [option.key for option in options_in_order(survey, question, scale, session.opening.seed)]
        for question in survey.questions
        if (question.order == "rotate" or survey.label_order != "fixed")
        and (scale := survey.scale_of(question)) is not None
    }
    return read or None


def _contact(session: Session) -> Row:
    opening = session.opening
    return {
        "id": opening.contact,
        "external_id": opening.contact_reported,
        "reported_by": "call" if opening.channels[0] == "automated_phone" else "text",
        "line_id": opening.line,
        "respondent_key": opening.respondent,
        "facts": dict(opening.facts) or None,
    }


def _invitation(session: Session, closes_at: float) -> Row:
    opening = session.opening
    return {
        "id": opening.invitation,
        "contact_id": opening.contact,
        "kind": {"invited_text": "text", "invited_call": "call"}.get(opening.entry, "direct"),
        "line_id": opening.line,
        "door": session.door,
        "opening": COMPACT.encode(opening_to_list(opening)),
        "closes_at": closes_at,
        "disposition": session.ended,
        "delivered_at": _offered_at(session),
    }


def _answer(survey: Survey, answer: Answer) -> Row:
    question = survey.by_id[answer.question]
    return {
        "question": answer.question,
        "measure": answer.measure,
        "turn": answer.turn,
        "channel": answer.channel,
        "scale": question.scale,
        "native": answer.native,
        "value": answer.value,
        "missing": answer.missing,
        # The comment is kept once, in its own column of the response.
        "text": None if question is survey.comment else answer.text,
        "raw": None if answer.raw is None else masked_within(answer.raw),
        "how": answer.how,
        "confidence": answer.confidence,
        "wrong": answer.wrong,
        "silent": answer.silent,
        "repeats": answer.repeats,
        "position": answer.position,
        "sid": answer.sid,
        "asked_at": answer.asked_at,
        "answered_at": answer.answered_at,
        "survey_version": survey.version,
    }

"""A simulated thread: every text is read, replied to or left, and taken by the real engine, in made-up time."""

from __future__ import annotations

from app.conversations.beginnings import closes_at
from app.simulation.met import Met
from app.simulation.people import Outcome, Person, Scene, lognormal, taken
from flows.engine import begin, leave, prompt, resume, stop
from flows.outcome import current_question, status
from flows.prompt import Prompt
from flows.session import Input, Said, Session
from flows.sms import segments
from flows.survey_time import COMMENT, replying_seconds

_UNREADABLE = "Hmm"
_SKIP = "SKIP"
_STOP_SEGMENTS = 1


def thread_of(scene: Scene, met: Met, person: Person) -> Outcome:
    """What comes of one invitation by text."""
    survey, texters = scene.survey, scene.population.text
    session = begin(survey, person.opening).session
    now, billed, places = 0.0, 0, list[str]()
    while True:
        asked = prompt(survey, session)
        reading, ours = met.text(session, asked)
        billed += ours
        if asked.expects == "nothing":
            return _outcome(scene, person, session, places, now, billed)
        places.append(current_question(session) or session.place)
        draw, again = person.chance.random(), len(places) > 1
        after = lognormal(person.chance, texters.reply_delay.value)
        stops = (texters.opts_out_later if again else texters.opts_out).value
        leaves = texters.stops_answering.value if again else 1 - texters.begins.value - stops
        closes = closes_at(survey, session)
        if now + after > closes or stops <= draw < stops + leaves:
            return _outcome(scene, person, leave(session, "expired", closes).session, places, now, billed)
        now += after
        if draw < stops:
            return _outcome(scene, person, stop(session, now).session, places, now, billed + _STOP_SEGMENTS)
        reply = _reply(scene, person, asked)
        now += reading + lognormal(person.chance, scene.population.thinking.value) + replying_seconds(reply)
        billed += segments(reply.words)
        session = resume(survey, session, Input(reply, at=now)).session


def _outcome(
    scene: Scene, person: Person, session: Session, places: list[str], seconds: float, segments_billed: int
) -> Outcome:
    return Outcome(
        language=person.language,
        status="no_reply" if session.reached_at is None else status(scene.survey, session),
        asked=tuple(dict.fromkeys(places)),
        left_at=None if session.ended == "completed" else places[-1],
        seconds=seconds,
        units=segments_billed,
    )


def _reply(scene: Scene, person: Person, asked: Prompt) -> Said:
    texters, chance = scene.population.text, person.chance
    if not asked.options:
        return Said(COMMENT if chance.random() < texters.comment.value else _SKIP)
    draw = chance.random()
    if draw < texters.unreadable.value:
        return Said(_UNREADABLE)
    if draw < texters.unreadable.value + texters.skip.value:
        return Said(_SKIP)
    return Said(" ".join(taken(person, asked)))

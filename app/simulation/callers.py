"""A simulated call: every prompt is heard, reacted to and taken by the real engine, in made-up time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

from app.simulation.met import Met
from app.simulation.people import Outcome, Person, Scene, lognormal, taken
from app.simulation.population import Callers
from flows.engine import begin, leave, prompt, resume
from flows.outcome import current_question, status
from flows.prompt import Prompt
from flows.session import Input, Keys, Session, Silence
from flows.survey_time import replying_seconds

_BILLED_BY = 60
_DIGITS = "123456789"
_ONE_KEY = replying_seconds(Keys("1"))


def call_of(scene: Scene, met: Met, person: Person) -> Outcome:
    """What comes of one call."""
    survey, callers = scene.survey, scene.population.voice
    impatient = person.chance.random() < callers.impatient.value
    hangs_up_at = _hangs_up_at(callers, person.chance, impatient=impatient)
    session, now = begin(survey, person.opening).session, float(survey.voice.opening_pause)
    places: list[str] = []
    while True:
        asked = prompt(survey, session)
        length = met.speech(session, asked)
        if asked.expects == "nothing":
            return _outcome(scene, person, session, places, now + length)
        places.append(current_question(session) or session.place)
        what, after = _reaction(scene, person, asked, length, impatient=impatient)
        if now + after >= hangs_up_at:
            return _outcome(scene, person, leave(session, "hung_up", hangs_up_at).session, places, hangs_up_at)
        now += after
        session = resume(survey, session, Input(what, at=now)).session


def _outcome(scene: Scene, person: Person, session: Session, places: list[str], seconds: float) -> Outcome:
    return Outcome(
        language=person.language,
        status=status(scene.survey, session),
        asked=tuple(dict.fromkeys(places)),
        left_at=None if session.ended == "completed" else places[-1],
        seconds=seconds,
        units=math.ceil(seconds / _BILLED_BY),
    )


def _hangs_up_at(callers: Callers, chance: Random, *, impatient: bool) -> float:
    """The second of the call at which the caller would hang up; infinite for one who never would."""
    start = callers.hang_up_at_start.value
    if chance.random() < start.share:
        return chance.uniform(0, start.within)
    left = chance.expovariate(1)
    readiness = callers.impatient_hangs_up.value if impatient else 1
    pieces = callers.hang_up_per_second.value
    ends = (*(piece.after for piece in pieces[1:]), math.inf)
    for piece, end in zip(pieces, ends, strict=True):
        rate = piece.rate * readiness
        if rate and left <= rate * (end - piece.after):
            return piece.after + left / rate
        left -= rate * (end - piece.after) if rate else 0
    return math.inf


def _reaction(
    scene: Scene, person: Person, asked: Prompt, length: float, *, impatient: bool
) -> tuple[Keys | Silence, float]:
    """What the caller does at a prompt, and after how many seconds of it; too late is silence."""
    callers, chance = scene.population.voice, person.chance
    what = _choice(scene, person, asked)
    if isinstance(what, Silence):
        return what, length + asked.wait
    if impatient:
        return what, length * chance.uniform(callers.impatient_hears.value, 1) + replying_seconds(what)
    thinking = lognormal(chance, scene.population.thinking.value)
    if thinking + _ONE_KEY > asked.wait:
        return Silence(), length + asked.wait
    return what, length + thinking + replying_seconds(what)


def _choice(scene: Scene, person: Person, asked: Prompt) -> Keys | Silence:
    draw = person.chance.random()
    for share, what in _others(scene, asked):
        draw -= share
        if draw < 0:
            return what
    return _answer(scene, person, asked)


def _others(scene: Scene, asked: Prompt) -> Iterator[tuple[float, Keys | Silence]]:
    """What a caller may do instead of answering, with the share of those who do."""
    callers, controls = scene.population.voice, scene.survey.voice.keys
    yield callers.silence.value, Silence()
    meaningless = _meaningless(scene, asked)
    if meaningless is not None:
        yield callers.wrong_key.value, Keys(meaningless, finished=True)
    if asked.place in {"language", "notice"}:
        return
    welcomed, list_asked = "welcome" in asked.lead, asked.expects == "keys"
    for name, share, possible in (
        ("repeat", callers.repeat.value, True),
        ("skip", callers.skip.value, asked.question is not None),
        ("notice", callers.notice.value, welcomed and not list_asked),
        ("decline", callers.decline.value, welcomed and not list_asked),
    ):
        key = controls[name]
        if possible and key is not None:
            yield share, Keys(key)


def _meaningless(scene: Scene, asked: Prompt) -> str | None:
    """The first digit that means nothing at a prompt; None where each means something."""
    if asked.place == "notice":
        return None
    meant = {option.key for option in asked.options} | {str(key) for key in scene.survey.voice.keys.values()}
    meant |= {str(number) for number in range(1, len(asked.languages) + 1)} if asked.place == "language" else set()
    meant |= {scene.survey.gate.key} if asked.place == "gate" and scene.survey.gate is not None else set()
    return next((digit for digit in _DIGITS if digit not in meant), None)


def _answer(scene: Scene, person: Person, asked: Prompt) -> Keys:
    match asked.place:
        case "language":
            return Keys(str(asked.languages.index(person.language) + 1))
        case "gate":
            return Keys(scene.survey.gate.key if scene.survey.gate is not None else "")
        case "notice":
            return Keys("#")
    return Keys("".join(taken(person, asked)), finished=asked.expects == "keys")

"""A session that goes from one channel to the other: at the same question, rebuilt from its URL to the same session."""

from generated import opening, openings, presses, surveys, texts, timed
from hypothesis import given, settings
from hypothesis import strategies as st
from test_engine_properties import played, timeless

from flows import engine, outcome
from flows.session import Session

CHANNELS = {"automated_phone": presses, "sms_text_messages": texts}


@st.composite
def ways(draw):
    """The channels of a session in their order, each with the inputs that it takes there."""
    first = draw(st.sampled_from(sorted(CHANNELS)))
    second = next(name for name in CHANNELS if name != first)
    return [(name, draw(timed(CHANNELS[name]))) for name in (first, second, first)[: draw(st.integers(2, 3))]]


def begun(survey, opened, way):
    language = "en" if way[0][0] == "sms_text_messages" else opened["language"]
    return engine.begin(survey, opening(survey, way[0][0], **{**opened, "language": language})).session


def travelled(survey, opened, way):
    """The sessions as each channel was reached, after a JSON round trip, and where all of it ended."""
    session = begun(survey, opened, way)
    stations = [session]
    for channel, inputs in way:
        step = engine.come_over(survey, session, channel, "CA2", 2000.0)
        stations.append(Session.from_json(step.session.to_json()))
        session, _ = played(survey, step, inputs)
    return stations, session


@settings(deadline=None, max_examples=200)
@given(surveys(), openings, ways())
def test_coming_over_takes_one_turn_and_keeps_every_answer_and_language(survey, opened, way):
    session = begun(survey, opened, way)
    session, _ = played(survey, engine.come_over(survey, session, way[0][0], "CA2", 1500.0), way[0][1])
    after = engine.come_over(survey, session, way[1][0], "CA2", 2000.0).session
    if session.place == "end":
        assert after == session
        return
    assert (after.turn, after.language, after.tape) == (session.turn + 1, session.language, "")
    given_before = {answer.question: answer for answer in session.answers if answer.substantive}
    kept = {answer.question: answer for answer in after.answers if answer.substantive}
    assert kept == given_before
    assert outcome.scores(survey, after.answers) == outcome.scores(survey, session.answers)
    assert after.opening.channels == (way[0][0], way[1][0])
    assert after.opening.response_id == session.opening.response_id


@settings(deadline=None, max_examples=200)
@given(surveys(), openings, ways())
def test_no_question_that_was_settled_is_asked_again_after_coming_over(survey, opened, way):
    stations, _ = travelled(survey, opened, way)
    for station in stations[1:]:
        if station.place.startswith("?"):
            settled = {answer.question for answer in station.answers if answer.position is not None}
            assert station.place[1:] not in settled


def wordless(session):
    bare = {"text": None, "sid": None, "wrong": 0, "silent": 0, "repeats": 0}
    session = timeless(session)
    return session._replace(
        answers=tuple(
            answer._replace(**bare) if answer.turn < session.opening.first_turn else answer._replace(sid=None)
            for answer in session.answers
        )
    )


@settings(deadline=None, max_examples=200)
@given(surveys(), openings, ways())
def test_opening_and_tape_rebuild_a_call_that_came_over_but_for_its_times_and_written_words(survey, opened, way):
    _, session = travelled(survey, opened, way)
    if session.door == "voice" and session.opening.before is not None:
        rebuilt = engine.rebuild(survey, session.opening, session.tape).session
        assert wordless(rebuilt) == wordless(session)
        assert rebuilt.reached_at == session.reached_at


@settings(deadline=None, max_examples=100)
@given(surveys(), openings, ways())
def test_an_opening_that_came_over_holds_no_written_words(survey, opened, way):
    _, session = travelled(survey, opened, way)
    before = session.opening.before
    assert before is None or all(answer.text is None and answer.raw is None for answer in before.answers)

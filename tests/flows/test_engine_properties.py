from generated import opening, openings, presses, surveys, texts, timed
from hypothesis import given, settings
from hypothesis import strategies as st
from twiml_schema import check_twiml

from flows import engine, outcome, sms, voice
from flows.session import Input, Said, Session

OVER = ("end", "texted")
"""The places at which a call is over."""
CALLS = {"survey": surveys(), "opened": openings, "inputs": timed(presses)}
THREADS = {"survey": surveys(), "opened": openings, "inputs": timed(texts)}


def played(survey, start, inputs, between=lambda session: session):
    session, events = between(start.session), list(start.events)
    for given_input in inputs:
        step = engine.resume(survey, session, given_input)
        session, events = between(step.session), [*events, *step.events]
    return session, events


def reread(session):
    return Session.from_json(session.to_json())


@settings(deadline=None, max_examples=150)
@given(**CALLS)
def test_a_call_read_back_from_json_between_every_two_inputs_is_the_same_call(survey, opened, inputs):
    start = engine.begin(survey, opening(survey, "automated_phone", **opened))

    assert played(survey, start, inputs, reread) == played(survey, start, inputs)


@settings(deadline=None, max_examples=150)
@given(**THREADS)
def test_a_thread_read_back_from_json_between_every_two_inputs_is_the_same_thread(survey, opened, inputs):
    start = engine.begin(survey, opening(survey, "sms_text_messages", **{**opened, "language": "en"}))

    assert played(survey, start, inputs, reread) == played(survey, start, inputs)


def timeless(session):
    unwritten = {"asked_at": None, "answered_at": None, "how": None, "raw": None, "confidence": None}
    answers = tuple(answer._replace(**unwritten) for answer in session.answers)
    return session._replace(asked_at=None, prompted_at=None, ended_at=None, answers=answers)


@settings(deadline=None, max_examples=300)
@given(**CALLS)
def test_the_tape_alone_rebuilds_the_session_but_for_its_times_and_spoken_words(survey, opened, inputs):
    start = engine.begin(survey, opening(survey, "automated_phone", **opened))
    session, events = played(survey, start, inputs)

    rebuilt = engine.rebuild(survey, session.opening, session.tape)

    assert timeless(rebuilt.session) == timeless(session)
    assert [event.kind for event in rebuilt.events] == [event.kind for event in events]
    assert set(session.tape) <= set("0123456789sh-.bxdew")


@settings(deadline=None, max_examples=150)
@given(**CALLS)
def test_every_input_takes_one_turn_until_the_end_and_none_after(survey, opened, inputs):
    session = engine.begin(survey, opening(survey, "automated_phone", **opened)).session
    for given_input in inputs:
        after = engine.resume(survey, session, given_input).session
        assert after.turn == session.turn + (session.place not in OVER)
        assert after == session or session.place not in OVER
        session = after


@settings(deadline=None, max_examples=150)
@given(**CALLS)
def test_an_answer_is_the_option_of_the_key_pressed(survey, opened, inputs):
    session = engine.begin(survey, opening(survey, "automated_phone", **opened)).session
    for given_input in inputs:
        step = engine.resume(survey, session, given_input)
        for event in step.events:
            if event.kind != "answered":
                continue
            answer, what = event.answer, given_input.what
            question = survey.by_id[answer.question]
            assert session.place == "?" + answer.question
            if isinstance(what, Said):
                assert answer.native == what.words.removeprefix("word ")
                continue
            scale = survey.scale_of(question)
            if question.kind == "choices":
                assert set(answer.native.split(",")) == (set(what.keys.removesuffix("#")) or {"0"})
            else:
                option = scale.by_key[what.keys]
                assert (answer.native, answer.value, answer.missing) == (what.keys, option.value, option.missing)
        session = step.session


@settings(deadline=None, max_examples=150)
@given(**CALLS, reason=st.sampled_from(["hung_up", "expired", "superseded"]))
def test_an_ending_from_outside_takes_no_turn_and_every_question_has_a_code(survey, opened, inputs, reason):
    start = engine.begin(survey, opening(survey, "automated_phone", **opened))
    session, _ = played(survey, start, inputs)
    left = engine.leave(session, reason, 9000.0).session

    assert (left.turn, left.answers, left.tape) == (session.turn, session.answers, session.tape)
    final = outcome.final_answers(survey, left)
    assert sorted(answer.question for answer in final) == sorted(survey.by_id)
    assert outcome.status(survey, left) != "in_progress"


@settings(deadline=None, max_examples=100)
@given(**CALLS, late=presses)
def test_an_answer_in_flight_at_a_hang_up_is_kept_as_if_it_had_come_before(survey, opened, inputs, late):
    start = engine.begin(survey, opening(survey, "automated_phone", **opened))
    session, _ = played(survey, start, inputs)
    given_input = Input(late, at=9001.0, sid="CA1")

    after = engine.resume(survey, engine.leave(session, "hung_up", 9000.0).session, given_input).session

    assert after.answers == engine.resume(survey, session, given_input).session.answers


@settings(deadline=None, max_examples=100)
@given(**CALLS)
def test_every_prompt_of_a_call_can_be_said(survey, opened, inputs):
    session = engine.begin(survey, opening(survey, "automated_phone", **opened)).session
    for given_input in inputs:
        prompt = engine.prompt(survey, session)
        said = voice.spoken(survey, prompt, {})
        check_twiml(voice.gather(survey, prompt, said, "http://127.0.0.1/?a=1&b=2#ct=1"), "voice")
        assert (prompt.expects == "nothing") == (session.place in OVER)
        session = engine.resume(survey, session, given_input).session


@settings(deadline=None, max_examples=100)
@given(**THREADS)
def test_a_restored_thread_stands_at_a_question_that_has_no_answer(survey, opened, inputs):
    start = engine.begin(survey, opening(survey, "sms_text_messages", **{**opened, "language": "en"}))
    session, _ = played(survey, start, inputs)

    restored = engine.restore(survey, session.opening, session.turn, session.language, session.answers, session.ended)

    assert {a.question: (a.native, a.text) for a in session.answers if a.substantive} == {
        a.question: (a.native, a.text) for a in restored.answers if a.substantive
    }
    assert restored.turn == session.turn
    if restored.place.startswith("?"):
        assert restored.place[1:] not in restored.answered() or not restored.answered()[restored.place[1:]].position
        assert sms.written(survey, engine.prompt(survey, restored), {})


@given(st.text("0123456789sh-.bxdewZ%", max_size=20), surveys())
def test_no_tape_breaks_the_engine_otherwise_than_by_a_value_error(tape, survey):
    try:
        session = engine.rebuild(survey, opening(survey, "automated_phone"), tape).session
    except ValueError:
        return
    assert session.turn <= len(tape)


@settings(deadline=None, max_examples=150)
@given(**CALLS, replies=timed(texts))
def test_a_call_that_went_on_by_text_keeps_its_answers_and_never_becomes_less_complete(survey, opened, inputs, replies):
    start = engine.begin(survey, opening(survey, "automated_phone", **opened))
    called, _ = played(survey, start, inputs)
    over = engine.come_over(survey, called, "sms_text_messages", "SM1", 3000.0)
    written, _ = played(survey, over, replies, reread)

    kept = {answer.question: answer.native for answer in called.answers if answer.substantive}
    assert kept.items() <= {answer.question: answer.native for answer in over.session.answers}.items()
    finished = called.place == "texted" and called.resume_at == "comment_offer"
    if finished and not any(answer.turn >= over.session.turn for answer in written.answers if answer.native):
        assert outcome.status(survey, written) == outcome.status(survey, called)

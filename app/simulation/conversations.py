"""Whole conversations with the service: a call that follows steps, a thread that follows texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.simulation.calls import Heard, ProviderCall
from app.simulation.provider import Undelivered
from app.simulation.steps import Step
from app.simulation.texts import ProviderText
from app.simulation.transcript import Transcript
from app.simulation.twiml import BadTwiml, Gather
from flows.sms import segments

NextStep = Callable[[], Step | None]
"""What the caller does next; None once nothing more is planned: the caller hangs up."""


def hold_call(call: ProviderCall, next_step: NextStep, transcript: Transcript) -> bool:
    """Hold a call until one side ends it; whether it ended as it should. An exception hangs up."""
    try:
        who = _talk(call, next_step, transcript)
    finally:
        call.hang_up()
    fault = call.fault or call.unreported
    transcript.tell("ended", who=who, fault=fault)
    return fault is None


def _talk(call: ProviderCall, next_step: NextStep, transcript: Transcript) -> str:
    """Talk until one side ends the call; which one."""
    heard = call.dial()
    _tell_heard(heard, transcript)
    while heard.gather is not None:
        step = next_step()
        if step is None or step.kind == "hang_up":
            return "Caller"
        heard = _take(call, step, transcript)
        _tell_heard(heard, transcript)
    return "Aftercall"


def _take(call: ProviderCall, step: Step, transcript: Transcript) -> Heard:
    if step.kind == "press":
        transcript.tell("presses", keys=" ".join(step.given))
        return call.press(step.given)
    if step.kind == "say":
        transcript.tell("says", words=step.given)
        return call.say(step.given)
    transcript.tell("keeps_silent")
    return call.keep_silent()


def _tell_heard(heard: Heard, transcript: Transcript) -> None:
    for said in heard.said:
        if said.recorded:
            transcript.tell("plays", file=said.words.rpartition("/")[2], url=said.words)
        else:
            transcript.tell("said", words=said.words, language=said.language, voice=said.voice)
    if heard.gather is not None:
        transcript.tell("waits", seconds=heard.gather.timeout, awaited=_awaited(heard.gather))


def _awaited(gather: Gather) -> str:
    keys = "a key" if gather.most_keys == 1 else f"keys, ended by {gather.finish or 'the wait'}"
    return f"{keys} or words" if gather.listens else keys


def hold_thread(
    thread: ProviderText, bodies: Iterable[str], transcript: Transcript, before_each: Callable[[], None]
) -> bool:
    """Send texts one after the other; whether all were taken. ``before_each`` waits as a person would."""
    for body in bodies:
        before_each()
        transcript.tell("sent", body=body)
        try:
            replies = thread.send(body)
        except (Undelivered, BadTwiml) as error:
            transcript.tell("broke_down", fault=str(error))
            return False
        for reply in replies:
            transcript.tell("received", body=reply, segments=segments(reply))
        if not replies:
            transcript.tell("silent")
    return True

"""Every prompt that a survey has on the phone, found by trying every key everywhere."""

from generated import opening

from flows import engine
from flows.session import Input, Keys, Silence

ANYTHING = [Silence(), *(Keys(key) for key in "0123456789*#"), Keys("12", finished=True), Keys("", finished=True)]


def every_prompt(survey, language):
    """The prompts, each once, of calls in one language."""
    waiting = [engine.begin(survey, opening(survey, "automated_phone", language=language)).session]
    found = {}
    while waiting:
        session = waiting.pop()
        asked = engine.prompt(survey, session)
        looks = (asked.place, asked.lead, asked.manner, asked.read_scale)
        if looks in found:
            continue
        found[looks] = asked
        waiting += [engine.resume(survey, session, Input(what)).session for what in ANYTHING]
    return list(found.values())

"""A call or a thread without a network: keys and words in, what is said or written out."""

from pathlib import Path

from generated import opening

from flows import engine, outcome, sms, voice
from flows.load import SHIPPED_SURVEYS, load_survey
from flows.session import Input, Keys, Said, Silence

LIKERT = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")
TAPPED = load_survey(SHIPPED_SURVEYS / "a11-tapped.yaml")
EXAMPLES = Path(__file__).parent.parent / "surveys"
SECONDS_BETWEEN_KEYS = 10


class Phone:
    """A call without a network: keys in, what is said out."""

    def __init__(self, survey, channel="automated_phone", **opened):
        self.survey, self.at, self.events = survey, 1000.0, []
        self.keep(engine.begin(survey, opening(survey, channel, **opened)))

    def keep(self, step):
        self.session = step.session
        self.events += step.events

    def give(self, what, seconds=SECONDS_BETWEEN_KEYS):
        self.at += seconds
        self.keep(engine.resume(self.survey, self.session, Input(what, at=self.at, sid="CA1")))
        return self

    def press(self, keys, seconds=SECONDS_BETWEEN_KEYS):
        for key in keys.split():
            if key == "-":
                self.give(Silence(), seconds)
            else:
                self.give(Keys(key.rstrip("#") if len(key) > 1 else key, finished=True), seconds)
        return self

    def write(self, *words):
        for said in words:
            self.give(Said(said))
        return self

    @property
    def prompt(self):
        return engine.prompt(self.survey, self.session)

    @property
    def says(self):
        return " / ".join(part.words for part in voice.spoken(self.survey, self.prompt, {"program": "Help Line"}))

    @property
    def reads(self):
        return sms.written(self.survey, self.prompt, {"program": "Help Line"})

    @property
    def answers(self):
        final = outcome.final_answers(self.survey, self.session)
        return {answer.question: answer.missing or _given(answer) for answer in final}

    @property
    def status(self):
        return outcome.status(self.survey, self.session)


def call(survey=LIKERT, **opened):
    return Phone(survey, **opened)


def thread(survey=LIKERT, **opened):
    return Phone(survey, "sms_text_messages", **opened)


def _given(answer):
    return answer.value if answer.value is not None else answer.native or answer.text

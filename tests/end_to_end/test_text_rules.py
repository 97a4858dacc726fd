import time

import pytest
import servers
import yaml
from crowd import no_trouble
from people import LIKERT, TAPPED
from questions_heard import question_in
from recorded import Recorded, key_of
from running_service import service_of_its_own
from service import ACCOUNT, TOKEN
from twins import TwinProvider

from app.lines import LOCAL_LINES
from app.records.database import connect
from app.simulation.calls import ProviderCall
from app.simulation.texts import ProviderText

SETTLE = 3.0
"""Long enough that two requests in a row come within it on a busy machine."""


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """A service that waits long for texts to settle; one line answers keywords itself, the other wants no walk-ins."""
    directory = tmp_path_factory.mktemp("strict")
    lines = yaml.safe_load(LOCAL_LINES.read_text(encoding="utf-8"))
    lines["lines"][0]["keyword_replies"] = "ours"
    lines["lines"][1]["direct"] = "off"
    (directory / "lines.yaml").write_text(yaml.safe_dump(lines), encoding="utf-8")
    settings = {"LINES_FILE": str(directory / "lines.yaml"), "TEXT_SETTLE_SECONDS": str(SETTLE)}
    with service_of_its_own(directory, **settings) as service, service:
        yield service


@pytest.fixture
def strict_records(strict):
    opened = connect(strict.environment["DATABASE_URL"])
    yield opened
    opened.close()


@pytest.fixture
def send(strict, number):
    """Sends a text at once and returns the reply, "" without one."""
    provider = strict.provider(no_trouble)
    return lambda body, line=LIKERT: "".join(ProviderText(provider, number, line).send(body))


def test_a_text_within_the_settle_time_answers_nothing(send, number, strict_records):
    first = send("hello")
    assert send("4") == first
    time.sleep(SETTLE + 0.1)
    assert question_in(send("4")) == "trust"
    assert send("4") == ""
    assert question_in(send("5")) == "trust"
    assert send("4") == ""
    time.sleep(SETTLE + 0.1)
    assert question_in(send("4")) == "effectiveness"

    def answers():
        present = Recorded(strict_records)
        rows = present.responses[key_of(number)]
        return rows and rows[0].trust and present.given(rows[0])

    servers.wait_until(answers, seconds=5)
    assert answers() == {"satisfaction": "4", "trust": "4"}


def test_keywords_are_answered_by_the_line_that_says_so(send, number, strict_records):
    assert send("help").startswith("Dept. of Example: survey about your call to Benefits Help Line.")
    assert send("Opt out").startswith("You will get no more survey texts from Dept. of Example.")
    assert send("hello") == ""
    assert send("start").startswith("You may get survey texts from Dept. of Example again.")
    assert question_in(send("hello")) == "satisfaction"

    def lifted():
        known = Recorded(strict_records).opt_outs.get(key_of(number))
        return known is not None and known.lifted

    servers.wait_until(lifted, seconds=5)


def test_yes_is_no_keyword_for_somebody_who_has_not_opted_out(send):
    assert question_in(send("yes")) == "satisfaction"


def test_without_walk_ins_a_text_is_told_so_once_a_day_and_starts_nothing(send, number, strict_records):
    assert send("hello", TAPPED) == "Sorry, there is no survey at this number now."
    assert send("hello?", TAPPED) == ""

    def noted():
        return [
            row.handling for row in Recorded(strict_records).messages.values() if row.respondent_key == key_of(number)
        ]

    servers.wait_until(lambda: noted() == ["no_survey", "no_survey"], seconds=5)
    assert key_of(number) not in Recorded(strict_records).responses


def test_without_walk_ins_a_call_hears_a_sorry_unless_an_agent_handed_it_over(strict, number, numbers):
    provider = strict.provider(no_trouble)
    refused = ProviderCall(provider, number, TAPPED).dial()
    assert refused.words == "We are sorry, there is no survey at this number now. Goodbye."
    taken = ProviderCall(provider, next(numbers), TAPPED, contact="case 12")
    assert taken.dial().gather is not None
    taken.hang_up()


def test_twins_of_a_text_get_the_same_reply_whatever_it_says(strict, numbers):
    provider = TwinProvider(strict.url, ACCOUNT, TOKEN, no_trouble)
    for _ in range(20):
        thread = ProviderText(provider, next(numbers), TAPPED)
        assert thread.send("hello") == ["Sorry, there is no survey at this number now."]
        assert thread.send("hello") == []
        thread = ProviderText(provider, next(numbers), LIKERT)
        assert thread.send("help") != []
        assert thread.send("hello") != []
        assert thread.send("stop") != []
        assert thread.send("stop") != []
        assert thread.send("start") != []
        assert thread.send("hello") == []

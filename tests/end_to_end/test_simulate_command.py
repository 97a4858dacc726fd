import json

import pytest
from click.testing import CliRunner
from people import TAPPED
from servers import free_port

from app.cli import main
from app.settings import Settings
from app.telephony.client import client, send_text


@pytest.fixture
def aftercall(service):
    """Runs ``aftercall simulate`` with the service's settings; more settings as ``NAME=value``."""

    def run(*arguments, given=None, **settings):
        environment = {**service.environment, **settings}
        return CliRunner().invoke(main, ["simulate", *arguments], input=given, env=environment)

    return run


def test_a_call_by_keys_is_told_as_a_transcript(aftercall, number, recorded):
    told = aftercall("call", "--from", number, "--keys", "1 4 5 * 3 - 2 1 5 4 -")
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines[0] == f"{number} calls +12025550100"
    assert lines[1] == "Aftercall (en-US, Polly.Joanna-Neural): For English, press 1."
    assert lines[4] == "Caller presses 1"
    assert lines[6] == "    (waits 8 s for a key)"
    assert "Caller says nothing" in lines
    assert lines[-2:] == ["Aftercall: Thank you. Your answers help us improve. Goodbye.", "Aftercall ends the call"]
    response, _ = recorded(number)
    assert (response.satisfaction, response.effectiveness, response.employee) == (4, 3, 4)


def test_a_call_by_script_can_hang_up(aftercall, number, recorded, tmp_path):
    script = tmp_path / "call.txt"
    script.write_text("// English\n1\n\n5\n2\n1 3 *\n1 3 #\nhangup\n")
    told = aftercall("call", "--to", TAPPED, "--from", number, "--script", str(script))
    assert told.exit_code == 0
    assert "Caller presses 1 3 #" in told.output
    response, present = recorded(number)
    assert present.given(response)["went_wrong"] == "1,3"


def test_keys_come_from_standard_input_and_its_end_hangs_up(aftercall, number, recorded):
    told = aftercall("call", "--from", number, "--json", given="1\n4\n")
    events = [json.loads(line) for line in told.output.splitlines()]
    assert [event["keys"] for event in events if event["event"] == "presses"] == ["1", "4"]
    assert events[-1] == {"event": "ended", "who": "Caller", "fault": None}
    response, _ = recorded(number)
    assert response.status == "broken_off"


def test_a_thread_of_texts_shows_the_replies_with_their_segments(aftercall, number, recorded, tmp_path):
    script = tmp_path / "thread.txt"
    script.write_text("hello\n// the first answer\n4\nSTOP\n")
    told = aftercall("text", "--from", number, "--script", str(script))
    assert told.exit_code == 0
    assert "Aftercall (3 segment(s)): Dept. of Example: how was your" in told.output
    assert told.output.rstrip().endswith("Person: STOP\n    (no reply)")
    response, _ = recorded(number)
    assert response.satisfaction == 4


def test_the_inbox_lists_what_the_built_in_provider_was_given(aftercall, service, number):
    settings = Settings.load(service.environment | {"TWILIO_API_URL": f"{service.url}/provider"})
    send_text(client(settings), "+12025550100", number, "Hello there")
    told = aftercall("inbox", "--number", number, TWILIO_API_URL=settings.twilio_api_url)
    assert told.exit_code == 0
    assert told.output.rstrip().endswith(f"text to {number} (delivered) Hello there")
    (item,) = aftercall(
        "inbox", "--number", number, "--json", TWILIO_API_URL=settings.twilio_api_url
    ).output.splitlines()
    assert json.loads(item)["body"] == "Hello there"


def test_a_call_that_breaks_down_ends_with_1(aftercall):
    told = aftercall("call", "--keys", "1", TWILIO_AUTH_TOKEN="another")
    assert told.exit_code == 1
    assert "The call broke down: " in told.output
    assert "status 403" in told.output
    assert aftercall("text", given="hello\n", TWILIO_AUTH_TOKEN="another").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("call", "--keys", "press"), "--keys: 'press' is no step: keys 0-9 * #, - or silence, say WORDS, hangup"),
        (("call", "--keys", "1", "--script", __file__), "simulate call: give --keys or --script, not both"),
    ],
)
def test_bad_input_ends_with_2_and_one_clear_line(aftercall, arguments, complaint):
    told = aftercall(*arguments)
    assert told.exit_code == 2
    assert told.stderr == f"aftercall: {complaint}\n"


def test_without_a_service_the_command_says_where_it_looked(aftercall):
    url = f"http://127.0.0.1:{free_port()}"
    told = aftercall("call", "--keys", "1", PUBLIC_URL=url)
    assert told.exit_code == 2
    assert told.stderr == f"aftercall: no service answers at {url}: start it with make run\n"

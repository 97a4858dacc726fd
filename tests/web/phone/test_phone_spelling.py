"""What the page is sent of a moment."""

import pytest

from app.simulation.twiml import Gather, Paused, Spoken
from app.web.phone.screen_calls import Moment
from app.web.phone.spelling import moment_shown

PUBLIC = "http://127.0.0.1:8000"


def shown(*parts, gather=None):
    return moment_shown(Moment("CA1", 2, parts, gather, over=False, fault=None), PUBLIC)


def test_a_recording_of_the_service_has_a_path_and_another_its_address():
    own, other = (Spoken(url, recorded=True) for url in (f"{PUBLIC}/audio/1/a.mp3", "https://example.gov/a.mp3"))
    assert shown(own, other)["parts"] == [
        {"kind": "recording", "url": "/audio/1/a.mp3"},
        {"kind": "recording", "url": "https://example.gov/a.mp3"},
    ]


def test_breaks_lengthen_what_is_said():
    plain, slow = (shown(Spoken("One. Two.", None, "en-US", breaks=breaks))["parts"][0] for breaks in (0, 1.5))
    assert slow["seconds"] == pytest.approx(plain["seconds"] + 1.5)


def test_a_prompt_tells_how_long_it_waits_and_what_for():
    gather = Gather((Paused(1), Spoken("Hi.")), "http://x/secret", 20, None, "#", on_empty=True, listens=True)
    told = shown(gather=gather)["gather"]
    assert (told["timeout"], told["most"], told["finish"], told["listens"]) == (20, None, "#", True)
    assert [part["kind"] for part in told["parts"]] == ["pause", "words"]
    assert "secret" not in str(told)

import pytest

from app.simulation.calls import ProviderCall
from app.simulation.conversations import hold_call
from app.simulation.transcript import Transcript

ONE = 'action="{url}/voice/one" numDigits="1" finishOnKey="" actionOnEmptyResult="true" timeout="8"'


@pytest.fixture
def call(stub):
    waited = []
    made = ProviderCall(stub.provider, "+12025551234", "+12025550100", wait=waited.append)
    made.waited = waited
    return made


def gather(stub, attributes, said="<Say>Press.</Say>"):
    return f"<Gather {attributes.format(url=stub.url)}>{said}</Gather>"


def test_a_call_begins_at_voice_with_what_the_provider_tells(stub, call):
    stub.says(gather(stub, ONE, '<Pause/><Say voice="Polly.Joanna-Neural" language="en-US">Hello &amp; welcome.</Say>'))
    heard = call.dial()
    assert (heard.words, heard.said[0].voice, heard.said[0].language) == (
        "Hello & welcome.",
        "Polly.Joanna-Neural",
        "en-US",
    )
    assert heard.gather.timeout == 8
    form = stub.forms("/voice")[0]
    assert (form["From"], form["To"], form["Direction"]) == ("+12025551234", "+12025550100", "inbound")
    assert form["CallSid"] == call.sid
    assert len(call.sid) == 34


def test_a_contact_travels_in_the_query(stub):
    ProviderCall(stub.provider, "+1", "+2", contact="case 7/1").dial()
    assert stub.received[0][0] == "/voice?contact=case%207%2F1"


def test_one_key_goes_to_the_action_at_once_and_the_next_one_to_the_next_prompt(stub, call):
    stub.says(*[gather(stub, ONE)] * 3, "<Say>Goodbye.</Say><Hangup/>")
    call.dial()
    heard = call.press("4*#")
    assert [form["Digits"] for form in stub.forms("/voice/one")] == ["4", "*", "#"]
    assert [form["FinishedOnKey"] for form in stub.forms("/voice/one")] == ["", "", ""]
    assert heard.words == "Press. Press. Goodbye."
    assert heard.gather is None
    assert call.over


def test_several_keys_end_with_pound_or_with_the_wait(stub, call):
    several = 'action="{url}/voice/list" actionOnEmptyResult="true"'
    stub.says(*[gather(stub, several)] * 4)
    call.dial()
    for keys in ("13#", "13", "#"):
        call.press(keys)
    given = [(form["Digits"], form["FinishedOnKey"]) for form in stub.forms("/voice/list")]
    assert given == [("13", "#"), ("13", ""), ("", "#")]


def test_silence_goes_to_the_action_only_where_the_document_says_so(stub, call):
    stub.says(gather(stub, ONE), gather(stub, 'action="{url}/voice/deaf"') + "<Say>Still there?</Say>")
    call.dial()
    call.keep_silent()
    assert stub.forms("/voice/one")[0]["Digits"] == ""
    assert call.keep_silent().words == "Still there?"
    assert stub.forms("/voice/deaf") == []
    assert call.over


def test_words_are_heard_only_by_a_prompt_that_listens(stub, call):
    listens = ONE + ' input="dtmf speech"'
    stub.says(gather(stub, ONE), gather(stub, listens), "<Hangup/>")
    call.dial()
    call.say("four")
    call.say("four")
    deaf, heard = stub.forms("/voice/one")
    assert "SpeechResult" not in deaf
    assert (heard["SpeechResult"], heard["Confidence"]) == ("four", "0.9")


def test_a_pause_is_waited_and_a_redirect_followed(stub, call):
    stub.says(
        f'<Say>One moment.</Say><Pause length="3"/><Redirect method="POST">{stub.url}/voice/2?a=1&amp;b=2</Redirect>'
    )
    stub.says("<Say>Here again.</Say>")
    assert call.dial().words == "One moment. Here again."
    assert call.waited == [3]
    assert stub.received[1][0] == "/voice/2?a=1&b=2"


@pytest.mark.parametrize("ends", ["<Hangup/><Say>Never heard.</Say>", ""])
def test_the_end_of_a_call_is_reported_once(stub, call, ends):
    stub.says("<Say>Bye.</Say>" + ends)
    assert call.dial().words == "Bye."
    call.hang_up()
    (form,) = stub.forms("/voice/status")
    assert (form["CallStatus"], form["CallSid"]) == ("completed", call.sid)


def test_hanging_up_ends_a_call_in_the_middle(stub, call):
    stub.says(gather(stub, ONE))
    call.dial()
    call.hang_up()
    assert call.over
    assert call.press("4").gather is None
    assert stub.forms("/voice/one") == []


@pytest.mark.parametrize(
    ("answer", "code"), [((500, ""), "11200"), ((200, "<Response"), "12100"), ((403, ""), "11200")]
)
def test_without_a_usable_answer_the_fallback_is_asked(stub, call, answer, code):
    stub.says(gather(stub, ONE))
    call.dial()
    stub.answers += [answer]
    stub.says(gather(stub, ONE, "<Say>Once more.</Say>"))
    assert call.press("4").words == "Once more."
    form = stub.forms("/voice/fallback")[0]
    assert (form["ErrorCode"], form["ErrorUrl"]) == (code, f"{stub.url}/voice/one")
    assert call.fault is None


@pytest.mark.parametrize(
    "bad", ["no xml", "<Nothing/>", "<Response><Dial/></Response>", "<Response><Gather/></Response>"]
)
def test_a_call_that_not_even_the_fallback_rescues_has_broken_down(stub, call, bad):
    stub.answers += [(200, bad)] * 2
    call.dial()
    assert call.over
    assert call.fault


def test_a_call_sent_in_circles_breaks_down(stub, call):
    stub.says(*[f"<Redirect>{stub.url}/voice</Redirect>"] * 200)
    call.dial()
    assert "circles" in call.fault


def test_a_recording_is_told_by_its_file_among_what_is_said(stub, call):
    stub.says(gather(stub, ONE, f"<Play>{stub.url}/audio/12ab/welcome-en.mp3</Play><Say>Press.</Say>"))
    lines = []
    hold_call(call, lambda: None, Transcript(lines.append, as_json=False))
    assert lines[:2] == ["Aftercall plays welcome-en.mp3", "Aftercall: Press."]

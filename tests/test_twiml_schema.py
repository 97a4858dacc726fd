import re

import pytest
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse
from twiml_schema import check_twiml


def response(content):
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{content}</Response>'


def test_what_the_providers_own_library_writes_is_taken():
    spoken = VoiceResponse()
    gather = Gather(
        input="dtmf speech",
        action="https://example.com/voice/1#rc=2",
        method="POST",
        num_digits=1,
        finish_on_key="",
        timeout=5,
        action_on_empty_result=True,
        language="es-US",
        speech_timeout="auto",
        hints="agree, disagree",
    )
    gather.pause(length=1)
    gather.say("Hola <amigos> & amigas", voice="Polly.Lupe-Neural", language="es-US")
    spoken.append(gather)
    spoken.redirect("https://example.com/next", method="POST")
    spoken.hangup()
    check_twiml(str(spoken), "voice")
    texted = MessagingResponse()
    texted.message("¿Qué tal?")
    check_twiml(str(texted), "messaging")
    check_twiml(response(""), "voice")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("<Gather><Hangup/></Gather>", "<Hangup> cannot stand in <Gather>"),
        ("<Message>1</Message>", "<Message> cannot stand in <Response>"),
        ('<Say voice="Polly.Nobody">1</Say>', "'Polly.Nobody' is no SayVoice"),
        ('<Say language="xx-XX">1</Say>', "'xx-XX' is no SayLanguage"),
        ('<Say pitch="1">1</Say>', "<Say> has no attribute pitch"),
        ('<Gather input="dtmf voice"/>', "'voice' is no GatherInput"),
        ('<Gather action="/voice/1"/>', "'/voice/1' does not fit"),
        ('<Gather timeout="2.5"/>', "'2.5' does not fit"),
        ('<Gather actionOnEmptyResult="True"/>', "'True' does not fit"),
        ("<Say></Say>", "<Say> says nothing"),
        ("<Say>1</Say>two", "text after <Say>"),
        ("<Say>1", "not XML"),
        (f"<Say>{'a' * 4097}</Say>", "holds 4097 characters"),
    ],
)
def test_what_the_provider_would_not_take_is_named(content, complaint):
    with pytest.raises(AssertionError, match=re.escape(complaint)):
        check_twiml(response(content), "voice")

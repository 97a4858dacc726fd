import pytest

from app.simulation.provider import Undelivered
from app.simulation.texts import ProviderText


@pytest.fixture
def thread(stub):
    return ProviderText(stub.provider, "+12025551234", "+12025550100")


def test_a_text_goes_to_sms_and_the_reply_is_in_the_answer(stub, thread):
    stub.says("<Message>1 of 2:\nWell &amp; good?</Message>", "")
    assert thread.send("hello") == ["1 of 2:\nWell & good?"]
    assert thread.send("", pictures=2) == []
    first, second = stub.forms("/sms")
    assert (first["Body"], first["NumMedia"], first["From"]) == ("hello", "0", "+12025551234")
    assert first["MessageSid"].startswith("SM")
    assert first["MessageSid"] != second["MessageSid"]
    assert (second["Body"], second["NumMedia"]) == ("", "2")
    assert "MediaUrl1" in second


def test_a_text_that_is_not_taken_is_brought_again_with_its_sid_and_then_to_the_fallback(stub, thread):
    stub.answers += [(503, "")] * 3
    stub.says("<Message>Here.</Message>")
    assert thread.send("4", sid="SM7") == ["Here."]
    assert [form["MessageSid"] for form in stub.forms("/sms")] == ["SM7"] * 3
    assert stub.forms("/sms/fallback")[0]["ErrorUrl"] == f"{stub.url}/sms"


def test_a_text_that_nobody_takes_is_undelivered(stub, thread):
    stub.answers += [(503, "")] * 6
    with pytest.raises(Undelivered):
        thread.send("4")

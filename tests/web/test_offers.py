"""The offer before the agent, and calls of ours that a machine takes: what the provider is told to do."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from service import PUBLIC, TOKEN, environment_on
from sqlalchemy import insert, select
from twiml_schema import check_twiml

from app.assembly import build_runtime, create_app
from app.conversations import identity
from app.errors import DatabaseAway, RedisAway
from app.live import keys
from app.records.contacts import Contact
from app.records.entries import write_entries
from app.settings import Settings
from app.telephony.signatures import HEADER, sign

CALL = {"CallSid": "CA1", "From": "+12025550123", "To": "+12025550100", "CallStatus": "in-progress"}
THEN = "https://center.example/after?flow=7"
NO_AGENT_YET = f"/voice/offer?contact=center-7&then={quote(THEN, safe='')}"


class Center:
    """The service on real parts, as a contact center's call flow meets it."""

    def __init__(self, runtime):
        self.runtime, self.client = runtime, create_app(runtime).test_client()

    def post(self, target, **fields):
        pairs = list({**CALL, **fields}.items())
        headers = {HEADER: sign(TOKEN, PUBLIC + target, pairs)}
        reply = self.client.post(
            target, data=urlencode(pairs), content_type="application/x-www-form-urlencoded", headers=headers
        )
        assert reply.status_code == 200
        check_twiml(reply.text, "voice")
        return reply.text

    def press(self, document, digits, **fields):
        """What is answered to a key, or to none, at the offer."""
        action = unescape(re.search(r'action="([^"#]*)', document)[1]).removeprefix(PUBLIC)
        return self.post(action, Digits=digits, **fields)

    def report(self, **told):
        """A contact that the center has reported."""
        with self.runtime.database.begin() as connection:
            row = {"external_id": "center-7", "reported_by": "center", "line_id": "demo-likert", "state": "started"}
            connection.execute(insert(Contact).values(id=CONTACT_ID, created_at=datetime.now(UTC), **row, **told))

    @property
    def contact(self):
        """The contact once what is in the outbox was recorded."""
        for shard in range(keys.SHARDS):
            items = self.runtime.breaker.client.xrange(keys.outbox(shard))
            if items:
                with self.runtime.database.begin() as connection:
                    write_entries(connection, [json.loads(item["e"]) for _, item in items])
        with self.runtime.database.read() as connection:
            return connection.execute(select(Contact)).one_or_none()


CONTACT_ID = identity.derived_id(b"r" * 40, "contact-contact", "center-7")


@pytest.fixture
def center(valkey, database_url):
    runtime = build_runtime(Settings.load(environment_on(database_url, valkey.url, AFTERCALL_LOCAL="1")))
    runtime.catalogue.publish()
    yield Center(runtime)
    runtime.database.close()
    runtime.breaker.client.close()


def redirect(document):
    found = re.search(r'<Redirect method="POST">([^<]*)</Redirect>', document)
    return None if found is None else unescape(found[1])


def test_a_yes_is_kept_and_the_call_goes_on_to_its_agent(center):
    offer = center.post(NO_AGENT_YET)
    assert "press 1" in offer
    assert "press 2" in offer
    taken = center.press(offer, "1")
    assert "stay on the line" in taken
    assert redirect(taken) == f"{THEN}&offer=accepted"
    contact = center.contact
    assert (contact.id, contact.external_id, contact.offer) == (CONTACT_ID, "center-7", "accepted")


def test_a_no_is_kept_and_the_call_goes_on_to_its_agent(center):
    taken = center.press(center.post(NO_AGENT_YET), "2")
    assert redirect(taken) == f"{THEN}&offer=declined"
    assert center.contact.offer == "declined"


def test_silence_and_other_keys_are_asked_once_more_and_then_taken_for_no_key(center):
    again = center.press(center.post(NO_AGENT_YET), "")
    assert "press 1" in again
    gone_on = center.press(again, "7")
    assert redirect(gone_on) == f"{THEN}&offer=no_touch_tone"
    assert "<Say" not in gone_on
    assert center.contact.offer == "no_touch_tone"


def test_the_first_word_counts_and_a_twin_gets_its_answer(center):
    offer = center.post(NO_AGENT_YET)
    first = center.press(offer, "1")
    assert center.press(offer, "1") == first
    assert center.press(offer, "2") == first
    assert center.contact.offer == "accepted"


def test_after_the_agent_a_yes_goes_on_to_the_survey_and_a_no_ends_politely(center):
    offer = center.post("/voice/offer?contact=center%207")
    assert redirect(center.press(offer, "1")).startswith(f"{PUBLIC}/voice?contact=center%207#")
    refused = center.press(center.post("/voice/offer?contact=center-8", CallSid="CA2"), "2", CallSid="CA2")
    assert "<Hangup/>" in refused
    assert "All right" in refused


def test_the_offer_is_made_in_the_language_of_the_contact_and_stands_beside_what_was_reported(center):
    center.report(language="es", queue="claims", decision="ask")
    taken = center.press(center.post(NO_AGENT_YET), "1")
    assert "Gracias" in taken
    assert (center.contact.offer, center.contact.queue) == ("accepted", "claims")


def test_a_contact_that_is_not_to_be_asked_hears_nothing(center):
    center.report(decision="not_drawn")
    document = center.post(NO_AGENT_YET)
    assert redirect(document) == THEN
    assert "<Say" not in document
    assert center.contact.offer is None


@pytest.mark.parametrize("target", ["/voice/offer", f"/voice/offer?then={quote(THEN, safe='')}&contact="])
def test_without_a_contact_nothing_is_offered_and_the_call_goes_on(center, target):
    document = center.post(target)
    assert "<Say" not in document
    assert redirect(document) in {None, THEN}


def test_a_line_that_nobody_owns_offers_nothing(center):
    assert redirect(center.post(NO_AGENT_YET, To="+12025559999")) == THEN


def test_the_call_goes_on_to_no_address_that_is_not_one_of_the_web(center):
    taken = center.press(center.post("/voice/offer?contact=center-7&then=javascript:1"), "1")
    assert redirect(taken).startswith(f"{PUBLIC}/voice?contact=")


def away(error):
    def fail(*_args, **_more):
        raise error("away")

    return fail


def test_with_the_database_away_the_offer_is_made_and_kept(center, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("app.records.queries.contact", away(DatabaseAway))
        taken = center.press(center.post(NO_AGENT_YET), "1")
    assert redirect(taken) == f"{THEN}&offer=accepted"
    assert center.contact.offer == "accepted"


def test_with_the_live_store_away_it_is_written_to_sql(center, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(center.runtime.breaker, "script", away(RedisAway))
        center.press(center.post(NO_AGENT_YET), "2")
    assert center.contact.offer == "declined"


def test_with_both_away_the_caller_is_thanked_and_the_call_goes_on(center, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(center.runtime.breaker, "script", away(RedisAway))
        patched.setattr("app.conversations.offering.write", away(DatabaseAway))
        taken = center.press(center.post(NO_AGENT_YET), "1")
    assert redirect(taken) == f"{THEN}&offer=accepted"


@pytest.mark.parametrize("who", ["machine_start", "machine_end_beep", "machine_end_other", "fax"])
def test_a_machine_that_answers_hears_no_word_and_begins_nothing(center, who):
    called = {"Direction": "outbound-api", "From": "+12025550100", "To": "+12025550123", "AnsweredBy": who}
    document = center.post("/voice?invitation=i-1&attempt=1", **called)
    assert document.endswith("<Response><Hangup/></Response>")
    assert not list(center.runtime.breaker.client.scan_iter("*:session:*"))


@pytest.mark.parametrize("who", ["human", "unknown"])
def test_whoever_else_answers_hears_the_survey(center, who):
    called = {"Direction": "outbound-api", "From": "+12025550100", "To": "+12025550123", "AnsweredBy": who}
    assert "<Gather" in center.post("/voice?invitation=i-1&attempt=1", **called)


def test_an_opening_that_we_never_wrote_ends_politely(center):
    assert "<Hangup/>" in center.post("/voice?invitation=i-1&b=%25%25")

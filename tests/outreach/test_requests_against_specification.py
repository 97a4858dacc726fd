"""Requests held against the provider's published OpenAPI specification, by Prism.

Opt-in, since Prism needs Node: docs/sending.md says how. ``PRISM`` is the path of prism-cli's ``index.js``, and
``PROVIDER_SPECIFICATION`` that of the specification.
"""

import json
import os
import subprocess

import pytest
import requests
import servers
from planned_invitations import settings

from app.telephony.client import Origin, client, place_call, send_text
from app.telephony.errors import ProviderError
from app.telephony.listing import calls_to, texts_to

SENDER, RECIPIENT = "+12025550100", "+12122000000"


@pytest.fixture(scope="module")
def prism():
    missing = [name for name in ("PRISM", "PROVIDER_SPECIFICATION") if not os.environ.get(name)]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not set: requests are not held against the specification")
    port = servers.free_port()
    options = ["mock", "-h", "127.0.0.1", "-p", str(port), "--errors", os.environ["PROVIDER_SPECIFICATION"]]
    process = subprocess.Popen(["node", os.environ["PRISM"], *options], stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"

    def answers():
        try:
            return requests.get(url, timeout=5).status_code
        except requests.ConnectionError:
            return None

    servers.wait_until(answers, 60)
    yield client(settings(url))
    process.kill()
    process.wait()


def test_texts_and_calls_are_as_the_specification_wants_them(prism):
    callback = "http://127.0.0.1:9/sms/status?invitation=i&attempt=1#rc=2&rp=5xx,ct,rt"
    assert send_text(prism, SENDER, RECIPIENT, "hello", callback).startswith(("SM", "MM"))
    assert send_text(prism, Origin(SENDER, "MG" + "0" * 32), RECIPIENT, "hello", callback).startswith(("SM", "MM"))
    assert place_call(prism, SENDER, RECIPIENT, callback, callback).startswith("CA")


@pytest.mark.parametrize("ask", [texts_to, calls_to])
def test_lists_are_asked_for_as_the_specification_wants_it(prism, ask):
    # What Prism makes up for a list does not fit the specification itself; it says so, and of the request nothing.
    with pytest.raises(ProviderError) as caught:
        ask(prism, RECIPIENT)
    problems = json.loads(caught.value.__cause__.args[-1].text)["validation"]
    assert {problem["location"][0] for problem in problems} == {"response"}


def test_what_the_specification_forbids_is_refused(prism):
    with pytest.raises(ProviderError):
        send_text(prism, Origin(SENDER, "no such service"), RECIPIENT, "hello")

import base64
import hmac
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from app.telephony.signatures import Signatures, sign

TOKEN = "12345"
VECTOR = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675310"),
    ("Digits", "1234"),
    ("From", "+14158675310"),
    ("To", "+18005551212"),
]


class Form(MultiDict):
    """The form as RequestValidator reads repeated names."""

    getall = MultiDict.getlist


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.sampled_from(["Digits", "From", "Body", "a", "A", "ä", ""]) | texts
forms = st.lists(st.tuples(names, texts), max_size=8)
segments = st.text(st.sampled_from("abz019-._~!$&'()*+,=:@"), min_size=1, max_size=8) | texts.map(
    lambda text: quote(text, safe="") or "x",
)
paths = st.lists(segments, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
queries = st.lists(st.tuples(segments, segments), max_size=3).map(lambda items: "&".join("=".join(i) for i in items))
bases = st.sampled_from(
    [
        "https://example.gov",
        "https://example.gov:443",
        "https://example.gov:8443",
        "http://127.0.0.1:8000",
        "http://example.gov",
        "http://example.gov:80",
    ],
)


def signed_by_hand(url, form):
    pairs = "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.digest(TOKEN.encode(), (url + pairs).encode(), "sha1")).decode()


def test_the_published_vector_is_signed_and_accepted():
    signature = "L/OH5YylLD5NRKLltdqwSvS0BnU="
    assert sign(TOKEN, "https://example.com/myapp.php?foo=1&bar=2", VECTOR) == signature
    assert Signatures("https://example.com", [TOKEN]).match("/myapp.php?foo=1&bar=2", VECTOR, signature)


@given(base=bases, signed_base=bases, path=paths, query=queries, form=forms)
@example("https://example.gov", "https://example.gov:443", "/sms", "tape=%2A%2F", [("Body", "ok"), ("Body", "no")])
def test_it_agrees_with_the_providers_validator(base, signed_base, path, query, form):
    target = path + ("?" + query if query else "")
    signature = signed_by_hand(signed_base + target, form)
    theirs = RequestValidator(TOKEN).validate(base + target, Form(form), signature)
    assert Signatures(base, [TOKEN]).match(target, form, signature) == theirs


@given(base=bases, path=paths, query=queries, form=forms)
def test_the_providers_validator_accepts_what_it_signs(base, path, query, form):
    url = base + path + ("?" + query if query else "")
    signature = sign(TOKEN, url + "#rc=2", form)
    assert RequestValidator(TOKEN).validate(url, Form(form), signature)
    assert RequestValidator(TOKEN).compute_signature(url, Form(form)) == signature


def test_either_token_is_valid_during_a_rotation():
    guard = Signatures("https://example.gov", ["old", "new"])
    for token in ("old", "new"):
        assert guard.match("/sms", [], sign(token, "https://example.gov/sms", []))
    assert not guard.match("/sms", [], sign("older", "https://example.gov/sms", []))


@pytest.mark.parametrize("signature", ["", "x", "L/OH5YylLD5NRKLltdqwSvS0BnU", "é" * 28, "\ud800"])
def test_a_wrong_signature_is_refused_quietly(signature):
    assert not Signatures("https://example.com", [TOKEN]).match("/myapp.php?foo=1&bar=2", VECTOR, signature)


def test_a_changed_value_breaks_the_signature():
    signature = sign(TOKEN, "https://example.gov/sms", [("Body", "5")])
    assert not Signatures("https://example.gov", [TOKEN]).match("/sms", [("Body", "4")], signature)
    assert not Signatures("https://example.gov", [TOKEN]).match("/sms?a=1", [("Body", "5")], signature)

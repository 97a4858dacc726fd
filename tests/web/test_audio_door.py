"""Recordings through the web: a call that plays them, and the addresses at which they are served."""

import hashlib
import re
from urllib.parse import urlencode

import pytest
from api import Api
from recordings import MP3, survey_beside, wav
from service import TOKEN
from twiml_schema import check_twiml

from app.telephony.signatures import HEADER, sign

PUBLIC = "http://127.0.0.1:8000"
SURVEY = {
    "id": "recorded",
    "version": 1,
    "active": True,
    "instrument": "a11-likert",
    "title": "Recorded",
    "languages": ["en"],
    "doors": ["voice"],
    "rules": {"none_because": "a trial of recordings"},
    "wording": {"welcome": "Welcome.", "notice": "Notice."},
    "audio": {"welcome": {"en": "welcome-en.mp3"}, "agree.full": {"en": "full-en.wav"}},
    "scales": {
        "agree": {
            "reports_as": "likert_5",
            "options": [{"key": str(i), "value": i, "words": f"word {i}"} for i in range(1, 6)],
            "full": "One to five.",
        }
    },
    "questions": [{"id": "trust", "measure": "trust", "scale": "agree", "statement": "I trust."}],
}
LINES = """\
lines:
  - id: recorded
    number: "+12025550100"
    surveys: {voice: recorded}
    languages: [en]
    agency: Department of Example
    program: Benefits Help Line
    clearance_not_needed: a trial
"""
FILES = {"welcome-en.mp3": MP3, "full-en.wav": wav(2)}


@pytest.fixture
def house(tmp_path, sqlite_url, valkey):
    survey_beside({**FILES, "other.mp3": MP3}, tmp_path, SURVEY)
    (tmp_path / "lines").mkdir()
    (tmp_path / "lines" / "lines.yaml").write_text(LINES)
    settings = {"SURVEYS_DIR": str(tmp_path), "LINES_FILE": str(tmp_path / "lines" / "lines.yaml")}
    opened = Api(tmp_path, sqlite_url, valkey.url, **settings)
    opened.runtime.catalogue.publish()
    yield opened
    opened.close()


def dial(house):
    fields = {"CallSid": "CA1", "From": "+12025550123", "To": "+12025550100", "CallStatus": "ringing"}
    signed = sign(TOKEN, f"{PUBLIC}/voice", list(fields.items()))
    reply = house.app.test_client().post(
        "/voice", data=urlencode(fields), content_type="application/x-www-form-urlencoded", headers={HEADER: signed}
    )
    check_twiml(reply.text, "voice")
    return reply.text


def fetch(house, path, **headers):
    return house.app.test_client().get(path, headers=headers)


def addresses(document):
    return [url.removeprefix(PUBLIC) for url in re.findall("<Play>(.*?)</Play>", document)]


def test_a_call_plays_what_is_served_byte_for_byte_for_good(house):
    welcome, full = addresses(dial(house))
    assert re.fullmatch(r"/audio/[0-9a-f]{16}/welcome-en\.mp3", welcome)
    for path, name, kind in ((welcome, "welcome-en.mp3", "audio/mpeg"), (full, "full-en.wav", "audio/wav")):
        found = fetch(house, path)
        assert (found.status_code, found.content_type, found.data) == (200, kind, FILES[name])
        assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert fetch(house, path, **{"If-None-Match": found.headers["ETag"]}).status_code == 304


def test_only_files_that_surveys_name_are_served(house):
    digest = hashlib.sha256(MP3).hexdigest()[:16]
    for path in (
        f"/audio/{digest}/other.mp3",
        f"/audio/{digest[:-1]}/welcome-en.mp3",
        f"/audio/{'0' * 16}/welcome-en.mp3",
        f"/audio/{digest}/..%2Fplain.yaml",
        "/audio/welcome-en.mp3",
    ):
        assert fetch(house, path).status_code == 404, path


@pytest.mark.parametrize("change", ["changed", "gone"])
def test_a_file_that_changed_since_the_start_is_not_served_under_the_old_address(house, tmp_path, change):
    path = addresses(dial(house))[0]
    file = tmp_path / "audio" / "welcome-en.mp3"
    file.write_bytes(MP3 + b"other") if change == "changed" else file.unlink()
    assert fetch(house, path).status_code == 404


def test_a_call_whose_survey_names_files_that_are_not_here_is_spoken(house):
    house.runtime.catalogue.recordings.clear()
    document = dial(house)
    assert addresses(document) == []
    assert ">Welcome.</Say>" in document

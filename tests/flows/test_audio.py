"""Recordings instead of speech: what is played when, what a file may not be, and what of it is frozen."""

import hashlib

import pytest
from phones import LIKERT, call
from plain_survey import changed
from recordings import MP3, TELEPHONY, survey_beside, wav
from twiml_schema import check_twiml

from flows import voice
from flows.audio import NotPlayable, recording_of
from flows.load import examine, load_survey, recordings_beside, survey_from_json
from flows.spoken_time import prompt_seconds, seconds_of
from flows.survey import Survey

SCALE = {"agree": {"full": "One to five.", "short": "Short.", "reminder": "Press one to five."}}
AUDIO = {
    "welcome": {"en": "welcome.mp3"},
    "notice": {"en": "notice.mp3"},
    "closing": {"en": "closing.mp3"},
    "satisfaction": {"en": "satisfaction.wav"},
    "agree.full": {"en": "full.wav"},
    "agree.short": {"en": "short.wav"},
    "agree.reminder": {"en": "reminder.wav"},
}
FILES = {name: wav(2.5) if name.endswith("wav") else MP3 for files in AUDIO.values() for name in files.values()}


def survey_file(directory, audio, files, **more):
    return survey_beside(files, directory, {**changed(**more), "audio": audio})


def with_scale(**forms):
    agree = changed()["scales"]["agree"]
    return {"agree": {**agree, **SCALE["agree"], **forms}}


@pytest.fixture
def recorded(tmp_path):
    return load_survey(survey_file(tmp_path, AUDIO, FILES, scales=with_scale()))


def played(phone):
    """The file names and the words of a prompt, in their order."""
    parts = voice.spoken(phone.survey, phone.prompt, {})
    return [part.words if part.recording is None else part.recording.file for part in parts]


def document(phone, url="https://example.com/audio/{}".format):
    speech = voice.spoken(phone.survey, phone.prompt, {})
    made = voice.gather(phone.survey, phone.prompt, speech, "https://example.com/a", "", lambda it: url(it.address))
    check_twiml(made, "voice")
    return made


def test_each_part_of_a_prompt_is_played_in_its_place_and_the_rest_is_spoken(recorded):
    phone = call(recorded)
    assert played(phone) == ["welcome.mp3", "satisfaction.wav", "full.wav"]
    phone.press("-")
    assert played(phone)[:2] == ["I did not hear a key.", "reminder.wav"]
    assert played(phone)[2].startswith("For more time")
    assert played(phone.press("0"))[0] == "notice.mp3"
    assert played(phone.press("# 4")) == ["I trust.", "short.wav"]
    assert played(phone.press("4")) == ["closing.mp3"]


def test_the_documents_play_by_the_schema_of_the_provider_and_a_key_interrupts_them(recorded):
    phone = call(recorded)
    made = document(phone)
    digest = hashlib.sha256(MP3).hexdigest()
    assert f"<Play>https://example.com/audio/{digest[:16]}/welcome.mp3</Play><Play>" in made
    assert made.index("<Gather") < made.index("<Play>") < made.index("</Gather>")
    for keys in ("-", "0", "#", "4", "4"):
        document(phone.press(keys))
    assert "<Play>" in document(phone)
    assert "<Hangup/>" in document(phone)


def test_a_recording_that_is_not_at_hand_is_spoken(recorded):
    made = voice.gather(
        recorded, call(recorded).prompt, voice.spoken(recorded, call(recorded).prompt, {}), "https://a.b/c"
    )
    assert "<Play>" not in made
    assert ">Welcome.</Say>" in made
    assert ">One to five.</Say>" in made


def test_a_language_without_a_recording_is_spoken(tmp_path):
    path = survey_file(tmp_path, {"closing": {"en": "closing.mp3"}}, FILES, languages=["en", "es"])
    survey = load_survey(path)
    assert survey.recording("closing", "en").file == "closing.mp3"
    assert survey.recording("closing", "es") is None


def test_the_opposite_order_has_recordings_of_its_own(tmp_path):
    reversed_forms = {"full_reversed": "Five to one.", "short_reversed": "S.", "reminder_reversed": "R."}
    audio = {"agree.full": {"en": "full.wav"}, "agree.full_reversed": {"en": "satisfaction.wav"}}
    path = survey_file(tmp_path, audio, FILES, label_order="reversed_half", scales=with_scale(**reversed_forms))
    survey = load_survey(path)
    heard = {played(call(survey, seed=seed))[-1] for seed in range(20)}
    assert heard == {"full.wav", "satisfaction.wav"}


def test_what_a_recording_holds_is_frozen_with_the_survey(tmp_path, recorded):
    path = survey_file(tmp_path, AUDIO, FILES | {"closing.mp3": MP3 + b"more"}, scales=with_scale())
    other = load_survey(path)
    assert other.sha256 != recorded.sha256
    assert survey_from_json(recorded.canonical).sha256 == recorded.sha256
    assert hashlib.sha256(MP3).hexdigest() in recorded.canonical


def test_a_survey_without_recordings_keeps_its_hash():
    assert '"audio"' not in LIKERT.canonical
    assert Survey.model_validate(changed()).sha256 == Survey.model_validate(changed(audio={})).sha256


def test_the_time_of_a_wav_is_its_own_and_that_of_an_mp3_the_time_of_its_words(recorded):
    phone = call(recorded)
    assert prompt_seconds(recorded, phone.prompt, {}) == pytest.approx(seconds_of("Welcome.", "en") + 2.5 + 2.5)


def test_every_recording_has_an_address_of_its_own_bytes(tmp_path, recorded):
    found = recordings_beside(tmp_path / "plain.yaml", recorded)
    assert {path.name for path in found.values()} == set(FILES)
    for address, path in found.items():
        digest, _, name = address.partition("/")
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(digest)
        assert path.name == name


def told(path):
    """The errors of a file as line, key and words."""
    _, complaints = examine(path)
    lines = path.read_text().splitlines()
    assert all(one.position.key.rpartition(".")[2] in lines[one.position.line - 1] for one in complaints)
    return [(one.severity, one.position.key, one.message) for one in complaints]


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("gone.mp3", None, "gone.mp3 cannot be read in {}/audio: No such file or directory"),
        ("text.mp3", b"Not audio", "text.mp3 is no mp3 audio by its first bytes"),
        ("text.wav", MP3, "text.wav is no wav audio by its first bytes"),
        ("empty.wav", b"", "empty.wav is no wav audio by its first bytes"),
        ("large.mp3", MP3 + bytes(10_000_000), "large.mp3 is larger than 10,000,000 bytes"),
    ],
)
def test_what_cannot_be_played_is_named_by_file_line_and_key(tmp_path, file, content, problem):
    path = survey_file(tmp_path, {"closing": {"en": file}}, {} if content is None else {file: content})
    assert told(path) == [("error", "audio.closing.en", problem.format(tmp_path))]


@pytest.mark.parametrize("file", ["../secret.mp3", "/etc/passwd", "a b.mp3", "closing.ogg", ".mp3", 7, ["closing.mp3"]])
def test_only_plain_names_of_files_beside_the_survey_are_read(tmp_path, file):
    (tmp_path / "secret.mp3").write_bytes(MP3)
    [(severity, key, message)] = told(survey_file(tmp_path, {"closing": {"en": file}}, {}))
    assert (severity, key) == ("error", "audio.closing.en")
    assert "is no name of a recording" in message


NO_NAME = "is no name of what a call says: a wording, a question, or a form of a scale, such as agree.full"


@pytest.mark.parametrize(
    ("name", "more", "problem"),
    [
        ("option_spoken", {}, "a recording cannot fill the merge field {words} of the words that it replaces"),
        ("welcome", {"wording": {"welcome": "The {agency}."}}, "a recording cannot fill the merge field {agency} "),
        ("progress", {}, "has no words for voice in en which it would replace"),
    ],
)
def test_words_that_no_recording_can_stand_for_are_refused(tmp_path, name, more, problem):
    severity, key, message = told(survey_file(tmp_path, {name: {"en": "closing.mp3"}}, FILES, **more))[0]
    assert (severity, key) == ("error", f"audio.{name}.en")
    assert message.startswith(problem)


@pytest.mark.parametrize("name", ["nothing", "agree.full", "agree", "trouble"])
def test_a_recording_of_nothing_is_refused(tmp_path, name):
    path = survey_file(tmp_path, {name: {"en": "closing.mp3"}}, FILES)
    assert told(path) == [("error", f"audio.{name}", NO_NAME)]


def test_a_statement_inside_its_question_is_no_merge_field_and_its_number_is(tmp_path):
    def asked(ask):
        questions = [{**one, "ask": {"voice": ask}} for one in changed()["questions"]]
        return told(survey_file(tmp_path, {"trust": {"en": "closing.mp3"}}, FILES, questions=questions))

    assert asked("Two. {statement}") == []
    assert "{number}" in asked("{number}. {statement}")[0][2]


def test_a_name_that_means_two_things_is_refused(tmp_path):
    questions = [{**one, "id": one["id"].replace("trust", "closing")} for one in changed()["questions"]]
    [(_, key, message)] = told(survey_file(tmp_path, {"closing": {"en": "closing.mp3"}}, FILES, questions=questions))
    assert (key, "another id" in message) == ("audio.closing", True)


def test_a_recording_for_another_language_is_told(tmp_path):
    path = survey_file(tmp_path, {"closing": {"fr": "closing.mp3"}}, FILES)
    assert told(path) == [("warning", "audio.closing.fr", "fr is none of the survey's languages")]


def test_the_length_of_samples_is_read_where_the_file_tells_it_plainly():
    assert recording_of("a.wav", wav(1.25)).seconds == 1.25
    assert recording_of("a.wav", TELEPHONY).seconds is None
    assert recording_of("a.wav", b"RIFF\x00\x00\x00\x00WAVE").seconds is None
    assert recording_of("a.mp3", MP3).seconds is None


def test_a_stream_that_claims_more_samples_than_it_holds_is_as_long_as_it_is():
    content = bytearray(wav(1))
    content[40:44] = b"\xff\xff\xff\x7f"
    assert recording_of("a.wav", bytes(content)).seconds == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("first", [b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xe3"])
def test_the_ways_in_which_an_mp3_begins(first):
    assert recording_of("a.mp3", first + bytes(10)).file == "a.mp3"


@pytest.mark.parametrize("first", [b"\xff\xd8\xff", b"OggS", b"\xff\xf1", b"RIFF"])
def test_pictures_and_other_audio_are_no_mp3(first):
    with pytest.raises(NotPlayable):
        recording_of("a.mp3", first + bytes(10))

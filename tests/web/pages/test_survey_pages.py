"""The pages of surveys: the words of the engine, who sees which, and the script for the paperwork file."""

import re
from html import unescape

import pytest
from site_pages import Site
from surveying_site import collect, lines_file, sees

from app.records.queries import save_survey
from flows.load import SHIPPED_SURVEYS, load_survey

WORDS = "This is a short survey from the Department of Example about your call to the Benefits Help Line"


@pytest.fixture
def site(tmp_path, database_url, valkey):
    opened = Site(tmp_path, database_url, valkey.url, LINES_FILE=lines_file(tmp_path))
    opened.runtime.catalogue.publish()
    yield opened
    opened.close()


def text_of(answer):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def test_a_survey_is_shown_as_it_is_heard_and_read_in_each_language(site):
    site.person()
    shown = site.inside().get("/surveys/a11-likert")
    told = text_of(shown)
    for words in (
        WORDS,
        "Esta es una breve encuesta",
        "how was your Nov 23 call",
        "The person presses 1.",
        "I did not hear a key.",
        "The person writes “see you”",
        "7 questions, about 2 minutes",
        "3 segments",
        "in UCS-2 because of “ó”",
        "prompt",
        "takes 20.3 s in es to say",
        "a11-likert.yaml, line",
    ):
        assert words in told, words
    assert '<p lang="es" class="words-said">Para español, oprima el 2.</p>' in shown.text


def test_the_words_are_those_of_the_service_itself(site):
    """What a caller hears who goes through the call, with the same line and survey."""
    site.person()
    told = text_of(site.inside().get("/surveys/a11-tapped?line=appeals"))
    assert "This interaction increased my trust in the Appeals Line" in told
    assert "Somebody who gives the first answer each time" in told
    assert "What did not go so well?" in told
    assert "What went well?" in told
    assert "Benefits" not in told


def test_who_sees_a_unit_sees_its_surveys_and_no_other(site):
    site.person(access=sees("south"))
    mine = site.inside()
    listed = text_of(mine.get("/surveys"))
    assert ("a11-tapped" in listed, "a11-likert" in listed, "benefits" in listed) == (True, False, False)
    for path in ("", "/script?version=2", "/script.txt?version=2&line=benefits"):
        assert mine.get(f"/surveys/a11-likert{path}").status_code == 404
    assert mine.get("/surveys/a11-tapped/script?version=2").status_code == 200
    assert mine.get("/surveys/a11-tapped?line=benefits").status_code == 404


def test_versions_have_the_responses_that_the_reader_may_see(site):
    collect(site, "north", "north", "south", None)
    site.person()
    site.person("bob@agency.gov", sees("north"))
    assert "4, 4 with an answer" in text_of(site.inside().get("/surveys/a11-likert"))
    assert "2, 2 with an answer" in text_of(site.inside("bob@agency.gov").get("/surveys/a11-likert"))


def test_a_version_that_only_the_database_knows_can_still_be_read(site):
    old = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml").model_copy(update={"version": 1})
    with site.runtime.database.begin() as connection:
        save_survey(connection, old.id, 1, old.sha256, old.canonical)
    site.person()
    mine = site.inside()
    assert "version=1" in mine.get("/surveys/a11-likert").text
    assert "a11-likert, version 1" in text_of(mine.get("/surveys/a11-likert/script?version=1"))


def test_the_script_has_number_last_day_burden_and_every_word(site):
    site.person()
    mine = site.inside()
    page = text_of(mine.get("/surveys/a11-likert/script?version=2&line=benefits"))
    file = mine.get("/surveys/a11-likert/script.txt?version=2&line=benefits")
    assert file.headers["Content-Disposition"] == 'attachment; filename="a11-likert-version-2-benefits.txt"'
    assert file.content_type == "text/plain; charset=utf-8"
    assert max(len(row) for row in file.text.splitlines()) <= 100
    for told in (page, " ".join(file.text.split())):
        for words in (
            "1234-5678",
            "05/31/2027",
            "estimated at 2 minutes a response",
            "cx@example.gov",
            WORDS,
            "Me trataron de manera justa.",
            "unless it displays a currently valid OMB control number",
        ):
            assert words in told, words


@pytest.mark.parametrize("version", ["", "99", "x", "²", "-1", "9999999999"])
def test_what_is_no_version_is_not_found(site, version):
    site.person()
    mine = site.inside()
    assert mine.get(f"/surveys/a11-likert/script?version={version}").status_code == 404
    assert mine.get("/surveys/nothing").status_code == 404

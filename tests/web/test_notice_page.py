"""The notice page: everything that a person is to be told, in their languages, to be read by anybody."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
import yaml
from api import Api
from flask import Flask

from app.line_fields import fields_of
from app.lines import LOCAL_LINES, Lines, load_lines
from app.notice_addresses import with_notices
from app.web import notice
from app.web.guards import open_to_all, register

PUBLIC = "https://aftercall.example.gov"
CLEARANCE = {"control_number": "1234-5678", "expires": "2027-05-31", "burden_minutes": 2.5}
LINE = {
    "id": "benefits",
    "number": "+12025550100",
    "surveys": {"voice": "a11-likert", "text": "a11-likert"},
    "languages": ["en", "es"],
    "agency": "Department of Example",
    "program": "Benefits Help Line",
    "clearance": CLEARANCE,
    "fields": {"program": {"en": "Benefits", "es": "la Línea de Ayuda"}},
}


def client(*lines, **more):
    """A client of the page alone: it needs neither database nor store."""
    given = {"lines": [{**LINE, **line} for line in lines or [{}]], **more}
    app = Flask("aftercall", static_folder=None)
    app.extensions["aftercall"] = SimpleNamespace(lines=with_notices(Lines.model_validate(given), PUBLIC))
    register(app, notice.door, open_to_all)
    return app.test_client()


def page(path="/notice/a11-likert", *lines, **more):
    answer = client(*lines, **more).get(path)
    assert answer.content_type == "text/html; charset=utf-8"
    return answer


def words(answer, language=None):
    """What a page says, without its tags; of one language alone if asked for."""
    text = answer.text
    if language is not None:
        text = re.search(rf'<section id="{language}".*?</section>', text, re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_it_says_in_english_what_the_law_asks_for():
    told = words(page(), "en")
    for part in (
        "Department of Example, Benefits Help Line",
        "OMB control number 1234-5678",
        "Expiration date May 31, 2027",
        "in order to improve the Benefits Help Line",
        "Answering is voluntary",
        "does not affect your case",
        "you are not required to respond to one, unless it displays a currently valid OMB control number",
        "takes about 2.5 minutes",
        "to the Department of Example",
        "which employee helped you",
        "to the extent the law allows",
    ):
        assert part in told


def test_it_says_the_same_in_spanish():
    told = words(page(), "es")
    for part in (
        "la Línea de Ayuda",
        "Número de control de la OMB 1234-5678",
        "Fecha de vencimiento 31 de mayo de 2027",
        "Responder es voluntario",
        "usted no está obligado a responder",
        "cerca de 2.5 minutos",
        "qué persona le atendió",
        "en la medida en que la ley lo permite",
    ):
        assert part in told


def test_it_never_says_that_answers_are_anonymous():
    assert "anonym" not in page().text.lower()
    assert "anónim" not in page().text.lower()


def test_the_clearance_has_words_of_its_own():
    own = {
        "notice": {"en": "We at {agency} want to know.\nWe count.", "es": "Queremos saber."},
        "privacy_act": {"en": "Under 5 U.S.C. 552a we may ask.", "es": "Según 5 U.S.C. 552a."},
        "sorn_url": "https://example.gov/sorn",
        "contact": "cx@example.gov",
    }
    answer = page("/notice/a11-likert", {"clearance": {**CLEARANCE, **own}})
    assert "We at Department of Example want to know." in words(answer, "en")
    assert "in order to improve" not in words(answer, "en")
    assert "Queremos saber." in words(answer, "es")
    assert "Privacy Act statement Under 5 U.S.C. 552a we may ask. System of records notice" in words(answer, "en")
    assert '<a href="https://example.gov/sorn">' in answer.text
    assert '<a href="mailto:cx@example.gov">cx@example.gov</a>' in answer.text


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("https://example.gov/pra", '<a href="https://example.gov/pra">https://example.gov/pra</a>'),
        ("PRA office, cx@example.gov", "to PRA office, cx@example.gov."),
        ("1 Main St <b>", "1 Main St &lt;b&gt;"),
        ("javascript:alert(1)", "to javascript:alert(1)."),
    ],
)
def test_comments_go_where_the_clearance_says(contact, shown):
    assert shown in page("/notice/a11-likert", {"clearance": {**CLEARANCE, "contact": contact}}).text


def test_comments_go_to_whoever_answers_for_the_reports_where_the_clearance_names_nobody():
    reporting = {"contact_name": "CX office", "contact_email": "cx@example.gov"}
    assert "to CX office, cx@example.gov." in words(page(reporting=reporting), "en")


def test_a_reason_why_the_privacy_act_does_not_apply_is_told():
    reason = {"privacy_act_not_applicable": {"en": "no name is kept.", "es": "no se guarda ningún nombre."}}
    answer = page("/notice/a11-likert", {"clearance": {**CLEARANCE, **reason}})
    assert "The Privacy Act does not apply, because no name is kept." in words(answer, "en")
    assert "La Ley de Privacidad no se aplica, porque no se guarda ningún nombre." in words(answer, "es")


def test_an_extension_is_the_date_that_is_shown():
    extended = {"extended_until": "2027-08-31", "extended_reason": "under review", "extended_by": "A. Person"}
    told = words(page("/notice/a11-likert", {"clearance": {**CLEARANCE, **extended}}), "en")
    assert "Expiration date August 31, 2027" in told
    assert "A. Person" not in told


def test_a_line_that_needs_no_clearance_says_why():
    told = words(page("/notice/a11-likert", {"clearance": None, "clearance_not_needed": "It asks nine people."}), "en")
    assert "None is needed: It asks nine people." in told
    assert "OMB control number 1234" not in told


def test_a_line_that_speaks_one_language_has_a_page_in_it():
    answer = page("/notice/a11-likert", {"languages": ["es"]})
    assert '<html lang="es">' in answer.text
    assert "<nav" not in answer.text
    assert 'id="en"' not in answer.text
    assert '<html lang="en">' in page("/notice/a11-likert", {"languages": ["vi"]}).text


def test_lines_that_share_one_notice_share_the_page():
    other = {"id": "more", "number": "+12025550101"}
    assert "OMB control number 1234-5678" in words(page("/notice/a11-likert", {}, other))


def test_where_lines_differ_the_page_asks_which_it_was():
    other = {"id": "claims", "number": "+12025550101", "program": "Claims Line", "fields": {}}
    asked = client({}, other).get("/notice/a11-likert")
    assert "Which call was our survey about?" in words(asked)
    assert 'href="/notice/a11-likert?line=claims#en"' in asked.text
    chosen = page("/notice/a11-likert?line=claims", {}, other)
    assert "Department of Example, Claims Line" in words(chosen, "en")


def test_a_later_survey_has_a_page_too():
    later = {"question": "trust", "survey": "later", "after": "30d"}
    assert page("/notice/later", {"outreach": {"invite": "text", "follow_up": later}}).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/notice/none", "/notice/a11-likert?line=none", "/notice/%00", "/notice/%3Cscript%3E", "/notice/a11-tapped"],
)
def test_a_survey_that_no_line_asks_gets_a_page_that_says_so(path):
    answer = page(path)
    assert answer.status_code == 404
    assert "There is no survey at this address" in words(answer)
    assert "<script" not in answer.text


def test_nothing_on_the_page_comes_from_elsewhere_and_nothing_runs():
    for answer in (page(), page("/notice/none")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'; ")
        assert "unsafe" not in policy
        assert not re.search(r"<script|<style| style=| on\w+=|src=", answer.text)
        assert re.findall(r'<link[^>]*href="([^"]*)"', answer.text) == ["/notice-files/notice.css"]
        assert "Set-Cookie" not in answer.headers
    style = client().get("/notice-files/notice.css", buffered=True)
    assert (style.status_code, style.mimetype) == (200, "text/css")
    assert "url(" not in style.text
    assert client().get("/notice-files/../notice.py").status_code == 404


class Structure(HTMLParser):
    """The headings of a page, the ids in it and what points to them."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.ids, self.pointing, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [given["id"]] if "id" in given else []
        self.pointing += [given["aria-labelledby"]] if "aria-labelledby" in given else []
        self.pointing += [given["href"][1:]] if given.get("href", "").startswith("#") else []
        if tag not in {"meta", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_headings_come_in_order_and_every_tag_is_closed_and_every_pointer_leads_somewhere():
    found = Structure(page().text.partition(">")[2])
    assert found.open == []
    assert found.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert len(found.ids) == len(set(found.ids))
    assert set(found.pointing) <= set(found.ids)


def test_the_shipped_lines_have_a_page_for_each_survey():
    shipped = with_notices(load_lines(LOCAL_LINES), PUBLIC)
    app = Flask("aftercall", static_folder=None)
    app.extensions["aftercall"] = SimpleNamespace(lines=shipped)
    register(app, notice.door, open_to_all)
    for survey in ("a11-likert", "a11-tapped"):
        assert app.test_client().get(f"/notice/{survey}").status_code == 200


def test_the_service_has_the_page_and_says_its_address_where_a_line_gives_none(tmp_path, sqlite_url, valkey):
    path = tmp_path / "lines.yaml"
    path.write_text(yaml.safe_dump({"lines": [LINE]}), encoding="utf-8")
    api = Api(tmp_path, sqlite_url, valkey.url, LINES_FILE=str(path), PUBLIC_URL=PUBLIC)
    address = fields_of(api.runtime.lines.by_id["benefits"], "text", "en")["notice_url"]
    answer = api.app.test_client().get(address.removeprefix("aftercall.example.gov"))
    api.close()
    assert (answer.status_code, "OMB control number 1234-5678" in words(answer)) == (200, True)

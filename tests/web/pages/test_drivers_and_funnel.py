"""The pages Drivers and Funnel: what each reader sees of counted days, in words and with every n."""

from __future__ import annotations

import random
import re
from html import unescape
from pathlib import Path

import pytest
from counted_days import count_all, forget
from figure_examples import AGENTS, QUARTER, contact, filled
from site_pages import Site
from sqlalchemy import text
from view_examples import response, store

from app.access.people import Access
from app.access.roles import Role

LOCAL = Path("app/local_lines.yaml")
ADMINISTRATOR = Access(frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def compared(tmp_path, sqlite_url, valkey):
    """The pages of lines of which one allows agents to be compared."""
    lines = tmp_path / "lines.yaml"
    compares = "- id: demo-likert\n    agents_compared: true"
    lines.write_text(LOCAL.read_text(encoding="utf-8").replace("- id: demo-likert", compares), encoding="utf-8")
    opened = Site(tmp_path, sqlite_url, valkey.url, LINES_FILE=str(lines))
    yield opened
    opened.close()


def reader(site, role=Role.ADMINISTRATOR, units=frozenset()):
    site.person(access=Access(frozenset({role}), None if role is Role.ADMINISTRATOR else units))
    return site.inside()


def told(browser, path):
    """The words of the page, without its marks."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    main = answer.text.partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def table(page, caption):
    """The words of one table."""
    return page.rpartition(caption)[2]


def test_drivers_are_told_by_line_channel_and_instrument(site):
    filled(site.runtime.database)
    page = told(reader(site), f"/drivers?{QUARTER}")
    assert "Ease goes with satisfaction most: " in page
    assert re.search(r"Scored highest: \w+, \d\.\d\d of 5 \(n = 240\)", page)
    assert "What went well most often: the employee was helpful, chosen by " in page
    assert "Shapley shares of R² of 240 people who scored trust and every driver. Association, not cause" in page
    assert "How much a driver goes with satisfaction or trust cannot be told from lists" in page
    assert page.index("Automated phone, scored drivers") < page.index("Text messages, tapped lists")


def test_with_few_complete_answers_the_page_says_why_there_are_no_shares(site):
    store(site.runtime.database, [response(number) for number in range(12)])
    page = told(reader(site), f"/drivers?{QUARTER}")
    assert page.count("There are no shares: 12 people answered every question, 100 are needed.") == 2


def test_scores_of_few_people_are_hidden_in_the_table_and_in_the_words(site):
    few = [response(number, ease=1 if number < 4 else None) for number in range(9)]
    store(site.runtime.database, few)
    page = told(reader(site), f"/drivers?{QUARTER}")
    ease = table(page, "How each driver was scored").partition("Ease")[2].partition("Efficiency")[0]
    assert "it was easy fewer than 5 answers 4" in ease
    assert "Ease" not in page.partition("How each driver was scored")[0].replace("Release", "")


def test_drivers_of_another_unit_are_not_seen(site):
    store(site.runtime.database, [response(n, organizational_unit="East" if n < 7 else "West") for n in range(20)])
    browser = reader(site, Role.MANAGER, frozenset({"East"}))
    assert "(n = 7)" in told(browser, f"/drivers?{QUARTER}") or "(n = 7 and more)" in told(
        browser, f"/drivers?{QUARTER}"
    )
    assert "No drivers were answered" in told(browser, f"/drivers?{QUARTER}&unit=West")


def test_the_funnel_adds_up_and_every_disposition_has_its_words(site):
    filled(site.runtime.database)
    page = told(reader(site), f"/funnel?{QUARTER}&line=demo-likert")
    parts = table(page, "Where the contacts of demo-likert stand")
    counted = [int(n) for n in re.findall(r"(?:Not asked|Open|Ended) (\d+) \d+\.\d%", parts)]
    assert sum(counted) == 400
    assert "Not handed over was to be handed over on the call itself, and was not" in parts
    assert "AAPOR outcome rates (not OMB's response rate), demo-likert" in page
    assert re.search(r"RR1 response rate 1: [a-z, ]+ \d+\.\d% \d+ \d+", page)


def test_the_funnel_tells_questions_by_channel_and_language_with_their_rates(site):
    filled(site.runtime.database)
    page = told(reader(site), f"/funnel?{QUARTER}&line=demo-likert")
    questions = table(page, "What became of each question, demo-likert")
    assert questions.index("Automated phone, en") < questions.index("Automated phone, es")
    assert re.search(r"Satisfaction \d+ \d+ 0 \(0\.0%\) \d+ \(\d+\.\d\) \d+ \(\d+\.\d\) 0 \(0\.0\) \d+\.\d", questions)


def test_repeat_calls_are_told_with_their_contacts_and_definition(site):
    filled(site.runtime.database)
    page = told(reader(site), f"/funnel?{QUARTER}&line=demo-likert")
    repeats = table(page, "Contacts that follow another of the same person within 7 days, demo-likert")
    assert re.search(r"All queues (\d+\.\d%) \d+\.\d% to \d+\.\d% (\d+) 400 no queue", repeats)
    assert "The earlier contact was on the same line, and ended at most 7 days before" in repeats
    site.person("east@agency.gov", Access(frozenset({Role.MANAGER}), frozenset({"East"})))
    page = told(site.inside("east@agency.gov"), f"/funnel?{QUARTER}&line=demo-likert")
    assert "was on the same line and of the same unit" in page


def test_where_contacts_name_nobody_the_page_says_so(site):
    filled(site.runtime.database)
    with site.runtime.database.begin() as connection:
        connection.execute(text("update contacts set respondent_key = null"))
    forget(site.runtime.database)
    count_all(site.runtime.database)
    assert "nobody can be seen to call again" in told(reader(site), f"/funnel?{QUARTER}&line=demo-likert")


def test_agents_are_told_where_the_line_allows_it_to_those_who_may_and_that_is_put_down(compared):
    filled(compared.runtime.database)
    browser = reader(compared)
    browser.get("/audit")
    page = told(browser, f"/funnel?{QUARTER}&line=demo-likert")
    assert AGENTS[0][:8] in page
    assert "Agents are shown from 10 contacts on" in page
    assert f"/funnel?{QUARTER}&line=demo-likert" in told(browser, "/audit")
    compared.person("analyst@agency.gov", Access(frozenset({Role.ANALYST}), frozenset({"East", "West"})))
    page = told(compared.inside("analyst@agency.gov"), f"/funnel?{QUARTER}&line=demo-likert")
    assert "Who is handed over" in page
    assert AGENTS[0][:8] not in page


def test_an_agent_who_is_a_person_here_is_called_by_name(compared):
    filled(compared.runtime.database)
    compared.person("bo@agency.gov", Access(frozenset({Role.AGENT}), frozenset(), AGENTS[1]))
    with compared.runtime.database.begin() as connection:
        connection.execute(text("update people set name = 'Bo Agent' where email = 'bo@agency.gov'"))
    page = told(reader(compared), f"/funnel?{QUARTER}&line=demo-likert")
    assert "Bo Agent" in page
    assert AGENTS[1][:8] not in page


def test_no_agent_is_told_of_lines_that_do_not_allow_it(site):
    filled(site.runtime.database)
    browser = reader(site)
    page = told(browser, f"/funnel?{QUARTER}&line=demo-likert")
    assert "Who is handed over" in page
    assert not any(agent[:8] in page for agent in AGENTS)
    assert "/funnel" not in table(told(browser, "/audit"), "More")


def test_contacts_of_another_unit_are_not_seen(site):
    filled(site.runtime.database)
    browser = reader(site, Role.MANAGER, frozenset({"South"}))
    for query in (QUARTER, f"{QUARTER}&unit=East", f"{QUARTER}&queue=claims"):
        assert "There are no contacts that fit" in told(browser, f"/funnel?{query}")


def test_filters_that_contacts_have_nothing_for_are_named(site):
    filled(site.runtime.database)
    page = told(reader(site), f"/funnel?{QUARTER}&language=es")
    assert "the filter language narrows the questions and nothing else here" in page
    questions = table(page, "What became of each question, demo-likert")
    assert "Automated phone, es" in questions
    assert "Automated phone, en" not in questions


@pytest.mark.parametrize("path", ["/drivers", "/funnel"])
def test_without_anything_the_page_says_what_to_do(site, path):
    page = told(reader(site), f"{path}?{QUARTER}&queue=nowhere")
    assert "Show these days without the filters." in page
    assert "Choose other days above" in page


@pytest.mark.parametrize("path", ["/drivers", "/funnel"])
def test_a_filter_that_makes_no_sense_shows_no_figures_and_says_why(site, path):
    answer = reader(site).get(f"{path}?quarter=2026")
    assert answer.status_code == 422
    assert "is no fiscal quarter" in answer.text


def test_words_out_of_the_records_are_no_marks(site):
    marks = "<script>x</script>"
    with site.runtime.database.begin() as connection:
        contact(connection, 1, random.Random(1), queue=marks)
    store(site.runtime.database, [response(number, line_id=marks) for number in range(2, 9)])
    browser = reader(site)
    for path in ("/drivers", "/funnel"):
        answer = browser.get(f"{path}?{QUARTER}")
        assert "&lt;script&gt;x" in answer.text
        assert marks not in answer.text


@pytest.mark.parametrize("path", ["/drivers", "/funnel"])
def test_figures_that_are_still_being_counted_are_marked(site, path):
    filled(site.runtime.database)
    with site.runtime.database.begin() as connection:
        connection.execute(text("insert into dirty_days (line_id, at) values ('demo-likert', '2025-11-01 12:00:00')"))
    assert "The newest changes are still being counted" in told(reader(site), f"{path}?{QUARTER}")

"""What pictures say and show: the figures of the page, in words first, and nothing that is hidden."""

from __future__ import annotations

import json
import random
import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from pictures_drawn import marks, pictures_of
from test_funnel_page import WEEK, offered
from view_examples import BEGINS, ITEMS, many, response, store, tapped

from app.overview.view import Period
from app.pictures import look
from app.pictures.drawing import png_of, svg_of
from app.records.database import connect
from app.records.migrate import migrate
from app.reporting.figures.drivers import LEAST_CASES

TEN_DAYS = Period(date(2025, 10, 1), date(2025, 10, 10))


def on(day, number, **changes):
    at = BEGINS + timedelta(days=day, hours=8)
    return response(100 * day + number, started_at=at, offered_at=at, created_at=at, **changes)


@pytest.fixture
def four_days(sqlite_database):
    """On the second of four days too few answered to show that day alone."""
    scores = {0: [5, 5, 4, 3, 1], 2: [4, 2, 5], 5: [4, 5, 4, 5, 3, 3], 7: [4] * 7}
    store(sqlite_database, [on(day, at, trust=one) for day, some in scores.items() for at, one in enumerate(some)])
    return pictures_of(sqlite_database, period=TEN_DAYS)


def test_the_message_of_a_trend_gives_mean_n_and_change_in_words(four_days):
    trend = four_days["trend-trust-calls-automated-phone"]
    assert trend.message == (
        "Trust of Benefits Help Line (calls), automated phone: 3.86 of 5 on average (n = 21).",
        "Nothing to compare with: the period before has no answers.",
    )
    assert trend.words == " ".join(trend.message)
    assert " ".join(trend.spec["title"]["text"]) == trend.message[0].replace("n = ", "n\u00a0=\u00a0")


def test_a_trend_has_a_place_for_every_day_and_a_band_where_there_is_an_interval(four_days):
    values = {value["when"]: value for value in four_days["trend-trust-calls-automated-phone"].spec["data"]["values"]}
    assert list(values) == [f"Oct {day}" for day in range(1, 11)]
    sixth, eighth, ninth = values["Oct 6"], values["Oct 8"], values["Oct 9"]
    assert (sixth["mean"], sixth["low"] < 4 < sixth["high"], sixth["alone"]) == (4.0, True, True)
    assert (eighth["mean"], eighth["low"], eighth["alone"]) == (4.0, None, False)
    assert (ninth["mean"], ninth["low"]) == (None, None)


def test_a_trend_neither_draws_nor_tells_what_is_hidden_or_would_give_it_away(four_days):
    trend = four_days["trend-trust-calls-automated-phone"]
    values = {value["when"]: value for value in trend.spec["data"]["values"]}
    rows = {row[0]: row[1:] for row in trend.table.rows}
    nothing = {"mean": None, "low": None, "high": None, "alone": False}
    assert values["Oct 3"] == nothing | {"when": "Oct 3"}
    assert values["Oct 1"] == nothing | {"when": "Oct 1"}
    assert rows["October 3, 2025"] == ("fewer than 5 answers", "", "3")
    too = "hidden, since it could give away a score of fewer than 5 answers"
    assert rows["October 1, 2025"] == (too, "", "5")
    assert rows["October 2, 2025"] == ("no answers", "", "0")
    assert rows["October 6, 2025"][::2] == ("4.00", "6")


def test_a_distribution_tells_people_and_share_of_each_answer(four_days):
    found = four_days["answers-trust-calls-automated-phone"]
    assert found.words == "Trust of Benefits Help Line (calls), automated phone: 76.2% gave 4 or 5 (n = 21)."
    assert [row[:3] for row in found.table.rows] == [
        ("1 (lowest)", "1", "4.8%"),
        ("2", "1", "4.8%"),
        ("3", "3", "14.3%"),
        ("4", "11", "52.4%"),
        ("5 (highest)", "5", "23.8%"),
    ]


def test_there_is_no_picture_of_what_fewer_than_five_people_said(sqlite_database):
    store(sqlite_database, [on(1, number) for number in range(4)])
    assert pictures_of(sqlite_database, period=TEN_DAYS) == {}


def test_drivers_go_from_the_best_to_the_worst_and_name_what_is_left_out(sqlite_database):
    rows = [on(1, number, ease=5, employee=2, efficiency=None) for number in range(6)]
    store(sqlite_database, [*rows, on(1, 6, ease=5, employee=4, efficiency=3)])
    found = pictures_of(sqlite_database, period=TEN_DAYS)["drivers-calls-automated-phone-a11-likert"]
    assert found.message == (
        "Scored highest: ease, 5.00 of 5 (n = 7). Lowest: employee, 2.29 of 5 (n = 7).",
        "Scores of the drivers of Benefits Help Line (calls), automated phone.",
        "Not shown: efficiency (fewer than 5 answers).",
    )
    bars = list(dict.fromkeys(piece["bar"] for piece in found.spec["data"]["values"]))
    assert bars == ["Ease (n = 7)", "Effectiveness (n = 7)", "Transparency (n = 7)", "Employee (n = 7)"]
    pieces = [piece for piece in found.spec["data"]["values"] if piece["bar"] == "Employee (n = 7)"]
    assert (round(pieces[0]["from"], 6), round(pieces[-1]["to"], 6)) == (round(-6 / 7, 6), round(1 / 7, 6))
    assert "fficiency" not in str(found.spec["data"])


def test_what_was_chosen_is_told_of_those_who_were_asked_that_list(sqlite_database):
    good = [tapped(number, 5, ["ease"] if number < 6 else ["humanity"]) for number in range(8)]
    store(sqlite_database, good + [tapped(100 + number, 1, ["efficiency"]) for number in range(5)])
    found = pictures_of(sqlite_database)
    name = "calls-sms-text-messages-a11-tapped"
    went_well, went_badly = found[f"chosen-positive-{name}"], found[f"chosen-negative-{name}"]
    assert went_well.message == (
        "What went well most often: it was easy, chosen by 75.0% (n = 8).",
        "What went well, Benefits Help Line (calls), text messages.",
    )
    assert went_badly.message[0] == "What did not go well most often: it took too long, chosen by 100.0% (n = 5)."


def test_the_funnel_tells_how_far_contacts_came(sqlite_database):
    offered(sqlite_database, {"a1": (4, 6)})
    (found,) = (one for name, one in pictures_of(sqlite_database, period=WEEK).items() if name.startswith("funnel"))
    assert found.message[0].startswith("Of 10 contacts of Benefits Help Line (calls), 10 were to be asked and ")
    assert [row[0] for row in found.table.rows[:3]] == ["Contacts", "To be asked", "Went out"]
    assert found.table.rows[0] == ("Contacts", "10", "100.0%")


def test_pictures_of_units_know_nothing_of_others(sqlite_database):
    rows = [on(1, at, trust=5, organizational_unit="East") for at in range(5)]
    store(sqlite_database, rows + [on(1, 50 + at, trust=1, organizational_unit="West") for at in range(5)])
    units = frozenset({"East"})
    east = pictures_of(sqlite_database, period=TEN_DAYS, units=units)["answers-trust-calls-automated-phone"]
    assert "100.0% gave 4 or 5 (n = 5)" in east.words
    everybody = pictures_of(sqlite_database, period=TEN_DAYS)["answers-trust-calls-automated-phone"]
    assert len({east.key(units), east.key(None), east.key(frozenset()), everybody.key(None)}) == 4


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Every kind of picture, of many responses, with what it was drawn as."""
    url = f"sqlite:///{tmp_path_factory.mktemp('drawn') / 'many.db'}"
    migrate(url)
    database = connect(url)
    chance = random.Random(7)
    scored = [
        response(10_000 + number, **{item: chance.randint(1, 5) for item in ITEMS}) for number in range(LEAST_CASES)
    ]
    store(database, many(300) + scored)
    found = {name: (picture, svg_of(picture.written)) for name, picture in pictures_of(database).items()}
    database.close()
    return found


def test_every_picture_is_drawn_at_its_size_with_its_title_and_a_label_on_each_axis_of_numbers(drawn):
    kinds = {name.split("-calls")[0] for name in drawn if "-calls" in name}
    assert kinds >= {"trend-trust", "answers-satisfaction", "drivers", "chosen-positive", "shares-trust"}
    for name, (picture, svg) in drawn.items():
        root = ET.fromstring(svg)
        told = " ".join("".join(root.itertext()).replace("\u00a0", " ").split())
        size = (str(picture.spec["width"]), str(picture.spec["height"]))
        assert (root.get("width"), root.get("height")) == size, name
        assert picture.message[0].replace(" ", "") in told.replace(" ", ""), name
        assert "n=" in told.replace(" ", ""), name
        assert re.search("Mean, 1 to 5|Share of|Thumbs up|Contacts", told), name


def test_nothing_in_a_picture_needs_a_style_a_script_or_an_address(drawn):
    for _, svg in drawn.values():
        assert not re.search(r"\bstyle=|<style|<script|\bon[a-z]+=|href=", svg)


def test_dots_are_two_for_each_point(drawn):
    picture, svg = next(iter(drawn.values()))
    png = png_of(svg)
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    assert (width, height) == (2 * picture.spec["width"], 2 * picture.spec["height"])


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_what_has_to_be_told_apart_has_enough_contrast():
    """WCAG 2.2, criteria 1.4.11 (3:1 for shapes) and 1.4.3 (4.5:1 for words)."""
    for colour in (*look.POINTS, look.LINE, look.BAND_EDGE):
        assert contrast(colour, look.PAPER) >= 3, colour
    assert contrast(look.LINE, look.BAND) >= 3
    assert contrast(look.INK, look.BAND_EDGE) >= 3
    # Words stand on paper, and white ones on the five colours of the answers.
    for colour in (look.INK, look.QUIET, *look.POINTS):
        assert contrast(colour, look.PAPER) >= 4.5, colour


def test_the_same_picture_is_written_the_same_and_any_other_number_is_another(four_days):
    trend = four_days["trend-trust-calls-automated-phone"]
    assert json.loads(trend.written) == trend.spec
    changed = {**trend.spec, "data": {"values": trend.spec["data"]["values"][1:]}}
    assert type(trend)(trend.name, trend.message, changed, trend.table).key(None) != trend.key(None)
    assert marks(trend.spec) == {"area", "line", "rule", "point"}

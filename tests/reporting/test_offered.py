"""The database says of unchosen drivers what the plain rule says, whatever the survey and however far people came."""

from __future__ import annotations

import csv
import io
import json

import pytest
from fixed_responses import LIST_OF, NEW_YORK, listed, tapped, tapped_list
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.records.entries import write_entries
from app.records.queries import save_survey
from app.records.responses import INDICATORS, KIND_COLUMNS, Answer, Response
from app.records.upkeep import Survey as StoredSurvey
from app.reporting.export import export
from app.reporting.formats.rows import one_state
from app.reporting.formats.streaming import literal
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection
from app.reporting.touchpoints.kinds import with_trust
from app.reporting.touchpoints.tapped_lists import exclude_each_other, indicators, lists_of
from flows.conditions import FactIs
from flows.load import SHIPPED_SURVEYS, load_surveys, survey_from_json
from flows.survey import DRIVERS

TAPPED = next(survey for survey in load_surveys(SHIPPED_SURVEYS) if survey.id == "a11-tapped")
VOICE = "automated_phone"
LEFT = ["broken_off", "expired", "opted_out", "not_reached"]
PAST = ["skipped", "no_input", "invalid", "not_sure"]
SETTLED = st.sampled_from(["answered", *PAST, *LEFT])
ANY = st.sampled_from(["answered", "absent", "not_applicable", *PAST, *LEFT])


def changed(survey, name, **changes):
    """The survey with one question changed, or without it where nothing is given."""
    questions = [
        q.model_copy(update=changes) if q.id == name else q for q in survey.questions if changes or q.id != name
    ]
    return made(survey, questions=tuple(questions))


def short(survey):
    """The survey with two options in its list of what went wrong."""
    bad = survey.scales["bad"].model_copy(update={"options": survey.scales["bad"].options[:2]})
    return made(survey, scales={**survey.scales, "bad": bad})


def made(survey, **changes):
    """The survey with these parts, read again, since a copy keeps what the original had worked out."""
    plain = survey.model_copy(update=changes).model_dump(mode="json", by_alias=True, exclude={"active"})
    return survey_from_json(json.dumps(plain))


SURVEYS = {
    "shipped": TAPPED,
    "short": short(TAPPED),
    "both": changed(TAPPED, "went_wrong", when=None),
    "one": changed(TAPPED, "went_well"),
    "none": changed(changed(TAPPED, "went_well"), "went_wrong"),
    "fact": changed(TAPPED, "went_wrong", when=FactIs.model_validate({"fact": "agent", "is": True})),
}


@st.composite
def people(draw):
    """A person's way through the lists of a survey: the code of each, ``answered``, or ``absent`` without a row."""
    name = draw(st.sampled_from(sorted(SURVEYS)))
    lists = lists_of(SURVEYS[name], VOICE)
    trust = draw(st.integers(1, 5))
    if exclude_each_other(SURVEYS[name], lists, VOICE):
        led, other = ("went_well", "went_wrong") if trust > 3 else ("went_wrong", "went_well")
        codes = draw(st.fixed_dictionaries({led: SETTLED, other: st.just("not_applicable")}) | st.just({}))
    else:
        codes = {tapped.question: draw(ANY) for tapped in lists}
    return name, trust, {question: code for question, code in codes.items() if code != "absent"}


def entry(number, name, trust, codes):
    """The entry of that person, with an arbitrary driver chosen where a list was answered."""
    made = tapped(number, trust, "not_applicable", "not_applicable", survey_id=name)
    made["answers"] = [answer for answer in made["answers"] if answer["measure"] != "drivers"]
    for one in lists_of(SURVEYS[name], VOICE):
        code = codes.get(one.question)
        if code is None:
            continue
        made["answers"].append(
            tapped_list(one.sign, "1" if code == "answered" else None, None if code == "answered" else code)
        )
        if code == "answered":
            chosen = listed(one.sign, [sorted(one.drivers)[number % len(one.drivers)]])
            made["response"] |= {
                key: value for key, value in chosen.items() if key.removeprefix(f"{one.sign}_") in one.drivers
            }
    return made


@pytest.fixture
def with_surveys(database):
    with database.begin() as connection:
        connection.execute(delete(StoredSurvey))
        for name, survey in SURVEYS.items():
            save_survey(connection, name, 1, "0" * 64, survey.canonical)
    return database


@given(met=st.lists(people(), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_says_what_the_plain_rule_says(with_surveys, met):
    with with_surveys.begin() as connection:
        connection.execute(delete(Answer))
        connection.execute(delete(Response))
        written = [entry(number, *person) for number, person in enumerate(met)]
        for one in written:
            write_entries(connection, [one])
    out = io.BytesIO()
    export(with_surveys, "touchpoints-v2", Asked(Selection(NEW_YORK)), out)
    told = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
    for row, one, (name, _, codes) in zip(told, written, met, strict=True):
        stored = {indicator: one["response"].get(indicator) for indicator in INDICATORS}
        known = {question: None if code == "answered" else code for question, code in codes.items()}
        plain = indicators(stored, lists_of(SURVEYS[name], VOICE), known)
        assert [row[indicator] for indicator in INDICATORS] == ["null" if cell is None else str(cell) for cell in plain]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("shipped", True), ("short", True), ("both", False), ("one", False), ("none", False), ("fact", False)],
)
def test_lists_exclude_each_other_only_where_every_answer_leads_to_one(name, expected):
    assert exclude_each_other(SURVEYS[name], lists_of(SURVEYS[name], VOICE), VOICE) is expected


def test_an_import_says_itself_what_was_asked(with_surveys):
    offered = {"offered": [f"{sign}_{driver}" for sign in LIST_OF for driver in DRIVERS[:2]]}
    about = {"entry": "imported", "survey_version": None, "source": "touchpoints:1", "label_order": offered}
    made = tapped(1, 5, "not_applicable", "not_applicable", positive_ease=1, **about)
    with with_surveys.begin() as connection:
        write_entries(connection, [made])
    out = io.BytesIO()
    export(with_surveys, "touchpoints-v2", Asked(Selection(NEW_YORK)), out)
    cells = out.getvalue().decode().splitlines()[1].split(",")[2:16]
    assert cells == ["0", "1", *["null"] * 5, "0", "0", *["null"] * 5]


@pytest.mark.parametrize(("walk_ins", "helps"), [(False, True), (True, False)])
def test_what_a_file_mixes_is_looked_up_in_its_index(database, walk_ins, helps):
    """A look at every row would hold back the first byte."""
    kinds = select(*(Response.__table__.c[name] for name in KIND_COLUMNS)).distinct()
    with one_state(database) as connection:
        asked = str(literal(connection, kinds.where(*with_trust(Selection(NEW_YORK, walk_ins=walk_ins)))))
        explain = "explain query plan "
        if connection.dialect.name == "postgresql":
            explain = "explain "
            connection.exec_driver_sql("set local enable_seqscan = off")
        plan = str(connection.exec_driver_sql(explain + asked).all())
    assert ("ix_responses_kinds" in plan) is helps

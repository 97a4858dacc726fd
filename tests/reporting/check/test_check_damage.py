"""Every kind of damage to a correct file gives its finding, at its row and column."""

from __future__ import annotations

from itertools import chain

import pytest
from correct_files import CORRECT, DRIVERS, HEADERS, checked, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUICK = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
POSITIVE = [f"positive_{name}" for name in DRIVERS]
NEGATIVE = [f"negative_{name}" for name in DRIVERS]
NONE_CHOSEN = dict.fromkeys([*POSITIVE, *NEGATIVE], "0")

RESPONSE_DAMAGE = [
    ("off-scale", "question_1", {"question_1": "6"}),
    ("off-scale", "question_1", {"question_1": "Yes"}),
    ("empty-trust", "question_1", {"question_1": ""}),
    ("indicator-not-0-1-null", "negative_humanity", {"negative_humanity": ""}),
    ("indicator-not-0-1-null", "positive_other", {"positive_other": "true"}),
    ("both-lists-tapped", "question_1", {"positive_ease": "1", "negative_other": "1"}),
    ("list-against-trust", "question_1", {**NONE_CHOSEN, "question_1": "5", "negative_ease": "1"}),
    ("list-against-trust", "question_1", {**NONE_CHOSEN, "question_1": "0", "positive_ease": "1"}),
    ("external-id-missing", "external_id", {"external_id": ""}),
    ("external-id-looks-like-phone", "external_id", {"external_id": "+1 202-555-0100"}),
    ("external-id-looks-like-phone", "external_id", {"external_id": "2025550100"}),
    *(("comment-would-run", "question_4", {"question_4": f"{sign}1"}) for sign in "=+-@\t"),
]
SUBMISSION_DAMAGE = [
    ("unknown-word", "Archived", {"Archived": "ja"}),
    ("not-reportable", "Deleted", {"Deleted": "true"}),
    ("not-reportable", "Flagged", {"Flagged": "true"}),
    ("date-unreadable", "Created at", {"Created at": "15/01/2026"}),
    ("date-unreadable", "Deleted at", {"Deleted at": "yesterday"}),
]
CLEARANCE_DAMAGE = [
    ("", "control-number-missing"),
    ("#1545-2290 ", "control-number-dirty"),
    ("OMB", "control-number-malformed"),
]


def volume_damage(customers, offered, respondents):
    high, low = {customers: "10", offered: "5", respondents: "5"}, {customers: "10", offered: "10", respondents: "5"}
    return [
        ("offered-exceed-customers", offered, {**low, offered: "11"}),
        ("respondents-exceed-offered", respondents, {**high, respondents: "6"}),
        ("respondents-exceed-offered", respondents, {**high, offered: "0"}),
        ("volume-is-text", customers, {customers: "9707552.0"}),
        ("volume-is-text", offered, {offered: " 5", respondents: "5"}),
        ("number-unreadable", offered, {offered: "about 5"}),
        ("number-unreadable", respondents, {respondents: "-1"}),
        ("number-unreadable", customers, {customers: "1e999"}),
        ("number-unreadable", customers, {customers: "12.5"}),
        ("volume-missing", respondents, {respondents: ""}),
    ]


def clearance_damage(column):
    return [(code, column, {column: text}) for text, code in CLEARANCE_DAMAGE]


def channel_damage(column):
    return [("unknown-channel", column, {column: "mixed"}), ("channel-missing", column, {column: ""})]


def quarter_damage(year, quarter):
    return [("quarter-unknown", quarter, {quarter: "5"}), ("quarter-unknown", quarter, {year: "FY26"})]


def swapped(organization):
    name, short = f"{organization}_name", f"{organization}_abbreviation"
    return ("organization-columns-swapped", name, {name: "DHS", short: "Department of Homeland Security"})


def item(counts, number=1, prefix=""):
    return {f"{prefix}q{number}_{point}": str(count) for point, count in enumerate(counts, start=1)}


def whole_row(*items):
    """The counts of all eleven questions, those not given without answers."""
    return {
        name: cell
        for number in range(1, 12)
        for name, cell in item(items[number - 1] if number <= len(items) else [0] * 5, number).items()
    }


VOLUMES = (
    "volume_of_customers",
    "volume_of_customers_provided_survey_opportunity",
    "volume_of_respondents",
)
MANY = dict(zip(VOLUMES, ("90000", "90000", "90000"), strict=True))
QUARTERLY_DAMAGE = [
    *volume_damage(*VOLUMES),
    *clearance_damage("omb_control_number"),
    *channel_damage("channel"),
    *quarter_damage("collection_year", "collection_quarter"),
    ("answers-exceed-respondents", "q1_1", {**item([40] * 5), VOLUMES[2]: "199"}),
    ("percentages-in-counts", "q1_1", {**MANY, **whole_row([20, 11, 11, 25, 33], [21, 11, 17, 22, 29])}),
    ("percentages-in-counts", "q1_1", {**MANY, **item([0.2, 0.11, 0.11, 0.25, 0.33])}),
    ("scores-in-counts", "q1_1", {**MANY, **whole_row([0, 0, 0, 4, 0], [0, 0, 0, 0, 5])}),
    ("yes-no-on-five-points", "q1_1", {**MANY, **item([38403, 0, 0, 0, 51597])}),
    ("yes-no-on-five-points", "q1_1", {**MANY, **item([8251, 0, 0, 80000, 0])}),
    ("one-point-only", "q1_1", {**MANY, **item([0, 0, 80000, 0, 0])}),
    ("volume-is-text", "q1_3", {"q1_3": "12.0"}),
    ("number-unreadable", "q1_3", {"q1_3": "many"}),
    ("number-unreadable", "q1_3", {"q1_3": "-3"}),
    ("no-question", "q1_text", {"q1_text": "NONE"}),
    ("no-question", "q11_text", {**item([0] * 5, 11), "q11_text": "No Question"}),
    ("counts-without-question", "q1_text", {"q1_text": ""}),
    ("question-without-counts", "q11_text", {**item([0] * 5, 11), "q11_text": "How was it?"}),
    ("after-due", "created_at", {"created_at": "2026-02-03 09:30:00 UTC"}),
    ("before-quarter-ended", "updated_at", {"created_at": "2025-12-30", "updated_at": "2025-12-31"}),
    ("date-unreadable", "updated_at", {"updated_at": "2026-02-30"}),
]
POINT_SCALE_DAMAGE = [
    ("point-scale-differs", "q1_point_scale", {**item([1, 1, 1, 3, 26]), "q1_point_scale": "4.62"}),
    ("point-scale-differs", "q1_point_scale", {"q1_point_scale": "5.01"}),
    ("point-scale-missing", "q1_point_scale", {"q1_point_scale": ""}),
    ("point-scale-without-counts", "q11_point_scale", {**item([0] * 5, 11), "q11_point_scale": "4.0"}),
    ("number-unreadable", "q1_point_scale", {"q1_point_scale": "n/a"}),
]


def published(damage):
    bare = ("id", "type")
    return [
        (
            code,
            f"attributes_{column}",
            {name if name in bare else f"attributes_{name}": cell for name, cell in changes.items()},
        )
        for code, column, changes in damage
    ]


DAMAGE = {
    "responses": RESPONSE_DAMAGE,
    "listing": RESPONSE_DAMAGE,
    "combined": [*RESPONSE_DAMAGE, *SUBMISSION_DAMAGE, ("ids-differ", "external_id", {"ID": "another"})],
    "submissions": SUBMISSION_DAMAGE,
    "header-v1": [
        *volume_damage("total_volume", "survey_opp_volume", "response_count"),
        *clearance_damage("OMB_control_number"),
        ("unknown-word", "mode", {"mode": "automated_phone"}),
        ("dates-reversed", "end_date", {"end_date": "2025-12-31"}),
        ("dates-not-a-quarter", "start_date", {"start_date": "2026-01-02"}),
        ("dates-not-a-quarter", "start_date", {"end_date": "2026-03-30"}),
        ("date-unreadable", "end_date", {"end_date": "31.3.26"}),
        ("date-unreadable", "start_date", {"start_date": ""}),
    ],
    "questions-v1": [
        ("response-volume-differs", "response_volume", {"response_volume": "1"}),
        ("number-unreadable", "likert_scale_2", {"likert_scale_2": "a few"}),
        ("question-order", "standardized_question_identifier", {"standardized_question_identifier": "q1"}),
        ("question-order", "standardized_question_number", {"standardized_question_number": "8"}),
        ("percentages-in-counts", "likert_scale_1", {"likert_scale_1": "12.5"}),
        ("counts-without-question", "customized_question_text", {"customized_question_text": "NONE"}),
        ("dates-not-a-quarter", "start_date", {"start_date": "2025-11-01"}),
    ],
    "quarterly-v1": [*QUARTERLY_DAMAGE, swapped("collection_organization"), swapped("service_provider_organization")],
    "published": published([*QUARTERLY_DAMAGE, *POINT_SCALE_DAMAGE, swapped("organization")]),
    "collections-v2": [
        *quarter_damage("fiscal_year", "quarter"),
        swapped("organization"),
        ("unknown-word", "rating", {"rating": "green"}),
        ("unknown-word", "aasm_state", {"aasm_state": "done"}),
        ("after-due", "submitted_at", {"submitted_at": "2026-10-31 00:00:00 UTC"}),
        ("quarter-unknown", "quarter", {"fiscal_year": "99999"}),
        ("date-unreadable", "submitted_at", {"submitted_at": "0001-01-01T00:00:00+14:00"}),
        ("date-unreadable", "submitted_at", {"submitted_at": "9999-12-31"}),
        ("before-quarter-ended", "submitted_at", {"submitted_at": "2026-09-30 12:00:00 UTC"}),
        ("number-unreadable", "cx_collection_details_count", {"cx_collection_details_count": "two"}),
    ],
    "details-v2": [
        *volume_damage(*VOLUMES),
        *clearance_damage("omb_control_number"),
        *channel_damage("channel"),
        *quarter_damage("cx_collection_fiscal_year", "cx_collection_quarter"),
        swapped("organization"),
        ("unknown-word", "transaction_point", {"transaction_point": "after the call"}),
        ("unknown-word", "survey_type", {"survey_type": "likert"}),
        ("trust-question-missing", "trust_question_text", {"trust_question_text": " "}),
        ("date-unreadable", "updated_at", {"updated_at": "soon"}),
    ],
    "summary": [
        *volume_damage("total_volume", "surveys_offered_count", "response_count"),
        *channel_damage("channel"),
        *quarter_damage("year", "quarter"),
        ("off-scale", "trust", {"trust": "86"}),
        ("off-scale", "easy", {"easy": "0.5"}),
        ("point-scale-without-counts", "trust", {"trust": "4.2", "response_count": "0"}),
        ("number-unreadable", "employee", {"employee": "good"}),
    ],
    "operational-metrics": [
        *channel_damage("channel"),
        ("volume-missing", "customers", {"customers": ""}),
        ("number-unreadable", "speed_of_answer_seconds", {"speed_of_answer_seconds": "a minute"}),
        ("abandoned-exceed-customers", "abandoned", {"abandoned": "9", "abandonment_customers": "8"}),
        ("abandoned-exceed-customers", "abandonment_customers", {"customers": "7", "abandonment_customers": "8"}),
        ("abandoned-exceed-customers", "answered_customers", {"customers": "7", "answered_customers": "8"}),
        (
            "rate-differs",
            "abandonment_percent",
            {"abandoned": "1", "abandonment_customers": "16", "abandonment_percent": "6.2"},
        ),
    ],
}
CASES = list(chain.from_iterable([(kind, *damage) for damage in several] for kind, several in DAMAGE.items()))


@pytest.mark.parametrize(("kind", "code", "column", "changes"), CASES)
@QUICK
@given(drawn=st.data())
def test_damage_is_found_where_it_is(kind, code, column, changes, drawn, tmp_path):
    rows = drawn.draw(CORRECT[kind])
    place = drawn.draw(st.integers(0, len(rows) - 1))
    rows[place] = {**rows[place], **changes}
    content, begins = written(drawn.draw(st.permutations(HEADERS[kind])), rows)
    findings, _ = checked(tmp_path / "file.csv", content)
    assert (code, begins[place], column) in {(found.code, found.row, found.column) for found in findings}


@QUICK
@given(rows=CORRECT["responses"])
def test_an_id_that_comes_again_names_the_row_where_it_was_first(rows, tmp_path):
    content, begins = written(HEADERS["responses"], [*rows, rows[0]])
    (found,) = checked(tmp_path / "file.csv", content)[0]
    assert (found.code, found.row, found.column) == ("duplicate-external-id", begins[-1], "external_id")
    assert f"line {begins[0]} " in found.why


@pytest.mark.parametrize("kind", ["collections-v2", "details-v2"])
@QUICK
@given(drawn=st.data())
def test_the_id_of_a_collection_or_detail_comes_once(kind, drawn, tmp_path):
    rows = drawn.draw(CORRECT[kind])
    content, begins = written(HEADERS[kind], [*rows, rows[0]])
    assert [(found.code, found.row) for found in checked(tmp_path / "f.csv", content)[0]] == [
        ("duplicate-id", begins[-1])
    ]


@QUICK
@given(rows=CORRECT["questions-v1"], drawn=st.data())
def test_a_required_question_that_is_not_there_is_named(rows, drawn, tmp_path):
    gone = drawn.draw(st.integers(1, 5))
    content, _ = written(HEADERS["questions-v1"], rows[: gone - 1] + rows[gone:])
    (found,) = checked(tmp_path / "file.csv", content)[0]
    assert found.code == "question-missing"
    assert f"question {gone} " in found.why


@QUICK
@given(rows=CORRECT["questions-v1"])
def test_questions_stand_in_their_order_and_once(rows, tmp_path):
    content, _ = written(HEADERS["questions-v1"], [*rows[1:], rows[0]])
    late = checked(tmp_path / "late.csv", content)[0]
    content, begins = written(HEADERS["questions-v1"], [*rows, rows[0]])
    twice = checked(tmp_path / "twice.csv", content)[0]
    assert [(found.code, found.why) for found in late] == [("question-order", "comes too late")]
    assert [(found.code, found.row, found.why) for found in twice] == [("question-order", begins[-1], "comes twice")]

"""Exports of a fixed set of responses, byte for byte, and what selects them."""

from __future__ import annotations

import csv
import io
import json
import os
import tracemalloc
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from entry_examples import BEGAN, Conversation, answer
from fixed_responses import NEW_YORK, entries, exported, store, tapped

from app.errors import BadInput
from app.records.entries import write_entries
from app.records.responses import Response
from app.reporting.export import export
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection

GOLDEN = Path(__file__).with_name("golden")
TOUCHPOINTS_HEADER = (
    "external_id,question_1,positive_effectiveness,positive_ease,positive_efficiency,positive_transparency,"
    "positive_humanity,positive_employee,positive_other,negative_effectiveness,negative_ease,negative_efficiency,"
    "negative_transparency,negative_humanity,negative_employee,negative_other,question_4\n"
)


@pytest.fixture
def full(database):
    store(database, entries())
    return database


def trusts(database, **only):
    return [json.loads(line)["trust"] for line in exported(database, "jsonl", **only).splitlines()]


@pytest.mark.parametrize(
    ("name", "form", "changes"),
    [
        ("responses.csv", "csv", {}),
        ("responses-identifying.csv", "csv", {"identifying": True, "include_test": True}),
        ("responses.jsonl", "jsonl", {}),
        ("responses-identifying.jsonl", "jsonl", {"identifying": True}),
        ("answers.csv", "long-csv", {}),
        ("answers-identifying.csv", "long-csv", {"identifying": True}),
        ("touchpoints-combined.csv", "touchpoints-combined", {"survey": "a11-tapped"}),
        ("touchpoints-v2.csv", "touchpoints-v2", {}),
        ("touchpoints-v2-walk-ins.csv", "touchpoints-v2", {"walk_ins": True}),
    ],
)
def test_an_export_is_byte_for_byte_the_file_kept(full, name, form, changes):
    assert exported(full, form, **changes).decode() == (GOLDEN / name).read_bytes().decode()


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            "csv",
            ",".join(c.name for c in Response.__table__.c if c.name not in {"id", "contact_id", "agent_key"}) + "\n",
        ),
        ("jsonl", ""),
        ("touchpoints-v2", TOUCHPOINTS_HEADER),
    ],
)
def test_an_empty_export_is_the_header_alone(database, form, expected):
    assert exported(database, form).decode() == expected


def test_a_csv_reader_gets_back_what_is_stored_but_for_the_apostrophes(full):
    read = list(csv.DictReader(io.StringIO(exported(full, "csv").decode(), newline=""), strict=True))
    stored = [json.loads(line) for line in exported(full, "jsonl").splitlines()]
    assert len(read) == len(stored) == 13
    for row, response in zip(read, stored, strict=True):
        comment = response["comment"] or ""
        assert row["comment"] == ("'" + comment if comment.startswith(("=", "-")) else comment)
        plain = {name: row[name] for name in row if isinstance(response[name], str) and name != "comment"}
        assert plain == {name: response[name] for name in plain}
        assert json.loads(row["tags"]) == response["tags"]
        assert row["trust"] == ("" if response["trust"] is None else str(response["trust"]))


def test_what_identifies_stays_unless_asked_for(full):
    for form in ("csv", "long-csv", "jsonl"):
        plain, identifying = (exported(full, form, identifying=asked).decode() for asked in (False, True))
        for secret in ("agent-17", "c-1001", ":13:20"):
            assert secret not in plain
        assert "agent-17" in identifying
        assert "c-1001" in identifying


def test_a_selection_takes_what_it_names(full):
    assert len(trusts(full)) == 13
    assert len(trusts(full, include_test=True)) == 14
    assert len(trusts(full, line="demo-likert")) == 2
    assert len(trusts(full, survey="a11-tapped")) == 11
    assert trusts(full, channel="sms_text_messages") == [2, 4, 1]
    assert trusts(full, status="partial") == [3]
    assert trusts(full, line="demo-tapped", status="declined") == []


def test_days_are_local_and_both_included(database):
    midnight = datetime(2026, 9, 22, tzinfo=NEW_YORK).timestamp()
    store(database, [Conversation(1).entry(2, trust=1, started_at=midnight - 1)])
    store(database, [Conversation(2).entry(2, trust=2, started_at=midnight)])
    store(database, [Conversation(3).entry(2, trust=3, started_at=midnight, contact_ended_at=midnight - 60)])
    day = date(2026, 9, 21)
    assert trusts(database, since=day, until=day) == [1, 3]
    assert trusts(database, since=date(2026, 9, 22)) == [2]
    assert trusts(database, until=day, zone=ZoneInfo("Pacific/Honolulu")) == [1, 2, 3]
    assert trusts(database, since=date(2026, 9, 22), zone=ZoneInfo("UTC")) == [1, 2, 3]


def test_a_day_past_the_calendar_is_refused(database):
    with pytest.raises(BadInput, match="9999-12-31"):
        exported(database, "csv", until=date(9999, 12, 31))


def test_two_trust_scales_never_share_a_file(full):
    thumbs = {"survey_id": "thumbs", "survey_version": None, "trust": 1, "trust_scale": "thumbs"}
    store(full, [Conversation(20).entry(2, **thumbs, status="complete", ended_at=BEGAN)])
    with pytest.raises(BadInput) as refused:
        exported(full, "touchpoints-v2")
    assert "0 or 1 (thumbs) in thumbs by automated_phone" in str(refused.value)
    assert "1 to 5 (likert_5) in a11-likert version 1 by automated_phone, a11-tapped version 1" in str(refused.value)
    assert "--survey" in str(refused.value)
    lines = exported(full, "touchpoints-v2", survey="thumbs").decode().splitlines()
    assert lines[1:] == [f"{Conversation(20).session},1{',null' * 14},"]


def test_a_survey_that_is_not_kept_is_refused_for_touchpoints(database):
    store(database, [tapped(1, 5, ["ease"], "not_applicable", survey_version=9)])
    with pytest.raises(BadInput, match="a11-tapped version 9"):
        exported(database, "touchpoints-v2")


def test_a_file_for_touchpoints_has_nothing_that_identifies(full):
    with pytest.raises(BadInput, match="identifying"):
        exported(full, "touchpoints-v2", identifying=True)


def test_what_a_file_for_touchpoints_mixes_is_told(full):
    told = notes(full)
    assert told == [
        f"The file mixes {mixed}. Touchpoints expects one file for each."
        for mixed in (
            "service: Benefits enrollment, none",
            "survey_id: a11-likert, a11-tapped",
            "channel: automated_phone, sms_text_messages",
        )
    ]
    assert not notes(full, line="demo-likert")


def notes(database, **only):
    return [*export(database, "touchpoints-v2", Asked(Selection(NEW_YORK, **only)), io.BytesIO()).notes]


def test_progress_counts_up_to_the_number_written(full):
    told = []
    done = export(full, "csv", Asked(Selection(NEW_YORK)), io.BytesIO(), progress=told.append)
    assert told[-1] == done.responses == 13


def test_memory_does_not_grow_with_the_number_of_responses(sqlite_database):
    made = [
        Conversation(n, line="few" if n < 1000 else "many").entry(
            2, [answer("trust", 2)], status="partial", survey_version=None, comment="x" * 1000
        )
        for n in range(5000)
    ]
    with sqlite_database.begin() as connection:
        write_entries(connection, made)
    for form in ("csv", "long-csv", "jsonl", "touchpoints-v2", "touchpoints-combined"):
        _warmed_up, few, many = (peak(sqlite_database, form, line) for line in ("few", "few", "many"))
        assert many < 1.5 * few


def peak(database, form, line):
    """The most memory that Python held at once, in bytes, while it exported to nowhere."""
    tracemalloc.start()
    with Path(os.devnull).open("wb") as nowhere:
        export(database, form, Asked(Selection(NEW_YORK, line=line)), nowhere)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most

"""The web survey's responses beside our own by phone and by text: in one flat file, and in one of each."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter

from entry_examples import Conversation
from first_versions import first_versions
from import_examples import bring_in, exported, told, v2_file, v2_row

from app.records.entries import write_entries
from app.records.queries import save_survey

OURS = {"automated_phone": 40, "sms_text_messages": 25}


def test_web_phone_and_text_stand_in_one_flat_file_and_in_a_file_of_each_for_touchpoints(database, tmp_path):
    chance = random.Random(17)
    rows = [
        v2_row(
            str(number), chance.choice("12345"), "".join(chance.choices("01", k=14)), chance.choice([None, "", "ok"])
        )
        for number in range(1000)
    ]
    came = v2_file(tmp_path / "web.csv", *rows)
    assert bring_in(database, came, said=told(survey="web")) == (1000, 0, 0)
    with database.begin() as connection:
        for survey in first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        kinds = [channel for channel, count in OURS.items() for _ in range(count)]
        for number, channel in enumerate(kinds):
            for entry in Conversation(number).entries():
                said = {"channel": channel, "channels_used": [channel]}
                write_entries(connection, [entry | {"response": entry["response"] | said}])
    flat = list(csv.DictReader(io.StringIO(exported(database, "csv").decode(), newline="")))
    assert Counter(row["channel"] for row in flat) == {"website": 1000, **OURS}
    assert {row["channel"] for row in flat if row["source"] != "aftercall"} == {"website"}
    assert exported(database, channel="website") == came.read_bytes()
    for channel, count in OURS.items():
        ours = {row["source_id"] for row in flat if row["channel"] == channel}
        file = list(csv.DictReader(io.StringIO(exported(database, channel=channel).decode(), newline="")))
        assert {row["external_id"] for row in file} == ours
        assert len(file) == count

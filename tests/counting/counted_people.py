"""People whose entries are written in any order, and a count of their rows in plain Python."""

from __future__ import annotations

from collections import Counter

from counted_days import NEW_YORK, forget
from entry_examples import BEGAN, QUESTIONS, Conversation, answer, message
from first_versions import first_versions
from sqlalchemy import delete, select

from app.records.counted import PAIRS, PRODUCTS, QUESTION_COUNTS, RESPONSES
from app.records.counted import QUESTIONS as ASKED
from app.records.entries import write_entries
from app.records.models import Answer, Contact, Invitation, Message, Response
from app.records.queries import save_survey
from flows.survey import SCORES

DAY = 86400


def write(database, *entries):
    with database.begin() as connection:
        return write_entries(connection, entries)


def emptied(database):
    forget(database)
    with database.begin() as connection:
        for model in (Answer, Response, Invitation, Contact, Message):
            connection.execute(delete(model))
        for survey in first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)


class Person:
    """A conversation on one of some days, lines and channels, with any answers."""

    def __init__(self, number, chance):
        self.made = Conversation(number, line=chance.choice(["calls", "texts"]))
        self.began = BEGAN + chance.choice([0, 3, 40]) * DAY + chance.random() * DAY
        self.about = {
            "started_at": self.began,
            "offered_at": self.began - 2 if chance.random() < 0.8 else None,
            "entry": chance.choice(["handed_over", "handed_over", "walk_in", "invited_text"]),
            "queue": chance.choice(["north", "south", None]),
            "organizational_unit": chance.choice(["East", "West", None]),
            "language": chance.choice(["en", "es"]),
            "late": chance.random() < 0.1,
            "test": chance.random() < 0.1,
        }
        self.scores = {question: chance.choice([1, 2, 3, 4, 5, None]) for question in QUESTIONS}
        self.ends = {"status": "complete", "ended_at": self.began + 60, "duration_seconds": 60.125}

    def entry(self, turn):
        given = {name: value for name, value in list(self.scores.items())[:turn] if value is not None}
        scale = {"trust_scale": "likert_5" if "trust" in given else None}
        plain = dict.fromkeys(QUESTIONS) | given | scale | {"answered_count": len(given)}
        ended = self.ends if turn == len(QUESTIONS) else {}
        answers = [self.answer(turn)] if turn else []
        made = self.made.entry(turn, answers, **(plain | self.about | ended))
        made["contact"]["created_at"] = made["invitation"]["created_at"] = self.began - 1
        if turn == 3:
            made["messages"] = [message(f"SM{self.made.number}", at=self.began + turn, reply="And now?")]
        return made

    def answer(self, turn):
        question = QUESTIONS[turn - 1]
        value = self.scores[question]
        times = {"asked_at": self.began + turn, "answered_at": self.began + turn + 0.75 if value else None}
        more = {"wrong": turn % 3, "silent": turn % 2, "repeats": 1, "missing": None if value else "skipped"}
        return answer(question, turn, value=value, native=None if value is None else str(value), **times, **more)


ALIKE = ("line_id", "queue", "organizational_unit", "language", "entry", "late")


def alike(row):
    return tuple(row[name] for name in ALIKE)


def local_day(row):
    return (row.contact_ended_at or row.started_at or row.created_at).astimezone(NEW_YORK).date()


def in_order(database):
    with database.read() as connection:
        rows = connection.execute(select(Response)).all()
    return [row for row in rows if not (row.deleted or row.test or row.flagged or row.spam)]


def days_of(database, table):
    with database.read() as connection:
        return connection.execute(select(table).where(table.c.span == "day")).mappings().all()


def check_responses(database):
    """By a count in plain Python."""
    plain = Counter()
    for row in in_order(database):
        key = (local_day(row), *(getattr(row, name) for name in ALIKE))
        plain[(*key, row.status)] += 1
        plain[(*key, "offered")] += row.offered_at is not None
        if row.status == "in_progress":
            continue
        plain[(*key, "respondents")] += row.answered_count > 0
        plain[(*key, "milliseconds")] += round((row.duration_seconds or 0) * 1000)
        for score in SCORES:
            plain[(*key, f"{score}_{getattr(row, score)}")] += 1
    plain = {key: n for key, n in plain.items() if n and not key[-1].endswith("_None")}
    found = Counter()
    for row in days_of(database, RESPONSES):
        for name, n in row.items():
            if isinstance(n, int) and name not in {"survey_version", "late", "timed"}:
                found[(row["day"], *alike(row), name)] += n
    assert {key: n for key, n in found.items() if n} == plain


def check_products(database):
    plain = Counter()
    for row in in_order(database):
        given = {score: getattr(row, score) for score in SCORES if getattr(row, score) is not None}
        if row.status == "in_progress" or len(given) < 2:
            continue
        bits = sum(1 << SCORES.index(score) for score in given)
        plain["people", bits] += 1
        for one, other in PAIRS:
            plain[f"sum_{one}_{other}", bits] += given.get(one, 0) * given.get(other, 0)
    found = Counter()
    for row in days_of(database, PRODUCTS):
        for name in ("people", *(f"sum_{one}_{other}" for one, other in PAIRS)):
            found[name, row["scores"]] += row[name]
    assert +found == +plain


def check_questions(database):
    responses = {row.response_id: row for row in in_order(database)}
    with database.read() as connection:
        answers = [row for row in connection.execute(select(Answer)) if row.response_id in responses]
    plain, found = Counter(), Counter()
    for row in answers:
        key = (local_day(responses[row.response_id]), responses[row.response_id].line_id, row.question)
        took = 750 if row.missing is None else 0
        counts = (1, row.missing is None, 0, row.wrong, row.silent, row.repeats, row.missing is None, took)
        plain.update({(*key, name): int(n) for name, n in zip(QUESTION_COUNTS, counts, strict=True)})
    for row in days_of(database, ASKED):
        found.update({(row["day"], row["line_id"], row["question"], name): row[name] for name in QUESTION_COUNTS})
    assert +found == +plain


def check_months(database):
    days, months = Counter(), Counter()
    with database.read() as connection:
        for row in connection.execute(select(RESPONSES)):
            (days if row.span == "day" else months)[row.day.replace(day=1), row.line_id, row.queue] += row.complete
    assert days == months

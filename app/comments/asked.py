"""What was asked of a person, and what came of each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from app.comments.questions import Wording
from app.masking import Masked, mask
from app.records.responses import Answer

MISSING = {
    "not_offered": "not asked on this channel",
    "not_applicable": "did not apply",
    "skipped": "skipped",
    "not_sure": "not sure",
    "no_input": "asked, nothing came",
    "invalid": "asked, no usable reply",
    "broken_off": "left here",
    "expired": "no reply before the close",
    "opted_out": "asked not to be contacted",
    "not_reached": "not reached",
}
"""The missing codes of docs/schema.md, in few words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a response."""

    question: str
    """As it was heard or read."""
    measure: str
    channel: str
    answer: str | None
    """In words; None where there is none."""
    words: Masked | None
    """What was written in answer, for those who may read it."""
    missing: str | None
    wrong: int
    silent: int
    repeats: int
    asked_at: datetime | None
    answered_at: datetime | None

    @property
    def seconds(self) -> int | None:
        """From the first asking to the answer."""
        if self.asked_at is None or self.answered_at is None:
            return None
        return round((self.answered_at - self.asked_at).total_seconds())


def questions_of(connection: Connection, row: Row[Any], wording: Wording, *, reads: bool) -> Sequence[Asked]:
    """In the order of asking, those that were never asked last. ``reads``: whether what was written may be read."""
    answers = connection.execute(select(Answer).where(Answer.response_id == row.response_id)).all()
    ordered = sorted(answers, key=lambda answer: (answer.position is None, answer.position or 0, answer.question))
    return [_asked(answer, row, wording, reads=reads) for answer in ordered]


def _asked(answer: Row[Any], row: Row[Any], wording: Wording, *, reads: bool) -> Asked:
    survey = wording.survey(row.survey_id, answer.survey_version or row.survey_version)
    question = None if survey is None else survey.by_id.get(answer.question)
    asked, told = answer.question, answer.native
    if survey is not None and question is not None:
        asked = wording.question(question, row.line_id, answer.channel, row.language)
        if told is not None:
            told = wording.answer(survey, question, told, row.language)
    written = (answer.text or row.comment) if answer.measure == "comment" else answer.text
    is_answer = answer.missing is None
    if is_answer and told is None:
        told = str(answer.value) if answer.value is not None else "in words"
    return Asked(
        question=asked,
        measure=answer.measure,
        channel=answer.channel,
        answer=told if is_answer else None,
        words=mask(written) if reads and is_answer and written else None,
        missing=None if is_answer else MISSING[answer.missing],
        wrong=answer.wrong,
        silent=answer.silent,
        repeats=answer.repeats,
        asked_at=answer.asked_at,
        answered_at=answer.answered_at,
    )

"""Which responses are wanted beside the filters of every page: by tag, flag, follow-up and score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, String, and_, cast, exists, false, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from app.lines import Line, Lines
from app.records.comment_work import CommentWork
from app.records.responses import Answer, Response

FollowUps = Literal["agreed", "to_do", "open", "mine", "overdue", "done"]
FOLLOW_UPS: tuple[FollowUps, ...] = get_args(FollowUps)
FOLLOW_UP_WORDS = {
    "agreed": "agreed to a call back",
    "to_do": "agreed, nobody on it yet",
    "open": "open",
    "mine": "open and mine",
    "overdue": "open and overdue",
    "done": "done",
}
Score = Literal["trust", "satisfaction"]
SCORES: tuple[Score, ...] = get_args(Score)
WORST, BEST = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted. The defaults leave everything open."""

    tag: str | None = None
    flagged: bool = False
    follow_up: FollowUps | None = None
    score: Score | None = None
    """Which score lies from ``lowest`` to ``highest``; None for either of them. Thumbs lie nowhere on five points."""
    lowest: int = WORST
    highest: int = BEST
    me: str = ""
    """The id of the person who asks."""
    today: date

    def conditions(self, connection: Connection, lines: Lines) -> Iterator[ColumnElement[bool]]:
        """What a response joined with ``CommentWork`` has to be like."""
        if self.tag is not None:
            yield _has_tag(connection, self.tag)
        if self.flagged:
            yield CommentWork.flagged.is_(True)
        if self.follow_up is not None:
            yield self._followed_up(lines)
        if self.score is not None or (self.lowest, self.highest) != (WORST, BEST):
            wanted = SCORES if self.score is None else (self.score,)
            yield or_(*(self._scored(score) for score in wanted))

    def _followed_up(self, lines: Lines) -> ColumnElement[bool]:
        is_open = CommentWork.state == "open"
        ways: dict[FollowUps, ColumnElement[bool]] = {
            "agreed": agreed(lines),
            "to_do": and_(CommentWork.state.is_(None), agreed(lines)),
            "open": is_open,
            "mine": and_(is_open, CommentWork.owner_id == self.me),
            "overdue": and_(is_open, CommentWork.due_on < self.today),
            "done": CommentWork.state == "done",
        }
        assert self.follow_up is not None
        return ways[self.follow_up]

    def _scored(self, score: Score) -> ColumnElement[bool]:
        column: Any = Response.__table__.c[score]
        within = column.between(self.lowest, self.highest)
        return and_(Response.trust_scale == "likert_5", within) if score == "trust" else within


def agreed(lines: Lines) -> ColumnElement[bool]:
    """Whether the caller agreed to be called back, by the question that the response's line names."""
    asking = [(line, line.call_back) for line in lines.lines if line.call_back is not None]
    ways = (
        and_(
            Response.line_id == line.id,
            exists(
                select(Answer.response_id).where(
                    Answer.response_id == Response.response_id,
                    Answer.question == asked.question,
                    Answer.native == asked.yes,
                    Answer.missing.is_(None),
                )
            ),
        )
        for line, asked in asking
    )
    return or_(false(), *ways)


def can_agree(line: Line | None) -> bool:
    """Whether callers of a line are asked for their agreement."""
    return line is not None and line.call_back is not None


def _has_tag(connection: Connection, tag: str) -> ColumnElement[bool]:
    if connection.dialect.name == "postgresql":
        return cast(Response.tags, JSONB).contains([tag])
    # Most responses have none, and need not be taken apart.
    each = func.json_each(Response.tags).table_valued("value")
    there = exists(select(each.c.value).where(each.c.value == tag))
    return and_(cast(Response.tags, String) != "[]", there)

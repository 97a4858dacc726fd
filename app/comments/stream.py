"""Comments newest first, as people may read them: masked, each with what it goes with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from app.comments.followed import FollowUp, names_of
from app.comments.places import Place, newest, place_of
from app.comments.questions import Wording
from app.comments.searching import holds
from app.comments.wanted import Wanted, agreed
from app.lines import Lines
from app.masking import Masked, mask
from app.records.comment_work import CommentWork
from app.records.responses import Response
from app.reporting.selection import Selection

PAGE = 25
MOST_SEARCHED = 5000
"""Comments that one page looks through for words; the next page goes on behind them."""
_AT_ONCE = 500
_COMMENTED = (Response.comment.is_not(None), Response.comment != "", Response.spam.is_(False))


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment."""

    response_id: str
    at: datetime
    line: str | None
    channel: str
    language: str | None
    unit: str | None
    trust: int | None
    thumbs: bool
    """Whether trust was asked by thumbs: 1 for up, 0 for down."""
    satisfaction: int | None
    question: str | None
    words: Masked
    tags: Sequence[str]
    agency: str
    flagged: bool
    set_aside: bool
    """Whether the response is left out of figures, as another system marked it."""
    agreed: bool
    follow_up: FollowUp


@dataclass(frozen=True, slots=True)
class Page:
    """Comments, and the response behind which the next page begins; None at the end."""

    comments: Sequence[Comment]
    older: str | None
    searched: bool
    """False where the end was not reached and the page is not full: more was to be looked through than at once."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What comments are read with."""

    lines: Lines
    wording: Wording

    def page(
        self,
        connection: Connection,
        selection: Selection,
        wanted: Wanted,
        words: Sequence[str] = (),
        before: str | None = None,
    ) -> Page:
        """A page of comments. Raises BadInput where ``before`` names no response that may be seen."""
        place = place_of(connection, before, selection.units) if before else None
        hits, last = self._hits(connection, selection, wanted, words, place)
        shown = hits[:PAGE]
        if len(hits) > PAGE:
            return Page(self._complete(connection, shown), shown[-1], searched=True)
        return Page(self._complete(connection, shown), last, searched=last is None)

    def _hits(
        self, connection: Connection, selection: Selection, wanted: Wanted, words: Sequence[str], place: Place | None
    ) -> tuple[list[str], str | None]:
        """Up to a response more than a page holds, and the last one looked at if there may be more behind it."""
        conditions = (*_COMMENTED, *wanted.conditions(connection, self.lines))
        columns = (Response.response_id, Response.comment)
        hits: list[str] = []
        limit = _AT_ONCE if words else PAGE + 1
        for _ in range(MOST_SEARCHED // limit):
            rows = newest(connection, selection, columns, conditions, before=place, limit=limit)
            hits += [row.response_id for row in rows if holds(row.comment, words)]
            if len(rows) < limit:
                return hits, None
            if len(hits) > PAGE:
                break
            place = Place(rows[-1].at, rows[-1].id)
        return hits, rows[-1].response_id

    def _complete(self, connection: Connection, ids: Sequence[str]) -> list[Comment]:
        query = (
            select(Response.__table__, CommentWork.flagged.label("marked"), *FollowUp.COLUMNS)
            .add_columns(agreed(self.lines).label("agreed"))
            .outerjoin(CommentWork, CommentWork.response_id == Response.response_id)
            .where(Response.response_id.in_(ids))
        )
        rows = {row.response_id: row for row in connection.execute(query)}
        names = names_of(connection, {row.owner_id for row in rows.values() if row.owner_id is not None})
        return [self.comment(rows[response_id], names) for response_id in ids]

    def comment(self, row: Row[Any], names: dict[str, str]) -> Comment:
        """The comment of a row, masked."""
        about = (row.line_id, row.channel, row.language)
        return Comment(
            response_id=row.response_id,
            at=row.contact_ended_at or row.started_at or row.created_at,
            line=row.line_id,
            channel=row.channel,
            language=row.language,
            unit=row.organizational_unit,
            trust=row.trust,
            thumbs=row.trust_scale == "thumbs",
            satisfaction=row.satisfaction,
            question=self.wording.comment(row.survey_id, row.survey_version, *about),
            words=mask(row.comment or ""),
            tags=[mask(tag).words for tag in row.tags],
            agency=row.agency or "",
            flagged=bool(row.marked),
            set_aside=row.flagged,
            agreed=row.agreed,
            follow_up=FollowUp.of(row, names),
        )

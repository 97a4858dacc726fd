"""Which columns may leave in a file, by what whoever takes it may do: the one decision for pages, mail and the API."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.access.roles import Permission
from app.access.scopes import Scope


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file may hold beside what everybody's files hold."""

    identifying: bool
    """Contact, agent and exact times."""
    comments: bool
    """What people wrote in their own words."""


def columns_for(granted: AbstractSet[Permission] | AbstractSet[Scope]) -> Columns:
    """The columns that somebody with these permissions, or a program with these scopes, may take away.

    A person reads comments by a permission of its own. There is no such scope: a program that may have files made, or
    hand in the quarter, gets them with their comments.
    """
    words = {str(one) for one in granted}
    return Columns(
        identifying=bool(words & {Permission.FILES_IDENTIFYING, Scope.EXPORTS_IDENTIFYING}),
        comments=bool(words & {Permission.COMMENTS_READ, Scope.EXPORTS_READ, Scope.REPORTS_READ}),
    )

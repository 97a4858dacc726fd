"""What a token may be allowed to do."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """One permission. The value is the word that commands and the API use; docs/api.md lists them."""

    CONTACTS_WRITE = "contacts:write"
    OUTREACH_READ = "outreach:read"
    OPT_OUTS_READ = "opt-outs:read"
    OPT_OUTS_WRITE = "opt-outs:write"
    RESPONSES_READ = "responses:read"
    EXPORTS_READ = "exports:read"
    EXPORTS_IDENTIFYING = "exports:identifying"
    REPORTS_READ = "reports:read"
    VOLUMES_READ = "volumes:read"
    VOLUMES_WRITE = "volumes:write"
    CLEARANCES_READ = "clearances:read"
    CLEARANCES_WRITE = "clearances:write"

    @property
    def meaning(self) -> str:
        """What it allows, in words."""
        return _MEANINGS[self]


WHOLE_AGENCY = frozenset(
    {
        Scope.OPT_OUTS_READ,
        Scope.OPT_OUTS_WRITE,
        Scope.REPORTS_READ,
        Scope.VOLUMES_READ,
        Scope.VOLUMES_WRITE,
        Scope.CLEARANCES_WRITE,
    }
)
"""Scopes of what belongs to no single organizational unit: a token that has units cannot have them."""

_MEANINGS = {
    Scope.CONTACTS_WRITE: "report contacts, so that people are invited",
    Scope.OUTREACH_READ: "read invitations, how many contacts stand where, and what was spent",
    Scope.OPT_OUTS_READ: "look up whether a person asked not to be invited",
    Scope.OPT_OUTS_WRITE: "say that people want no invitations, or want them again",
    Scope.RESPONSES_READ: "read responses and follow their changes",
    Scope.EXPORTS_READ: "have files of responses made, and fetch them",
    Scope.EXPORTS_IDENTIFYING: "with exports:read, responses:read or outreach:read: contact, agent and exact times too",
    Scope.REPORTS_READ: "have the quarterly submission made, and fetch it",
    Scope.VOLUMES_READ: "read how many customers services had",
    Scope.VOLUMES_WRITE: "say how many customers services had",
    Scope.CLEARANCES_READ: "read OMB clearances",
    Scope.CLEARANCES_WRITE: "say what OMB clearances allow",
}

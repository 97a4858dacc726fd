"""The roles of people, and what each permits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may do. The value is the word of pages, of the audit and of docs/people.md."""

    RESULTS_READ = "results:read"
    RESPONSES_READ = "responses:read"
    COMMENTS_READ = "comments:read"
    FOLLOW_UPS_WRITE = "follow-ups:write"
    AGENTS_READ = "agents:read"
    OWN_RESULTS_READ = "own-results:read"
    FILES_MAKE = "files:make"
    FILES_IDENTIFYING = "files:identifying"
    OPT_OUTS_WRITE = "opt-outs:write"
    LINES_READ = "lines:read"
    LINES_PAUSE = "lines:pause"
    NOTES_WRITE = "notes:write"
    PEOPLE_WRITE = "people:write"
    AUDIT_READ = "audit:read"
    HEALTH_READ = "health:read"

    @property
    def meaning(self) -> str:
        """What it permits, in words."""
        return _MEANINGS[self]


class Role(StrEnum):
    """What a person is here. Whoever has several may do what any of them permits."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    ANALYST = "analyst"
    AGENT = "agent"
    OPERATOR = "operator"


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """What people of these roles may do."""
    return frozenset().union(*(PERMITTED[role] for role in roles))


_MEANINGS = {
    Permission.RESULTS_READ: "see scores, drivers and the funnel",
    Permission.RESPONSES_READ: "see single responses, without comments",
    Permission.COMMENTS_READ: "read what callers wrote",
    Permission.FOLLOW_UPS_WRITE: "follow up with callers who agreed to it",
    Permission.AGENTS_READ: "see the results of agents, where a line allows it",
    Permission.OWN_RESULTS_READ: "see the results of one's own calls",
    Permission.FILES_MAKE: "have files made and take them away",
    Permission.FILES_IDENTIFYING: "take away contact, agent and exact times too",
    Permission.OPT_OUTS_WRITE: "add and lift opt-outs",
    Permission.LINES_READ: "see surveys, lines and the collection plan",
    Permission.LINES_PAUSE: "pause a line",
    Permission.NOTES_WRITE: "put notes on the trend",
    Permission.PEOPLE_WRITE: "say who may sign in and what they may do",
    Permission.AUDIT_READ: "read the audit",
    Permission.HEALTH_READ: "see how the service itself is doing",
}

_ANALYST = frozenset(
    {
        Permission.RESULTS_READ,
        Permission.RESPONSES_READ,
        Permission.FILES_MAKE,
        Permission.LINES_READ,
        Permission.NOTES_WRITE,
    }
)
PERMITTED: Mapping[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.OWN_RESULTS_READ},
    Role.MANAGER: _ANALYST
    | {
        Permission.COMMENTS_READ,
        Permission.FOLLOW_UPS_WRITE,
        Permission.AGENTS_READ,
        Permission.OPT_OUTS_WRITE,
        Permission.LINES_PAUSE,
    },
    Role.ANALYST: _ANALYST,
    Role.AGENT: frozenset({Permission.OWN_RESULTS_READ}),
    Role.OPERATOR: frozenset({Permission.LINES_READ, Permission.LINES_PAUSE, Permission.HEALTH_READ}),
}

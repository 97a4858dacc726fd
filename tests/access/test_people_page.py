"""docs/people.md names every role with what it permits, and every action of the audit."""

import re
from pathlib import Path

from app.access import links, passwords, people, sign_in, sign_ins
from app.access.audit import Action
from app.access.roles import PERMITTED, Permission, Role

PAGE = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")


def test_every_role_is_documented_with_what_it_permits():
    roles = PAGE.partition("## The audit")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", roles, re.MULTILINE))
    assert set(rows) == set(Role)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert set(re.findall(r"`([\w-]+:\w+)`", rows[role])) == PERMITTED[role]
    alone = re.search(r"Only administrators have (.*)\.", PAGE)[1]
    others = frozenset().union(*(PERMITTED[role] for role in set(Role) - {Role.ADMINISTRATOR}))
    assert set(re.findall(r"`([\w-]+:\w+)`", alone)) == set(Permission) - others


def test_every_action_of_the_audit_is_documented():
    audit = PAGE.partition("## The audit")[2]
    assert set(re.findall(r"`(\w+)`", audit)) - {"audit_events"} == set(Action)


def test_the_numbers_are_the_real_ones():
    words = " ".join(PAGE.split())
    for told in (
        f"{passwords.SHORTEST} to {passwords.LONGEST} characters",
        "After three wrong passwords or codes within 15 minutes the account is locked for 30 minutes",
        f"Who does nothing for {sign_ins.IDLE.seconds // 60} minutes",
        f"After {sign_ins.LONGEST.seconds // 3600} hours",
        f"not signed in for {people.INACTIVE_DAYS} days",
        f"once, within {links.STARTED_FOR.seconds // 3600} hours",
    ):
        assert told in words
    assert (sign_in.MOST_FAILURES, sign_in.COUNTED_FOR.seconds, sign_in.LOCKED_FOR.seconds) == (3, 900, 1800)

"""Roles: what each permits, and whose results a person sees."""

import pytest

from app.access.people import Access, Person
from app.access.roles import PERMITTED, Permission, Role
from app.errors import BadInput


def person(*roles, units=frozenset(), agent=None):
    return Person("1", "a@b.gov", "A", Access(frozenset(roles), units, agent), True, True, False)


def test_every_permission_is_somebodys_and_says_what_it_means():
    assert frozenset().union(*PERMITTED.values()) == set(Permission)
    assert all(permission.meaning for permission in Permission)
    assert set(PERMITTED) == set(Role)


def test_an_analyst_reads_no_comments_and_an_agent_only_the_results_of_own_calls():
    assert not person(Role.ANALYST).may(Permission.COMMENTS_READ)
    assert person(Role.MANAGER).may(Permission.COMMENTS_READ)
    assert person(Role.AGENT, agent="A7").permissions == {Permission.OWN_RESULTS_READ}


def test_only_administrators_change_people_and_read_the_audit():
    for role in Role:
        one = person(role, agent="A7")
        alone = role is Role.ADMINISTRATOR
        assert (one.may(Permission.PEOPLE_WRITE), one.may(Permission.AUDIT_READ)) == (alone, alone)


def test_whoever_has_several_roles_may_do_what_any_permits():
    both = person(Role.OPERATOR, Role.ANALYST)
    assert both.may(Permission.HEALTH_READ)
    assert both.may(Permission.RESULTS_READ)


def test_nobody_sees_a_unit_that_was_not_given_and_none_is_nobodys():
    north = person(Role.MANAGER, units=frozenset({"north"}))
    assert [north.sees_unit(unit) for unit in ("north", "south", None)] == [True, False, False]
    assert person(Role.ADMINISTRATOR).sees_unit(None)
    assert not person(Role.MANAGER).sees_unit("north")


@pytest.mark.parametrize("given", [{"roles": frozenset()}, {"roles": frozenset({Role.AGENT})}])
def test_an_access_that_makes_no_sense_is_refused(given):
    with pytest.raises(BadInput):
        Access(**given)

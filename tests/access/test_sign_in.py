"""Signing in: who is let in, who is not, and after how many tries nobody is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from signing import NOON, PASSWORD
from sqlalchemy import select

from app.access import factors, links, passwords, people, sign_in, sign_ins
from app.access.audit import COMMAND, Actor
from app.errors import BadInput
from app.records.people import AuditEvent

MINUTE = timedelta(minutes=1)


def tried(database, password=PASSWORD, now=NOON, email="ann@agency.gov"):
    return sign_in.with_password(database, email, password, now, "192.0.2.1")


def actions(database):
    with database.read() as connection:
        return connection.execute(select(AuditEvent.action).order_by(AuditEvent.id)).scalars().all()


def test_a_right_password_lets_in_however_the_address_is_spelled(database, added):
    mine = added()
    assert tried(database, email=" Ann@Agency.GOV ") == sign_in.Known(mine, needs_code=False)


@pytest.mark.parametrize("email", ["bob@agency.gov", "no address", "", "ann@agency.gov\x00"])
def test_who_is_not_known_is_refused_like_a_wrong_password(database, added, email):
    added()
    assert tried(database, email=email) is None
    assert actions(database)[-1] == "sign_in_refused"


def test_whoever_has_set_no_password_has_none_that_fits(database):
    with database.begin() as connection:
        people.add(connection, "new@agency.gov", "New", people.Access(frozenset({"analyst"})), NOON, COMMAND)
    assert tried(database, "", email="new@agency.gov") is None
    assert tried(database, "nobody has this password", email="new@agency.gov") is None


def test_three_wrong_passwords_lock_the_account_for_half_an_hour(database, added):
    added()
    for _ in range(3):
        assert tried(database, "wrong") is None
    assert actions(database)[-1] == "locked"
    assert tried(database, now=NOON + 29 * MINUTE) is None
    assert tried(database, now=NOON + 31 * MINUTE) is not None


def test_wrong_passwords_are_forgotten_after_a_quarter_of_an_hour_and_by_signing_in(database, added):
    mine = added()
    assert [tried(database, "wrong") for _ in range(2)] == [None, None]
    assert tried(database, now=NOON + 16 * MINUTE) is not None
    later = NOON + 60 * MINUTE
    assert [tried(database, "wrong", now=later) for _ in range(2)] == [None, None]
    with database.begin() as connection:
        sign_ins.begin(connection, mine, "password", later, COMMAND)
    assert [tried(database, "wrong", now=later) for _ in range(2)] == [None, None]
    assert tried(database, now=later) is not None


def test_many_tries_at_once_get_no_more_than_three(database, added, monkeypatch):
    added()
    judged = []
    monkeypatch.setattr(passwords, "matches", lambda kept, password: judged.append(kept is not None))
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: tried(database, "wrong"), range(8))) == {None}
    assert sum(judged) == 3


def test_a_second_factor_is_asked_for_and_each_code_opens_once(database, added, sealed):
    mine, secret = added(), pyotp.random_base32(32)
    app = pyotp.TOTP(secret)
    with database.begin() as connection:
        assert factors.set_second_factor(connection, sealed, mine, secret, "000000", NOON, COMMAND) is None
        codes = factors.set_second_factor(connection, sealed, mine, secret, app.at(NOON), NOON, COMMAND)
    assert tried(database).needs_code
    later = NOON + 5 * MINUTE

    def opens(code, now=later):
        return sign_in.with_code(database, sealed, mine, code, now, None)

    assert opens(app.at(later))
    assert not opens(app.at(later))
    assert opens(f" {codes[0][:8].upper()}-{codes[0][8:]} ")
    assert not opens(codes[0])
    assert opens(app.at(later + MINUTE), later + MINUTE)


def test_a_right_password_does_not_forgive_wrong_codes(database, added, sealed):
    mine, secret = added(), pyotp.random_base32(32)
    with database.begin() as connection:
        factors.set_second_factor(connection, sealed, mine, secret, pyotp.TOTP(secret).at(NOON), NOON, COMMAND)
    for _ in range(3):
        assert tried(database) is not None
        assert not sign_in.with_code(database, sealed, mine, "wrong", NOON, None)
    assert tried(database) is None
    assert not sign_in.with_code(database, sealed, mine, pyotp.TOTP(secret).at(NOON + MINUTE), NOON + MINUTE, None)


def test_a_link_sets_a_password_once_lifts_a_lock_and_ends_what_was_open(database, added):
    mine = added()
    with database.begin() as connection:
        token = sign_ins.begin(connection, mine, "password", NOON, COMMAND)
        path = links.make(connection, mine, links.Purpose.PASSWORD, links.RECOVERS_FOR, NOON, COMMAND)
    for _ in range(3):
        tried(database, "wrong")
    key = path.partition("token=")[2]
    with database.begin() as connection:
        assert links.use(connection, key, links.Purpose.SIGN_IN, NOON) is None
        assert links.use(connection, key, links.Purpose.PASSWORD, NOON + links.RECOVERS_FOR) is None
        assert links.use(connection, key, links.Purpose.PASSWORD, NOON).id == mine
        assert links.use(connection, key, links.Purpose.PASSWORD, NOON) is None
        links.set_password(connection, mine, passwords.hashed("another long sentence"), NOON, COMMAND)
    assert sign_ins.of(database, token, NOON) is None
    assert tried(database, "another long sentence") is not None


def test_a_newer_link_closes_the_one_before(database, added):
    mine = added()
    with database.begin() as connection:
        made = [links.make(connection, mine, links.Purpose.PASSWORD, MINUTE, NOON, COMMAND) for _ in range(2)]
        found = [links.whose(connection, path.partition("token=")[2], links.Purpose.PASSWORD, NOON) for path in made]
    assert [None if one is None else one.id for one in found] == [None, mine]


def test_a_sign_in_lasts_while_something_is_done_and_no_longer_than_a_day(database, added):
    mine, now = added(), NOON
    with database.begin() as connection:
        token = sign_ins.begin(connection, mine, "password", now, Actor.person(mine, None))
    assert sign_ins.of(database, token, now + 14 * MINUTE, seen=False).until == now + 15 * MINUTE
    assert sign_ins.of(database, token, now + 16 * MINUTE) is None
    while now < NOON + sign_ins.LONGEST - 14 * MINUTE:
        now += 14 * MINUTE
        assert sign_ins.of(database, token, now).person.id == mine
    assert sign_ins.of(database, token, NOON + sign_ins.LONGEST) is None
    assert sign_ins.of(database, token[:-1] + "x", NOON) is None


def test_signing_out_ends_it_in_this_browser_alone(database, added):
    mine = added()
    with database.begin() as connection:
        here, there = (sign_ins.begin(connection, mine, "password", NOON, COMMAND) for _ in range(2))
        sign_ins.end(connection, here, NOON, None)
    assert sign_ins.of(database, here, NOON) is None
    assert sign_ins.of(database, there, NOON).person.id == mine
    assert actions(database)[-1] == "signed_out"


def test_whoever_stays_away_for_90_days_is_disabled_and_can_be_let_in_again(database, added):
    mine, other = added(), added("bob@agency.gov", now=NOON + timedelta(days=60))
    later = NOON + timedelta(days=91)
    assert tried(database, now=later) is None
    assert actions(database)[-2:] == ["disabled", "sign_in_refused"]
    with database.begin() as connection:
        assert people.disable_inactive(connection, later) == 0
        assert people.disable_inactive(connection, later + timedelta(days=60)) == 1
        assert people.by_id(connection, other).disabled
        people.enable(connection, mine, later, COMMAND)
    assert tried(database, now=later) is not None


def test_whoever_is_disabled_is_out_at_once_and_no_link_of_theirs_opens(database, added):
    mine = added()
    with database.begin() as connection:
        token = sign_ins.begin(connection, mine, "password", NOON, COMMAND)
        path = links.make(connection, mine, links.Purpose.SIGN_IN, MINUTE, NOON, COMMAND)
        people.disable(connection, mine, NOON, COMMAND, "left")
        assert links.use(connection, path.partition("token=")[2], links.Purpose.SIGN_IN, NOON) is None
    assert sign_ins.of(database, token, NOON) is None
    assert tried(database) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("too short", "15 to 128"),
        ("x" * 129, "15 to 128"),
        ("ababababababababab", "repeats"),
        ("it is ann.lee's own word", "your address"),
        ("Aftercall is mine 123", "name of this service"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, why):
    with pytest.raises(BadInput, match=why):
        passwords.refuse_weak(password, "ann.lee@agency.gov")


def test_neither_password_nor_code_nor_token_is_in_the_audit_or_kept_as_it_is(database, added, sealed):
    mine, secret = added(), pyotp.random_base32(32)
    with database.begin() as connection:
        code = pyotp.TOTP(secret).at(NOON)
        codes = factors.set_second_factor(connection, sealed, mine, secret, code, NOON, COMMAND)
        token = sign_ins.begin(connection, mine, "password", NOON, COMMAND)
        path = links.make(connection, mine, links.Purpose.SIGN_IN, MINUTE, NOON, COMMAND)
    tried(database, "wrong but telling")
    with database.read() as connection:
        tables = ("people", "sign_ins", "sign_in_links", "audit_events")
        kept = str([connection.exec_driver_sql(f"select * from {table}").all() for table in tables])
    for private in (PASSWORD, "wrong but telling", secret, *codes, token, path.partition("token=")[2]):
        assert private not in kept

"""Writers of the same rows at once never wait for each other in a circle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from entry_examples import Conversation
from planned_invitations import NOON, NUMBERS, Words, invitation, key_of, person
from reported_contacts import NOW, a_report, codes, contact_of, invitations, rules, take
from reported_sends import claimed
from servers import wait_until
from sqlalchemy import event, select, text, update

from app.outreach.claims import Clerk, claim
from app.outreach.follow_ups import Later
from app.outreach.opt_outs import add
from app.outreach.outcomes import Outcome, record
from app.outreach.settling import UNSENT_FOR, overdue_by, settle
from app.records.contacts import Invitation
from app.records.database import connect
from app.records.entries import write_entries
from app.records.outreach import LastAsked
from app.telephony.errors import OPTED_OUT, Permanent

EXEMPT = rules(outreach={"quarantine": "30d", "quarantine_exempt": ["provider"]})
BEFORE, AFTER = sorted((1, 2), key=key_of)
"""Two people in the order of their keys."""
LATE = NOW + timedelta(hours=48) + UNSENT_FOR


class _Hooks:
    """Lets something happen, once, right before a statement of this database begins with some words."""

    def __init__(self, database):
        self._waiting = {}
        event.listen(database.engine, "before_cursor_execute", self._before)

    def before(self, words, act):
        self._waiting[words] = act

    def _before(self, _connection, _cursor, statement, *_):
        for words in [words for words in self._waiting if statement.startswith(words)]:
            self._waiting.pop(words)()


@pytest.fixture
def patient_database(postgres_url):
    """PostgreSQL that ends no circle of transactions which wait for each other; a statement may take ten seconds."""
    opened = connect(postgres_url)
    with opened.begin() as connection:
        name = connection.execute(text("select current_database()")).scalar_one()
        connection.execute(text(f'alter database "{name}" set deadlock_timeout = 60000'))
    opened.close()
    database = connect(postgres_url, statement_seconds=10)
    yield database
    database.close()


def waits_for_a_lock(database):
    waiting = text("select count(*) from pg_locks where not granted")
    with database.read() as connection:
        return connection.execute(waiting).scalar_one() > 0


@contextmanager
def meanwhile(database, words, act):
    """As a statement begins with some words, another thread begins to act, until it waits for a lock; its result."""
    with ThreadPoolExecutor(1) as pool:
        begun = []

        def begin():
            begun.append(pool.submit(act))
            wait_until(lambda: waits_for_a_lock(database), 5)

        _Hooks(database).before(words, begin)
        yield begun
        begun[0].result()


def test_reports_of_one_contact_at_once_never_wait_for_each_other_in_a_circle(patient_database):
    database, hooks = patient_database, _Hooks(patient_database)
    with ThreadPoolExecutor(1) as pool:
        third = []

        def another():
            third.append(pool.submit(take, database, a_report(queue="claims")))
            wait_until(lambda: waits_for_a_lock(database), 5)

        # Another report makes the contact while this one is on its way, a third comes while this one is at work.
        hooks.before("INSERT INTO contacts", lambda: take(database, a_report()))
        hooks.before("UPDATE invitations", another)
        assert codes(take(database, a_report(offer="declined"))) == ["ask"]
        assert codes(third[0].result()) == ["ask"]
    assert [row.final for row in invitations(database)] == ["declined"]
    assert contact_of(database).queue == "claims"


def entry_of(database, opt_outs=()):
    """What the recorder writes of a person whose contact was reported and who answers now."""
    (found,) = invitations(database)
    entry = Conversation(1, line="benefits", respondent=found.respondent_key).entry(0, invitation_id=found.id)
    entry["contact"] = {"id": found.contact_id, "reported_by": "call", "offer": "accepted"}
    entry["invitation"] |= {"id": found.id, "contact_id": found.contact_id}
    return entry | {"opt_outs": list(opt_outs)}


def recording(database, *entries):
    with database.begin() as connection:
        write_entries(connection, entries)


def test_a_report_and_the_recorder_at_the_same_contact(patient_database):
    take(patient_database, a_report())
    entry = entry_of(patient_database)
    with meanwhile(patient_database, "INSERT INTO contacts", lambda: recording(patient_database, entry)):
        assert codes(take(patient_database, a_report(queue="claims"))) == ["ask"]
    assert (contact_of(patient_database).queue, contact_of(patient_database).offer) == ("claims", "accepted")
    assert [row.turn for row in invitations(patient_database)] == [0]


def test_an_opt_out_and_the_recorder_at_the_same_person(patient_database):
    """The person says so in the survey at the very moment at which the center reports it."""
    take(patient_database, a_report())
    (found,) = invitations(patient_database)
    word = {"respondent_key": found.respondent_key, "line_id": "benefits", "how": "text", "at": NOW.timestamp()}
    entry = entry_of(patient_database, [word])

    def told():
        with patient_database.begin() as connection:
            return add(connection, {found.respondent_key: NOW}, "api", NOW)

    with meanwhile(patient_database, "INSERT INTO opt_outs", told):
        recording(patient_database, entry)
    assert [row.final for row in invitations(patient_database)] == ["opted_out"]


def test_a_stop_that_the_provider_and_the_person_tell_at_once(patient_database):
    """The provider refuses a text to them, while the recorder writes their STOP with an answer of somebody else."""
    claims, of_lines = claimed(patient_database, (1, 2))
    word = {"respondent_key": key_of(1), "line_id": "benefits", "how": "text", "at": NOON.timestamp()}
    entry = Conversation(2, line="benefits").entry(0, invitation_id="invitation-2") | {"opt_outs": [word]}
    entry["contact"] |= {"id": "contact-2"}
    entry["invitation"] |= {"id": "invitation-2", "contact_id": "contact-2"}
    refused = Outcome(claims[1], error=Permanent("they said stop", code=OPTED_OUT))

    def outcomes():
        with patient_database.begin() as connection:
            record(connection, of_lines, [refused, Outcome(claims[2], "SM2")], NOON)

    with meanwhile(patient_database, "INSERT INTO opt_outs", outcomes):
        recording(patient_database, entry)
    assert (invitation(patient_database, 1).final, invitation(patient_database, 2).state) == ("opted_out", "waiting")


def ending_late(texted, handed_over, database):
    """A text that was never sent to the one, and a survey that the other was never handed over to, end in a sweep."""
    on_the_phone = a_report("c-2", number=person(handed_over), line="phones")
    take(database, a_report("c-1", number=person(texted)), on_the_phone, by=EXEMPT)
    return settle(database, Later(EXEMPT.lines, EXEMPT.secret), overdue_by(LATE), LATE, over=True)


def claimed_late(database):
    """Texts to both that are too late to be sent, the one of the last person due first."""
    take(database, *(a_report(f"c-{number}", number=person(number)) for number in (BEFORE, AFTER)), by=EXEMPT)
    for number, due_at in ((BEFORE, NOW), (AFTER, NOW - timedelta(minutes=1))):
        with database.begin() as connection:
            mine = Invitation.respondent_key == key_of(number)
            connection.execute(update(Invitation).where(mine).values(due_at=due_at))
    with database.begin() as connection:
        claim(connection, Clerk(EXEMPT.lines, NUMBERS, lambda *_: Words()), "benefits", {"text": 9}, LATE)
    return 2


@pytest.mark.parametrize(
    "ending", [partial(ending_late, BEFORE, AFTER), partial(ending_late, AFTER, BEFORE), claimed_late]
)
def test_ends_of_several_people_and_reports_of_the_same(patient_database, ending):
    ended = (LATE - timedelta(minutes=5)).isoformat()
    fields = {"caller_type": "provider", "ended_at": ended}
    reports = [a_report(f"d-{number}", number=person(number), **fields) for number in (BEFORE, AFTER)]

    def reporting():
        return codes(take(patient_database, *reports, by=EXEMPT, now=LATE))

    with meanwhile(patient_database, "DELETE FROM last_asked", reporting) as begun:
        assert ending(patient_database) == 2
        assert begun[0].result() == ["ask", "ask"]
    with patient_database.read() as connection:
        asked_by = connection.execute(select(LastAsked.contact_id)).scalars().all()
    assert sorted(asked_by) == sorted(contact_of(patient_database, one.contact_id).id for one in reports)

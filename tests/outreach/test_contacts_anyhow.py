"""Whatever is reported, in whatever order and batches: nobody is asked who should not be, or twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planned_invitations import SECRET
from reported_contacts import a_report, rules, take
from sqlalchemy import delete, insert, select

from app.outreach.draw import draw
from app.outreach.hours import is_permitted
from app.outreach.numbers import candidate_zones
from app.outreach.quarantine import NOBODY_ASKED
from app.phone_numbers import respondent_key
from app.records.contacts import Contact, Invitation, OptOut
from app.records.outreach import LastAsked

PEOPLE = ("+12125550123", "+16024950123", "+18504950123", "+18085550123", "+16713001234", "+18005550199", "+1212", None)
OUT = respondent_key(SECRET, "+12125550123")
REST = timedelta(days=3)
OUTREACH = {"regions": ["US", "GU"], "quarantine": "3d", "window": {"from": "09:00", "until": "20:00"}, "delay": "20m"}
BY = rules(outreach=OUTREACH, strata=[{"name": "some", "queue": "some", "rate": 0.5}])
LINE = BY.lines.by_id["benefits"]
BEGIN = datetime(2026, 3, 4, tzinfo=UTC)
"""Some days before the clocks change."""

CALL = st.fixed_dictionaries(
    {
        "contact_id": st.integers(0, 11).map(lambda number: f"c-{number}"),
        "number": st.sampled_from(PEOPLE),
        "queue": st.sampled_from(["some", "all", None]),
        "consent": st.sampled_from([None, None, True, False]),
        "offer": st.sampled_from([None, None, None, "accepted", "declined", "transferred_away"]),
        "landline": st.sampled_from([None, None, True]),
        "minutes": st.integers(-60, 60 * 50),
        "zone": st.sampled_from([None, None, "America/Denver", "Asia/Tokyo"]),
        "state": st.sampled_from(["ended", "ended", "started"]),
    }
)
BATCHES = st.lists(st.tuples(st.integers(0, 8 * 24 * 60), st.lists(CALL, min_size=1, max_size=6)), max_size=6)
SETTINGS = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def reported(call, now):
    ended = None if call["state"] == "started" else (now - timedelta(minutes=max(call["minutes"], 0))).isoformat()
    fields = {name: call[name] for name in ("contact_id", "number", "queue", "consent", "offer", "landline", "state")}
    return a_report(**fields, ended_at=ended, time_zone=call["zone"])


def emptied(database):
    with database.begin() as connection:
        for model in (Invitation, Contact, LastAsked, OptOut):
            connection.execute(delete(model))
        connection.execute(insert(OptOut), [{"respondent_key": OUT, "at": BEGIN, "lifted": False}])


def rows(database, model):
    with database.read() as connection:
        return connection.execute(select(model)).all()


@SETTINGS
@given(batches=BATCHES)
def test_each_contact_is_decided_once_and_nobody_is_asked_who_should_not_be(database, batches):
    emptied(database)
    number_of = {}
    for minutes, calls in sorted(batches, key=lambda batch: batch[0]):
        now = BEGIN + timedelta(minutes=minutes)
        for call in calls:
            number_of.setdefault(call["contact_id"], call["number"])
        reports = [reported({**call, "number": number_of[call["contact_id"]]}, now) for call in calls]
        outcomes = take(database, *reports, by=BY, now=now)
        for report, outcome in zip(reports, outcomes, strict=True):
            assert outcome.contact_id == report.contact_id
    contacts, invited = rows(database, Contact), {row.contact_id: row for row in rows(database, Invitation)}
    assert len(invited) == len(rows(database, Invitation))
    assert {row.external_id for row in contacts} == set(number_of)
    asked_at = {}
    for contact in contacts:
        assert contact.decision is not None
        assert contact.draw == draw(SECRET, contact.external_id)
        assert (contact.decision == "ask") == (contact.id in invited)
        if contact.decision != "ask":
            assert contact.sealed_number is None
            continue
        assert contact.draw < contact.draw_probability
        invitation = invited[contact.id]
        assert invitation.respondent_key != OUT
        assert invitation.final is not None or not (contact.landline and invitation.door == "text")
        # Whoever the offer never came to may be asked again.
        if invitation.final not in NOBODY_ASKED:
            asked_at.setdefault(invitation.respondent_key, []).append(contact.decided_at)
        in_time(contact, invitation, number_of[contact.external_id])
    for person, moments in asked_at.items():
        ordered = sorted(moments)
        assert person is None or all(later - earlier > REST for earlier, later in pairwise(ordered))


def in_time(contact, invitation, number):
    """What is due is due in the window of every zone that the person may be in, within 48 hours."""
    if invitation.due_at is None:
        return
    zone = contact.time_zone and (ZoneInfo(contact.time_zone),)
    assert is_permitted(zone or candidate_zones(number).zones, LINE.outreach, invitation.due_at)
    assert contact.ended_at + timedelta(minutes=20) <= invitation.due_at <= invitation.not_after
    assert invitation.not_after == contact.ended_at + timedelta(hours=48)
    assert contact.sealed_number is not None


@SETTINGS
@given(calls=st.lists(CALL, min_size=1, max_size=12, unique_by=lambda call: call["contact_id"]), mixed=st.randoms())
def test_draws_do_not_depend_on_order_or_batches(database, calls, mixed):
    now = BEGIN + timedelta(hours=40)
    reports = [reported(call, now) for call in calls]
    emptied(database)
    take(database, *reports, by=BY, now=now)
    first = {row.external_id: (row.draw, row.stratum, row.draw_probability) for row in rows(database, Contact)}
    emptied(database)
    mixed.shuffle(reports)
    cut = mixed.randint(0, len(reports))
    for batch in (reports[:cut], reports[cut:], reports[:cut]):
        if batch:
            take(database, *batch, by=BY, now=now)
    again = {row.external_id: (row.draw, row.stratum, row.draw_probability) for row in rows(database, Contact)}
    assert first == again
    assert max(Counter(row.contact_id for row in rows(database, Invitation)).values(), default=1) == 1

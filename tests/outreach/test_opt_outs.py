"""The register of people who want no invitations."""

from __future__ import annotations

import random
from datetime import timedelta

import offers
import pytest
from api import Api
from planned_invitations import NOON, key_of, lines
from sqlalchemy import select, update

from app.outreach.deliveries import Report, apply
from app.outreach.opt_outs import Changed, add, cancel_for_opted_out, cancel_planned, lift, word_of
from app.records.contacts import Contact, Invitation, OptOut
from app.records.entries import write_entries
from app.records.queries import opted_out

A_DAY = timedelta(days=1)


def said(*numbers, at=NOON):
    return {key_of(number): at for number in numbers}


def standing(database):
    with database.read() as connection:
        rows = connection.execute(select(OptOut)).all()
    return {row.respondent_key: (row.lifted, row.how, row.at) for row in rows}


def change(database, by, *given, how="upload"):
    with database.begin() as connection:
        return by(connection, *given, how, NOON) if by is add else by(connection, *given, how)


def test_a_list_is_put_down_once_however_often_it_is_given(database):
    assert change(database, add, said(1, 2)) == Changed(new=2)
    assert standing(database) == {key_of(1): (False, "upload", NOON), key_of(2): (False, "upload", NOON)}
    assert change(database, add, said(1, 2)) == Changed(unchanged=2)
    assert change(database, add, said(1, 2, 3, at=NOON + A_DAY), how="api") == Changed(new=1, unchanged=2)
    assert standing(database) == {key_of(number): (False, "api", NOON + A_DAY) for number in (1, 2, 3)}


def test_the_newest_word_counts_whatever_the_order(database):
    words = [(add, NOON), (lift, NOON + A_DAY), (add, NOON + 2 * A_DAY), (lift, NOON + 3 * A_DAY)]
    for seed in range(6):
        change(database, add, said(seed, at=NOON - A_DAY))
        for by, at in random.Random(seed).sample(words, k=4):
            change(database, by, said(seed, at=at))
    with database.read() as connection:
        assert not any(opted_out(connection, key_of(seed)) for seed in range(6))


def test_of_two_words_at_the_same_moment_the_one_to_be_left_alone_counts(database):
    for numbers, order in (((1,), (add, lift)), ((2,), (add, lift, add))):
        for by in order:
            change(database, by, said(*numbers))
    assert {lifted for lifted, _, _ in standing(database).values()} == {False}


def test_nothing_is_lifted_of_whoever_never_opted_out(database):
    assert change(database, lift, said(1)) == Changed(unchanged=1)
    assert standing(database) == {}


def test_a_lifted_word_is_told_as_the_last_one(database):
    change(database, add, said(1))
    assert change(database, lift, said(1, at=NOON + A_DAY)) == Changed(changed=1)
    with database.read() as connection:
        assert word_of(connection, key_of(1)).lifted
        assert word_of(connection, key_of(2)) is None


@pytest.mark.parametrize("action", ["invite", "remind", "fall_back"])
def test_whatever_is_planned_is_cancelled_and_the_number_erased(database, action):
    with database.begin() as connection:
        for number in (1, 2):
            offers.contact(connection, number)
            offers.invitation(connection, number, action=action)
    change(database, add, said(1))
    invitation = offers.row_of(database, Invitation, id="invitation-1")
    assert (invitation.state, invitation.final, invitation.final_at) == ("done", "opted_out", NOON)
    assert offers.row_of(database, Contact, id="contact-1").sealed_number is None
    assert offers.row_of(database, Invitation, id="invitation-2").final is None


def test_what_is_planned_for_a_number_that_is_somebody_elses_is_no_refusal(database):
    with database.begin() as connection:
        for number in (1, 2):
            offers.contact(connection, number)
            offers.invitation(connection, number)
    change(database, add, said(1), how="wrong_person")
    change(database, add, said(2))
    finals = [offers.row_of(database, Invitation, id=f"invitation-{number}").final for number in (1, 2)]
    assert finals == ["wrong_number", "opted_out"]


def test_what_is_on_its_way_or_settled_is_left_as_it_is(database):
    with database.begin() as connection:
        for number, more in enumerate([{"state": "waiting"}, {"state": "sending"}, {"state": "done", "final": "busy"}]):
            offers.contact(connection, number)
            offers.invitation(connection, number, **more)
    change(database, add, said(0, 1, 2))
    finals = [offers.row_of(database, Invitation, id=f"invitation-{number}").final for number in range(3)]
    assert finals == [None, None, "busy"]


def test_nothing_is_cancelled_of_whoever_wants_to_be_invited(database):
    with database.begin() as connection:
        offers.contact(connection, 1)
        offers.invitation(connection, 1)
    change(database, lift, said(1))
    with database.begin() as connection:
        assert cancel_planned(connection, [key_of(1)], NOON) == 0


def by_recorder(connection, at):
    word = {"respondent_key": key_of(1), "line_id": "benefits", "how": "text", "sid": "SM1", "at": at.timestamp()}
    nothing = {"response": None, "contact": None, "invitation": None, "answers": [], "messages": []}
    write_entries(connection, [{"v": 1, "session": "00-x", "turn": 0, **nothing, "opt_outs": [word]}])


def by_provider(connection, _at):
    offers.contact(connection, 7, respondent_key=key_of(1))
    offers.invitation(connection, 7, respondent_key=key_of(1), state="waiting", attempt=1)
    offers.send(connection, 7, state="queued", sid="SM7")
    assert apply(connection, lines(), Report("undelivered", "SM7", error_code=21610), NOON)


@pytest.mark.parametrize("word", [by_recorder, by_provider])
def test_a_stop_that_came_another_way_cancels_what_is_planned_at_the_next_sweep(tmp_path, database_url, valkey, word):
    api = Api(tmp_path, database_url, valkey.url)
    database = api.runtime.database
    now = NOON.fromtimestamp(api.runtime.clock(), NOON.tzinfo)
    with database.begin() as connection:
        offers.contact(connection, 1)
        offers.invitation(connection, 1)
        word(connection, now)
        connection.execute(update(OptOut).values(at=now))
    assert cancel_for_opted_out(api.runtime) == 1
    assert cancel_for_opted_out(api.runtime) == 0
    assert offers.row_of(database, Invitation, id="invitation-1").final == "opted_out"
    api.close()

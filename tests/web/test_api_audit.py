"""A file that is taken away through the API stands in the audit: what, by whom and from where."""

from many_responses import store_responses
from sqlalchemy import select

from app.access import tokens
from app.records.people import AuditEvent
from app.reporting.orders.making import make


def exported(api):
    with api.runtime.database.read() as connection:
        return connection.execute(select(AuditEvent).where(AuditEvent.action == "exported")).all()


def test_every_fetch_of_a_file_is_put_down(api):
    store_responses(api.runtime.database, 1)
    ordered = api.order(format="csv")
    make(api.runtime, ordered["id"], lambda: False)
    assert exported(api) == []
    assert api("GET", f"/exports/{ordered['id']}/file").status_code == 200
    (event,) = exported(api)
    (token,) = tokens.listed(api.runtime.database)
    assert (event.actor, event.action, event.subject) == (f"token:{token.id}", "exported", f"file:{ordered['id']}")
    assert (event.source, event.details["format"]) == ("127.0.0.1", "csv")


def test_a_file_that_is_not_there_yet_was_not_taken_away(api):
    ordered = api.order(format="csv")
    assert api("GET", f"/exports/{ordered['id']}/file").status_code == 409
    assert exported(api) == []

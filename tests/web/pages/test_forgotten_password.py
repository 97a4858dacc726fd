"""A forgotten password: the link comes by mail, and the page does not tell who is known."""

import email
import email.policy
import re

import pytest
from mail_server import MailServer
from servers import wait_until
from site_pages import Site

from app.access import people
from app.access.audit import COMMAND


@pytest.fixture
def server():
    with MailServer() as running:
        yield running


@pytest.fixture
def site(tmp_path, sqlite_url, valkey, server):
    opened = Site(tmp_path, sqlite_url, valkey.url, SMTP_URL=server.url)
    yield opened
    opened.close()


def asked(site, address):
    """What the page answers, once it has done everything."""
    answer = site.browser().send("/sign-in/forgotten", email=address)
    answer.close()
    return answer


def mailed(server, address):
    """The path of the link in the mail that came."""
    wait_until(lambda: server.mails, 10)
    mail = email.message_from_string(server.mails[0], policy=email.policy.default)
    assert mail["To"] == address
    return re.search(r"http://localhost(/sign-in/password\?token=[\w-]{43})", mail.get_content())[1]


def test_the_link_in_the_mail_sets_a_new_password(site, server):
    site.person()
    assert asked(site, "Ann@agency.gov").headers["Location"] == "/sign-in"
    path = mailed(server, "ann@agency.gov")
    set_anew = site.browser().send(path, to="/sign-in/password", password="another long sentence")
    assert set_anew.status_code == 302
    assert site.inside(password="another long sentence").get("/account").status_code == 200
    assert site.browser().get(path).status_code == 410


def test_half_an_hour_later_the_link_opens_nothing(site, server):
    site.person()
    asked(site, "ann@agency.gov")
    path = mailed(server, "ann@agency.gov")
    site.now += 30 * 60
    assert site.browser().get(path).status_code == 410


def test_whoever_is_nobody_here_or_disabled_gets_the_same_answer_and_no_mail(site, server):
    mine = site.person()
    with site.runtime.database.begin() as connection:
        people.add(
            connection, "last@agency.gov", "Last", people.Access(frozenset({"administrator"})), site.moment, COMMAND
        )
        people.disable(connection, mine, site.moment, COMMAND, "left")
    told = {asked(site, address).status_code for address in ("ann@agency.gov", "x@agency.gov", "no address", "")}
    assert told == {303}
    assert asked(site, "last@agency.gov").status_code == 303
    wait_until(lambda: server.mails, 10)
    assert len(server.mails) == 1


def test_a_mail_server_that_is_away_changes_nothing_for_whoever_asks(site, server):
    site.person()
    server.refusals += ["550 no such mailbox"]
    assert asked(site, "ann@agency.gov").status_code == 303
    assert server.mails == []

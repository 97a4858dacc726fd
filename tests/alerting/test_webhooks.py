"""Alerts to programs: posted with a key that stays the same, again where it was not taken, and never redirected."""

import http.server
import json
import threading

import pytest

from app.line_staff import StaffMember
from app.records.alerts import Alert
from app.records.upserts import insert_absent


class Hook:
    """A server that answers posts with these statuses, the last again and again, and keeps what came."""

    def __init__(self, *statuses):
        self.taken, answers = [], list(statuses)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(handler):  # noqa: N805
                body = handler.rfile.read(int(handler.headers["Content-Length"]))
                self.taken.append((handler.headers["Idempotency-Key"], json.loads(body)))
                handler.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
                handler.send_header("Location", "/elsewhere")
                handler.send_header("Content-Length", "0")
                handler.end_headers()

            def log_message(handler, *_):  # noqa: N805
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/in"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def figures(post):
    """An alert on figures as the watch puts it down."""
    row = {"id": "figures:score_fell:1", "kind": "figures", "source": "score_fell:1", "line_id": "benefits"}
    with post.database.begin() as connection:
        insert_absent(connection, Alert, [row | {"words": "Trust fell.", "made_at": post.now, "addressed": False}])


def test_an_alert_is_posted_with_its_words_and_again_with_the_same_key(post):
    with Hook(503, 302, 200) as hook:
        here = post(staff=[{"name": "Desk", "webhook": hook.url}])
        here.distress()
        assert [here.tell() for _ in range(3) if here.wait(seconds=30) is None] == [0, 0, 1]
    keys = {key for key, _ in hook.taken}
    assert (len(hook.taken), len(keys)) == (3, 1)
    _, told = hook.taken[0]
    assert (told["kind"], told["line"], told["id"]) == ("distress", "benefits", told["id"])
    assert "words of distress" in told["words"]
    assert here.notices() == [("Desk", "webhook", "sent", 3)]


def test_two_alerts_have_two_keys_and_two_people_too(post):
    with Hook(200) as hook:
        here = post(staff=[{"name": name, "webhook": hook.url} for name in ("Desk", "Night desk")])
        here.distress("SM1")
        here.distress("SM2")
        assert here.tell() == 4
    assert len({key for key, _ in hook.taken}) == 4


@pytest.mark.parametrize(("status", "state"), [(404, "failed"), (410, "failed"), (401, "due"), (429, "due")])
def test_a_refusal_for_good_ends_it_and_one_that_may_be_mended_does_not(post, status, state):
    with Hook(status) as hook:
        here = post(staff=[{"name": "Desk", "webhook": hook.url}])
        here.distress()
        assert here.tell() == 0
    assert here.notices() == [("Desk", "webhook", state, 1)]


def test_a_server_that_is_away_is_asked_again_and_its_address_is_kept_nowhere(post, database):
    with Hook(200) as hook:
        url = hook.url + "/secret"
    here = post(staff=[{"name": "Desk", "webhook": url}])
    here.distress()
    assert here.tell() == 0
    assert here.notices() == [("Desk", "webhook", "due", 1)]
    with database.read() as connection:
        assert "secret" not in str(connection.exec_driver_sql("select problem from alert_notices").all())


def test_figures_go_by_mail_and_webhook_and_wake_nobody_by_text(post):
    with Hook(200) as hook:
        here = post(staff=[{"name": "Desk", "webhook": hook.url, "text": "+12025550199"}])
        figures(here)
        assert here.tell() == 1
    assert here.texts() == []
    assert hook.taken[0][1]["words"] == "Aftercall, benefits: Trust fell."


@pytest.mark.parametrize(
    "address", ["http://alerts.example.gov/in", "https://", "ftp://x", "https://me@x.gov/", "https://x.gov/a b"]
)
def test_an_address_that_others_could_read_or_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="webhook"):
        StaffMember(name="Desk", webhook=address)

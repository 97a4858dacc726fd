"""A provider of texts and calls on loopback: its API, its lists, signed callbacks, and whatever may go wrong by script.

It counts what it took for whom, faults included, so that a test can say what was sent twice or never.
"""

from __future__ import annotations

import contextlib
import json
import queue
import random
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

from app.simulation.provider import Provider, Undelivered

ACCOUNT, TOKEN = "AC" + "0" * 32, "a token that only tests know"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one request: refused with ``code``, or taken and then reported as ``then``, in that order."""

    status: int = 201
    code: int | None = None
    taken: bool = True
    """Whether it was accepted, whatever the answer says."""
    answer: str = "given"
    """``given``, ``cut`` (the connection breaks), ``silent`` (nothing comes), ``garbled``."""
    then: Sequence[tuple[str, int | None]] = (("sent", None), ("delivered", None))
    """Statuses with error codes, each a callback."""
    answered_by: str | None = None


DELIVERED = Fate()
TOO_MANY = Fate(429, 20429, taken=False)
OPTED_OUT = Fate(400, 21610, taken=False)
SILENT_AFTER = Fate(answer="silent")
CUT_AFTER = Fate(answer="cut")
CUT_BEFORE = Fate(taken=False, answer="cut")
BROKEN_AFTER = Fate(500)
UNREACHABLE = Fate(then=(("sent", None), ("undelivered", 30003)))
LANDLINE = Fate(then=(("sent", None), ("undelivered", 30006)))

Script = Callable[[str, dict[str, str], int], Fate]
"""The fate of a request, from ``Messages`` or ``Calls``, its form, and how many came before for the same number."""


class FakeProvider:
    """One account. ``reports_to`` is the service that gets the callbacks; without it there are none."""

    def __init__(
        self,
        script: Script = lambda _kind, _form, _before: DELIVERED,
        *,
        reports_to: str | None = None,
        shuffle: random.Random | None = None,
        listed_after: float = 0.0,
        silent_seconds: float = 60.0,
        seconds: float = 0.0,
    ) -> None:
        """``shuffle`` reorders and repeats callbacks; ``seconds`` is how long an answer takes."""
        self.script = script
        self._shuffle = shuffle
        self._listed_after = listed_after
        self._silent_seconds = silent_seconds
        self._seconds = seconds
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self.ahead = 0.0
        """Seconds by which its clock is ahead, as those of whoever sends may be."""
        self.requests: Counter[str] = Counter()
        self.fetched: Counter[str] = Counter()
        """How often each text or call was asked for by its sid."""
        self.cannot_list: Callable[[str, dict[str, str]], bool] | None = None
        """Whether a list, by kind and query, is answered by an error."""
        self.taken: dict[str, list[dict[str, Any]]] = {"Messages": [], "Calls": []}
        self.taken_at: list[float] = []
        """Moments of a monotonic clock."""
        self._callbacks: queue.SimpleQueue[tuple[str, list[tuple[str, str]]] | None] = queue.SimpleQueue()
        self._provider = None if reports_to is None else Provider(reports_to, ACCOUNT, TOKEN)
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._threads = [threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)]
        self._threads += [threading.Thread(target=self._post_callbacks, daemon=True) for _ in range(4)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._closed.set()
        for _ in self._threads:
            self._callbacks.put(None)
        self._server.shutdown()
        self._server.server_close()

    def is_idle(self) -> bool:
        """Whether nobody is connected: what a killed client had asked for is done, too."""
        return not self._server.open

    def sent_to(self) -> Counter[str]:
        """How many texts and calls each number got."""
        with self._lock:
            return Counter(
                item["to"] for items in self.taken.values() for item in items if item["direction"] != "inbound"
            )

    def receive(self, person: str, line: str, body: str) -> str:
        """A text from a person whose webhook never arrives; its sid."""
        item = self._item("Messages", {"From": person, "To": line, "Body": body}) | {
            "direction": "inbound",
            "status": "received",
        }
        with self._lock:
            self.taken["Messages"].append(item)
        return str(item["sid"])

    def create(self, kind: str, form: dict[str, str]) -> tuple[Fate, dict[str, Any]]:
        """A request: its fate, and the document that answers it."""
        with self._lock:
            before = self.requests[form["To"]]
            self.requests[form["To"]] += 1
        fate = self.script(kind, form, before)
        if not fate.taken:
            return fate, {"code": fate.code, "message": "refused", "status": fate.status}
        item = self._item(kind, form)
        answer = dict(item)
        with self._lock:
            self.taken[kind].append(item)
            self.taken_at.append(time.monotonic())
        self._report(kind, form, item, fate)
        time.sleep(self._seconds)
        return fate, answer if fate.status < 400 else {"message": "broken"}

    def _item(self, kind: str, form: dict[str, str]) -> dict[str, Any]:
        now = formatdate(time.time() + self.ahead)
        own = {"body": form.get("Body", ""), "error_code": None, "date_sent": now, "num_segments": "1"}
        call = {"duration": None, "answered_by": None, "start_time": now}
        return {
            "sid": ("SM" if kind == "Messages" else "CA") + secrets.token_hex(16),
            "to": form["To"],
            "from": form["From"],
            "status": "queued",
            "direction": "outbound-api",
            "date_created": now,
            "messaging_service_sid": form.get("MessagingServiceSid"),
            "made": time.time(),
            **(own if kind == "Messages" else call),
        }

    def _report(self, kind: str, form: dict[str, str], item: dict[str, Any], fate: Fate) -> None:
        """Queue the callbacks; the resource itself stands at the last status."""
        name = "Message" if kind == "Messages" else "Call"
        reports = []
        for number, (status, code) in enumerate(fate.then):
            item |= {"status": status, "error_code": code}
            more = {"ErrorCode": str(code)} if code else {}
            if kind == "Calls":
                item |= {"duration": "31" if status == "completed" else None, "answered_by": fate.answered_by}
                more |= {"SequenceNumber": str(number), "Direction": "outbound-api", "CallDuration": "31"}
                more |= {"AnsweredBy": fate.answered_by} if fate.answered_by else {}
            fields = {
                f"{name}Sid": item["sid"],
                f"{name}Status": status,
                "To": item["to"],
                "From": item["from"],
                **more,
            }
            reports.append(list(fields.items()))
        if self._shuffle is not None:
            reports += self._shuffle.choices(reports, k=len(reports)) if reports else []
            self._shuffle.shuffle(reports)
        if self._provider is not None and form.get("StatusCallback"):
            for fields in reports:
                self._callbacks.put((form["StatusCallback"], fields))

    def _post_callbacks(self) -> None:
        while (waiting := self._callbacks.get()) is not None:
            assert self._provider is not None
            with contextlib.suppress(Undelivered):
                self._provider.post(*waiting)

    def item(self, kind: str, sid: str) -> tuple[int, dict[str, Any]]:
        """One text or call as it stands, with the status of the answer."""
        with self._lock:
            self.fetched[sid] += 1
            found = next((dict(item) for item in self.taken[kind] if item["sid"] == sid), None)
        return (404, {"code": 20404, "message": "not found", "status": 404}) if found is None else (200, found)

    def listing_or_error(self, kind: str, query: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """One page, unless it is not to be had, with the status of the answer."""
        if self.cannot_list is not None and self.cannot_list(kind, query):
            return 500, {"message": "broken"}
        return 200, self.listing(kind, query)

    def listing(self, kind: str, query: dict[str, str]) -> dict[str, Any]:
        """One page, the newest first."""
        with self._lock:
            known = [item for item in self.taken[kind] if time.time() - item["made"] >= self._listed_after]
        begun = "date_sent" if kind == "Messages" else "start_time"
        since = query.get("DateSent>") or query.get("StartTime>") or query.get("DateSent>=") or query.get("StartTime>=")
        wanted = {"to": query.get("To"), "from": query.get("From")}
        found = [
            item
            for item in reversed(known)
            if all(value is None or item[name] == value for name, value in wanted.items())
            and (since is None or item[begun] is None or item["made"] >= _day_of(since))
        ]
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        more = len(found) > (page + 1) * size
        rest = "&".join(f"{name}={value}" for name, value in query.items() if name != "Page" and "+" not in value)
        path = f"/2010-04-01/Accounts/{ACCOUNT}/{kind}.json?{rest}&Page={page + 1}"
        return {kind.lower(): found[page * size : (page + 1) * size], "next_page_uri": path if more else None}

    def silent(self) -> None:
        """Waits as long as a provider that answers nothing."""
        self._closed.wait(self._silent_seconds)


def _day_of(text: str) -> float:
    """The beginning of the day: the provider compares days only."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC, hour=0, minute=0, second=0, microsecond=0).timestamp()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    open = 0
    _counting = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        """In a thread, counted."""
        with self._counting:
            self.open += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Called at the end of every connection."""
        super().shutdown_request(request)
        with self._counting:
            self.open -= 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no fault here."""


def _handler_of(fake: FakeProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
            fate, document = fake.create("Calls" if "/Calls" in self.path else "Messages", form)
            if fate.answer == "silent":
                fake.silent()
            if fate.answer in {"silent", "cut"}:
                self.close_connection = True
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._answer(fate.status, b"<html>" if fate.answer == "garbled" else json.dumps(document).encode())

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            kind = "Calls" if "/Calls" in parts.path else "Messages"
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            sid = parts.path.rpartition("/")[2].removesuffix(".json")
            status, document = fake.listing_or_error(kind, query) if sid == kind else fake.item(kind, sid)
            self._answer(status, json.dumps(document).encode())

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler

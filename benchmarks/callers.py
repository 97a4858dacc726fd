"""Callers: each calls, presses its keys by following the action of every reply, and calls again."""

from __future__ import annotations

import base64
import hmac
import itertools
import secrets
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from benchmarks.serving import LINE_NUMBER

SCRIPT = ("", "1", *"4553415")
"""The keys of one survey: none as the call begins, the language, seven answers."""
ANSWERS = 7

_PATIENCE_SECONDS = 30.0
_REGION = {"City": "SPRINGFIELD", "Country": "US", "State": "IL", "Zip": "62701"}
_SIDES = {"From": "+1{person}", "Caller": "+1{person}", "To": LINE_NUMBER, "Called": LINE_NUMBER}
_FIELDS = {
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
    "CallSid": "{sid}",
    "CallStatus": "in-progress",
    "Direction": "inbound",
    "StirVerstat": "TN-Validation-Passed-A",
    **_SIDES,
    **{side + name: value for side in _SIDES for name, value in _REGION.items()},
}
_PRESSED = {"Digits": "{key}", "FinishedOnKey": "", "msg": "Gather End"}


class WrongReply(Exception):
    """The service answered something that ends or derails a call."""


@dataclass(frozen=True, slots=True)
class Request:
    """One signed webhook: path with query, body, signature."""

    target: str
    body: str
    signature: str

    def wire(self) -> bytes:
        """The request as HTTP/1.1 that keeps the connection open."""
        return (
            f"POST {self.target} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Twilio-Signature: {self.signature}\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nAccept: */*\r\n"
            f"User-Agent: TwilioProxy/1.1\r\nContent-Length: {len(self.body)}\r\n\r\n{self.body}"
        ).encode()


class _Template:
    """The form of a webhook, as its body and as the text that is signed; encoded once, filled for every request."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.body = "&".join(f"{name}={quote_plus(value, safe='{}')}" for name, value in fields.items())
        self.signed = "".join(name + value for name, value in sorted(fields.items()))


_BEGINNING, _TURN = _Template(_FIELDS), _Template(_FIELDS | _PRESSED)


class Caller:
    """Somebody who calls the view at ``path`` of the service at ``url``, one survey after the other."""

    def __init__(self, url: str, path: str, token: str, people: Iterator[tuple[str, str]]) -> None:
        self._begin, self._key, self._people = url + path, token.encode(), people
        self._base = len(url)
        self._hangs_up = path == "/voice"
        self.surveys = 0
        self._call()

    def _call(self) -> None:
        self._address, self.step = self._begin, 0
        self._person, self._sid = next(self._people)

    def request(self) -> Request:
        """The next webhook."""
        template, key = (_TURN if self.step else _BEGINNING), SCRIPT[self.step]
        signed = self._address + template.signed.format(sid=self._sid, person=self._person, key=key)
        signature = base64.b64encode(hmac.digest(self._key, signed.encode(), "sha1")).decode()
        body = template.body.format(sid=self._sid, person=self._person, key=key)
        return Request(self._address[self._base :], body, signature)

    def take(self, document: bytes) -> None:
        """Go on with the document that answered. Raises WrongReply where the call does not go on as it should."""
        last = self.step == len(SCRIPT) - 1
        start = document.find(b' action="')
        if (start < 0) != (last and self._hangs_up):
            raise WrongReply(f"step {self.step}: {document[:500]!r}")
        if last:
            self.surveys += 1
            self._call()
            return
        url = document[start + 9 : document.index(b'"', start + 9)].decode()
        self._address = url.replace("&amp;", "&").partition("#")[0]
        self.step += 1


def people(area: int) -> Iterator[tuple[str, str]]:
    """Phone numbers of one area code without their +1, each with a new call id."""
    prefix = secrets.token_hex(12)
    for number in itertools.count():
        yield f"{area}{2_000_000 + number}", f"CA{prefix}{number:08x}"


@dataclass(frozen=True, slots=True)
class Tally:
    """What one process did in one round; ``cpu_seconds`` is its own processor time."""

    requests: int
    surveys: int
    reply_bytes: int
    seconds: float
    cpu_seconds: float


def drive(callers: Sequence[Caller], port: int, seconds: float) -> Tally:
    """Let all callers go on, each on a connection of its own, for ``seconds``; each waits for its last reply.

    Raises WrongReply, or TimeoutError where the service does not answer.
    """
    surveys_before, requests, size = sum(caller.surveys for caller in callers), 0, 0
    cpu, began = time.process_time(), time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for caller in callers:
            line = socket.create_connection(("127.0.0.1", port), _PATIENCE_SECONDS)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(line, selectors.EVENT_READ, (line, caller))
            line.sendall(caller.request().wire())
        while selector.get_map():
            ready = selector.select(_PATIENCE_SECONDS)
            if not ready:
                raise TimeoutError("no reply")
            for key, _ in ready:
                line, caller = key.data
                document = _document(line)
                requests, size = requests + 1, size + len(document)
                caller.take(document)
                if time.perf_counter() - began < seconds:
                    line.sendall(caller.request().wire())
                else:
                    selector.unregister(line)
                    line.close()
    took = time.perf_counter() - began
    surveys = sum(caller.surveys for caller in callers) - surveys_before
    return Tally(requests, surveys, size, took, time.process_time() - cpu)


def _document(line: socket.socket) -> bytes:
    """The body of one reply with status 200. Raises WrongReply."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(line)
    head = received[:end].lower()
    start = head.find(b"content-length:")
    if not head.startswith(b"http/1.1 200") or start < 0:
        raise WrongReply(repr(received[:500]))
    length = int(head[start + 15 :].split(b"\r\n", 1)[0])
    while len(received) < end + 4 + length:
        received += _more(line)
    return received[end + 4 :]


def _more(line: socket.socket) -> bytes:
    received = line.recv(65536)
    if not received:
        raise WrongReply("the service closed the connection")
    return received

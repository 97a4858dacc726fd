"""Where one turn spends its time: the real request inside this process, its stages timed by wrapping them."""

from __future__ import annotations

import cProfile
import functools
import io
import itertools
import pstats
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

from flask import Flask

from app import assembly
from app.conversations import keeping
from app.live.breaker import Breaker
from app.live.sessions import LiveSessions
from app.runtime import Runtime
from app.telephony.signatures import Signatures
from app.web import turn_urls
from app.web import voice as door
from benchmarks.callers import SCRIPT, Caller, Request, WrongReply, people
from flows import engine, voice

_AREA = 231
_TURN = "turn"
_STAGES: tuple[tuple[object, str, str], ...] = (
    (assembly, "signed_webhook", "guard"),
    (Signatures, "match", "check the signature"),
    (turn_urls, "read", "read the URL"),
    (LiveSessions, "load", "load"),
    (Breaker, "call", "Valkey"),
    (engine, "resume", "engine"),
    (keeping, "entry_for", "entry"),
    (keeping, "as_json", "entry as JSON"),
    (LiveSessions, "commit", "commit"),
    (door, "spoken", "prompt in words"),
    (turn_urls, "action", "next URL"),
    (voice, "gather", "TwiML"),
)
Path = tuple[str, ...]


class Taken(NamedTuple):
    """Seconds that one stage took: the whole, its own part, the processor time of that, and of the whole."""

    whole: float
    own: float
    worked: float
    worked_within: float


class Stopwatch:
    """Times nested stages, by path, outermost stage first. One thread may use it."""

    def __init__(self) -> None:
        self.taken: defaultdict[Path, list[Taken]] = defaultdict(list)
        self._inside: list[tuple[str, list[Taken]]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        within: list[Taken] = []
        self._inside.append((name, within))
        began, busy = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            worked, whole = time.thread_time() - busy, time.perf_counter() - began
            path = tuple(name for name, _ in self._inside)
            self._inside.pop()
            inner, inner_worked = sum(part.whole for part in within), sum(part.worked_within for part in within)
            taken = Taken(whole, whole - inner, worked - inner_worked, worked)
            self.taken[path].append(taken)
            if self._inside:
                self._inside[-1][1].append(taken)

    def wrapped(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """``function``, timed as a stage."""

        @functools.wraps(function)
        def timed(*args: Any, **named: Any) -> Any:
            with self.stage(name):
                return function(*args, **named)

        return timed


def stages_of_a_turn(runtime: Runtime, surveys: int) -> list[str]:
    """A table of the stages of one turn, median µs, over ``surveys`` whole surveys one after the other.

    Timing a stage adds 2 to 4 µs to the own part of the stage around it.
    """
    watch = Stopwatch()
    with ExitStack() as patched:
        for owner, attribute, name in _STAGES:
            patched.enter_context(patch.object(owner, attribute, watch.wrapped(getattr(owner, attribute), name)))
        app = assembly.create_app(runtime)
        for caller, request in itertools.islice(turns(runtime), surveys * len(SCRIPT)):
            with watch.stage(_TURN if caller.step else "begin"):
                document = answer(app, request)
            caller.take(document)
    return _table(watch)


def profile_of_turns(runtime: Runtime, surveys: int) -> list[str]:
    """The functions that use most time of their own over ``surveys`` surveys; the profiler itself adds to each."""
    app, profiler, out = assembly.create_app(runtime), cProfile.Profile(), io.StringIO()
    for caller, request in itertools.islice(turns(runtime), surveys * len(SCRIPT)):
        caller.take(profiler.runcall(answer, app, request))
    pstats.Stats(profiler, stream=out).strip_dirs().sort_stats("tottime").print_stats(40)
    return out.getvalue().splitlines()


def turns(runtime: Runtime) -> Iterator[tuple[Caller, Request]]:
    """The requests of one caller without end; each must be answered before the next is asked for."""
    token = runtime.settings.twilio_auth_tokens[0].get_secret_value()
    caller = Caller(runtime.settings.public_url, "/voice", token, people(_AREA))
    while True:
        yield caller, caller.request()


def answer(app: Flask, request: Request) -> bytes:
    """The document that the app answers, called as a WSGI server calls it. Raises WrongReply."""
    statuses: list[str] = []
    path, _, query = request.target.partition("?")
    body = request.body.encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_X_TWILIO_SIGNATURE": request.signature,
        "CONTENT_TYPE": "application/x-www-form-urlencoded; charset=UTF-8",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
    document = b"".join(app(environ, lambda status, _headers: statuses.append(status)))  # type: ignore[arg-type]
    if statuses != ["200 OK"]:
        raise WrongReply(f"{statuses}: {document[:500]!r}")
    return document


def _table(watch: Stopwatch) -> list[str]:
    """One line a stage of the turn, in the order of the way; the turn's own part is Flask and the view."""
    turns = len(watch.taken[_TURN,])
    lines = [f"  median µs of {turns} turns".ljust(34) + f"{'whole':>8}{'own':>8}{'of it processor':>18}"]
    for path in _in_order(watch):
        middle = [statistics.median(values) * 1e6 for values in zip(*watch.taken[path], strict=True)]
        label = "  " * len(path) + path[-1]
        lines.append(f"{label:34}{middle[0]:8.0f}{middle[1]:8.0f}{middle[2]:18.0f}")
    return lines


def _in_order(watch: Stopwatch) -> list[Path]:
    """The paths of a turn, each before what happens inside it."""
    names = [_TURN, *(name for _, _, name in _STAGES)]
    paths = [path for path in watch.taken if path[0] == _TURN]
    return sorted(paths, key=lambda path: [names.index(name) for name in path])

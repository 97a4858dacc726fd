"""Local mode: the whole service in one foreground command, on an embedded Valkey and SQLite.

Whatever ends this process, SIGKILL included, no child outlives it (see ``app.process``).
"""

from __future__ import annotations

import hashlib
import http.client
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from app import log
from app.embedded.children import Child, Family, Signals
from app.embedded.locks import lock_alone, lock_once_free
from app.embedded.surroundings import local_environment
from app.embedded.valkey import answers, server_command, socket_path
from app.errors import AftercallError, BadInput
from app.process import DIE_WITH_PARENT, die_with_parent
from app.settings import Settings

HOST = "127.0.0.1"
TARGET = "app.assembly:wsgi_app"
STARTER = "AFTERCALL_STARTER_HASH"
LINK = "/sign-in/link"
"""Where the token that is printed signs its holder in; its SHA-256 goes to the database by way of ``STARTER``."""
STOP_ORDER = ("web", "recorder", "worker", "exporter", "drawer", "clock", "valkey")
_READY_SECONDS = 60.0
_LOADING_SECONDS = 60.0
"""How long the embedded Valkey may take to load what it stored."""
_OUTSIDE_SECONDS = 5.0
_LEFTOVERS_SECONDS = 30.0
"""How long the processes of a killed start may take to end before a new start gives up."""


class _Stopped(AftercallError):
    """A stop was asked for before everything stood."""


def main(given: Mapping[str, str] = os.environ, filling: str | None = None) -> None:
    """Run until a signal; exits 0 after one, 2 where something given is wrong. ``filling`` as for ``run``."""
    log.configure("console" if sys.stderr.isatty() else "json")
    try:
        run(given, TARGET, filling)
    except BadInput as error:
        click.echo(f"aftercall: {error}", err=True)
        sys.exit(2)
    except _Stopped:
        sys.exit(0)


def run(given: Mapping[str, str], target: str, filling: str | None = None) -> None:
    """Start everything with the environment ``given``, serve ``target``, return once all has stopped.

    ``filling`` names a module that is run to its end before the service starts, to fill the new database.

    Raises BadInput for a wrong setting, a taken port or a ``DATA_DIR`` in use.
    """
    signals = Signals()
    if given.get(DIE_WITH_PARENT):
        die_with_parent(signal_number=signal.SIGTERM)
    data_dir = Path(given.get("DATA_DIR") or ".local").resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock_alone(data_dir / "lock")
    children_lock = lock_once_free(data_dir / "children.lock", _LEFTOVERS_SECONDS)
    valkey_socket = socket_path(data_dir)
    token = secrets.token_urlsafe(32)
    ours = {DIE_WITH_PARENT: "1", STARTER: hashlib.sha256(token.encode()).hexdigest()}
    environment = local_environment(given, data_dir, valkey_socket) | ours
    settings = Settings.load(environment)
    _check_port(settings.port)
    family = Family(environment, children_lock)
    try:
        if str(valkey_socket) in settings.redis_url + settings.queue_redis_url:
            family.start(Child("valkey", server_command(data_dir, valkey_socket), 10.0))
        _prepare(family, settings, signals, filling)
        _start_service(family, settings, signals, target)
        _say_ready(settings, token)
        while not signals.stop_asked:
            signals.wait(family.tend())
    finally:
        family.stop(STOP_ORDER)


def _prepare(family: Family, settings: Settings, signals: Signals, filling: str | None) -> None:
    for name, url in (("REDIS_URL", settings.redis_url), ("QUEUE_REDIS_URL", settings.queue_redis_url)):
        seconds = _LOADING_SECONDS if url.startswith("unix:") else _OUTSIDE_SECONDS
        _wait(family, signals, partial(answers, url), seconds, f"{name}: no answer from it")
    if not family.finish(_worker("release", 5.0), signals):
        _raise_if_asked(signals)
        raise BadInput("the database could not be brought up to date; the lines above say why")
    if filling and not family.finish(Child("filling", (sys.executable, "-P", "-m", filling), 5.0), signals):
        _raise_if_asked(signals)
        raise BadInput(f"{filling} did not fill the database; the lines above say why")


def _start_service(family: Family, settings: Settings, signals: Signals, target: str) -> None:
    family.start(_worker("recorder", 15.0))
    family.start(Child("web", web_command(settings.port, settings.web_workers, target), 15.0))
    is_ready = partial(_is_ready, settings.port)
    _wait(family, signals, is_ready, _READY_SECONDS, "the service did not become ready; the lines above say why")
    # Calls and texts can be taken without these, so that they do not compete with the start of the web process.
    for role in ("worker", "exporter", "drawer", "clock"):
        family.start(_worker(role, 15.0))


def _wait(family: Family, signals: Signals, is_so: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Tend the family until ``is_so``. Raises BadInput ``otherwise`` after ``seconds``, _Stopped on a signal."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise BadInput(otherwise)
        signals.wait(min(family.tend(), 0.05))
        _raise_if_asked(signals)


def web_command(port: int, workers: int, target: str) -> tuple[str, ...]:
    """The command of the web server on the loopback interface."""
    options: Sequence[str] = (
        "--interface wsgi --factory --no-ws --respawn-failed-workers --workers-kill-timeout 5 "
        f"--log-level error --host {HOST} --port {port} --workers {workers} --blocking-threads 16 "
        # Idle connections count too, and a provider keeps many; by default 512 a worker would shut the door.
        "--backpressure 4096"
    ).split()
    return sys.executable, "-P", "-m", "granian", *options, target


def _worker(role: str, stop_seconds: float) -> Child:
    return Child(role, (sys.executable, "-P", "-m", "workers", role), stop_seconds)


def _raise_if_asked(signals: Signals) -> None:
    if signals.stop_asked:
        raise _Stopped


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise BadInput(f"PORT: {port} is taken on {HOST}; set PORT to a free one") from error


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _say_ready(settings: Settings, token: str) -> None:
    command = Path(sys.executable).with_name("aftercall")
    if command.is_relative_to(Path.cwd()):
        command = command.relative_to(Path.cwd())
    click.echo(f"Aftercall is ready at http://{HOST}:{settings.port}")
    click.echo(f"  sign in, once by this link: http://{HOST}:{settings.port}{LINK}?token={token}")
    if settings.shows_phone:
        click.echo(f"  call and text it on the screen: http://{HOST}:{settings.port}/phone")
    click.echo(f"  call it, in another terminal: {command} simulate call")
    click.echo(f"  text it, in another terminal: {command} simulate text")


if __name__ == "__main__":
    main()

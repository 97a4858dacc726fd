"""Child processes under supervision: started in order, started again when they die unasked, stopped in order."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

import structlog

from app.process import die_with_parent

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0
_STEADY_SECONDS = 30.0
"""A child that lived this long starts again after the shortest pause."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class Child:
    """One process to run: what it is called, its command, and how many seconds it gets to end when asked."""

    name: str
    command: tuple[str, ...]
    stop_seconds: float


@dataclass
class _Run:
    """The present process of a child; after a death, when it starts again; ``pause`` is for the next death."""

    child: Child
    process: subprocess.Popen[bytes]
    since: float
    pause: float = _FIRST_PAUSE_SECONDS
    again_at: float | None = None


class Signals:
    """Interrupts and the deaths of children, waited for together. Use from the main thread, once."""

    def __init__(self) -> None:
        self.stop_asked = False
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks to go on when the terminal closes
            signal.signal(signal.SIGHUP, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def wait(self, seconds: float) -> None:
        """Sleep up to ``seconds``, or until a signal arrives."""
        if select.select([self._reader], [], [], seconds)[0]:
            os.read(self._reader, 4096)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_asked = True


@dataclass
class Family:
    """The children of this process. They share its environment and keep ``lock`` open as long as they live."""

    environment: Mapping[str, str]
    lock: int
    _runs: dict[str, _Run] = field(default_factory=dict)

    def start(self, child: Child) -> None:
        """Start a child that is to run until ``stop``."""
        self._runs[child.name] = _Run(child, self._spawn(child), time.monotonic())

    def finish(self, child: Child, signals: Signals) -> bool:
        """Run a child to its end; whether it ended well. A stop that is asked for meanwhile ends it."""
        process = self._spawn(child)
        while process.poll() is None and not signals.stop_asked:
            signals.wait(1.0)
        _end(process, child.stop_seconds)
        return process.returncode == 0

    def tend(self) -> float:
        """Start again what died; returns in how many seconds to look again, at the latest."""
        now = time.monotonic()
        for run in self._runs.values():
            if run.process.poll() is None:
                continue
            if run.again_at is None:
                _note_death(run, now)
            elif run.again_at <= now:
                run.process, run.since, run.again_at = self._spawn(run.child), now, None
        waiting = [run.again_at - now for run in self._runs.values() if run.again_at is not None]
        return max(0.01, min([*waiting, 1.0]))

    def stop(self, order: Sequence[str]) -> None:
        """End the named children one after the other, each with its deadline; then it is killed with its workers."""
        for name in order:
            run = self._runs.pop(name, None)
            if run is not None:
                _end(run.process, run.child.stop_seconds)

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # commands are made in this package
            child.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=2,
            start_new_session=True,
            pass_fds=(self.lock,),
            preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509  # this process runs one thread
        )


def _note_death(run: _Run, now: float) -> None:
    pause = _FIRST_PAUSE_SECONDS if now - run.since >= _STEADY_SECONDS else run.pause
    run.pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
    run.again_at = now + pause
    _log.warning("child_died", child=run.child.name, code=run.process.returncode, again_in=pause)


def _end(process: subprocess.Popen[bytes], seconds: float) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        _log.warning("child_killed", pid=process.pid, after_seconds=seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

"""Ties a process to the one that started it, so that no death above leaves anything behind."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

DIE_WITH_PARENT = "AFTERCALL_DIE_WITH_PARENT"
"""Environment name under which local mode asks the processes further down to die with those above them."""

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int | None = None, signal_number: int = signal.SIGKILL) -> None:
    """Have the kernel send ``signal_number`` to this process when its parent dies.

    ``parent`` is the process id of the parent that is meant; if it is gone already, this process ends at once. The
    signal is SIGKILL because a parent that could not stop its children in order has crashed, and every process of
    Aftercall is safe to crash; waiting for others that are dying too would only keep it around. On systems other than
    Linux nothing is set, since only Linux has the call. Raises OSError if the kernel refuses.
    """
    expected = os.getppid() if parent is None else parent
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    if os.getppid() != expected:
        os._exit(1)


def die_with_web_server() -> None:
    """In a web worker of local mode: die with the web server, which leads the session. Elsewhere: nothing."""
    if os.environ.get(DIE_WITH_PARENT):
        die_with_parent(os.getsid(0))

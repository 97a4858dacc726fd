"""Connections to the provider that look, right before a request leaves, whether it is still to be made.

Until then much time may pass: names are looked up, each address of the provider is tried in turn, and a process may be
stopped and go on minutes later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from app.errors import AftercallError


class TooLate(AftercallError):
    """The request was to be made before now; it was not made."""


_still_wanted: ContextVar[Callable[[], bool]] = ContextVar("still_wanted", default=lambda: True)


@contextmanager
def only_while(wanted: Callable[[], bool]) -> Iterator[None]:
    """Within it, a request whose moment has come by and that is not ``wanted`` any more raises TooLate."""
    token = _still_wanted.set(wanted)
    try:
        yield
    finally:
        _still_wanted.reset(token)


def _look(connection: HTTPConnection) -> None:
    """Once it is connected, nothing is between this and the request. Raises TooLate."""
    if connection.is_closed:
        connection.connect()
    if not _still_wanted.get()():
        raise TooLate("a request was not made: its time was over")


class _Plain(HTTPConnection):
    def request(self, *args: Any, **options: Any) -> None:
        _look(self)
        super().request(*args, **options)


class _Secured(HTTPSConnection):
    def request(self, *args: Any, **options: Any) -> None:
        _look(self)
        super().request(*args, **options)


_LOOKING: Mapping[Any, type[HTTPConnection]] = {HTTPConnection: _Plain, HTTPSConnection: _Secured}


class LookingAdapter(HTTPAdapter):
    """The adapter whose connections look."""

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> HTTPConnectionPool:
        """As the library's, with connections of ours; one through a SOCKS proxy stays what it is."""
        pool = super().get_connection_with_tls_context(*args, **options)
        pool.ConnectionCls = _LOOKING.get(pool.ConnectionCls, pool.ConnectionCls)
        return pool

"""Logs: one JSON line an event on standard error, with the ids of the moment and without anybody's number.

Modules write ``structlog.get_logger()`` events; what libraries write through ``logging`` comes out in the same form.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from app.phone_numbers import masked_within

_ids: ContextVar[Mapping[str, str]] = ContextVar("ids", default=MappingProxyType({}))
"""One variable for all ids: structlog's own, one for each, cost the hot path fifteen times as much."""
_QUERY = re.compile(r"((?:\w+:/)?/[^\s?#\"'<>]*)\?[^\s\"'<>]+")


def configure(form: Literal["json", "console"] = "json", level: int = logging.INFO) -> None:
    """Send all logs of this process to standard error, as JSON lines or, for people, as coloured text."""
    shared: list[Processor] = [
        _with_ids,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ending: list[Processor] = [structlog.processors.format_exc_info, _without_private, _renderer(form)]
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    removing = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    named: list[Processor] = [*shared, structlog.stdlib.add_logger_name]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=named, processors=[removing, *ending]),
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))


def begin_request(**ids: str) -> None:
    """Forget the ids of the request before on this thread and bind these, such as ``request_id`` and ``call_id``."""
    _ids.set(ids)


def bind(**ids: str) -> None:
    """Add ids, such as ``session_id``, to every later line of this request."""
    _ids.set({**_ids.get(), **ids})


def _with_ids(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {**_ids.get(), **event}


def private(value: Any) -> Any:
    """``value`` as it may be logged: numbers masked and query strings (they carry tapes and keys) cut off."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): private(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [private(item) for item in value]
    text = value if isinstance(value, str) else repr(value)
    return masked_within(_QUERY.sub(r"\1?-", text) if "?" in text else text)


def _without_private(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: private(value) for name, value in event.items()}


def _renderer(form: Literal["json", "console"]) -> Processor:
    return structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer()

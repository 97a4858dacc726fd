"""Status callbacks of the built-in provider: signed, one after the other, in the order of what happened."""

from __future__ import annotations

import queue
import threading
import urllib.error
import urllib.parse
import urllib.request

import structlog

from app.telephony.signatures import HEADER, sign

_TIMEOUT_SECONDS = 15.0
_log = structlog.get_logger()


class Callbacks:
    """Posts callbacks from a thread of its own, which starts with the first; a failed one is logged, as none waits."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._waiting: queue.SimpleQueue[tuple[str, dict[str, str]]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def send(self, url: str, params: dict[str, str]) -> None:
        """Post ``params`` to ``url`` soon, after all that were given before."""
        self._waiting.put((url, params))
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="provider-callbacks", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            url, params = self._waiting.get()
            try:
                self._post(url, params)
            except (OSError, ValueError) as error:
                _log.warning("callback_failed", url=url, error=error)

    def _post(self, url: str, params: dict[str, str]) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError("a callback goes to http or https")
        call = urllib.request.Request(  # noqa: S310  # checked above
            url.partition("#")[0],
            urllib.parse.urlencode(params).encode(),
            {HEADER: sign(self._token, url, params.items())},
        )
        with urllib.request.urlopen(call, timeout=_TIMEOUT_SECONDS):  # noqa: S310  # as above
            return

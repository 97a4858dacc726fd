"""A provider that delivers every webhook twice at the same moment."""

from __future__ import annotations

import threading

from app.simulation.provider import Fields, Provider, Reply


class TwinProvider(Provider):
    """Each webhook goes out from two threads at once; replies that differ are an error."""

    def post(self, url: str, fields: Fields) -> Reply:
        pairs, start, answers = list(fields), threading.Barrier(2), []

        def deliver() -> None:
            start.wait()
            try:
                answers.append(Provider.post(self, url, pairs))
            except Exception as error:  # noqa: BLE001 (told by the comparison below)
                answers.append(error)

        twin = threading.Thread(target=deliver)
        twin.start()
        start.wait()
        try:
            reply = Provider.post(self, url, pairs)
        finally:
            twin.join()
        assert answers == [reply], f"twins of {url.partition('?')[0]} differ: {answers} and {reply}"
        return reply

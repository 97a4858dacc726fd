"""Reduces a batch of outbox entries to the newest of each key, before anything is made a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.records.shapes import EntryRefused, Given

ENTRY_VERSION = 1
_PARTS = frozenset(
    (
        *("v", "session", "turn", "response", "contact", "invitation"),
        *("answers", "messages", "opt_outs", "alerts", "text_requests"),
    )
)


class Newest:
    """The newest object of each key, with the rank by which it is the newest; of equals the first stays."""

    def __init__(self) -> None:
        self._kept: dict[Any, tuple[Any, Any]] = {}

    def offer(self, key: Any, rank: Any, value: Any) -> None:
        """Keeps the value if the key is new or the rank above the kept one's."""
        kept = self._kept.get(key)
        if kept is None or rank > kept[0]:
            self._kept[key] = (rank, value)

    def __len__(self) -> int:
        return len(self._kept)

    def keys(self) -> list[Any]:
        """The keys, in no order."""
        return list(self._kept)

    def sorted(self) -> list[Any]:
        """The values in the order of their keys."""
        return [self._kept[key][1] for key in sorted(self._kept)]


class Reduction:
    """What remains of a batch of entries. Raises EntryRefused where an entry cannot be understood."""

    def __init__(self, entries: Sequence[Given]) -> None:
        self.contacts = Newest()
        self.invitations = Newest()
        """Pairs of the invitation and the header of its session, None if the entry had none."""
        self.responses = Newest()
        self.answers = Newest()
        self.messages = Newest()
        self.opt_outs = Newest()
        self.alerts = Newest()
        self.text_requests = Newest()
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Given) -> None:
        if entry.get("v") != ENTRY_VERSION:
            raise EntryRefused(f"entry: version {entry.get('v')!r:.20} is not known, only {ENTRY_VERSION}")
        unknown = entry.keys() - _PARTS
        if unknown:
            raise EntryRefused(f"entry: {min(unknown)} is not known")
        header = _object(entry, "response")
        if header is not None:
            self.responses.offer(_text(header, "response", "response_id"), _rank(header), header)
        contact = _object(entry, "contact")
        if contact is not None:
            self.contacts.offer(_text(contact, "contact", "id"), contact.get("offer") is not None, contact)
        invitation = _object(entry, "invitation")
        if invitation is not None:
            key = _text(invitation, "invitation", "id")
            self.invitations.offer(key, (-1, False) if header is None else _rank(header), (invitation, header))
        self._add_answers(_objects(entry, "answers"), header)
        for given in _objects(entry, "messages"):
            self.messages.offer(_text(given, "message", "sid"), 0, given)
        for given in _objects(entry, "opt_outs"):
            rank = (_number(given, "opt_out", "at"), not given.get("lifted"))
            self.opt_outs.offer(_text(given, "opt_out", "respondent_key"), rank, given)

        for given in _objects(entry, "alerts"):
            self.alerts.offer(_text(given, "alert", "id"), 0, given)
        for given in _objects(entry, "text_requests"):
            self.text_requests.offer(_text(given, "text_request", "id"), 0, given)

    def _add_answers(self, answers: list[Given], header: Given | None) -> None:
        if answers and header is None:
            raise EntryRefused("entry: has answers but no response")
        for given in answers:
            assert header is not None
            response, version = header["response_id"], header.get("survey_version")
            key = (response, _text(given, "answer", "question"))
            self.answers.offer(
                key, _number(given, "answer", "turn"), {"survey_version": version, **given, "response_id": response}
            )


def _rank(header: Given) -> tuple[float, bool]:
    """The rule of the header as ``upserts`` has it in SQL: a newer turn, at the same turn the one that has ended."""
    return _number(header, "response", "turn"), header.get("ended_at") is not None


def _object(entry: Given, part: str) -> Given | None:
    given = entry.get(part)
    if given is not None and not isinstance(given, dict):
        raise EntryRefused(f"entry: {part} is not an object")
    return given


def _objects(entry: Given, part: str) -> list[Given]:
    given = entry.get(part) or []
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise EntryRefused(f"entry: {part} is not a list of objects")
    return given


def _text(given: Given, part: str, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise EntryRefused(f"entry: {part}.{name} is no text")
    return value


def _number(given: Given, part: str, name: str) -> float:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise EntryRefused(f"entry: {part}.{name} is no number")
    return value

"""Compares the header of a file with the columns that it should have, and says what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from app.errors import BadInput
from app.reporting.check.reading import separator
from app.reporting.imports.bad_cells import BadCell, nearest
from app.reporting.imports.tables import Record, records

Cells = Mapping[str, str | None]
"""The cells of one record by their column."""


class Table:
    """A CSV file whose header was compared with what it should be."""

    def __init__(
        self,
        path: Path,
        required: Iterable[str],
        optional: Iterable[str] = (),
        *,
        more: bool = False,
        leading: Sequence[str] = (),
    ) -> None:
        """Raises BadInput naming missing, unknown and repeated columns. ``more`` allows columns of any other name.

        Of two columns of one name the last is meant, of those in ``leading`` the first: a question between them may be
        called like either.
        """
        self.path = path
        self._required = tuple(required)
        self._known = (*self._required, *optional)
        self._more = more
        self.names = header_of(path)
        self._refuse_differences()
        last = {name: place for place, name in enumerate(self.names)}
        last |= {name: self.names.index(name) for name in leading if name in last}
        self._places = {name: last[name] for name in self._known if name in last}

    def rows(self) -> Iterator[tuple[int, Cells] | BadCell]:
        """The line and the known cells of each record, or why it is none."""
        places, width = self._places.items(), len(self.names)
        read = records(self.path)
        if _names(next(read, None)) != self.names:
            raise BadInput(f"{self.path}: has another header than before; it was changed while it was read")
        for record in read:
            if len(record.cells) == width:
                yield record.line, {name: record.cells[place] for name, place in places}
            else:
                yield self._ragged(record, width)

    def _ragged(self, record: Record, width: int) -> BadCell:
        why = f"has {len(record.cells)} cells where the header has {width}"
        return BadCell(str(self.path), record.line, None, None, why)

    def _refuse_differences(self) -> None:
        wrong = list(differences(self.names, self._required, self._known))
        if self._more:
            wrong = [told for told in wrong if told.startswith("missing")]
        if wrong:
            raise BadInput(f"{self.path}:1: the header differs: {'; '.join(wrong)}")


def header_of(path: Path) -> Sequence[str]:
    """The column names of a file. Raises BadInput for an empty file and for what ``records`` refuses."""
    names = _names(next(records(path), None))
    if not names:
        raise BadInput(f"{path}: is empty")
    sign = separator(names)
    if sign is not None:
        raise BadInput(f"{path}: its cells are separated by {sign!r}, not by commas")
    return names


def _names(header: Record | None) -> Sequence[str]:
    return [] if header is None else [cell or "" for cell in header.cells]


def differences(names: Sequence[str], required: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """What is wrong with a header: missing columns, unknown ones with the nearest known name, repeated ones."""
    given = Counter(names)
    missing = [name for name in required if name not in given]
    if missing:
        yield f"missing {', '.join(missing)}"
    absent = [name for name in known if name not in given]
    for name in given:
        if name not in known:
            yield f"unknown {name!r:.80}{nearest(name, absent)}"
    twice = [name for name, times in given.items() if times > 1 and name in known]
    if twice:
        yield f"twice {', '.join(twice)}"

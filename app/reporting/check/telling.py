"""What was found, in words: for people a table of codes with examples, for programs one JSON object a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from app.reporting.check.findings import CODES, SEVERITIES, Figure, Finding, Severity

EXAMPLES = 3
_LONGEST = 80


@dataclass(slots=True)
class Tally:
    """How often each code was found, with the first examples: as little as a table needs, however much was found."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Finding]] = field(default_factory=dict)
    rows: int = 0
    recomputed: int = 0

    def add(self, finding: Finding) -> None:
        """Count a finding."""
        self.counts[finding.code] += 1
        first = self.examples.setdefault(finding.code, [])
        if len(first) < EXAMPLES:
            first.append(finding)

    def of(self, severity: Severity) -> int:
        """How many findings of a severity there are."""
        return sum(times for code, times in self.counts.items() if CODES[code].severity == severity)


def table(tally: Tally, *, several_files: bool, examples: bool) -> Iterator[str]:
    """The codes found, errors first and then the frequent ones; each with its first examples."""
    for code, times in sorted(tally.counts.items(), key=lambda item: (_rank(item[0]), -item[1], item[0])):
        yield f"{CODES[code].severity:<8} {times:>9,}  {code}: {CODES[code].meaning}"
        if not examples:
            continue
        for finding in tally.examples[code]:
            yield f"{'':20} {_where(finding, with_file=several_files)}{_what(finding)}"
        if times > EXAMPLES:
            yield f"{'':20} and {times - EXAMPLES:,} more"


def line(finding: Finding) -> str:
    """One finding in one line."""
    return f"{_where(finding, with_file=True)}{finding.severity}: {finding.code}: {_what(finding)}"


def figure_line(figure: Figure) -> str:
    """One figure in one line."""
    row = "" if figure.row is None else f" line {figure.row}:"
    return f"{figure.file}:{row} {figure.name} {figure.value} (n = {figure.n:,})"


def closing(tally: Tally) -> str:
    """Everything in numbers."""
    told = ", ".join(f"{tally.of(severity):,} {severity}(s)" for severity in SEVERITIES)
    return f"{tally.rows:,} row(s), {tally.recomputed:,} figure(s) recomputed: {told}"


def as_json(item: Finding | Figure) -> str:
    """A finding or figure as one JSON object, in one line."""
    if isinstance(item, Figure):
        return json.dumps({"figure": item.name, **_without(asdict(item), "name")}, ensure_ascii=False)
    first = {"code": item.code, "severity": item.severity, "file": item.file, "row": item.row}
    return json.dumps({**first, **_without(asdict(item), *first)}, ensure_ascii=False)


def summary_as_json(tally: Tally, files: Sequence[tuple[str, str, int]]) -> str:
    """The last line: every file with its kind and rows, and all counts."""
    told = {
        "files": [{"file": file, "kind": kind, "rows": rows} for file, kind, rows in files],
        "rows": tally.rows,
        "recomputed": tally.recomputed,
        **{f"{severity}s": tally.of(severity) for severity in SEVERITIES},
        "codes": dict(sorted(tally.counts.items())),
    }
    return json.dumps({"summary": told}, ensure_ascii=False)


def _rank(code: str) -> int:
    return SEVERITIES.index(CODES[code].severity)


def _where(finding: Finding, *, with_file: bool) -> str:
    parts = [finding.file] if with_file else []
    if finding.row is not None:
        parts.append(f"line {finding.row}")
    if finding.column is not None:
        parts.append(_shown(finding.column))
    return ": ".join(parts) + ": " if parts else ""


def _what(finding: Finding) -> str:
    compared = [] if finding.stated is None else [f"“{_shown(finding.stated)}”"]
    if finding.recomputed is not None:
        compared.append(_shown(finding.recomputed))
    return f"{' against '.join(compared)}: {finding.why}" if compared else finding.why


def _shown(text: str) -> str:
    """A cell in one line: nothing in it can move the cursor or colour the terminal."""
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in cut)


def _without(items: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in items.items() if name not in names}

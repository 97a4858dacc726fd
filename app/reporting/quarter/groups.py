"""Which groups of responses a quarter holds: each is one response file, or one set of version-1 files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.lines import Line, Reporting
from app.reporting.quarter import counting
from app.reporting.quarter.counting import COUNTS, Counted
from app.reporting.quarter.wordings import Item, Wording, Wordings
from app.reporting.selection import Kind, Selection
from app.reporting.touchpoints.columns import ITEMS_V1, POINTS

NO_ANSWERS = (0,) * len(POINTS)


@dataclass(frozen=True, slots=True)
class Group:
    """The responses of a quarter about one service at one stage, by one channel, to one wording on one scale."""

    service: str | None
    survey_id: str
    instrument: str
    scale: str
    """That of the trust item: ``likert_5`` or ``thumbs``."""
    transaction_point: str | None
    stage: str | None
    channel: str
    wording: Wording
    versions: tuple[int, ...]
    kinds: tuple[Kind, ...]
    """What the database holds of it, for a selection."""
    counts: Mapping[str, int]
    """By ``counting.COUNTS``."""
    items: Mapping[str, tuple[int, ...]]
    """By measure of version 1, the answers 1 to 5."""
    additional: Mapping[str, tuple[int, ...]]
    """By question of the measure ``additional``, the answers 1 to 5."""
    tapped: frozenset[str]
    """Drivers that its tapped lists say something of."""
    clearances: Mapping[str | None, int]
    """By control number, respondents; None is none."""
    bureaus: frozenset[str]

    @property
    def in_responses_file(self) -> bool:
        """Whether it is reported response by response; else it is counted in the files of version 1."""
        return self.instrument == "a11-tapped"

    @property
    def reported(self) -> int:
        """The respondents that its file counts: a response file takes those alone who answered the trust question."""
        return self.counts["trusting" if self.in_responses_file else "respondents"]

    @property
    def clearance(self) -> str | None:
        """The control number that most of its respondents were asked under."""
        known = {number: n for number, n in self.clearances.items() if number is not None}
        return min(known, key=lambda number: (-known[number], number), default=None)

    @property
    def additional_items(self) -> Sequence[Item]:
        """The additional questions on five points, in the order of the survey."""
        return [item for item in self.wording.items or () if item.question in self.additional]

    def text_of(self, measure: str) -> str | None:
        """How the question of a measure is worded; None where the survey has none, or nobody knows."""
        item = self.wording.item(measure)
        if item is None:
            return self.wording.trust_question if measure == "trust" else None
        return item.text

    def selected(self, selection: Selection) -> Selection:
        """The part of a selection that is this group."""
        return replace(selection, kinds=self.kinds, late=False, walk_ins=False, include_test=False)


def groups_of(
    connection: Connection, selection: Selection, lines: Iterable[Line], reporting: Reporting
) -> tuple[Group, ...]:
    """The groups of a selection, in an order that follows from what they are."""
    wordings = Wordings(connection, tuple(lines), reporting)
    gathered: dict[tuple[str, ...], list[tuple[Counted, Wording]]] = {}
    for counted in counting.counted(connection, selection):
        wording = wordings.of(counted)
        scale = _scale(counted, wording)
        if scale is not None:
            gathered.setdefault(_key(counted, wording, scale), []).append((counted, wording))
    asked_more = counting.additional(connection, selection)
    return tuple(_group(gathered[key], asked_more) for key in sorted(gathered))


def _scale(counted: Counted, wording: Wording) -> str | None:
    """The scale of the trust item; None for an imported response that neither answered it nor can be asked about."""
    trust = wording.item("trust")
    if counted.column("trust_scale") is not None:
        return str(counted.column("trust_scale"))
    if trust is not None:
        return trust.scale
    return "likert_5" if counted.column("instrument") == "a11-likert" or wording.items is not None else None


def _key(counted: Counted, wording: Wording, scale: str) -> tuple[str, ...]:
    """What one file may hold only one of. Version-1 files quote every question, response files the trust question."""
    likert = counted.column("instrument") == "a11-likert"
    quoted = tuple(f"{item.measure} {item.text}" for item in wording.items or ()) if likert else ()
    named = ("service", "channel", "service_stage", "transaction_point", "instrument", "survey_id")
    return (
        *(counted.column(name) or "" for name in named),
        scale,
        wording.title,
        wording.trust_question or "",
        *quoted,
    )


def _group(parts: list[tuple[Counted, Wording]], asked_more: Mapping[tuple[Kind, str], tuple[int, ...]]) -> Group:
    first, wording = max(parts, key=lambda part: (part[0].column("survey_version") or 0, repr(part[0].kind)))
    counted = [part for part, _ in parts]
    kinds = tuple(sorted({part.kind for part in counted}, key=repr))
    clearances: Counter[str | None] = Counter()
    for part in counted:
        clearances[part.clearance] += part.counts["respondents"]
    return Group(
        service=first.column("service"),
        survey_id=first.column("survey_id"),
        instrument=first.column("instrument"),
        scale=_scale(first, wording) or "likert_5",
        transaction_point=first.column("transaction_point"),
        stage=first.column("service_stage"),
        channel=first.column("channel"),
        wording=wording,
        versions=tuple(sorted({part.column("survey_version") for part in counted} - {None})),
        kinds=kinds,
        counts={name: sum(part.counts[name] for part in counted) for name in COUNTS},
        items={measure: _sum(part.items[measure] for part in counted) for measure in ITEMS_V1},
        additional={
            item.question: _sum(asked_more.get((kind, item.question), NO_ANSWERS) for kind in kinds)
            for item in wording.items or ()
            if item.measure == "additional" and item.scale == "likert_5"
        },
        tapped=frozenset().union(*(part.tapped for part in counted)),
        clearances={number: n for number, n in clearances.items() if n},
        bureaus=frozenset(part.bureau for part in counted if part.bureau is not None),
    )


def _sum(fives: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(NO_ANSWERS, *fives, strict=True)))

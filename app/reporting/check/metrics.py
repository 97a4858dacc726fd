"""Checks the operational metrics of a submission: how many gave up, and how long those who were answered waited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.reporting.check.cells import Cells
from app.reporting.check.checker import Checker
from app.reporting.check.findings import Figure, Finding
from app.reporting.figures.scores import Share, rounded

_ABANDONED, _OF, _PERCENT = "abandoned", "abandonment_customers", "abandonment_percent"


class MetricsRows(Checker):
    """One row a service and channel."""

    def row(self, row: int, cells: Sequence[str]) -> Sequence[Finding]:
        """The counts against the customers, the percentage against its counts."""
        del row
        read = Cells(self.columns, cells)
        read.channel("channel")
        read.volume("days")
        read.number("speed_of_answer_seconds")
        customers, stated = read.volume("customers"), read.number(_PERCENT)
        counts = {name: read.volume(name, needed=False) for name in (_OF, "answered_customers")}
        for name, count in counts.items():
            if count is not None and customers is not None and count > customers:
                read.add("abandoned-exceed-customers", "there were no more customers", name, recomputed=customers)
        share = _share(read)
        if stated is not None and share is not None and share.exact is not None:
            self.recomputed += 1
            if stated != (percent := rounded(share.exact * 100, 1)):
                read.add("rate-differs", f"{share.part} of {share.n}", _PERCENT, recomputed=percent)
        return read.found

    def figures(self, cells: Sequence[str]) -> Iterator[Figure]:
        """The share of those who gave up."""
        share = _share(Cells(self.columns, cells))
        if share is not None and share.percent is not None:
            yield Figure("abandoned", share.percent, share.n)


def _share(read: Cells) -> Share | None:
    """Those who gave up, of all of whom it is known; None, with a finding, where there are more of them."""
    gave_up, known = read.volume(_ABANDONED, needed=False), read.volume(_OF, needed=False)
    if gave_up is None or known is None:
        return None
    if gave_up > known:
        read.add("abandoned-exceed-customers", "there were no more customers", _ABANDONED, recomputed=known)
        return None
    return Share(gave_up, known)

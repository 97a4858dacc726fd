"""The response rate of a row, as OMB asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from app.reporting.check.cells import Cells
from app.reporting.check.findings import Figure
from app.reporting.figures.rates import response_rate


def rate_figure(cells: Cells, offered: str, respondents: str) -> Iterator[Figure]:
    """Respondents of those offered, where both are known and possible; how many were offered stands beside it."""
    asked, answered = cells.volume(offered), cells.volume(respondents)
    if asked is None or answered is None:
        return
    share = response_rate(answered, asked).share
    if share is not None and share.percent is not None:
        yield Figure("response rate", share.percent, asked)

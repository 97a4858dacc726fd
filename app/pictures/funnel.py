"""The funnel: how far the contacts of a line came."""

from __future__ import annotations

from app.overview.funnel import LineFunnel
from app.pictures.bars import rows
from app.pictures.look import LINE, axis, framed
from app.pictures.picture import Picture, Table
from app.pictures.words import named
from app.reporting.figures.scores import Share

_ROW, _AROUND = 32, 50


def funnel(of: LineFunnel, whose: str) -> Picture | None:
    """A bar for each step of the way, as long as contacts came so far; None without contacts.

    ``whose`` is the line in words.
    """
    contacts = of.contacts.contacts
    if not contacts:
        return None
    counts, complete = of.contacts.steps, Share(of.contacts.steps["complete"], contacts)
    steps = {"Contacts": Share(contacts, contacts), **{step.words.called: step.share for step in of.steps}}
    completed = f"{complete.part:,} completed the survey ({complete.percent})"
    message = (f"Of {contacts:,} contacts of {whose}, {counts['asked']:,} were to be asked and {completed}.",)
    bars = {_bar(step, share): share.part for step, share in steps.items()}
    values = [{"bar": name, "contacts": count} for name, count in bars.items()]
    x = {"field": "contacts", "type": "quantitative", "axis": axis("Contacts", format=",d", tickCount=5, tickMinStep=1)}
    y = rows(list(bars))
    layer = [{"mark": {"type": "bar", "color": LINE, "height": {"band": 0.65}}}]
    height = _ROW * len(values) + _AROUND
    return Picture(
        name=named("funnel", of.line),
        message=message,
        spec=framed(message, height, data={"values": values}, encoding={"x": x, "y": y}, layer=layer),
        table=Table(
            f"How far the contacts of {whose} came",
            ("Step", "Contacts", "Share"),
            tuple((step, f"{one.part:,}", str(one.percent)) for step, one in steps.items()),
        ),
    )


def _bar(step: str, share: Share) -> str:
    return f"{step}: {share.part:,} ({share.percent})"

"""The funnel of a line in a few sentences, each with its n."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.outreach.funnel import Funnel
from app.overview.repeats import RepeatCalls
from app.reporting.figures.scores import Share
from app.reporting.figures.small_numbers import LEAST_TO_COMPARE


def messages(
    contacts: Funnel, left: Iterable[tuple[str, str, str | None, Share]], repeats: RepeatCalls | None
) -> Iterator[str]:
    """What stands out; ``left`` is by question, channel and language the people who left, of those who were asked.

    Questions that fewer than 30 people were asked are not compared.
    """
    if contacts.contacts:
        asked, complete = contacts.steps["asked"], Share(contacts.steps["complete"], contacts.contacts)
        ended = f"{complete.part:,} are complete, {complete.percent}"
        yield f"Of {complete.n:,} contacts {asked:,} were to be asked and {ended}."
    enough = [one for one in left if one[3].n >= LEAST_TO_COMPARE and one[3].part]
    if enough:
        question, channel, language, share = max(enough, key=lambda one: one[3].exact or 0)
        where = ", ".join(filter(None, [channel.replace("_", " "), language]))
        yield f"Most leave at {question.replace('_', ' ')} ({where}): {share.percent} (n = {share.n:,})."
    if repeats is not None:
        yield f"{repeats.whole.share.percent} are repeat calls within 7 days (n = {repeats.whole.share.n:,})."

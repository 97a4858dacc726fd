"""Yes, no and not sure, in all their variants, as labels of a scale that has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.understanding.context import before, ends_clause, is_meant, is_negated, is_opaque
from flows.understanding.offered import Offered
from flows.understanding.pieces import Piece
from flows.understanding.reading import Reason
from flows.understanding.single import Given, no_answer, one_answer

FOLLOWS_NO = frozenset("polite reason and contrast negation no yes unsure after_no".split())
"""What phrases do that may follow a ``no`` that answers; before other words it belongs to them: ``no problem``."""
ENDS = frozenset("polite reason and contrast negation no yes answered".split())
"""What phrases do that may follow a longer or emphatic yes or no: ``absolutely`` answers, ``absolutely awful`` not."""
DENIED = frozenset("answered all degree yes".split())
"""What phrases do whose denial behind a ``but`` takes a yes back."""
KNOWS_NOT = ENDS - {"answered"} | {"after_no", "harmless"}
"""What phrases do that may follow a ``no sé``, which else denies what follows: ``no se respondió``."""
HALF_HEARTED = frozenset("yes no partly hedge unsure".split())


def yes_or_no(pieces: Sequence[Piece], offered: Offered) -> Given | Reason:
    """The answer of a reply to a question that is answered with yes or no."""
    answered = _answered(pieces, offered)
    keys = {piece.text for piece in answered if piece.how == "yes_no"}
    if not keys and not any(piece.kind in {"number", "label"} for piece in answered):
        words = [piece for piece in answered if piece.kind != "mark"]
        half = any(piece.roles & HALF_HEARTED for piece in words)
        words = [piece for piece in words if not piece.roles & HALF_HEARTED]
        half = half and not any(is_opaque(piece) or piece.roles & {"good", "bad", "remark"} for piece in words)
        return "ambiguous" if half else no_answer(answered, [])
    if len(keys) > 1 or (keys == {offered.yes} and _goes_on_to_deny(answered)):
        return "ambiguous"
    if keys:
        answered = [piece for piece in answered if piece.problem is None]
    if offered.unsure in keys or any(piece.kind == "label" and piece.text == offered.unsure for piece in answered):
        answered = [replace(piece, roles=piece.roles - {"beyond"} | {"harmless"}) for piece in answered]
    if keys == {offered.no}:
        denials = {"negation", "unsure"}
        answered = [replace(piece, roles=piece.roles - denials | {"harmless"}) for piece in answered]
    given = one_answer(answered, offered)
    written = "".join(piece.text for piece in pieces if piece.kind == "words").replace(" ", "")
    misread = isinstance(given, Given) and given.how == "yes_no" and offered.labels.is_near(written, given.key)
    return "ambiguous" if misread else given


def _answered(pieces: Sequence[Piece], offered: Offered) -> list[Piece]:
    """The pieces with every yes, no and not sure that answers as the label of its option."""
    made = list(pieces)
    for at, piece in enumerate(pieces):
        doubted = any("beyond" in other.roles for other in before(pieces, at))
        if piece.kind != "words" or doubted or not is_meant(pieces, at):
            continue
        key = _key(pieces, at, offered)
        if key is not None:
            made[at] = replace(piece, kind="label", text=key, roles=frozenset(), how="yes_no")
    return made


def _key(pieces: Sequence[Piece], at: int, offered: Offered) -> str | None:
    """The key of the option that a phrase answers with, if it answers at all."""
    roles = pieces[at].roles
    if "answered" in roles and offered.asks_for_answer:
        denied = any(other.roles & {"negation", "no"} for other in before(pieces, at))
        return offered.no if denied else offered.yes
    if "unsure" in roles and not ("negation" in roles and _goes_on(pieces, at, KNOWS_NOT)):
        return offered.unsure
    longer = pieces[at].end - pieces[at].start > 1
    beside = (*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2])
    if len(pieces[at].text) == 1 and any(other.kind == "words" for other in beside):
        return None
    at_once = at > 0 and "no" in pieces[at - 1].roles
    strict = roles & {"harmless", "degree", "remark"} and not _begins(pieces, at)
    if "yes" in roles and not strict and (at_once or not is_negated(pieces, at)):
        return None if (longer or "degree" in roles) and _goes_on(pieces, at, ENDS) else offered.yes
    if "no" in roles:
        return None if _goes_on(pieces, at, ENDS if longer else FOLLOWS_NO) else offered.no
    return None


def _begins(pieces: Sequence[Piece], at: int) -> bool:
    """Whether only courtesy or another yes or no stands before a phrase in its clause."""
    return all(piece.roles & {"polite", "yes", "no"} for piece in before(pieces, at))


def _goes_on(pieces: Sequence[Piece], at: int, may_follow: frozenset[str]) -> bool:
    """Whether a phrase is followed by words of its clause that it could belong to."""
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following is None or ends_clause(following) or following.kind in {"number", "label"}:
        return False
    follows = following.roles & may_follow or ("bad" in following.roles and following.end - following.start > 1)
    return "remark" in following.roles or not follows


def _goes_on_to_deny(pieces: Sequence[Piece]) -> bool:
    """Whether a ``but`` takes a yes back: ``yes but not all``. That something else was not so does not."""
    turned = False
    for at, piece in enumerate(pieces):
        turned = turned or "contrast" in piece.roles
        bare = "negation" in piece.roles and (at + 1 == len(pieces) or pieces[at + 1].roles & DENIED)
        if turned and (bare or "partly" in piece.roles):
            return True
    return False

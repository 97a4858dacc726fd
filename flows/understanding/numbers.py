"""Numbers in a reply: which are answers, which are points out of five, and which count something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.understanding.offered import Offered
from flows.understanding.pieces import Piece, Problem

MOST_ADJECTIVES = 2
"""Words between a number and what it counts: ``2 whole long days``."""
SHORTEST_PLURAL = 4
MAY_FOLLOW_ONE = frozenset("polite hedge beyond and or range out_of star reason contrast negation unsure".split())
"""What phrases do that may follow a ``one`` that is a number, and no article."""
MAY_BE_GLUED = frozenset("good bad star polite giving beyond hedge".split())
"""What words do that may be written into one with an answer: ``5stars``; others make it a name or a count."""
ROUND = 10
"""Points are counted up to this or more on other people's scales: ``8/10``."""


def settled(pieces: Sequence[Piece], offered: Offered | None) -> list[Piece]:
    """The pieces with each number settled: alone, as points, as a range, or as a count of something."""
    made: list[Piece] = []
    at = 0
    while at < len(pieces):
        if pieces[at].kind in {"number", "stars"}:
            piece, at = _settled(pieces, at, made, offered)
            made.append(piece)
        else:
            made.append(pieces[at])
            at += 1
    return made


def _settled(pieces: Sequence[Piece], at: int, before: Sequence[Piece], offered: Offered | None) -> tuple[Piece, int]:
    """One number with what belongs to it, and where the pieces go on."""
    piece = pieces[at]
    if piece.kind == "stars":
        return _points(piece, None, offered), at + 1
    spelled = piece.how == "number_word"
    following = pieces[at + 1 : at + 3]
    if (
        spelled
        and piece.text == "0"
        and following
        and following[0].kind == "words"
        and "star" not in following[0].roles
    ):
        return replace(piece, kind="words", roles=frozenset({"negation"})), at + 1
    if _names(before) or _counts(pieces, at):
        return replace(piece, kind="counted"), at + 1
    if spelled and piece.text == "1" and _is_article(pieces, at):
        return replace(piece, kind="words", roles=frozenset({"harmless"})), at + 1
    if following and ("star" in following[0].roles or (following[0].kind == "stars" and following[0].text == "1")):
        return _stars(pieces, at, offered)
    if following and (following[0].is_mark("%") or "percent" in following[0].roles):
        share = replace(piece, problem="out_of_range", end=following[0].end)
        return (replace(share, kind="counted") if any(p.kind == "number" for p in before) else share), at + 2
    if len(following) == 2 and following[1].kind == "number":  # noqa: PLR2004  # the sign and the number behind it
        return _two_numbers(pieces, at, offered, before[-1].roles if before else frozenset())
    return piece, at + 1


def _stars(pieces: Sequence[Piece], at: int, offered: Offered | None) -> tuple[Piece, int]:
    """A number with the stars that it counts, and of how many: ``4 stars out of 5``."""
    between, other = (*pieces[at + 2 : at + 4], None, None)[:2]
    if between is None or other is None or "out_of" not in between.roles or other.kind != "number":
        return _points(replace(pieces[at], how="stars", end=pieces[at + 1].end), None, offered), at + 2
    return _points(replace(pieces[at], how="stars", end=other.end), other.text, offered), at + 4


def _two_numbers(
    pieces: Sequence[Piece], at: int, offered: Offered | None, before: frozenset[str]
) -> tuple[Piece, int]:
    """A number with the next, where a sign or word between makes them one: points, or a range.

    ``before``: what the words before them do; behind a ``from``, numbers off the scale tell a time.
    """
    one, between, other = pieces[at : at + 3]
    since = "from" in before
    several = offered is not None and offered.several
    counted = _counts(pieces, at + 2)
    if counted and ("or" in between.roles or ("and" in between.roles and "bound" in before)):
        return replace(one, kind="counted", end=other.end), at + 3
    if one.text == other.text and one.how != other.how:
        return one, at + 1
    if "range" in between.roles or (between.is_mark("-") and not _is_article(pieces, at + 2)):
        counted = counted or (since and offered is not None and not {one.text, other.text} <= set(offered.by_key))
        if counted and not since and not (between.glued or _ascending(one, other)):
            return one, at + 1
        joined = replace(one, kind="counted") if counted else replace(one, problem="ambiguous", how="range")
        return replace(joined, text=f"{one.text}-{other.text}", end=other.end), at + 3
    if not several and ("out_of" in between.roles or between.is_mark("/")):
        starred = pieces[at + 3 : at + 4]
        end = at + 3 + bool(starred and (starred[0].kind == "stars" or "star" in starred[0].roles))
        return _points(replace(one, how="out_of_five", end=pieces[end - 1].end), other.text, offered), end
    return one, at + 1


def _points(piece: Piece, of: str | None, offered: Offered | None) -> Piece:
    """Stars, or so many of so many: an answer only where the scale counts up to its best end, and to that number."""
    best = None if offered is None else offered.best
    counts = best is not None and (of is None or of == str(best))
    on_scale = offered is not None and piece.text in offered.by_key and (best is None or int(piece.text) <= best)
    elsewhere = of is not None and len(of) >= len(str(ROUND))
    problem: Problem | None = "out_of_range" if not on_scale or elsewhere else None if counts else "ambiguous"
    return replace(piece, kind="number", problem=piece.problem or problem)


def _ascending(one: Piece, other: Piece) -> bool:
    return (len(one.text), one.text) < (len(other.text), other.text)


def _names(before: Sequence[Piece]) -> bool:
    """Whether what stands before a number makes it a name, a time or money: ``agent 2``, ``at 5``, ``$3``."""
    if before and before[-1].is_mark("$\u20ac"):
        return True
    at = len(before) - 1
    while at > 0 and (before[at].is_mark("#") or "number_sign" in before[at].roles):
        at -= 1
    roles = before[at].roles if at >= 0 else frozenset()
    rated = at > 0 and "giving" in before[at - 1].roles
    return "numbered" in roles or ("time" in roles and not rated)


def _counts(pieces: Sequence[Piece], at: int) -> bool:
    """Whether what follows a number is counted by it: ``4 hours``, ``3 different people``, ``5pm``, ``2nd``."""
    after = at + 1
    if after < len(pieces) and pieces[after].is_mark("-") and pieces[after].glued:
        return after + 1 < len(pieces) and pieces[after + 1].glued and "unit" in pieces[after + 1].roles
    if after < len(pieces) and pieces[after].glued and pieces[after].kind == "words":
        chosen = after + 1 < len(pieces) and "giving" in pieces[after + 1].roles
        joins = pieces[after].roles & {"and", "or"} and after + 1 < len(pieces) and pieces[after + 1].kind == "number"
        return not (chosen or joins or pieces[after].roles & MAY_BE_GLUED)
    while after < len(pieces) and after <= at + MOST_ADJECTIVES and "unit_adjective" in pieces[after].roles:
        after += 1
    return after < len(pieces) and _is_unit(pieces[after], one=pieces[at].text == "1")


def _is_unit(piece: Piece, *, one: bool) -> bool:
    """Whether a word is something that is counted: one that a lexicon lists, or an unknown plural."""
    if "unit" in piece.roles:
        return True
    plural = piece.kind == "words" and not piece.roles and piece.text.endswith("s") and not piece.text.endswith("ss")
    return plural and not one and len(piece.text) >= SHORTEST_PLURAL


def _is_article(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a ``one`` is no number: ``one rude agent``, ``neither one``."""
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if at > 0 and pieces[at - 1].how == "label_part":
        return True
    return following is not None and following.kind == "words" and not following.roles & MAY_FOLLOW_ONE

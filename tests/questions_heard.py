"""What the shipped surveys ask, as a person recognises it: by a piece of each statement, in both languages."""

from __future__ import annotations

import re

STATEMENTS = {
    "satisfaction": ("I am satisfied with", "Me satisface"),
    "trust": ("increased my trust", "aumentó mi confianza"),
    "effectiveness": ("My need was addressed", "Se atendió mi necesidad."),
    "ease": ("It was easy to complete", "Fue fácil completar"),
    "efficiency": ("a reasonable amount of time", "El tiempo que tomó"),
    "transparency": ("I was treated fairly", "Me trataron de manera justa"),
    "employee": ("The employee I interacted with", "La persona que me atendió fue servicial."),
    "went_well": ("What went well?", "¿Qué salió bien?"),
    "went_wrong": ("What did not go so well?", "¿Qué no salió tan bien?"),
    "comment": ("Anything to add?", "¿Desea agregar algo?"),
}
LISTS = {"went_well", "went_wrong"}
NOTICE = ("You do not have to answer unless", "Usted no está obligado a responder")
BY_TEXT = ("text message", "mensaje de texto")
"""Where a key would go on by text."""
DECLINED = ("we will not ask you again", "no le volveremos a preguntar")
TROUBLE = ("something went wrong on our side", "tuvimos un problema técnico")
ONE_MOMENT = ("One moment, please", "Un momento, por favor")
HOLD = ("Please send it again in a minute", "envíela otra vez en un minuto")
CLOSED = ("This survey is closed", "Esta encuesta está cerrada")

_LABELS = re.compile(r"^\d (?!of |de )", re.MULTILINE)


def has(words: str, pieces: tuple[str, ...]) -> bool:
    """Whether one of the pieces is in the words."""
    return any(piece in words for piece in pieces)


def question_in(words: str) -> str | None:
    """The question that was asked last in what was heard or read; None where none was."""
    # The answers of a list, one a line, repeat words of statements.
    asked = _LABELS.split(words)[0] if "\n" in words else words
    places = {name: max(asked.rfind(piece) for piece in pieces) for name, pieces in STATEMENTS.items()}
    last = max(places, key=lambda name: places[name])
    return last if places[last] >= 0 else None

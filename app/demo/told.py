"""What the people of the demonstration write where a comment is asked for."""

from __future__ import annotations

from collections.abc import Mapping

PLEASED = {
    "en": (
        "The person I spoke with was patient and explained every step.",
        "Quick and easy, thank you.",
        "Got my answer on the first call. That never happens!",
        "She stayed on the line until the form went through. Great service.",
        "He called me back like he said he would, at 555-201-0147. Very kind.",
        "Short wait, clear answers.",
        "I was worried about my claim and now I know what comes next.",
        "Thanks for the help with my card, it came in 3 days.",
    ),
    "es": (
        "Me atendieron muy bien y con paciencia.",
        "Todo claro y rápido, gracias.",
        "La señorita me explicó paso a paso lo que tenía que hacer.",
        "Resolvieron mi problema en una sola llamada.",
    ),
}
UNHAPPY = {
    "en": (
        "I waited 45 minutes and then got cut off.",
        "Nobody could tell me when my payment will arrive.",
        "I had to call three times and explain everything again each time.",
        "The website says one thing and the agent says another.",
        "Please email me the form at maria.k@example.com, I asked twice.",
        "The menu is too long. I just wanted to talk to someone.",
        "I was transferred four times and still have no answer.",
        "Your letter is impossible to understand.",
        "My replacement card went to my old address again.",
    ),
    "es": (
        "Esperé más de media hora para que me contestaran.",
        "Me pasaron con tres personas y nadie sabía nada.",
        "La carta que me mandaron no se entiende.",
        "Todavía no me llega la tarjeta y nadie me dice por qué.",
    ),
}


def comments(language: str, *, pleased: bool) -> tuple[str, ...]:
    """What people write in a language; in English where there is nothing in theirs."""
    words: Mapping[str, tuple[str, ...]] = PLEASED if pleased else UNHAPPY
    return words.get(language, words["en"])

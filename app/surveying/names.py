"""Names of what the pages show: languages, channels, and when a survey is asked."""

from __future__ import annotations

from collections.abc import Mapping

from flows.channels import Door

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "es": "Spanish",
    "zh": "Chinese",
    "vi": "Vietnamese",
    "ko": "Korean",
    "tl": "Tagalog",
    "ru": "Russian",
    "ar": "Arabic",
    "fr": "French",
    "ht": "Haitian Creole",
    "pt": "Portuguese",
    "hi": "Hindi",
}
DOORS: Mapping[Door, str] = {"voice": "by phone", "text": "by text"}
TIMINGS: Mapping[str, str] = {
    "post_interaction": "Transaction: after a single interaction",
    "post_service_journey": "Journey: after a series of interactions",
    "relational": "Relationship: about all of them together",
}
"""The three points in time. Source: OMB Circular A-11 section 280.10."""


def language_name(code: str) -> str:
    """The name of a language in English; its code where that has none here."""
    return LANGUAGES.get(code, code)

"""What stands for the merge fields where a survey is measured without the line that will ask it."""

from __future__ import annotations

from collections.abc import Mapping

from flows.survey import Survey

_PLAIN = {
    "agency": "Office of Examples",
    "program": "Benefits Help Line",
    "service": "Benefits Help Line",
    "help_number": "800-555-0100",
    "notice_url": "example.gov/s1",
    "control_number": "1234-5678",
    "control_number_spoken": "1 2 3 4, 5 6 7 8",
    "expires": "05/31/2027",
    "minutes": "2",
    "day": "Nov 23",
}
_SPOKEN = {
    "en": {
        "notice_url_spoken": "example dot gov, slash, s, 1",
        "expires_spoken": "May 31, 2027",
        "minutes_words": "two",
        "minutes_spoken": "two minutes",
        "count_words": "seven",
    },
    "es": {
        "notice_url_spoken": "example punto gov, barra, s, 1",
        "expires_spoken": "31 de mayo de 2027",
        "minutes_words": "dos",
        "minutes_spoken": "dos minutos",
        "count_words": "siete",
    },
}
_OTHER = "the office"


def stand_ins(survey: Survey, language: str) -> Mapping[str, str]:
    """Typical values of all merge fields; the letters of each are in every alphabet that texts are sent in."""
    own = dict.fromkeys(survey.fields, _OTHER)
    gate = {"gate_key": survey.gate.key} if survey.gate is not None else {}
    return {**own, **_PLAIN, **_SPOKEN.get(language, _SPOKEN["en"]), **gate}

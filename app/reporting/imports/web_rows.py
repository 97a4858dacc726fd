"""Makes of a web response the rows that all channels share: one of ``responses``, one of ``answers`` a question."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.records.responses import INDICATORS, SIGNS
from app.reporting.imports.web_response import Origin, Told, WebResponse
from app.reporting.touchpoints.columns import ITEMS_V1
from flows.channels import CHANNELS
from flows.session import Missing
from flows.survey import DRIVERS, SCORES

_RESPONSE_IDS = uuid.UUID("6f0f6e0c-8f5b-5d0e-9a52-0c3a5d1f7b11")
"""The namespace of imported responses; changing it would make every import a second one."""

LISTS = {"positive": "went_well", "negative": "went_wrong"}
"""By sign, what the question of a tapped list is called, as in the shipped survey."""

_NONE_OF_IT = "0"
_FIRST_POSITIVE = {"likert_5": 4, "thumbs": 1}
"""From which trust on the form asks what went well."""
_COMPLETE, _PARTIAL = 0.8, 0.5
"""The shares of the questions that applied, docs/schema.md."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one question came to: ``native`` as given, or the code of why there is no answer."""

    question: str
    measure: str
    native: str | None = None
    value: int | None = None
    missing: Missing | None = None

    @property
    def applied(self) -> bool:
        """Whether the form asked it."""
        return self.missing not in {"not_offered", "not_applicable"}


def response_id(source: str, source_id: str) -> str:
    """The UUID of an imported response: the same for the same source and id, wherever it is imported."""
    return str(uuid.uuid5(_RESPONSE_IDS, f"{source}\n{source_id}"))


def answers_nothing(response: WebResponse, origin: Origin) -> bool:
    """Whether no question of the form has an answer."""
    scored = any(score is not None for score in response.scores.values())
    return not scored and not any(given.missing is None for given in questions(response, origin))


def questions(response: WebResponse, origin: Origin) -> list[Given]:
    """What each question of the form came to, in the order of asking."""
    if origin.instrument == "a11-likert":
        asked = list(_items(response, origin))
    else:
        asked = [_score("trust", response.scores["trust"]), *_lists(response, origin)]
    return [*asked, _comment(response, origin)]


def response_columns(response: WebResponse, origin: Origin, asked: Sequence[Given]) -> dict[str, Any]:
    """The columns of ``responses`` that an import says something of; what is not known of the form is None."""
    trust = response.scores["trust"]
    return {
        **dict.fromkeys(SCORES),
        **response.scores,
        **dict(zip(INDICATORS, _stored(response.told, led(trust, origin.trust_scale)), strict=True)),
        **origin.about,
        "entry": "imported",
        "survey_id": origin.survey_id,
        "instrument": origin.instrument,
        "channel": origin.channel,
        "channels_used": [origin.channel],
        "trust_scale": None if trust is None else origin.trust_scale,
        "comment": response.comment,
        "label_order": _offered(response, origin),
        "status": status(asked),
        "asked_count": sum(given.applied for given in asked),
        "answered_count": sum(given.missing is None for given in asked),
        "language": origin.about.get("language") or response.language,
        "location_code": response.location_code or origin.about.get("location_code"),
        "test": origin.test,
        "created_at": response.created_at,
    }


def answer_columns(asked: Sequence[Given], origin: Origin) -> Iterator[dict[str, Any]]:
    """The rows of ``answers``; a tapped list names its drivers, since the keys of the form are not known."""
    position = 0
    for given in asked:
        position += given.applied
        yield {
            "question": given.question,
            "measure": given.measure,
            "channel": origin.channel,
            "native": given.native,
            "value": given.value,
            "missing": given.missing,
            "position": position if given.applied else None,
            "survey_version": origin.about.get("survey_version"),
        }


def status(asked: Sequence[Given]) -> str:
    """By the rule of docs/schema.md; the comment, which nobody needs to give, does not count.

    Trust is required, and satisfaction where the form has it.
    """
    counted = [given for given in asked if given.applied and given.measure != "comment"]
    answered = [given for given in counted if given.missing is None]
    share = len(answered) / len(counted)
    required = {given.measure for given in counted} & {"trust", "satisfaction"}
    if required <= {given.measure for given in answered} and share >= _COMPLETE:
        return "complete"
    return "partial" if share >= _PARTIAL else "broken_off"


def led(trust: int | None, scale: str) -> str | None:
    """The sign of the list that trust led to; None without trust."""
    if trust is None:
        return None
    return "positive" if trust >= _FIRST_POSITIVE[scale] else "negative"


def _stored(told: Told, sign: str | None) -> Iterator[int | None]:
    """The zeros of the list that trust did not lead to are no answers: that list was not shown."""
    for name, value in zip(INDICATORS, told, strict=True):
        yield None if value == 0 and sign is not None and not name.startswith(sign) else value


def _offered(response: WebResponse, origin: Origin) -> dict[str, list[str]] | None:
    """The indicators that the file says were asked, so that an export can say so again."""
    if origin.instrument == "a11-likert":
        return None
    return {"offered": [name for name, value in zip(INDICATORS, response.told, strict=True) if value is not None]}


def _items(response: WebResponse, origin: Origin) -> Iterator[Given]:
    for measure in ITEMS_V1:
        if measure in origin.offered:
            yield _score(measure, response.scores[measure])
        else:
            yield Given(measure, measure, missing="not_offered")


def _score(measure: str, value: int | None) -> Given:
    if value is None:
        return Given(measure, measure, missing="no_input")
    return Given(measure, measure, str(value), value)


def _lists(response: WebResponse, origin: Origin) -> Iterator[Given]:
    sign_of_trust = led(response.scores["trust"], origin.trust_scale)
    for number, sign in enumerate(SIGNS):
        told = dict(zip(DRIVERS, response.told[number * len(DRIVERS) : (number + 1) * len(DRIVERS)], strict=True))
        chosen = ",".join(driver for driver, value in told.items() if value)
        if chosen:
            yield Given(LISTS[sign], "drivers", chosen)
        elif not any(value is not None for value in told.values()):
            yield Given(LISTS[sign], "drivers", missing="not_offered")
        elif sign == sign_of_trust:
            yield Given(LISTS[sign], "drivers", _NONE_OF_IT)
        else:
            yield Given(LISTS[sign], "drivers", missing="no_input" if sign_of_trust is None else "not_applicable")


def _comment(response: WebResponse, origin: Origin) -> Given:
    """Its text stands in ``responses``. Where the channel takes no free text, the form did not ask for any."""
    if response.comment and not response.comment.isspace():
        return Given("comment", "comment")
    asking = CHANNELS.get(origin.channel)
    takes_text = asking is None or "text" in asking.kinds
    return Given("comment", "comment", missing="no_input" if takes_text else "not_offered")

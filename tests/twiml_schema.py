"""Holds TwiML documents against the provider's schema: verbs, nesting, attributes, values."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree as ET

SCHEMA = Path(__file__).parent / "data" / "twiml-schema.json"
LONGEST_SPEECH, LONGEST_TEXT = 4096, 1600
_MAY_HOLD_TEXT = {"Say", "Play", "Redirect", "Message", "Body", "Media"}
_PLAIN = {"string": ".*", "number": "[0-9]+", "boolean": "true|false"}
# What the types of the library leave open, as the provider's documentation closes it.
_CLOSER = {
    "method": "GET|POST",
    "action": r"https?://[^\s]+",
    "finishOnKey": "[0-9*#]*",
    "numDigits": "[1-9][0-9]*",
    "timeout": "[1-9][0-9]*|auto",
    "speechTimeout": "[1-9][0-9]*|auto",
    "time": r"[0-9]+(\.[0-9]+)?(ms|s)",
}


@cache
def _schema() -> dict[str, Any]:
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def check_twiml(document: str, kind: Literal["voice", "messaging"]) -> None:
    """Raises AssertionError naming what the provider would not take."""
    try:
        # ElementTree refuses text with an encoding declaration, but for UTF-8 bytes.
        root = ET.fromstring(document.encode("utf-8"))
    except ET.ParseError as error:
        raise AssertionError(f"not XML: {error}: {document[:200]!r}") from error
    assert root.tag == "Response", f"the root is <{root.tag}>"
    _check(root, _schema()["verbs"][kind], _schema()["values"])


def _check(element: ET.Element, verbs: dict[str, Any], values: dict[str, list[str]]) -> None:
    verb = verbs[element.tag]
    for name, value in element.attrib.items():
        assert name in verb["attributes"], f"<{element.tag}> has no attribute {name}"
        _check_value(f"<{element.tag} {name}>", name, value, verb["attributes"][name], values)
    _check_text(element)
    for child in element:
        assert child.tag in verb["children"], f"<{child.tag}> cannot stand in <{element.tag}>"
        assert child.tag == "break" or not (child.tail or "").strip(), f"text after <{child.tag}>: {child.tail!r}"
        _check(child, verbs, values)


def _check_value(where: str, name: str, value: str, kind: str, values: dict[str, list[str]]) -> None:
    if kind.endswith("[]"):
        for part in value.split():
            _check_value(where, name, part, kind.removesuffix("[]"), values)
    elif kind in values:
        assert value in values[kind], f"{where}: {value!r} is no {kind}"
    else:
        pattern = _CLOSER.get(name, _PLAIN[kind])
        assert re.fullmatch(pattern, value, re.DOTALL), f"{where}: {value!r} does not fit {pattern}"


def _check_text(element: ET.Element) -> None:
    text = "".join(element.itertext() if element.tag == "Say" else [element.text or ""]).strip()
    if element.tag not in _MAY_HOLD_TEXT:
        assert not text, f"text in <{element.tag}>: {text!r}"
        return
    assert text or len(element), f"<{element.tag}> says nothing"
    longest = LONGEST_TEXT if element.tag in {"Message", "Body"} else LONGEST_SPEECH
    assert len(text) <= longest, f"<{element.tag}> holds {len(text)} characters, at most {longest}"

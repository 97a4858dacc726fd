"""The self-check of a quarterly submission that was made, read out of its archive for whoever looks at it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import structlog

log = structlog.get_logger()

_NAME = "self-check.json"
LEVELS = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """What was found, as ``self-check.json`` has it (docs/quarter.md)."""

    told: Mapping[str, Any]

    @property
    def levels(self) -> Mapping[str, int]:
        """How many services are red, yellow and green."""
        counted = Counter(service["colour"] for service in self.told["services"])
        return {level: counted[level] for level in LEVELS}

    @property
    def findings(self) -> int:
        """How many findings there are in all."""
        return sum(len(service["reasons"]) for service in self.told["services"])


def self_check_in(path: Path) -> SelfCheck | None:
    """The self-check in the archive at ``path``; None where it is not kept any more."""
    try:
        with ZipFile(path) as archive:
            return SelfCheck(json.loads(archive.read(_NAME)))
    except FileNotFoundError:
        return None
    except (BadZipFile, KeyError, ValueError):
        log.exception("a quarterly submission cannot be read", path=str(path))
        return None

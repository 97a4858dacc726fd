"""One reason why a service is not fully in line."""

from __future__ import annotations

from dataclasses import dataclass

from app.reporting.quarter.groups import Group


@dataclass(frozen=True, slots=True)
class Reason:
    """``code`` stays the same from release to release; ``about`` names the group, or is None for the whole service."""

    code: str
    text: str
    about: str | None = None

    def __str__(self) -> str:
        """The reason in one line."""
        return self.text if self.about is None else f"{self.about}: {self.text}"


def name_of(group: Group) -> str:
    """A group in words, such as ``automated_phone, a11-tapped v1, process``."""
    survey = " ".join([group.survey_id, *(f"v{version}" for version in group.versions)])
    return ", ".join(part for part in (group.channel, survey, group.stage) if part)

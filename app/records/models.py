"""All models in one place; importing it fills ``Base.metadata``."""

from __future__ import annotations

from app.records.base import Base
from app.records.contacts import Contact, Invitation, Message, OptOut
from app.records.responses import Answer, Response
from app.records.upkeep import ChangeCounter, RejectedEntry, Survey

__all__ = [
    "Answer",
    "Base",
    "ChangeCounter",
    "Contact",
    "Invitation",
    "Message",
    "OptOut",
    "RejectedEntry",
    "Response",
    "Survey",
]

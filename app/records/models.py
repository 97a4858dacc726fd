"""All models in one place; importing it fills ``Base.metadata``."""

from __future__ import annotations

from app.records.access import ApiToken, File
from app.records.base import Base
from app.records.clearances import Clearance, Volume
from app.records.contacts import Contact, Invitation, Message, OptOut
from app.records.outreach import LastAsked, ProviderMark, Send, UnfitNumber
from app.records.published import PublishedItem, PublishedSurvey
from app.records.responses import Answer, Response
from app.records.upkeep import ChangeCounter, RejectedEntry, Survey

__all__ = [
    "Answer",
    "ApiToken",
    "Base",
    "ChangeCounter",
    "Clearance",
    "Contact",
    "File",
    "Invitation",
    "LastAsked",
    "Message",
    "OptOut",
    "ProviderMark",
    "PublishedItem",
    "PublishedSurvey",
    "RejectedEntry",
    "Response",
    "Send",
    "Survey",
    "UnfitNumber",
    "Volume",
]

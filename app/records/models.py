"""All models in one place; importing it fills ``Base.metadata``."""

from __future__ import annotations

from app.records.access import ApiToken, File
from app.records.alerts import Alert, AlertNotice
from app.records.base import Base
from app.records.clearances import Clearance, ClearanceUse, ClearanceWarning, Volume
from app.records.comment_work import CommentWork, TagWord
from app.records.contacts import Contact, Invitation, Message, OptOut
from app.records.counted import KEPT
from app.records.days import CountedZone, DirtyDay
from app.records.notes import TrendNote
from app.records.outreach import LastAsked, ProviderMark, Send, UnfitNumber
from app.records.pauses import LinePause, PhoneTrial
from app.records.people import (
    AuditEvent,
    InvitedDomain,
    Person,
    PersonRole,
    PersonUnit,
    SignIn,
    SignInLink,
)
from app.records.pictures import KeptPicture
from app.records.published import PublishedItem, PublishedSurvey
from app.records.responses import Answer, Response
from app.records.schedules import Schedule, ScheduleDelivery, ScheduleRun
from app.records.score_alerts import ScoreAlert, ScoreAlertUnit
from app.records.text_requests import TextRequest
from app.records.upkeep import ChangeCounter, RejectedEntry, Survey

__all__ = [
    "KEPT",
    "Alert",
    "AlertNotice",
    "Answer",
    "ApiToken",
    "AuditEvent",
    "Base",
    "ChangeCounter",
    "Clearance",
    "ClearanceUse",
    "ClearanceWarning",
    "CommentWork",
    "Contact",
    "CountedZone",
    "DirtyDay",
    "File",
    "Invitation",
    "InvitedDomain",
    "KeptPicture",
    "LastAsked",
    "LinePause",
    "Message",
    "OptOut",
    "Person",
    "PersonRole",
    "PersonUnit",
    "PhoneTrial",
    "ProviderMark",
    "PublishedItem",
    "PublishedSurvey",
    "RejectedEntry",
    "Response",
    "Schedule",
    "ScheduleDelivery",
    "ScheduleRun",
    "ScoreAlert",
    "ScoreAlertUnit",
    "Send",
    "SignIn",
    "SignInLink",
    "Survey",
    "TagWord",
    "TextRequest",
    "TrendNote",
    "UnfitNumber",
    "Volume",
]

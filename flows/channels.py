"""What each channel can ask. Channel names are those of GSA Touchpoints, used as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Door = Literal["voice", "text"]
"""The way in through which Aftercall itself asks: a phone call or a text conversation."""

Kind = Literal["scale", "choice", "choices", "text"]

CHANNEL_NAMES = (
    "computer",
    "mobile",
    "email",
    "chatbot",
    "phone",
    "automated_phone",
    "in_person",
    "paper",
    "postal_mail",
    "fax",
    "self_service_kiosk",
    "other_non_digital",
    "website",
    "mobile_app",
    "live_chat",
    "sms_text_messages",
    "social_media",
    "other_digital",
)


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel that Aftercall asks on, and the kinds of question that it can take."""

    name: str
    door: Door
    kinds: frozenset[str]


AUTOMATED_PHONE = Channel("automated_phone", "voice", frozenset({"scale", "choice", "choices"}))
SMS_TEXT_MESSAGES = Channel("sms_text_messages", "text", frozenset({"scale", "choice", "choices", "text"}))

CHANNELS = {channel.name: channel for channel in (AUTOMATED_PHONE, SMS_TEXT_MESSAGES)}
"""The channels that the engine asks on, by name. Responses from the others are imported."""


def channels_said(names: str) -> str:
    """The names of one or more channels as running text has them, such as ``text messages``."""
    return names.replace(SMS_TEXT_MESSAGES.name, "text messages").replace("_", " ")

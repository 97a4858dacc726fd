"""Phone numbers to invite: whether one is fit for it, and which time zones its owner may live in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, timezone
from phonenumbers.tzdata import TIMEZONE_DATA

from app.phone_numbers import e164
from flows.channels import Door

Refusal = Literal["invalid_number", "region_not_allowed", "unfit_number"]
Learned = Literal["landline", "wrong_number"]
"""What an earlier message or reply showed of a number."""

UNFIT_TYPES = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.PAGER,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)
"""No person answers these, they cost whoever calls them, or they belong to no place and so to no time of day."""

_EXTENSION = re.compile(r"(?:;ext=|,|x|ext\.?|extension|#)\s*\d{1,7}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """A number as E.164, None where it is no valid one, and why nobody is invited on it, None where it is fit."""

    number: str | None
    refusal: Refusal | None = None

    def but_learned(self, learned: Learned | None, door: Door) -> NumberCheck:
        """The check with what was learned of the number: somebody else's is unfit, a landline takes no text."""
        unfit = learned == "wrong_number" or (learned == "landline" and door == "text")
        return replace(self, refusal="unfit_number") if unfit and self.refusal is None else self


@dataclass(frozen=True, slots=True)
class CandidateZones:
    """The time zones that a person may live in, at least one, and what says so."""

    zones: tuple[ZoneInfo, ...]
    source: Literal["contact", "line", "number"]


def fitness(given: str | None, regions: Sequence[str], door: Door, *, landline: bool = False) -> NumberCheck:
    """Whether someone may be invited through a door on a number in any usual spelling.

    A number without a country code is read as dialled in the first of ``regions``, those that are allowed.
    ``landline``: whether the contact is marked as one. A number with an extension is unfit: without it, a switchboard
    answers.
    """
    bare, extensions = _EXTENSION.subn("", (given or "").rstrip())
    number = e164(bare, regions[0])
    parsed = phonenumbers.parse(number) if number is not None else None
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return NumberCheck(None, "invalid_number")
    if phonenumbers.region_code_for_number(parsed) not in regions:
        return NumberCheck(number, "region_not_allowed")
    if extensions or _is_unfit(parsed, door, landline=landline):
        return NumberCheck(number, "unfit_number")
    return NumberCheck(number)


def _is_unfit(number: PhoneNumber, door: Door, *, landline: bool) -> bool:
    """Whether the number's type rules a door out. In the US and most of its numbering plan no type tells landlines."""
    kind = phonenumbers.number_type(number)
    return kind in UNFIT_TYPES or (door == "text" and (landline or kind == PhoneNumberType.FIXED_LINE))


def candidate_zones(number: str, contact_zone: str | None = None, line_zone: str | None = None) -> CandidateZones:
    """The zones that the owner of an E.164 ``number`` may live in.

    The contact's own zone wins, then the one that the line assumes of everybody. Otherwise they are all those of the
    area code, since a number may be taken beyond its exchange; for a number that names no place within its region, all
    of the region.
    """
    if contact_zone is not None:
        return CandidateZones((ZoneInfo(contact_zone),), "contact")
    if line_zone is not None:
        return CandidateZones((ZoneInfo(line_zone),), "line")
    parsed = phonenumbers.parse(number)
    names = _zones_of_area(parsed) or frozenset(timezone.time_zones_for_number(parsed)) - {timezone.UNKNOWN_TIMEZONE}
    region = _zones_of(phonenumbers.region_code_for_number(parsed))
    return CandidateZones(_zones(region if not names or region < names else names), "number")


def _zones(names: Iterable[str]) -> tuple[ZoneInfo, ...]:
    return tuple(ZoneInfo(name) for name in sorted(names))


def _zones_of_area(number: PhoneNumber) -> frozenset[str]:
    """The zones of the area code; none for a number without one, or where nothing is known of its places."""
    length = phonenumbers.length_of_geographical_area_code(number)
    area = phonenumbers.national_significant_number(number)[:length]
    return _zones_beginning(f"{number.country_code}{area}") if area else frozenset()


@cache
def _zones_beginning(prefix: str) -> frozenset[str]:
    """The names of the zones of every place whose numbers begin with a country and area code."""
    places = (zones for begins, zones in TIMEZONE_DATA.items() if begins.startswith(prefix))
    return frozenset().union(*places) - {timezone.UNKNOWN_TIMEZONE}


def _zones_of(region: str | None) -> frozenset[str]:
    """The zones of a region; of the whole world where the region is not known, so that no time suits all of them."""
    by_region = _zones_by_region()
    return by_region.get(region or "") or frozenset().union(*by_region.values())


@cache
def _zones_by_region() -> Mapping[str, frozenset[str]]:
    """The names of zones by region, read from the time zone database's own table ``zone.tab``."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {region: frozenset(row[2] for row in rows if row[0] == region) for region in {row[0] for row in rows}}

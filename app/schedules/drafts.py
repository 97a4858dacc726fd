"""What somebody asks for who wants a report sent: checked here, whatever door it comes through."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.access.people import Person, spelled
from app.errors import BadInput
from app.records.schedules import ATTACHED, RHYTHMS
from app.reporting.orders.order import QUARTER, REPORT
from flows.channels import CHANNEL_NAMES

FILTERS = ("line", "unit", "location", "queue", "channel", "language")
MOST_MAILS = 20
_LONGEST_NAME, _LONGEST_FILTER, _LONGEST_ADDRESS = 100, 200, 500
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A schedule that is not kept yet. Raises BadInput with a sentence for whoever filled in the form."""

    name: str
    rhythm: str
    mails: tuple[str, ...] = ()
    webhook: str | None = None
    attached: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= _LONGEST_NAME or not self.name.isprintable():
            raise BadInput(f"A name needs 1 to {_LONGEST_NAME} characters.")
        if self.rhythm not in RHYTHMS:
            raise BadInput("Please choose how often the report comes.")
        if self.attached is not None and self.attached not in ATTACHED:
            raise BadInput("There is no such file to attach.")
        if self.attached == QUARTER and self.rhythm != "quarterly":
            raise BadInput("The quarterly submission can only be attached to a quarterly report.")
        if self.attached == REPORT and self.rhythm == "daily":
            raise BadInput("A report with pictures tells of a week or more: it cannot be attached to a daily report.")
        if not self.mails and self.webhook is None:
            raise BadInput("Please give at least one mail address, or a webhook.")
        if len(self.mails) > MOST_MAILS:
            raise BadInput(f"One report goes to at most {MOST_MAILS} mail addresses.")
        object.__setattr__(self, "mails", tuple(dict.fromkeys(map(_address, self.mails))))
        self._check_filters()

    def _check_filters(self) -> None:
        unknown = set(self.filters) - set(FILTERS)
        if unknown:
            raise BadInput(f"A report cannot be filtered by {', '.join(sorted(unknown))}.")
        if any(not value or len(value) > _LONGEST_FILTER for value in self.filters.values()):
            raise BadInput(f"A filter has 1 to {_LONGEST_FILTER} characters.")
        if self.filters.get("channel", CHANNEL_NAMES[0]) not in CHANNEL_NAMES:
            raise BadInput("There is no such channel.")
        if self.attached == QUARTER and self.filters:
            raise BadInput("The quarterly submission is of the whole agency: leave the filters open.")

    def check_for(self, owner: Person, *, local_mode: bool) -> None:
        """Raises BadInput where the owner may not have this, or the webhook is not safe to call."""
        if self.attached == QUARTER and owner.access.units is not None:
            raise BadInput("The quarterly submission is for those who see all units.")
        if self.webhook is not None:
            check_webhook(self.webhook, local_mode=local_mode)


def check_webhook(address: str, *, local_mode: bool) -> None:
    """Raises BadInput for what is no address of a webhook; outside local mode it has to be https."""
    try:
        parts = urlsplit(address)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError as error:
        raise BadInput("The webhook is no web address.") from error
    host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    sound = address.isascii() and address.isprintable() and " " not in address and len(address) <= _LONGEST_ADDRESS
    if not (sound and port_is_sound and parts.scheme in {"http", "https"} and _HOST.fullmatch(host)):
        raise BadInput("The webhook is no web address such as https://hooks.example.gov/aftercall.")
    if parts.scheme != "https" and not local_mode:
        raise BadInput("The webhook has to begin with https://.")


def _address(written: str) -> str:
    try:
        return spelled(written)
    except BadInput as error:
        raise BadInput(f"{written[:60]} is no mail address.") from error

"""Mail to staff, through the agency's own mail server."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog

from app.telephony.errors import Permanent, Retryable, Unknown

log = structlog.get_logger()

TIMEOUT_SECONDS = 10.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_PERMANENT_FROM = 500


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


def send_mail(server_url: str, sender: str, recipient: str, subject: str, words: str) -> None:
    """Hand one plain mail to the server at an ``smtp``, ``smtp+starttls`` or ``smtps`` URL.

    Raises Retryable where it may be taken later, Permanent where it never will.
    """
    hand_over(server_url, mail_of(sender, recipient, subject, words))


def mail_of(sender: str, recipient: str, subject: str, words: str, attached: Attached | None = None) -> EmailMessage:
    """A plain mail, with a file if there is one."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, subject
    mail.set_content(words)
    if attached is not None:
        kind, _, of = attached.media_type.partition("/")
        mail.add_attachment(attached.content, maintype=kind, subtype=of, filename=attached.name)
    return mail


def hand_over(server_url: str, mail: EmailMessage, before: Callable[[], None] = lambda: None) -> None:
    """Hand a mail to the server; ``before`` is called once it is reached, right before it is given anything.

    What ``before`` raises ends it. Raises as ``send_mail``; Unknown, a Retryable, where the server was lost afterwards.
    """
    reached = taken = False
    try:
        with _connected(server_url) as server:
            before()
            reached = True
            server.send_message(mail)
            taken = True
    except (OSError, smtplib.SMTPException) as error:
        if taken:
            log.info("the mail server took a mail and said no goodbye", error=type(error).__name__)
            return
        raise _problem(error, reached=reached) from error


def _problem(error: Exception, *, reached: bool) -> Retryable | Permanent:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _refusal(next(iter(error.recipients.values()))[0], error)
    if isinstance(error, smtplib.SMTPResponseException):
        return _refusal(error.smtp_code, error)
    if reached:
        return Unknown(f"the mail server was lost: {type(error).__name__}")
    return Retryable(f"the mail server cannot be reached: {type(error).__name__}")


def _connected(server_url: str) -> smtplib.SMTP:
    address = urlsplit(server_url)
    kind = smtplib.SMTP_SSL if address.scheme == "smtps" else smtplib.SMTP
    server = kind(address.hostname or "", address.port or _PORTS[address.scheme], timeout=TIMEOUT_SECONDS)
    if address.scheme == "smtp+starttls":
        server.starttls()
    if address.username:
        server.login(unquote(address.username), unquote(address.password or ""))
    return server


def _refusal(code: int, error: Exception) -> Retryable | Permanent:
    """A wrong password is the operator's to mend, so the mail is tried again; 5xx otherwise is for good (RFC 5321)."""
    if isinstance(error, smtplib.SMTPAuthenticationError) or code < _PERMANENT_FROM:
        return Retryable(f"the mail server said {code}")
    return Permanent(f"the mail server refused ({code})")

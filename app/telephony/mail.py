"""Mail to staff, through the agency's own mail server."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from app.telephony.errors import Permanent, Retryable

TIMEOUT_SECONDS = 10.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_PERMANENT_FROM = 500


def send_mail(server_url: str, sender: str, recipient: str, subject: str, words: str) -> None:
    """Hand one plain mail to the server at an ``smtp``, ``smtp+starttls`` or ``smtps`` URL.

    Raises Retryable where it may be taken later, Permanent where it never will.
    """
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, subject
    mail.set_content(words)
    try:
        with _connected(server_url) as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise _refusal(code, error) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Retryable(f"the mail server cannot be reached: {type(error).__name__}") from error


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

"""The text door: replies are TwiML in the webhook's answer; 503 where the provider should bring a text again."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response

from app.conversations import texts
from app.conversations.calls import NoSurvey
from app.conversations.inbound import Text
from app.conversations.wording import standard_phrase
from app.errors import Away
from app.web.guards import form, record_id
from app.web.reports import take_text_report
from app.web.voice import runtime
from flows import sms

log = structlog.get_logger()
door = Blueprint("sms", __name__)


@door.post("/sms")
@door.post("/sms/fallback")
def receive() -> Response:
    """A text comes in: the reply, or nothing."""
    if record_id(form().first("MessageSid")) is None:
        log.warning("a text without a readable MessageSid can be neither answered nor told from its twin")
        return _xml("")
    try:
        return _xml(texts.receive(runtime(), _text()).body)
    except NoSurvey as error:
        log.warning("text to a line that asks nothing", line=str(error))
        return _xml(standard_phrase("no_survey", "text", None))


@door.post("/sms/status")
def status() -> Response:
    """The provider tells what became of a message. One that is not kept now is told again, or read in its list."""
    fields = form()
    if fields.first("MessageStatus") in {"failed", "undelivered"}:
        log.warning("message not delivered", message_id=fields.first("MessageSid"), code=fields.first("ErrorCode"))
    take_text_report(runtime())
    return Response(status=204)


@door.errorhandler(Exception)
def trouble(error: Exception) -> Response:
    """Nothing was understood or kept: the provider brings the text again, or takes the fallback URL."""
    log.error("text not taken", error=str(error), exc_info=None if isinstance(error, Away) else error)
    return Response("not now\n", 503, content_type="text/plain; charset=utf-8")


def _text() -> Text:
    fields = form()
    media = fields.first("NumMedia")
    return Text(
        sid=fields.first("MessageSid"),
        line_number=fields.first("To"),
        person_number=fields.first("From"),
        body=fields.first("Body"),
        media=int(media) if media.isdecimal() and len(media) < 4 else 0,  # noqa: PLR2004  the provider allows ten
    )


def _xml(body: str) -> Response:
    return Response(sms.message(body), 200, content_type="text/xml; charset=utf-8")

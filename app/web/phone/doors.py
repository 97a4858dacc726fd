"""The phone on the screen at ``/phone``, and the doors of its page: calls, keys, texts, and what comes in."""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus
from typing import TypeVar

import redis
import structlog
from flask import Blueprint, Response, jsonify, make_response, render_template, request
from pydantic import ValidationError

from app.lines import Line
from app.phone_numbers import e164
from app.settings import Settings
from app.simulation.exchange import Exchange
from app.simulation.provider import Provider, Undelivered
from app.simulation.texts import ProviderText
from app.simulation.twiml import BadTwiml
from app.telephony.builtin_callbacks import Callbacks
from app.telephony.builtin_ledger import Ledger
from app.telephony.builtin_phones import Phones
from app.telephony.builtin_rings import Rings
from app.web.phone.page_guard import new_token, owner
from app.web.phone.screen_calls import Moment, Moved, NoCall, ScreenCalls
from app.web.phone.spelling import (
    Dialled,
    HeardAll,
    Pressed,
    Sent,
    Spoke,
    Taken,
    Written,
    moment_shown,
    text_shown,
)
from app.web.voice import runtime

log = structlog.get_logger()

DEMO_NUMBERS = ("+12025550123", "+12025550145", "+12025550167")
LARGEST_BODY = 16 * 1024
_FICTIONAL = re.compile(r"\+1[2-9]\d\d555\d{4}")
"""Numbers of the exchange 555, which reach nobody."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_S = TypeVar("_S", bound=Sent)


class _Refused(Exception):
    """What a page sent cannot be taken; the words say why."""

    def __init__(self, message: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(message)
        self.status = status


def blueprint(settings: Settings) -> Blueprint:
    """The page and its doors, to be registered behind ``page_guard``."""
    desk = _Desk(settings)
    pages = Blueprint(
        "phone",
        __name__,
        template_folder="../templates",
        static_folder="../static/phone",
        static_url_path="/phone-files",
    )
    pages.add_url_rule("/phone", "show", desk.show)
    pages.add_url_rule("/phone/events", "events", desk.events)
    for path, door in (
        ("/phone/texts", desk.text),
        ("/phone/calls", desk.dial),
        ("/phone/calls/<call>/answer", desk.answer),
        ("/phone/calls/<call>/decline", desk.decline),
        ("/phone/calls/<call>/heard", desk.heard),
        ("/phone/calls/<call>/keys", desk.press),
        ("/phone/calls/<call>/words", desk.say),
        ("/phone/calls/<call>/end", desk.hang_up),
    ):
        pages.add_url_rule(path, door.__name__, door, methods=["POST"])
    pages.register_error_handler(_Refused, lambda error: _problem(str(error), error.status))
    pages.register_error_handler(NoCall, lambda _: _problem("There is no such call.", HTTPStatus.NOT_FOUND))
    pages.register_error_handler(Moved, lambda _: _problem("The call has moved on.", HTTPStatus.CONFLICT))
    pages.register_error_handler(redis.RedisError, _away)
    return pages


class _Desk:
    """The doors, one method each."""

    def __init__(self, settings: Settings) -> None:
        token = settings.twilio_auth_tokens[0].get_secret_value()
        client = redis.Redis.from_url(settings.queue_redis_url)
        self._settings = settings
        self._provider = Provider(settings.public_url, settings.twilio_account_sid, token)
        self._phones = Phones(client)
        self._rings = Rings(client, Ledger(client, "calls"), Callbacks(token))
        self._calls = ScreenCalls(client, Exchange(self._provider), self._rings)

    def show(self) -> Response:
        """The page. Each has a token of its own, so that two browsers never share a call."""
        own = f"+1202555{1000 + secrets.randbelow(9000)}"
        page = make_response(
            render_template(
                "phone/page.html",
                lines=runtime().lines.lines,
                numbers=(own, *DEMO_NUMBERS),
                token=new_token(self._settings),
                local_mode=self._settings.local_mode,
            )
        )
        page.headers.update(_HEADERS)
        return page

    def events(self) -> Response:
        """What is new for a number: texts after the one that is named, calls that ring. The phone counts as on."""
        number, after = self._number(request.args.get("number", "")), request.args.get("after", "0")
        if not re.fullmatch(r"\d{1,19}(-\d{1,19})?", after):
            raise _Refused("after: is not the id of a text.")
        self._rings.give_up()
        self._phones.turn_on(number)
        texts = [text_shown(text) for text in self._phones.texts(number, after)]
        return jsonify(texts=texts, rings=[{"call": ring.sid, "line": ring.line} for ring in self._rings.of(number)])

    def text(self) -> Response:
        """A text to a line; it and the replies are then in the thread. 502 where the service could not take it."""
        sent = _sent(Written)
        number, line = self._number(sent.number), _line(sent.line)
        self._phones.keep(number, line.number, sent.body, mine=True)
        try:
            replies = ProviderText(self._provider, number, line.number).send(sent.body)
        except (Undelivered, BadTwiml) as error:
            log.warning("text from the screen not taken", error=str(error))
            raise _Refused("The service could not take the text.", HTTPStatus.BAD_GATEWAY) from error
        for reply in replies:
            self._phones.keep(number, line.number, reply, mine=False)
        return Response(status=HTTPStatus.NO_CONTENT)

    def dial(self) -> Response:
        """A call to a line."""
        sent = _sent(Dialled)
        return _moment(self._calls.dial(owner(), self._number(sent.number), _line(sent.line).number))

    def answer(self, call: str) -> Response:
        """A call that rings is answered; 409 where it rings no more."""
        ring = self._rings.answer(call, self._number(_sent(Taken).number))
        if ring is None:
            raise _Refused("The call rings no more.", HTTPStatus.CONFLICT)
        return _moment(self._calls.answer(owner(), ring))

    def decline(self, call: str) -> Response:
        """A call that rings is not wanted."""
        self._rings.decline(call, self._number(_sent(Taken).number))
        return Response(status=HTTPStatus.NO_CONTENT)

    def heard(self, call: str) -> Response:
        """All was heard."""
        return _moment(self._calls.heard(owner(), call, _sent(HeardAll).turn))

    def press(self, call: str) -> Response:
        """Keys, or the end of the wait for them."""
        sent = _sent(Pressed)
        return _moment(self._calls.press(owner(), call, sent.turn, sent.keys, sent.finish))

    def say(self, call: str) -> Response:
        """Words."""
        sent = _sent(Spoke)
        return _moment(self._calls.say(owner(), call, sent.turn, sent.words))

    def hang_up(self, call: str) -> Response:
        """The end of a call."""
        self._calls.hang_up(owner(), call)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _number(self, given: str) -> str:
        """The number of a phone. Raises _Refused."""
        number = e164(given)
        if number is None:
            raise _Refused("That is no phone number.")
        if not self._settings.local_mode and not _FICTIONAL.fullmatch(number):
            raise _Refused("Here a phone can only have a number of the exchange 555, such as +1 202 555 0123.")
        return number


def _line(number: str) -> Line:
    line = runtime().lines.by_number.get(number)
    if line is None:
        raise _Refused("There is no such line.")
    return line


def _sent(kind: type[_S]) -> _S:
    """The body of the present request. Raises _Refused."""
    if request.content_length is None or request.content_length > LARGEST_BODY:
        raise _Refused("The body is too large.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return kind.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _Refused(f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}.") from error


def _moment(moment: Moment) -> Response:
    return jsonify(moment_shown(moment, runtime().settings.public_url))


def _away(error: redis.RedisError) -> tuple[Response, int]:
    log.warning("phone on the screen not served", error=str(error))
    return _problem("The service is away for a moment.", HTTPStatus.SERVICE_UNAVAILABLE)


def _problem(words: str, status: HTTPStatus) -> tuple[Response, int]:
    return jsonify(error=words), status

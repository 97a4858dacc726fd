"""The provider of local mode: it takes texts and calls over the provider's API, keeps them, and reaches nobody.

It speaks as much of Twilio's 2010-04-01 API as Aftercall uses: create, fetch and list messages and calls, with status
callbacks. Every text counts as delivered and is kept for the phone on the screen; a call rings that phone where it is
on, and counts as unanswered where it is not. Lists can be filtered by To, From, Status, and by
since when something was sent or made.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import redis
from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.exceptions import HTTPException, NotFound

from app.settings import PROVIDER_PATH, Settings
from app.telephony.builtin_callbacks import Callbacks
from app.telephony.builtin_ledger import Ledger, Resource
from app.telephony.builtin_phones import Phones
from app.telephony.builtin_rings import Ring, Rings

VERSION = "2010-04-01"
LONGEST_BODY = 1600
REFUSED_RECIPIENTS = {
    "+15005550001": (21211, "is not a valid phone number"),
    "+15005550002": (21612, "cannot be reached from this number"),
    "+15005550003": (21408, "is in a region that is not enabled"),
    "+15005550004": (21610, "has opted out"),
    "+15005550009": (21614, "cannot receive texts"),
}
"""The provider's magic numbers, with the errors that they stand for."""

_SINCE = ("DateSent>", "DateSent>=", "StartTime>", "StartTime>=")
_RINGS_FOR_SECONDS = 60
"""How long a call rings that does not say."""


class _Refused(Exception):
    """A request that the provider would refuse: its error code, and the words."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def blueprint(settings: Settings) -> Blueprint:
    """The API under ``PROVIDER_PATH``, to be registered behind ``account_guard``."""
    client = redis.Redis.from_url(settings.queue_redis_url)
    callbacks = Callbacks(settings.twilio_auth_tokens[0].get_secret_value())
    desk = _Desk(settings.twilio_account_sid, client, callbacks)
    pages = Blueprint("provider", __name__, url_prefix=PROVIDER_PATH)
    base = f"/{VERSION}/Accounts/<account>"
    for kind, create in (("Messages", desk.create_message), ("Calls", desk.create_call)):
        pages.add_url_rule(f"{base}/{kind}.json", f"create_{kind}", _creating(create), methods=["POST"])
        pages.add_url_rule(f"{base}/{kind}.json", f"list_{kind}", _listing(desk, kind), methods=["GET"])
        pages.add_url_rule(f"{base}/{kind}/<sid>.json", f"fetch_{kind}", _fetching(desk, kind), methods=["GET"])
    pages.register_error_handler(_Refused, lambda error: _problem(error.status, error.code, str(error)))
    pages.register_error_handler(HTTPException, lambda error: _problem(error.code or 500, 20000, error.name))
    pages.register_error_handler(redis.RedisError, lambda _error: _problem(503, 20503, "Service Unavailable"))
    return pages


def account_guard(settings: Settings) -> Callable[[], None]:
    """Lets in who signs in as the provider wants it: HTTP basic, the account's sid with one of its tokens."""
    account = settings.twilio_account_sid
    tokens = [token.get_secret_value().encode() for token in settings.twilio_auth_tokens]

    def guard() -> None:
        given = request.authorization
        password = (given.password or "").encode() if given and given.type == "basic" else b""
        named = (request.view_args or {}).get("account")
        right = any(hmac.compare_digest(token, password) for token in tokens)
        if given is None or given.username != account or named != account or not right:
            raise _Refused(20003, "Authenticate", 401)

    return guard


class _Desk:
    """Takes messages and calls, and reports what became of them."""

    def __init__(self, account: str, client: redis.Redis, callbacks: Callbacks) -> None:
        self._account = account
        self._callbacks = callbacks
        self.ledgers = {kind: Ledger(client, kind.lower()) for kind in ("Messages", "Calls")}
        self.rings = Rings(client, self.ledgers["Calls"], callbacks)
        self._phones = Phones(client)

    def create_message(self, form: Mapping[str, str]) -> Resource:
        """A new text. Raises _Refused as the provider would."""
        service = form.get("MessagingServiceSid")
        sender = form.get("From") if service else _given(form, "From", 21603)
        recipient, body = _given(form, "To", 21604), _given(form, "Body", 21602)
        if len(body) > LONGEST_BODY:
            raise _Refused(21617, f"The message body exceeds the {LONGEST_BODY} character limit.")
        if recipient in REFUSED_RECIPIENTS:
            code, words = REFUSED_RECIPIENTS[recipient]
            raise _Refused(code, f"The 'To' number {words}.")
        message = self._resource("Messages", "SM", sender, recipient) | {
            "body": body,
            "num_media": "0",
            "num_segments": "1",
            "error_code": None,
            "error_message": None,
            "messaging_service_sid": service,
        }
        ledger = self.ledgers["Messages"]
        ledger.add(message)
        self._phones.keep(recipient, sender or "", body, mine=False)
        for status in ("sent", "delivered"):
            ledger.change(message["sid"], status=status, date_sent=message["date_created"])
            params = {"MessageSid": message["sid"], "SmsSid": message["sid"], "MessageStatus": status}
            self._report(form, message, params | {"SmsStatus": status})
        return message

    def create_call(self, form: Mapping[str, str]) -> Resource:
        """A new call. Raises _Refused as the provider would."""
        sender, recipient = _given(form, "From", 21213), _given(form, "To", 21201)
        if not form.get("Url") and not form.get("Twiml"):
            raise _Refused(21205, "Url or Twiml is required.")
        call = self._resource("Calls", "CA", sender, recipient) | {"duration": None, "answered_by": None}
        self.ledgers["Calls"].add(call)
        ring = Ring(
            sid=call["sid"],
            account=self._account,
            line=sender,
            number=recipient,
            url=form.get("Url", ""),
            report_to=form.get("StatusCallback", ""),
            events=tuple(request.form.getlist("StatusCallbackEvent") or ["completed"]),
            until=time.time() + request.form.get("Timeout", _RINGS_FOR_SECONDS, int),
        )
        self.rings.begin(ring)
        if not ring.url or not self._phones.is_on(recipient):
            self.rings.miss(ring)
        return call

    def _resource(self, kind: str, prefix: str, sender: str | None, recipient: str) -> Resource:
        sid = prefix + secrets.token_hex(16)
        now = formatdate(time.time())
        return {
            "sid": sid,
            "account_sid": self._account,
            "api_version": VERSION,
            "from": sender,
            "to": recipient,
            "status": "queued",
            "direction": "outbound-api",
            "date_created": now,
            "date_updated": now,
            "price": None,
            "price_unit": "USD",
            "uri": f"/{VERSION}/Accounts/{self._account}/{kind}/{sid}.json",
            "subresource_uris": {},
        }

    def _report(self, form: Mapping[str, str], resource: Resource, params: dict[str, str]) -> None:
        url = form.get("StatusCallback")
        if url:
            common = {"AccountSid": self._account, "ApiVersion": VERSION}
            self._callbacks.send(url, {**common, "From": resource["from"], "To": resource["to"], **params})


def _creating(create: Callable[[Mapping[str, str]], Resource]) -> Callable[..., tuple[Response, int]]:
    return lambda **_parts: (jsonify(create(request.form)), 201)


def _fetching(desk: _Desk, kind: str) -> Callable[..., Response]:
    def fetch(sid: str, **_parts: str) -> Response:
        desk.rings.give_up()
        found = desk.ledgers[kind].get(sid)
        return jsonify(found) if found else abort(NotFound.code)

    return fetch


def _listing(desk: _Desk, kind: str) -> Callable[..., Response]:
    def listing(account: str) -> Response:
        desk.rings.give_up()
        wanted = {name.lower(): request.args[name] for name in ("To", "From", "Status") if request.args.get(name)}
        since = _since(request.args)
        found = [
            item
            for item in desk.ledgers[kind].newest_first()
            if wanted.items() <= item.items() and (since is None or _moment(item) >= since)
        ]
        size = min(max(request.args.get("PageSize", 50, int), 1), 1000)
        page = max(request.args.get("Page", 0, int), 0)
        shown = found[page * size : (page + 1) * size]
        kept = {name: value for name, value in request.args.items() if name != "Page"} | {"PageSize": size}
        path = f"/{VERSION}/Accounts/{account}/{kind}.json?{urlencode(kept)}"
        more = len(found) > (page + 1) * size
        return jsonify(
            {
                kind.lower(): shown,
                "page": page,
                "page_size": size,
                "start": page * size,
                "end": page * size + len(shown),
                "uri": f"{path}&Page={page}",
                "first_page_uri": f"{path}&Page=0",
                "next_page_uri": f"{path}&Page={page + 1}" if more else None,
                "previous_page_uri": f"{path}&Page={page - 1}" if page else None,
            }
        )

    return listing


def _since(query: Mapping[str, str]) -> datetime | None:
    """From when on texts sent, or calls begun, are wanted. Raises _Refused."""
    given = next((query[name] for name in _SINCE if query.get(name)), None)
    try:
        moment = None if given is None else datetime.fromisoformat(given)
    except ValueError:
        raise _Refused(20001, f"{given} is no date.") from None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _moment(item: Resource) -> datetime:
    return parsedate_to_datetime(item.get("date_sent") or item["date_created"]).replace(tzinfo=UTC)


def _given(form: Mapping[str, str], name: str, code: int) -> str:
    value = form.get(name, "")
    if not value:
        raise _Refused(code, f"A '{name}' is required.")
    return value


def _problem(status: int, code: int, message: str) -> tuple[Response, int]:
    problem: dict[str, Any] = {"code": code, "message": message, "more_info": "", "status": status}
    return jsonify(problem), status

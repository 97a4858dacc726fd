"""A thread of texts as the provider carries it: each one goes to the webhook, the answer holds the replies."""

from __future__ import annotations

from app.simulation.provider import Provider, Undelivered, new_sid
from app.simulation.twiml import BadTwiml, Texted, verbs
from app.telephony.webhooks import RETRIES


class ProviderText:
    """The texts between one person and one line."""

    def __init__(self, provider: Provider, sender: str, recipient: str) -> None:
        self._provider = provider
        self._ends = [("From", sender), ("To", recipient)]

    def send(self, body: str, pictures: int = 0, sid: str | None = None) -> list[str]:
        """Send a text; the bodies of the replies. ``sid`` is that of a text that is brought again.

        Raises Undelivered or BadTwiml where neither the webhook nor its fallback gave a usable answer.
        """
        sid = sid or new_sid("SM")
        fields = [
            *(("MessageSid", sid), ("SmsSid", sid), ("SmsMessageSid", sid)),
            *(("AccountSid", self._provider.account_sid), ("ApiVersion", "2010-04-01")),
            *self._ends,
            *(("Body", body), ("NumMedia", str(pictures)), ("NumSegments", "1"), ("SmsStatus", "received")),
            *((f"MediaUrl{number}", f"https://media.example.com/{sid}/{number}") for number in range(pictures)),
        ]
        url = f"{self._provider.public_url}/sms"
        try:
            return self._replies(url, fields)
        except (Undelivered, BadTwiml) as error:
            wrong = [("ErrorCode", str(error.code)), ("ErrorUrl", url)]
            return self._replies(f"{url}/fallback", [*fields, *wrong])

    def _replies(self, url: str, fields: list[tuple[str, str]]) -> list[str]:
        reply = self._provider.post(url + RETRIES, fields)
        return [verb.body for verb in verbs(reply.body) if isinstance(verb, Texted)]

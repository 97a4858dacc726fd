"""The page of the phone on the screen, by its requests."""

from __future__ import annotations

import json
import re

import urllib3

CALLED, TAPPED = "+12025550100", "+12025550101"
TEXTING, CALLING = "+12025550102", "+12025550103"
"""Lines: two that are called and texted, one that invites by text, one that invites by call."""

QUESTIONS = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")
PRESSED = dict(zip(QUESTIONS, "4513254", strict=True))
"""What whole calls press, by question."""


class Page:
    """The page of one browser, by its requests."""

    def __init__(self, service):
        self.url = service.url
        page = urllib3.request("GET", f"{self.url}/phone")
        assert page.status == 200
        self.text = page.data.decode()
        self.headers = {"X-Phone": re.search(r'data-token="([^"]+)"', self.text)[1], "Origin": self.url}

    def ask(self, path, body=None, **headers):
        """Status and content of the answer to a post of ``body``, or to a GET without one."""
        method = "GET" if body is None else "POST"
        given = {name: value for name, value in {**self.headers, **headers}.items() if value is not None}
        sent = {} if body is None else {"body": json.dumps(body)}
        answer = urllib3.request(
            method, self.url + path, headers={**given, "Content-Type": "application/json"}, redirect=False, **sent
        )
        return answer.status, json.loads(answer.data) if answer.data else None

    def post(self, path, **body):
        """The content of an answer that has to be good."""
        status, content = self.ask(path, body)
        assert status < 300, content
        return content

    def events(self, number, after="0"):
        status, content = self.ask(f"/phone/events?number={number.replace('+', '%2B')}&after={after}")
        assert status == 200, content
        return content

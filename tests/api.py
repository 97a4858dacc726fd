"""A client of the API in this process, on a real database and Valkey."""

from __future__ import annotations

from datetime import UTC, datetime

from service import environment_on

from app.access import tokens
from app.access.scopes import Scope
from app.assembly import build_runtime, create_app
from app.settings import Settings


class Api:
    """The application with a token of every scope but ``exports:identifying``."""

    def __init__(self, directory, database_url, valkey_url, **settings):
        own = {"AFTERCALL_LOCAL": "1", "DATA_DIR": str(directory)}
        self.environment = environment_on(database_url, valkey_url, **(own | settings))
        self.runtime = build_runtime(Settings.load(self.environment))
        self.app = create_app(self.runtime)
        self.token = self.new_token(*(set(Scope) - {Scope.EXPORTS_IDENTIFYING}))

    def new_token(self, *scopes, name=None):
        """A token with these scopes."""
        name = name or f"token {len(tokens.listed(self.runtime.database))}"
        return tokens.create(self.runtime.database, name, scopes, datetime.now(UTC))

    def __call__(self, method, path, token=None, headers=None, **options):
        """The answer to a request below ``/api/v1``."""
        shown = {"Authorization": f"Bearer {token or self.token}", **(headers or {})}
        url = path if path.startswith("/api/") else f"/api/v1{path}"
        return self.app.test_client().open(url, method=method, headers=shown, buffered=True, **options)

    def order(self, token=None, headers=None, **order):
        """The file object of an order that is taken."""
        answer = self("POST", "/exports", token, headers, json=order)
        assert answer.status_code == 202, answer.text
        return answer.json

    def close(self):
        """Close what was opened."""
        self.runtime.database.close()
        self.runtime.breaker.client.close()
        self.runtime.queues.close()


def problem(answer, status, kind="about:blank"):
    """The details of an answer that has to be a problem of this status and kind."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    told = answer.json
    assert told["status"] == status
    assert told["type"] == (kind if ":" in kind else f"urn:aftercall:{kind}")
    assert told["title"]
    assert told["detail"]
    return told

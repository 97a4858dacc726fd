"""A service that answers webhooks as a test tells it, and checks their signatures with the provider's library."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from app.simulation.provider import Provider

TOKEN = "secret"


@dataclass
class Stub:
    """Answers each webhook with the next of ``answers``: a status and a body, or seconds to hang and then these."""

    url: str = ""
    answers: list = field(default_factory=list)
    received: list = field(default_factory=list)
    """Path with query, form and headers of every webhook."""
    provider: Provider | None = None
    hang: threading.Event = field(default_factory=threading.Event)

    def says(self, *bodies):
        """Answer with these verbs, one document after the other."""
        self.answers += [(200, f"<Response>{body}</Response>") for body in bodies]

    def forms(self, path):
        """The forms that came to a path."""
        return [form for target, form, _ in self.received if target.partition("?")[0] == path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        stub = self.server.stub
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        signed = RequestValidator(TOKEN).validate(stub.url + self.path, form, self.headers["X-Twilio-Signature"])
        stub.received.append((self.path, form, dict(self.headers)))
        status, answer = stub.answers.pop(0) if stub.answers else (200, "<Response/>")
        if status == "hang":
            stub.hang.wait(10)
            self.close_connection = True
            return
        if status == "reset":
            self.close_connection = True
            return
        content = answer.encode()
        self.send_response(status if signed else 403)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def stub():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.stub = Stub(f"http://127.0.0.1:{server.server_port}")
    server.stub.provider = Provider(server.stub.url, "AC1", TOKEN)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.stub
    server.stub.hang.set()
    server.stub.provider.close()
    server.shutdown()
    thread.join()
    server.server_close()

"""Requests whose moment may come too late: looked at once more when the connection stands, before anything leaves."""

import datetime as dt
import ipaddress
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fake_provider import FakeProvider
from planned_invitations import settings

from app.telephony.client import client, send_text
from app.telephony.connections import TooLate, only_while

TEXT = ("+12025550100", "+12122000000", "How was your call?")


@pytest.fixture
def provider():
    with FakeProvider() as running:
        yield running


@pytest.fixture
def secured(tmp_path):
    """A server that speaks TLS, with its certificate; ``asked`` counts its requests."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now, day = dt.datetime.now(dt.UTC), dt.timedelta(days=1)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - day).not_valid_after(now + day)
    signed = made.add_extension(x509.SubjectAlternativeName([address]), critical=True).sign(key, hashes.SHA256())
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (tmp_path / "cert.pem").write_bytes(signed.public_bytes(pem))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(pem, private, serialization.NoEncryption()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Taking)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.asked, server.certificate = 0, str(tmp_path / "cert.pem")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", "13")
        self.end_headers()
        self.wfile.write(b'{"sid":"SM1"}')

    def log_message(self, *_):
        pass


def test_what_is_not_wanted_any_more_is_not_asked(provider):
    asking = client(settings(provider.url))
    with only_while(lambda: False), pytest.raises(TooLate):
        send_text(asking, *TEXT)
    assert not provider.requests
    assert send_text(asking, *TEXT).startswith("SM")


def test_it_is_looked_at_on_a_connection_that_stands_already_too(provider):
    asking = client(settings(provider.url))
    send_text(asking, *TEXT)
    with only_while(lambda: False), pytest.raises(TooLate):
        send_text(asking, *TEXT)
    assert provider.requests.total() == 1


def test_it_is_looked_at_once_the_connection_stands(provider, monkeypatch):
    order, connected = [], urllib3.util.connection.create_connection

    def slowly(*arguments, **options):
        order.append("connected")
        return connected(*arguments, **options)

    monkeypatch.setattr(urllib3.util.connection, "create_connection", slowly)
    with only_while(lambda: order.append("looked") or True):
        send_text(client(settings(provider.url)), *TEXT)
    assert order == ["connected", "looked"]


def test_with_tls_it_is_the_same(secured, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", secured.certificate)
    asking = client(settings(f"https://127.0.0.1:{secured.server_port}"))
    with only_while(lambda: False), pytest.raises(TooLate):
        send_text(asking, *TEXT)
    assert secured.asked == 0
    assert send_text(asking, *TEXT) == "SM1"
    assert secured.asked == 1

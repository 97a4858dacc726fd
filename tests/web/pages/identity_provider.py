"""An OpenID provider on loopback that behaves like login.gov, as far as a client can tell."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "urn:gov:agency:aftercall"


class IdentityProvider:
    """Lets in whoever ``person`` says; keeps what it was asked. ``claims`` override those of the next ID token."""

    def __init__(self):
        self.client_key = RSAKey.generate_key(2048)
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.person = {"sub": "u-1", "email": "ann@agency.gov", "email_verified": True}
        self.claims, self.assertions, self.asked = {}, [], {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def agree(self, address):
        """What the person's browser brings back from the provider."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return f"/sign-in/provider/return?code=once&state={self.asked['state']}"

    def answer(self, path, form):
        if path == "/.well-known/openid-configuration":
            names = (
                "authorization_endpoint",
                "token_endpoint",
                "jwks_uri",
                "userinfo_endpoint",
                "end_session_endpoint",
            )
            return 200, {"issuer": self.issuer, **{name: f"{self.issuer}{name}" for name in names}}
        if path == "/jwks_uri":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        if path == "/userinfo_endpoint":
            return 200, self.person
        return self._token(form)

    def _token(self, form):
        asserted = jwt.decode(form["client_assertion"][0], self.client_key, algorithms=["RS256"]).claims
        self.assertions.append(asserted)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=")
        if form["code"] != ["once"] or challenge.decode() != self.asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "u-1", "nonce": self.asked["nonce"]}
        claims |= {"iat": now, "exp": now + 600, **self.claims}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key, algorithms=["RS256"])
        return 200, {"access_token": "t", "token_type": "Bearer", "expires_in": 900, "id_token": signed}

    def _handler(provider):  # noqa: N805 (the handler has a self of its own)
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._send({})

            def do_POST(self):
                self._send(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

            def _send(self, form):
                status, body = provider.answer(self.path, form)
                written = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)

            def log_message(self, *_):
                pass

        return Handler

"""A mail server that keeps what it was given, on loopback."""

from __future__ import annotations

import socketserver

from in_a_thread import InAThread


class MailServer(InAThread, socketserver.ThreadingTCPServer):
    """Speaks as much of SMTP (RFC 5321) as a client needs that sends one mail; ``refusals`` are said first."""

    allow_reuse_address = True

    def __init__(self, *refusals):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.refusals, self.mails = list(refusals), []
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "QUIT":
                self._say("221 bye")
                return
            if word == "RCPT" and self.server.refusals:
                self._say(self.server.refusals.pop(0))
            elif word == "DATA":
                self._say("354 go on")
                self.server.mails.append(self._until_the_dot())
                self._say("250 taken")
            else:
                self._say("250 fine")

    def _until_the_dot(self):
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)

    def _say(self, answer):
        self.wfile.write(f"{answer}\r\n".encode())

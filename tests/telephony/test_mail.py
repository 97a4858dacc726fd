"""A mail is handed over once: what is surely not taken may be tried again, and what may have been is told apart."""

import socketserver

import pytest
from in_a_thread import InAThread
from mail_server import MailServer

from app.telephony.errors import Permanent, Retryable, Unknown
from app.telephony.mail import Attached, hand_over, mail_of


class Vanishing(InAThread, socketserver.ThreadingTCPServer):
    """A mail server that hangs up without a word when it is told ``word``."""

    def __init__(self, word):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.word, self.begun, self.taken = word, 0, 0
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        within = False
        while told := self.rfile.readline():
            line = told.strip(b"\r\n")
            if within and line != b".":
                continue
            if line[:4].upper().decode() == self.server.word:
                return
            self.server.taken += within
            within = line.upper() == b"DATA"
            self.wfile.write(b"354 go on\r\n" if within else b"250 fine\r\n")


def mail():
    return mail_of("aftercall@agency.gov", "ann@agency.gov", "Digest", "Words.")


def handed(url):
    """Hand a mail over; how often the server was reached before."""
    reached = []
    hand_over(url, mail(), lambda: reached.append(1))
    return len(reached)


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_is_lost_afterwards_may_have_it(word):
    with Vanishing(word) as server, pytest.raises(Unknown, match="was lost"):
        handed(server.url)


def test_a_server_that_is_not_there_surely_has_it_not():
    with pytest.raises(Retryable, match="cannot be reached") as told:
        handed("smtp://127.0.0.1:1")
    assert not isinstance(told.value, Unknown)


def test_a_server_that_says_no_goodbye_has_it_all_the_same():
    with Vanishing("QUIT") as server:
        assert handed(server.url) == 1


@pytest.mark.parametrize(("refusal", "kind"), [("451 later", Retryable), ("550 never", Permanent)])
def test_a_refusal_is_no_doubt(refusal, kind):
    with MailServer(refusal) as server, pytest.raises(kind) as told:
        handed(server.url)
    assert not isinstance(told.value, Unknown)


def test_nothing_is_handed_over_that_is_not_wanted_any_more():
    def stop():
        raise KeyError

    with MailServer() as server:
        with pytest.raises(KeyError):
            hand_over(server.url, mail(), stop)
        assert server.mails == []


def test_a_file_goes_with_it_byte_by_byte():
    file = Attached("q1.zip", "application/zip", bytes(range(256)))
    sent = mail_of("aftercall@agency.gov", "ann@agency.gov", "Digest", "Words.", file)
    (part,) = sent.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("q1.zip", "application/zip")
    assert part.get_content() == file.content

"""The pages served on loopback for a real browser, and the way in through the form."""

import contextlib
import threading
from urllib.parse import urlsplit

from site_pages import PASSWORD
from werkzeug.serving import make_server


@contextlib.contextmanager
def served(app):
    """Serves an application; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fill_in(page, email="ann@agency.gov", password=PASSWORD):
    """Fill in the form of the sign-in page and send it."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()


def sign_in(page):
    """Sign in, up to the page that follows."""
    fill_in(page)
    page.wait_for_url(lambda url: urlsplit(url).path == "/")

"""The link that local mode prints signs the administrator of the machine in, once."""

import http.cookiejar
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest
from starting import Start, free_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ends processes as Linux does")


@pytest.fixture
def service(tmp_path):
    started = Start(tmp_path / "home", free_port(), target=None)
    yield started
    started.close()


def opened(browser, url, **fields):
    data = urllib.parse.urlencode(fields).encode() if fields else None
    with browser.open(url, data, timeout=20) as answer:
        return answer.url, answer.read().decode()


def test_the_printed_link_signs_in_once(service):
    address = service.wait_ready().rpartition(" ")[2]
    line = service.process.stdout.readline().decode()
    link = re.search(r"http://127\.0\.0\.1:\d+/sign-in/link\?token=[\w-]{43}", line)[0]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    _, page = opened(browser, link)
    assert "Administrator of this machine" in page
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    where, page = opened(browser, link.partition("?")[0], **fields)
    assert (where, "You are signed in as you@localhost" in page) == (f"{address}/", True)
    _, people = opened(browser, f"{address}/people")
    assert "you@localhost" in people
    with pytest.raises(urllib.error.HTTPError, match="410"):
        opened(urllib.request.build_opener(), link)

import pytest
from site_pages import Site


@pytest.fixture
def site(tmp_path, sqlite_url, valkey):
    """The pages on SQLite."""
    opened = Site(tmp_path, sqlite_url, valkey.url)
    yield opened
    opened.close()


@pytest.fixture
def deployed(tmp_path, sqlite_url, valkey):
    """The pages as outside local mode, behind https."""
    more = {"AFTERCALL_LOCAL": "", "PUBLIC_URL": "https://aftercall.example.gov", "LINES_FILE": "app/local_lines.yaml"}
    opened = Site(tmp_path, sqlite_url, valkey.url, **more)
    opened.app.config["PREFERRED_URL_SCHEME"] = "https"
    yield opened
    opened.close()

import shutil

import pytest
from site_pages import Site
from two_units import World


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


@pytest.fixture(scope="module")
def worlds(tmp_path_factory, _sqlite_template, valkey_server):
    """Two worlds: in the first the south has data, in the second it has none."""
    made = []
    for name, both in (("both", True), ("alone", False)):
        directory = tmp_path_factory.mktemp(name)
        url = f"sqlite:///{shutil.copy(_sqlite_template, directory / 'aftercall.db')}"
        made.append(World(directory, url, valkey_server.url, both=both))
    yield made
    for one in made:
        one.close()

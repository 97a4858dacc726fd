"""The whole submission of a fixed quarter, byte for byte, on both databases."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from quarter_responses import asked
from whole_quarter import store_whole_quarter

from app import __version__
from app.reporting.export import export
from app.reporting.quarter.manifest import NAME
from app.reporting.quarter.submission import Ordered, write_submission

GOLDEN = Path(__file__).with_name("golden")
ACCOMPLISHMENTS = GOLDEN / "accomplishments.txt"


@pytest.fixture
def written(database, tmp_path):
    store_whole_quarter(database)
    write_submission(database, Ordered(asked(), accomplishments=ACCOMPLISHMENTS), tmp_path / "out")
    return tmp_path / "out"


def held(folder):
    """Every file with its bytes; the release that made it is left out."""
    ours = f"Aftercall {__version__}".encode()
    return {found.name: found.read_bytes().replace(ours, b"Aftercall") for found in folder.iterdir()}


def test_every_file_is_as_it_was_reviewed(written):
    expected, found = held(GOLDEN), held(written)
    assert sorted(found) == sorted(expected)
    for name in expected:
        assert found[name] == expected[name], name


def test_the_manifest_names_every_other_file_with_its_size_and_hash(written):
    listed = {file["name"]: file for file in json.loads((written / NAME).read_bytes())["files"]}
    assert {found.name for found in written.iterdir()} == {NAME, *listed}
    for name, file in listed.items():
        content = (written / name).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_packed_form_holds_the_same_files_and_the_same_bytes_each_time(database, written):
    packed = []
    for _ in range(2):
        out = io.BytesIO()
        done = export(database, "quarter", asked(), out)
        packed.append(out.getvalue())
    assert packed[0] == packed[1]
    assert done.responses == 14
    with ZipFile(io.BytesIO(packed[0])) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert {NAME, *found} == {name for name in held(written) if name != ACCOMPLISHMENTS.name}
    same = [name for name in found if name != NAME]
    assert {name: found[name] for name in same} == {name: (written / name).read_bytes() for name in same}

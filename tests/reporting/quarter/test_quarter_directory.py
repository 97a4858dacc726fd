"""A directory whose name never stands for half of it, and the manifest that tells ours from others."""

from __future__ import annotations

import json
import shutil

import pytest

from app.errors import BadInput
from app.reporting.quarter.directory import whole_directory
from app.reporting.quarter.manifest import KIND, NAME, may_replace


def refuse(path):
    raise BadInput(f"{path}: is not empty")


def fill(path, allowed=refuse, **files):
    with whole_directory(path, allowed) as place:
        assert not path.exists() or not set(files) & {found.name for found in path.iterdir()}
        for name, text in files.items():
            (place / name).write_text(text)


def held(path):
    return {found.name: found.read_text() for found in path.iterdir()}


def ours(path, *names):
    path.mkdir()
    files = [{"name": name} for name in names]
    (path / NAME).write_text(json.dumps({"kind": KIND, "files": files}))
    for name in names:
        (path / name).write_text("old")
    return path


def test_a_new_directory_takes_its_name_when_it_is_whole(tmp_path):
    fill(tmp_path / "out", one="1", two="2")
    assert held(tmp_path / "out") == {"one": "1", "two": "2"}
    assert [found.name for found in tmp_path.iterdir()] == ["out"]


def test_an_empty_directory_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    fill(tmp_path / "out", one="1")
    assert held(tmp_path / "out") == {"one": "1"}


@pytest.mark.parametrize("error", [OSError("No space left"), KeyboardInterrupt(), BadInput("wrong")])
def test_after_an_error_nothing_of_it_is_left(tmp_path, error):
    def break_off():
        with whole_directory(tmp_path / "out", refuse) as place:
            (place / "one").write_text("1")
            raise error

    with pytest.raises(type(error)):
        break_off()
    assert list(tmp_path.iterdir()) == []


def test_a_full_directory_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    with pytest.raises(BadInput, match="is not empty"):
        fill(tmp_path / "out", one="1")
    assert held(tmp_path / "out") == {"mine": "mine"}
    assert [found.name for found in tmp_path.iterdir()] == ["out"]


def test_what_comes_into_the_directory_meanwhile_stays(tmp_path):
    def put_in_meanwhile():
        with whole_directory(tmp_path / "out", refuse) as place:
            (place / "one").write_text("1")
            (tmp_path / "out").mkdir()
            (tmp_path / "out" / "mine").write_text("mine")

    with pytest.raises(BadInput, match="is not empty"):
        put_in_meanwhile()
    assert held(tmp_path / "out") == {"mine": "mine"}


def test_a_file_or_a_place_that_is_not_there_is_bad_input(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="is no directory"):
        fill(tmp_path / "file", one="1")
    with pytest.raises(BadInput, match="cannot be made: No such file or directory"):
        fill(tmp_path / "gone" / "out", one="1")


def test_an_earlier_submission_is_replaced_whole(tmp_path):
    fill(ours(tmp_path / "out", "one", "two"), may_replace, three="3")
    assert held(tmp_path / "out") == {"three": "3"}
    assert [found.name for found in tmp_path.iterdir()] == ["out"]


def test_an_earlier_submission_stays_where_the_new_one_breaks_off(tmp_path):
    def break_off(path):
        with whole_directory(path, may_replace):
            raise OSError("No space left")

    with pytest.raises(OSError, match="No space left"):
        break_off(ours(tmp_path / "out", "one"))
    assert set(held(tmp_path / "out")) == {NAME, "one"}


def test_what_is_no_submission_or_holds_more_is_never_replaced(tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    for manifest in ("no JSON", "[]", '{"kind": "another", "files": []}', '{"kind": "aftercall quarter"}'):
        (other / NAME).write_text(manifest)
        with pytest.raises(BadInput, match="no submission that this command made"):
            may_replace(other)
    shutil.rmtree(other)
    more = ours(tmp_path / "more", "one")
    (more / "notes.txt").write_text("mine")
    with pytest.raises(BadInput, match=r"does not belong to the earlier submission: notes\.txt"):
        may_replace(more)

"""A file stands under its name whole or not at all."""

from __future__ import annotations

import os

import pytest

from app.errors import BadInput
from app.reporting.output import whole_file


def test_a_file_takes_its_name_at_the_end(tmp_path):
    path = tmp_path / "out.csv"
    with whole_file(path) as file:
        file.write(b"a,b\n")
        assert not path.exists()
    assert path.read_bytes() == b"a,b\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_after_a_fault_the_file_of_before_stands(tmp_path, fault):
    path = tmp_path / "out.csv"
    path.write_bytes(b"before")
    with pytest.raises(type(fault)):
        write_half(path, fault)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def write_half(path, fault):
    with whole_file(path) as file:
        file.write(b"half")
        raise fault


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    resource = pytest.importorskip("resource")
    path, limits = tmp_path / "out.csv", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"), whole_file(path) as file:
            file.write(b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadInput, match="cannot be written: No such file"), whole_file(tmp_path / "no" / "out.csv"):
        pass


def test_a_device_is_not_replaced_by_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadInput, match="no regular file"), whole_file(pipe):
        pass
    assert pipe.is_fifo()

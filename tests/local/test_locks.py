import os

import pytest

from app.embedded.locks import lock_alone, lock_once_free
from app.errors import BadInput


def test_a_lock_is_held_until_its_descriptor_is_closed(tmp_path):
    held = lock_alone(tmp_path / "lock")
    with pytest.raises(BadInput, match="running already"):
        lock_alone(tmp_path / "lock")
    with pytest.raises(BadInput, match="earlier start"):
        lock_once_free(tmp_path / "lock", 0)
    os.close(held)
    os.close(lock_once_free(tmp_path / "lock", 0))


def test_a_lock_is_not_inherited_unless_passed_on(tmp_path):
    held = lock_alone(tmp_path / "lock")
    assert not os.get_inheritable(held)
    os.close(held)

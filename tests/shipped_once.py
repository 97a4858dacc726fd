"""The shipped surveys, read and judged once in a process of tests, in which thousands of runtimes begin."""

from contextlib import contextmanager
from functools import cache

import pytest

from app import assembly
from app.activation import refuse_surveys
from flows.load import SHIPPED_SURVEYS, load_survey


@contextmanager
def shipped_once():
    """Until it ends, a runtime takes the shipped surveys from memory; its own surveys are read and judged as ever."""
    shipped, judged = cache(load_survey), set()

    def load(path):
        return shipped(path) if path.parent == SHIPPED_SURVEYS else load_survey(path)

    def refuse(files):
        refuse_surveys({path: survey for path, survey in files.items() if path not in judged})
        judged.update(path for path in files if path.parent == SHIPPED_SURVEYS)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "load_survey", load)
        patch.setattr(assembly, "refuse_surveys", refuse)
        yield

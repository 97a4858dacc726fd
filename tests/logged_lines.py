"""What a module logs during a block, whoever has used its logger before."""

from contextlib import contextmanager

import pytest
import structlog


@contextmanager
def logged_by(module):
    """The lines of a module, as mappings.

    A logger keeps what it was configured with at its first line, so the module gets one that has written none.
    """
    with pytest.MonkeyPatch.context() as patch, structlog.testing.capture_logs() as lines:
        patch.setattr(module, "log", structlog.get_logger())
        yield lines

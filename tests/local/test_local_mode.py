import json
import os
import signal
import socket
import sys
import tempfile
import urllib.request

import pytest
from starting import Start, free_port, processes_of, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in Linux's /proc")


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def start(data_dir):
    """Starts local mode with stub web pages, by default on ``data_dir``; ends all of it after the test."""
    started = []

    def start(directory=data_dir, port=None, **environment):
        started.append(Start(directory, port or free_port(), **environment))
        return started[-1]

    yield start
    for each in started:
        each.close()


def answered(port):
    """The process id of the web worker that answers; None if none does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return int(answer.read())
    except OSError:
        return None


def is_alone(data_dir):
    return until(lambda: not processes_of(data_dir), what="the end of all processes")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_and_leaves_no_process_behind(start, data_dir, number):
    service = start()
    assert service.wait_ready() == f"Aftercall is ready at http://127.0.0.1:{service.port}"
    until(lambda: len(processes_of(data_dir)) >= 7, what="the start of all processes")
    assert service.signal_and_wait(number) == 0
    assert processes_of(data_dir) == {}
    assert "child_killed" not in service.said()


@pytest.mark.parametrize("environment", [{}, {"target": None, "WEB_WORKERS": "2"}], ids=["stub", "real"])
def test_even_sigkill_of_the_parent_leaves_no_process_behind(start, data_dir, environment):
    service = start(**environment)
    service.wait_ready()
    service.signal_and_wait(signal.SIGKILL)
    assert is_alone(data_dir)


def test_sigkill_while_it_starts_leaves_no_process_behind(start, data_dir):
    service = start()
    until(lambda: service.child("granian"), what="the start of the web server")
    service.signal_and_wait(signal.SIGKILL)
    assert is_alone(data_dir)


def test_the_real_service_gets_ready_and_stops_without_a_complaint(start, data_dir):
    service = start(target=None)
    service.wait_ready()
    with urllib.request.urlopen(f"http://127.0.0.1:{service.port}/readyz", timeout=5) as answer:
        assert json.load(answer)["status"] == "ok"
    until(lambda: service.child("clock") and service.child("workers worker"), what="the start of all processes")
    assert service.signal_and_wait() == 0
    assert processes_of(data_dir) == {}
    assert not [line for line in service.said().splitlines() if '"level": "info"' not in line]


def test_a_parent_that_dies_takes_local_mode_along(start, data_dir):
    program = "import os, subprocess, sys; subprocess.Popen([sys.executable, '-P', '-m', 'app.local']).wait()"
    service = start(served=["-c", program], AFTERCALL_DIE_WITH_PARENT="1")
    service.wait_ready()
    service.signal_and_wait(signal.SIGKILL)
    assert is_alone(data_dir)


def test_a_start_right_after_sigkill_waits_for_the_leftovers_and_gets_ready(start, data_dir):
    first = start()
    first.wait_ready()
    first.signal_and_wait(signal.SIGKILL)
    second = start(port=first.port)
    second.wait_ready()
    assert second.signal_and_wait() == 0


@pytest.mark.parametrize("name", ["valkey-server", "recorder", "worker", "clock"])
def test_a_child_that_is_killed_is_started_again(start, name):
    service = start()
    service.wait_ready()
    before = until(lambda: service.child(name))
    os.kill(before, signal.SIGKILL)
    until(lambda: service.child(name) not in {None, before}, what=f"the return of {name}")
    assert service.signal_and_wait() == 0


def test_a_web_server_that_is_killed_takes_its_workers_along_and_is_started_again(start, data_dir):
    service = start()
    service.wait_ready()
    before = answered(service.port)
    os.kill(service.child("granian"), signal.SIGKILL)
    until(lambda: before not in processes_of(data_dir), what="the end of the web worker")
    assert until(lambda: answered(service.port)) != before
    assert service.signal_and_wait() == 0


def test_a_second_start_on_the_same_data_says_so_and_exits_2(start):
    service = start()
    service.wait_ready()
    second = start()
    assert second.process.wait(40) == 2
    assert [line for line in second.said().splitlines() if line.startswith("aftercall: ")] == [
        f"aftercall: Aftercall is running already with DATA_DIR {service.data_dir}",
    ]
    assert answered(service.port)


def test_a_taken_port_says_so_and_exits_2(start, data_dir):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        service = start(port=port)
        assert service.process.wait(40) == 2
    assert service.said() == f"aftercall: PORT: {port} is taken on 127.0.0.1; set PORT to a free one\n"
    assert processes_of(data_dir) == {}


def test_a_second_start_keeps_the_secrets_and_what_valkey_had_stored(start, data_dir):
    first = start()
    first.wait_ready()
    kept = json.loads((data_dir / "secrets.json").read_text())
    assert (data_dir / "secrets.json").stat().st_mode & 0o777 == 0o600
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(data_dir / "valkey" / "valkey.sock"))
        client.sendall(b"SET yesterday here\r\n")
        assert client.recv(64) == b"+OK\r\n"
    first.signal_and_wait(signal.SIGKILL)
    second = start()
    second.wait_ready()
    again = json.loads((data_dir / "secrets.json").read_text())
    secrets = ("SECRET_KEY", "RESPONDENT_SECRET", "ENCRYPTION_KEYS", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
    assert [again[name] for name in secrets] == [kept[name] for name in secrets]
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(data_dir / "valkey" / "valkey.sock"))
        client.sendall(b"GET yesterday\r\n")
        assert client.recv(64) == b"$4\r\nhere\r\n"


def test_a_data_directory_too_deep_for_a_socket_works_all_the_same(start, tmp_path):
    with tempfile.TemporaryDirectory(prefix="short") as short:
        service = start(tmp_path / ("a" * 120), TMPDIR=short)
        service.wait_ready()
        assert service.signal_and_wait() == 0


def test_a_redis_of_ones_own_that_is_away_is_named(start):
    service = start(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert service.process.wait(60) == 2
    assert "aftercall: REDIS_URL: no answer from it\n" in service.said()


def test_a_wrong_setting_is_named_in_one_line(start):
    service = start(TEXT_SETTLE_SECONDS="soon")
    assert service.process.wait(40) == 2
    (line,) = service.said().splitlines()
    assert line.startswith("aftercall: settings: TEXT_SETTLE_SECONDS: ")

"""The web server and the body limit over a real socket: a client that sends too much is cut off (Upload-06)."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator

import pytest

from tests.processes import ROOT


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[tuple[str, int]]:
    """Start gunicorn with the service's own configuration on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test", "WEB_CONCURRENCY": "1", "BIND": f"127.0.0.1:{port}"}
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path_factory.mktemp('server') / 'unused.sqlite3'}"
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.conf.py", "config.wsgi"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(100):
                try:
                    if answer(("127.0.0.1", port), b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").startswith(
                        b"HTTP/1.1 200"
                    ):
                        break
                except OSError:
                    time.sleep(0.1)
            yield ("127.0.0.1", port)
        finally:
            server.terminate()


def answer(address: tuple[str, int], head: bytes, body: Iterable[bytes] = ()) -> bytes:
    """Send the head and as much of the body as the server takes; return everything it says until it closes the connection."""
    received = b""
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(head)
        try:
            for piece in body:
                connection.sendall(piece)
        except OSError:
            pass  # the server has closed the connection, as it should
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionResetError:
            pass
    return received


def endless(piece: bytes) -> Iterator[bytes]:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        yield piece
    pytest.fail("The server took the body for 15 seconds.")


def test_declared_large_body_is_refused_without_waiting_for_it(address):
    head = (
        b"POST /kirjaudu/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
    )
    started = time.monotonic()
    assert answer(address, head).startswith(b"HTTP/1.1 413")
    assert time.monotonic() - started < 15


def test_large_body_sent_anyway_is_cut_off(address):
    head = b"POST /kirjaudu/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999\r\n\r\n"
    received = answer(address, head, endless(b"x" * 65536))
    assert received == b"" or received.startswith(b"HTTP/1.1 413")


def test_endless_chunked_body_is_cut_off(address):
    head = b"POST /kirjaudu/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    received = answer(address, head, endless(b"10000\r\n" + b"x" * 65536 + b"\r\n"))
    assert received == b"" or received.startswith(b"HTTP/1.1 413")


def test_server_lives_on_after_all_that(address):
    assert b"ok" in answer(address, b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

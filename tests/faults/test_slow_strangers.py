"""Strangers that open many connections and send almost nothing: the pages of the node stay up."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from benkan.node import home as homes
from benkan.node.demo.nodes import environment, run_in
from tests.ports import four_free_ports

pytestmark = pytest.mark.network
HEAD = b"POST /wire HTTP/1.1\r\nHost: localhost\r\n"
BODY = HEAD + b"Content-Type: application/octet-stream\r\nContent-Length: 4000\r\n\r\nBKE1"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A served node of four threads."""
    port = four_free_ports(11_200)
    home, listen = tmp_path / "home", f"127.0.0.1:{port}"
    name = {"fr": "Service d’essai", "en": "Test service", "ar": "مصلحة تجريبية"}
    homes.make(home, agency="ml-ocs", name=name, country="ML", url=f"http://{listen}", listen=listen)
    made = run_in(
        home,
        "-c",
        "from benkan.node.cli.boot import boot; boot(); from benkan.node.setting_up import prepare; prepare()",
    )
    assert made.returncode == 0, made.stderr
    command = [sys.executable, "-m", "benkan.node", "node", "serve", "--threads", "4"]
    server = subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not answers(f"http://{listen}"):
            assert time.monotonic() < until, "the node does not answer"
            time.sleep(0.2)
        yield f"http://{listen}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/accounts/login/", timeout=8, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("sent", [HEAD, BODY], ids=["in the headers", "in the letter"])
def test_a_slow_loris_does_not_take_the_pages_away(url: str, sent: bytes) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    with ExitStack() as open_sockets:
        for _ in range(40):
            open_sockets.enter_context(socket.create_connection((host, int(port)), timeout=10)).sendall(sent)
        time.sleep(1)
        assert all(answers(url) for _ in range(5))
    letter = httpx.post(
        f"{url}/wire", content=b"hello", headers={"Content-Type": "application/octet-stream"}, trust_env=False
    )
    assert (letter.status_code, letter.json()) == (400, {"code": "envelope.malformed"})

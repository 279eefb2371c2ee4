"""The socket's own rules: who may call, and that nobody slow, dead or hostile keeps the others waiting."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benkan.core.errors import BenkanError, Unreachable
from benkan.signer import server as serving
from benkan.signer.client import Client
from benkan.signer.keys import Keys
from benkan.signer.messages import Frame, packed, receive
from benkan.signer.meter import Ceilings, Meter
from benkan.signer.server import Server
from benkan.signer.service import Service
from benkan.signer.socket_path import connected, listening
from tests.signer.conftest import SEED, elements


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "signer.sock"


@pytest.fixture
def service(folder: Path) -> Service:
    return Service(Keys(SEED), Meter(folder / "counts.json", Ceilings(200, 10_000, 100)))


@pytest.fixture
def served(service: Service, path: Path) -> Iterator[Server]:
    server = Server(service, listening(path, None), frozenset({os.getuid()}), slowest_s=0.5)
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield server
    server.stop()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_the_socket_is_its_owner_s_alone(served: Server, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_kernel_s_word_for_the_caller_is_taken(served: Server, path: Path) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        assert serving.caller(ours) == os.getuid()
    assert Client(path).public_keys("aes-2025", 1)


def test_another_user_is_refused_and_nothing_of_its_request_is_done(
    served: Server, path: Path, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serving, "caller", lambda _connection: os.getuid() + 1)
    for ask in (lambda: Client(path).status(), lambda: Client(path).answer("ne", "aes-2025", 1, elements())):
        with pytest.raises(Unreachable) as raised:
            ask()
        assert raised.value.code == "signer.caller"
        assert "allow_users" in raised.value.remedy
    assert service.status()["elements"] == 0
    assert "another user" in caplog.text


def test_a_connection_is_used_again(served: Server, path: Path) -> None:
    client = Client(path)
    for _ in range(20):
        client.status()
    assert len(served._calls) == 1


def test_a_connection_that_the_signer_dropped_is_made_again(served: Server, path: Path) -> None:
    client = Client(path)
    client.status()
    for call in tuple(served._calls):
        call.connection.shutdown(socket.SHUT_RDWR)
    assert client.status()["elements"] == 0


def test_slow_and_silent_callers_keep_nobody_waiting(
    served: Server, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "AT_ONCE", 8)
    silent = [connected(path, 5) for _ in range(12)]
    for one in silent:
        # Whoever came when all places were taken may have been hung up on already.
        with contextlib.suppress(OSError):
            one.send(b"\0")
    begun = time.monotonic()
    assert Client(path).answer("ne-ocrtis", "aes-2025", 1, elements())
    assert time.monotonic() - begun < 5
    for one in silent:
        one.settimeout(5)
        with contextlib.suppress(OSError, BenkanError):
            receive(one, 5)
        one.close()


def test_one_that_takes_no_reply_is_given_up(served: Server, path: Path) -> None:
    asked = packed(Frame({"op": "public", "convention": "aes-2025", "epoch": 1}))
    deaf = connected(path, 1.0)
    try:
        while True:
            deaf.send(asked * 1_000)
    except OSError:
        pass
    assert Client(path).status()
    deaf.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack(">I", 2**31),
        struct.pack(">I", 10) + b"\xff" * 10,
        packed(Frame({"op": "seed"})),
        packed(Frame({"op": "status", "more": 1})),
        b"\x80\x04\x95",
    ],
)
def test_who_sends_something_else_gets_one_refusal_and_is_hung_up_on(served: Server, path: Path, sent: bytes) -> None:
    with connected(path, 5) as connection:
        connection.sendall(sent)
        if len(sent) < 4:
            connection.shutdown(socket.SHUT_WR)
        reply = receive(connection, 5)
        assert reply is not None
        assert reply.header["error"]["code"] == "signer.request"
        with contextlib.suppress(ConnectionResetError):
            assert receive(connection, 5) is None
    assert Client(path).status()


def test_ceilings_come_back_over_the_socket_with_what_to_do(served: Server, path: Path) -> None:
    client = Client(path)
    for _ in range(5):
        client.answer("ne-ocrtis", "aes-2025", 1, elements())
    with pytest.raises(BenkanError) as raised:
        client.answer("ne-ocrtis", "aes-2025", 1, elements())
    assert raised.value.code == "signer.partner-ceiling"
    assert "200" in str(raised.value)
    assert "elements_per_partner_per_day" in str(raised.value)
    client.answer("bf-cnlcd", "aes-2025", 1, elements())
    with pytest.raises(BenkanError) as raised:
        client.evaluate("aes-2025", 1, "name", [b"%d" % number for number in range(101)])
    assert raised.value.code == "signer.own-ceiling"


def test_a_request_that_breaks_the_signer_leaves_its_text_out_of_the_log(
    served: Server, path: Path, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError("Moussa Ag Alhassane")

    monkeypatch.setattr(service, "secret", breaks)
    with connected(path, 5) as connection:
        connection.sendall(packed(Frame({"op": "secret", "purpose": "sealing", "words": []})))
        assert receive(connection, 5) is None
    assert "ValueError" in caplog.text
    assert "Moussa" not in caplog.text


def test_nobody_listening_is_said_with_the_path(path: Path) -> None:
    with pytest.raises(Unreachable) as raised:
        Client(path, patience_s=0.1).status()
    assert (raised.value.code, raised.value.place) == ("signer.unreachable", str(path))


def test_a_home_at_the_end_of_a_long_path_is_served_too(folder: Path, service: Service) -> None:
    path = folder / ("d" * 100) / ("e" * 100) / "signer.sock"
    server = Server(service, listening(path, None), frozenset({os.getuid()}))
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        assert Client(path).status()
    finally:
        server.stop()
        thread.join()


def test_a_malformed_element_is_named_before_anything_is_sent(path: Path) -> None:
    with pytest.raises(BenkanError) as raised:
        Client(path, patience_s=0.1).answer("ne", "aes-2025", 1, {"name": [bytes(32), bytes(31)]})
    assert (raised.value.code, raised.value.place) == ("blind.element", "elements[1]")


def test_many_tokens_go_in_several_requests(served: Server, path: Path, service: Service) -> None:
    service._meter.ceilings = Ceilings(own_tokens=10**6)
    tokens = [b"%d" % number for number in range(9_000)] + [
        bytes([1 + number % 250]) * 1_024 for number in range(2_100)
    ]
    assert Client(path).evaluate("aes-2025", 1, "name", tokens) == Keys(SEED).evaluate("aes-2025", 1, "name", tokens)

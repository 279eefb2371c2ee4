"""The signer as a process: what a kill, a hostile caller, a second signer and a curious neighbour can do."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkan.core import blind
from benkan.core.errors import BenkanError
from benkan.signer import seed, starting
from benkan.signer.client import Client
from benkan.signer.keys import Keys
from benkan.signer.messages import receive
from benkan.signer.socket_path import connected
from tests.signer.conftest import SEED, elements, gone, until

BUILDING = """
import sys, pathlib
from benkan.signer.client import Client
client = Client(pathlib.Path(sys.argv[1]))
print(len(client.evaluate("aes-2025", 3, "name", [b"token %d" % n for n in range(60_000)])))
"""
NAMES = blind.SHAPES[blind.LARGEST]["name"]
TOKENS = [b"token %d" % number for number in range(20_000)]


def test_it_gives_what_its_keys_give(signer) -> None:
    keys = Keys(SEED)
    assert signer.client.public_keys("aes-2025", 3) == keys.public("aes-2025", 3)
    assert signer.client.secret("sealing") == keys.secret("sealing")
    assert signer.client.evaluate("aes-2025", 3, "name", TOKENS[:3_000]) == keys.evaluate(
        "aes-2025", 3, "name", TOKENS[:3_000]
    )
    blindings = [blind.blind(token) for token in TOKENS[:NAMES]]
    asked = {**elements(), "name": [one.element for one in blindings]}
    answers = signer.client.answer("ne-ocrtis", "aes-2025", 3, asked)
    outputs = blind.finalize(blindings, answers["name"], keys.public("aes-2025", 3)["name"])
    assert b"".join(outputs) == keys.evaluate("aes-2025", 3, "name", TOKENS[:NAMES])


def test_it_has_loaded_neither_django_nor_a_database_nor_an_app() -> None:
    program = textwrap.dedent(
        """
        import sys
        import benkan.signer.__main__
        rooms = {name.split(".")[0] for name in sys.modules}
        print(sorted(rooms & {"django", "sqlite3", "_sqlite3", "psycopg", "httpx", "granian", "pydantic", "typer"}))
        print(sorted(name for name in sys.modules if name.startswith(("benkan.apps", "benkan.node", "benkan.wire"))))
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "[]"]


def test_django_s_processes_never_open_the_seed(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import os, sys
        opened = []
        sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
        import tests.settings
        made = len(opened)
        from benkan.node.cli.boot import boot
        node = boot()
        import benkan.node.wsgi
        from benkan.node.worker import duties
        duties()
        print(any(path.endswith("blind.key") for path in opened[:made]), end=" ")
        print([path for path in opened[made:] if path.endswith("blind.key")])
        import shutil; shutil.rmtree(node.home)
        """
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benkan.node.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=Path.cwd(),
        env=environment,
        check=False,
    )
    assert done.stdout.split() == ["True", "[]"], done.stderr


def test_its_memory_is_closed_to_others_of_its_user(signer) -> None:
    for pid in (signer.process.pid, *signer.children):
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert [line.split()[4] for line in limits.splitlines() if line.startswith("Max core file")] == ["0"]
        # The kernel gives the files of a process that may not be dumped to root, which any user but root can see.
        assert Path(f"/proc/{pid}/mem").stat().st_uid == 0
    program = (
        "import ctypes, os, benkan.signer.__main__ as signer\n"
        "asked = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)\n"
        "print(asked(), end=' ')\n"
        "signer.harden()\n"
        "print(asked(), oct(os.umask(0)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "0", "0o77"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_somebody_else_is_refused_even_where_the_files_would_let_it_in(signer) -> None:
    signer.folder.parent.chmod(0o755)
    signer.folder.chmod(0o755)
    (signer.folder / "signer.sock").chmod(0o666)
    caller = (
        "import os, socket, sys\n"
        "os.setgroups([]), os.setgid(65_534), os.setuid(65_534)\n"
        "connection = socket.socket(socket.AF_UNIX)\n"
        "connection.connect(sys.argv[1])\n"
        "print(connection.recv(10_000))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", caller, str(signer.folder / "signer.sock")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "signer.caller" in done.stdout, done.stderr


def test_a_signer_killed_in_a_build_costs_the_build_a_moment(start) -> None:
    first = start()
    first.client.status()
    result: list[bytes] = []
    build = threading.Thread(target=lambda: result.append(first.client.evaluate("aes-2025", 3, "name", TOKENS)))
    build.start()
    until(lambda: first.client.status()["own_tokens"] > 0)
    children = first.children
    first.process.kill()
    first.process.wait()
    start()
    build.join(timeout=120)
    assert result == [Keys(SEED).evaluate("aes-2025", 3, "name", TOKENS)]
    until(lambda: all(gone(child) for child in children), 10)


def test_a_signer_killed_while_it_answers_is_asked_again_by_itself(start) -> None:
    running = start()
    running.client.status()
    done, stop = [], threading.Event()

    def ask() -> None:
        while not stop.is_set():
            done.append(running.client.answer("ne-ocrtis", "aes-2025", 3, elements()))

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    for _ in range(3):
        before = len(done)
        until(lambda before=before: len(done) > before + 3)
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
        running.process = start().process
    before = len(done)
    until(lambda: len(done) > before + 3)
    stop.set()
    for thread in asking:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert all(set(answer) == set(blind.KINDS) for answer in done)


def test_a_kill_loses_no_count_and_an_end_in_order_keeps_them_as_they_are(start) -> None:
    one = start()
    for _ in range(3):
        one.client.answer("ne-ocrtis", "aes-2025", 3, elements())
    one.client.evaluate("aes-2025", 3, "name", TOKENS[:100])
    exact = one.client.status()
    one.process.kill()
    one.process.wait()
    after = start()
    told = after.client.status()
    assert 120 <= told["elements"] <= 120 + 1_000
    assert 100 <= told["own_tokens"] <= 100 + 100_000
    after.process.terminate()
    assert after.process.wait(timeout=20) == 0
    last = start().client.status()
    assert {**last, "day": ""} == {**told, "day": ""}
    assert exact["elements"] == 120


def test_when_a_process_that_evaluates_is_killed_the_signer_ends_and_the_next_one_answers(start) -> None:
    one = start()
    one.client.status()
    for child in one.children:
        os.kill(child, signal.SIGKILL)
    answers: list[object] = []
    asking = threading.Thread(target=lambda: answers.append(one.client.answer("ne-ocrtis", "aes-2025", 3, elements())))
    asking.start()
    assert one.process.wait(timeout=20) == 1
    start()
    asking.join(timeout=60)
    assert len(answers) == 1


def test_two_signers_of_one_folder_do_not_count_twice(signer, start) -> None:
    second = start()
    assert second.process.wait(timeout=20) == 1
    assert "signer.running" in second.said()
    assert signer.client.status()


def test_one_that_stands_by_takes_over_at_once(signer, start) -> None:
    waiting = start("--standby")
    time.sleep(1)
    assert waiting.process.poll() is None
    signer.client.answer("ne-ocrtis", "aes-2025", 3, elements())
    signer.process.kill()
    assert waiting.client.status()["elements"] >= 40
    assert waiting.process.poll() is None


@pytest.mark.parametrize("options", [["--child"], ["--child", "--standby"]])
def test_a_child_ends_with_its_parent(signer, start, options) -> None:
    """Whether it serves or still waits."""
    if "--standby" not in options:
        signer.process.kill()
        signer.process.wait()
    child = start(*options)
    if "--standby" not in options:
        child.client.status()
    child.process.stdin.close()
    assert child.process.wait(timeout=20) == 0


def test_ctrl_c_at_a_terminal_is_the_parent_s_matter(start) -> None:
    child = start("--child")
    child.client.status()
    os.killpg(child.process.pid, signal.SIGINT)
    time.sleep(0.3)
    assert child.client.status()


def test_a_dead_signer_s_socket_makes_room(start) -> None:
    one = start()
    one.client.status()
    one.process.kill()
    one.process.wait()
    assert (one.folder / "signer.sock").exists()
    assert start().client.status()


def test_two_processes_are_served_at_once_and_a_build_does_not_hold_a_partner_up(signer) -> None:
    building = subprocess.Popen(
        [
            sys.executable,
            "-c",
            BUILDING,
            str(signer.folder / "signer.sock"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    until(lambda: signer.client.status()["own_tokens"] > 0)
    meanwhile = 0
    while building.poll() is None:
        signer.client.answer("ne-ocrtis", "aes-2025", 3, elements())
        meanwhile += 1
    assert building.stdout is not None
    assert building.stdout.read().strip() == str(64 * 60_000)
    assert meanwhile >= 5, "partners are answered while the build runs"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_hostile_bytes_get_a_refusal_or_nothing_and_the_signer_goes_on(signer, data: bytes) -> None:
    with connected(signer.folder / "signer.sock", 20) as connection:
        connection.sendall(data)
        connection.shutdown(1)
        try:
            while (reply := receive(connection, 20)) is not None:
                assert reply.header["error"]["code"] == "signer.request"
        except OSError:
            pass
    assert signer.client.status()["elements"] == 0


def test_no_secret_is_in_a_reply_or_in_the_log(start, folder: Path) -> None:
    one = start(environment={"PYTHONUNBUFFERED": "1"})
    secret = "Moussa-Ag-Alhassane"
    replies = [
        *one.client.public_keys("aes-2025", 3).values(),
        *one.client.answer("ne-ocrtis", "aes-2025", 3, elements()).values(),
        one.client.evaluate("aes-2025", 3, "name", [secret.encode()]),
        repr(one.client.status()).encode(),
        *(one.client.secret(purpose, *words) for purpose, words in (("sealing", ()), ("address", ("aes-2025", "3")))),
    ]
    for bad in (
        lambda: one.client.evaluate("aes-2025", 3, secret.lower(), [secret.encode()]),
        lambda: one.client.secret("seed"),
        lambda: one.client.answer("ne-ocrtis", "aes-2025", 3, {"name": [b"\xff" * 32] * 32, "identifier": []}),
    ):
        with pytest.raises(BenkanError) as raised:
            bad()
        replies.append(str(raised.value).encode())
    one.process.terminate()
    one.process.wait(timeout=20)
    log = one.said()
    for spelled in (SEED, SEED.hex().encode(), base64.b64encode(SEED)):
        assert all(spelled not in reply for reply in replies)
        assert spelled.decode("latin-1") not in log
    assert secret not in log
    assert "ne-ocrtis" not in log
    assert "the signer listens" in log


@pytest.mark.parametrize("given", ["file", "credential", "nobody", "wrong"])
def test_a_sealed_seed_opens_with_a_passphrase_from_a_file_and_only_so(
    start, folder: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setattr(seed, "SCRYPT", {"n": 1 << 14, "r": 8, "p": 1})
    seed.seal(folder.parent / "keys" / "blind.key", b"six words drawn by lot")
    (folder / "passphrase").write_bytes(b"six words drawn by lot\n" if given != "wrong" else b"another one, alas\n")
    environment = {"CREDENTIALS_DIRECTORY": str(folder) if given == "credential" else str(folder / "none")}
    if given in {"file", "wrong"}:
        (folder / "signer.toml").write_text('passphrase_file = "passphrase"\n')
    one = start(environment=environment)
    if given in {"file", "credential"}:
        assert one.client.secret("sealing") == Keys(SEED).secret("sealing")
        return
    assert one.process.wait(timeout=20) == 1
    assert ("signer.sealed" if given == "nobody" else "signer.passphrase") in one.said()
    assert "six words" not in one.said()


def test_the_signer_beside_a_server_comes_back_and_ends_with_it(folder: Path) -> None:
    beside = starting.Beside(folder)
    client = Client(folder / "signer.sock", patience_s=30)
    try:
        client.status()
        first = beside._child.pid
        os.kill(first, signal.SIGKILL)
        assert client.status()
        until(lambda: beside._child.pid != first)
        last = beside._child
    finally:
        beside.stop()
    assert last.poll() == 0
    with pytest.raises(BenkanError):
        Client(folder / "signer.sock", patience_s=0.1).status()


def test_one_that_cannot_start_is_tried_ever_more_rarely(folder: Path) -> None:
    (folder.parent / "keys" / "blind.key").unlink()
    started: list[float] = []
    real = starting.launch

    def counted(*given: object, **named: object) -> subprocess.Popen[bytes]:
        started.append(time.monotonic())
        return real(*given, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(starting, "launch", counted)
        beside = starting.Beside(folder)
        try:
            time.sleep(6)
        finally:
            beside.stop()
    assert 2 <= len(started) <= 4


def test_a_command_s_own_signer_starts_when_it_is_needed_and_ends_with_the_command(folder: Path) -> None:
    program = textwrap.dedent(
        """
        import pathlib, sys, threading
        from benkan.signer import starting
        from benkan.signer.client import Client
        folder = pathlib.Path(sys.argv[1])
        starting.permit_private(folder / "signer.sock", folder)
        client = Client(folder / "signer.sock")
        asking = [threading.Thread(target=client.status) for _ in range(4)]
        [thread.start() for thread in asking]
        [thread.join() for thread in asking]
        print(*starting.private_processes())
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True, timeout=60
    )
    (pid,) = done.stdout.split()
    until(lambda: gone(int(pid)), 10)


def test_a_command_whose_signer_cannot_start_says_so_soon(folder: Path) -> None:
    (folder.parent / "keys" / "blind.key").unlink()
    path = folder / "signer.sock"
    starting.permit_private(path, folder)
    try:
        begun = time.monotonic()
        with pytest.raises(BenkanError) as raised:
            Client(path, patience_s=1).status()
        assert raised.value.code == "signer.unreachable"
        assert time.monotonic() - begun < 10
    finally:
        starting._permitted.pop(path)

"""``benkan signer``: what it says, what it seals, and the signer that a node of its own or of another user has."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benkan.core.errors import Invalid
from benkan.node import signing
from benkan.node.cli.command import app
from benkan.node.home import load, make
from benkan.signer import seed, starting
from benkan.signer.client import Client

PHRASE = "six words drawn by lot"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "node"
    make(
        path,
        agency="ml-ocs",
        name={"fr": "Office central"},
        country="ML",
        url="http://127.0.0.1:8440",
        listen="127.0.0.1:8440",
    )
    monkeypatch.setenv("BENKAN_HOME", str(path))
    monkeypatch.setattr(seed, "SCRYPT", {"n": 1 << 14, "r": 8, "p": 1})
    return path


@pytest.fixture
def running(home: Path):
    beside = starting.Beside(home / "signer")
    client = Client(home / "signer" / "signer.sock", patience_s=30)
    client.status()
    yield client
    beside.stop()


def run(*arguments: str, given: str | None = None):
    return CliRunner().invoke(app, ["signer", *arguments], input=given)


def test_status_tells_counts_and_ceilings_and_nothing_of_what_was_evaluated(running: Client) -> None:
    running.evaluate("aes-2025", 3, "name", [b"N|moussa"])
    told = json.loads(run("status", "--json").stdout)
    assert told["own_tokens"] == 1
    assert told["ceilings"] == {
        "elements_per_partner_per_day": 200_000,
        "elements_per_day": 2_000_000,
        "own_tokens_per_day": 10_000_000,
    }
    spoken = run("status")
    assert spoken.exit_code == 0
    assert "own index: 1 tokens of 10000000" in spoken.stdout
    assert "moussa" not in spoken.stdout


def test_status_without_a_signer_says_how_one_starts(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benkan.signer.client.PATIENCE_S", 0.1)
    monkeypatch.setattr(signing, "_client", lambda path: Client(path, patience_s=0.1))
    done = run("status", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)["error"]
    assert (told["code"], told["place"]) == ("signer.unreachable", str(home / "signer" / "signer.sock"))
    assert "benkan node serve" in told["remedy"]


def test_a_seed_is_sealed_and_unsealed_by_a_typed_passphrase(home: Path) -> None:
    file = home / "keys" / "blind.key"
    plain = file.read_bytes()
    done = run("seal", given=f"{PHRASE}\n{PHRASE}\n")
    assert done.exit_code == 0, done.output
    assert PHRASE not in done.output
    assert seed.is_sealed(file)
    refused = run("unseal", given="another passphrase\n")
    assert refused.exit_code == 1
    assert "does not open" in refused.stderr
    assert run("unseal", given=f"{PHRASE}\n").exit_code == 0
    assert file.read_bytes() == plain


def test_a_passphrase_may_lie_in_a_file(home: Path, tmp_path: Path) -> None:
    phrase = tmp_path / "phrase"
    phrase.write_text(PHRASE + "\n")
    assert run("seal", "--passphrase-file", str(phrase)).exit_code == 0
    assert run("seal", "--passphrase-file", str(phrase)).exit_code == 1
    assert run("unseal", "--passphrase-file", str(tmp_path / "none")).exit_code == 1
    assert run("unseal", "--passphrase-file", str(phrase)).exit_code == 0


def test_a_symbolic_link_to_the_seed_is_sealed_at_its_place(home: Path, tmp_path: Path) -> None:
    file = home / "keys" / "blind.key"
    elsewhere = file.rename(tmp_path / "elsewhere.key")
    file.symlink_to(elsewhere)
    assert run("seal", given=f"{PHRASE}\n{PHRASE}\n").exit_code == 0
    assert file.is_symlink()
    assert seed.is_sealed(elsewhere)


def test_run_becomes_a_process_that_has_never_loaded_a_node(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "benkan.node", "signer", "run"], env={**os.environ, "BENKAN_HOME": str(home)}
    )
    try:
        client = Client(home / "signer" / "signer.sock", patience_s=30)
        assert client.status()
        words = Path(f"/proc/{process.pid}/cmdline").read_bytes().split(b"\0")
        assert words[1:5] == [b"-P", b"-m", b"benkan.signer", str(home / "signer").encode()]
        maps = Path(f"/proc/{process.pid}/maps").read_text() if os.getuid() == 0 else ""
        assert "_sqlite3" not in maps
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_a_signer_that_runs_apart_is_used_and_none_is_started(home: Path, tmp_path: Path) -> None:
    apart = tmp_path / "apart"
    apart.mkdir()
    (home / "keys" / "blind.key").rename(apart / "blind.key")
    (apart / "signer.toml").write_text('seed = "blind.key"\n')
    description = home / "node.toml"
    description.write_text(f'signer = "{apart / "signer.sock"}"\n' + description.read_text())
    node = load(home)
    node.check_keys()
    assert node.signer_socket == apart / "signer.sock"
    assert signing.beside(node) is None
    signing.permit_private(node)
    assert not starting.start_private(node.signer_socket)
    process = starting.launch(apart)
    try:
        patient = Client(node.signer_socket, patience_s=30)
        assert patient.status()["own_tokens"] == 0
        assert run("status").exit_code == 0
    finally:
        starting.end(process)


@pytest.mark.parametrize("value", ["3", "[]", '"a\\u0000b"'])
def test_a_socket_that_is_no_path_is_refused(home: Path, value: str) -> None:
    description = home / "node.toml"
    description.write_text(f"signer = {value}\n" + description.read_text())
    with pytest.raises(Invalid) as raised:
        load(home)
    assert raised.value.code == "home.incomplete"


@pytest.mark.network
@pytest.mark.slow
def test_serving_runs_a_signer_restarts_it_and_takes_it_along_at_the_end(home: Path) -> None:
    from tests.ports import four_free_ports

    port = four_free_ports(21_500)
    description = home / "node.toml"
    description.write_text(description.read_text().replace("127.0.0.1:8440", f"127.0.0.1:{port}"))
    for stop in (signal.SIGTERM, signal.SIGKILL):
        process = subprocess.Popen(
            [sys.executable, "-m", "benkan.node", "node", "serve"],
            env={**os.environ, "BENKAN_HOME": str(home)},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        client = Client(home / "signer" / "signer.sock", patience_s=30)
        try:
            assert client.status()
            (first,) = signers(home)
            os.kill(first, signal.SIGKILL)
            assert client.status()
            (second,) = signers(home)
            assert first != second
            until_it_listens(port)
            # The server alone, not its group: even one that is killed leaves no signer behind.
            process.send_signal(stop)
            process.wait(timeout=30)
            deadline = time.monotonic() + 20
            while signers(home) and time.monotonic() < deadline:
                time.sleep(0.1)
            assert not signers(home)
        finally:
            leave(process.pid)


def until_it_listens(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def leave(group: int) -> None:
    """Whatever a killed server left in its group: its worker, and the processes that answered."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def signers(home: Path) -> list[int]:
    """The signers of this home that serve, not the processes that they forked."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if b"benkan.signer" in words and str(home / "signer").encode() in words:
            found.append((int(entry.name), parent))
    numbers = {number for number, _ in found}
    return [number for number, parent in found if parent not in numbers]


def test_the_seed_of_a_new_home_is_whole_and_fresh(home: Path) -> None:
    assert len(base64.b64decode((home / "keys" / "blind.key").read_bytes())) == 32
    assert seed.read(home / "keys" / "blind.key", bytes) == base64.b64decode((home / "keys" / "blind.key").read_bytes())

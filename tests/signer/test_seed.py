"""The seed's file, plain and sealed: what opens, what is refused, and what a power cut leaves."""

from __future__ import annotations

import base64
import json
import os
import stat
from pathlib import Path

import pytest

from benkan.core.errors import BenkanError
from benkan.signer import passphrases, seed
from tests.signer.conftest import SEED

PHRASE = b"six words that were drawn by lot"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """As strong as the least that is accepted: one test uses the real numbers."""
    monkeypatch.setattr(seed, "SCRYPT", {"n": 1 << 14, "r": 8, "p": 1})


@pytest.fixture
def path(folder: Path) -> Path:
    return folder.parent / "keys" / "blind.key"


def code(act: object, *arguments: object) -> str:
    with pytest.raises(BenkanError) as raised:
        act(*arguments)  # type: ignore[operator]
    assert SEED.hex() not in str(raised.value)
    assert PHRASE.decode() not in str(raised.value)
    return raised.value.code


def nobody() -> bytes:
    raise AssertionError("nobody is asked for a passphrase")


def test_a_plain_seed_asks_nobody(path: Path) -> None:
    assert seed.read(path, nobody) == SEED


def test_sealed_and_unsealed_it_is_the_same_seed_and_never_readable_by_others(path: Path) -> None:
    plain = path.read_bytes()
    seed.seal(path, PHRASE)
    assert seed.is_sealed(path)
    assert base64.b64encode(SEED) not in path.read_bytes()
    assert seed.read(path, lambda: PHRASE) == SEED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    seed.unseal(path, PHRASE)
    assert path.read_bytes() == plain
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["blind.key"]


def test_the_real_numbers_of_scrypt_seal_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    seed.seal(path, PHRASE)
    assert json.loads(path.read_bytes())["n"] == 131_072
    assert seed.read(path, lambda: PHRASE) == SEED


def test_another_passphrase_does_not_open_it(path: Path) -> None:
    seed.seal(path, PHRASE)
    assert code(seed.read, path, lambda: PHRASE + b"!") == "signer.passphrase"
    assert code(seed.unseal, path, b"") == "signer.passphrase"
    assert seed.is_sealed(path)


def test_a_short_passphrase_is_refused_and_changes_nothing(path: Path) -> None:
    assert code(seed.seal, path, b"geheim") == "signer.passphrase-short"
    assert seed.read(path, nobody) == SEED


def test_nothing_is_sealed_or_unsealed_twice(path: Path) -> None:
    assert code(seed.unseal, path, PHRASE) == "signer.not-sealed"
    seed.seal(path, PHRASE)
    assert code(seed.seal, path, PHRASE) == "signer.sealed-already"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_seed_that_others_may_read_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    assert code(seed.read, path, nobody) == "signer.seed-mode"


@pytest.mark.parametrize("content", [b"", b"not base64", base64.b64encode(b"k" * 31), b"A" * 5_000, b"{}", b"{"])
def test_a_spoilt_seed_is_named(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert code(seed.read, path, lambda: PHRASE) == "signer.seed"


def test_a_missing_seed_is_named(path: Path) -> None:
    path.unlink()
    assert code(seed.read, path, nobody) == "signer.seed"


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("n", 1 << 30, "signer.seed"),
        ("n", 1, "signer.seed"),
        ("n", True, "signer.seed"),
        ("n", "131072", "signer.seed"),
        ("n", 1 << 15, "signer.passphrase"),
        ("r", 1_000_000, "signer.seed"),
        ("p", 0, "signer.seed"),
        ("kdf", "none", "signer.seed"),
        ("benkan-sealed", 2, "signer.seed"),
        ("extra", 1, "signer.seed"),
        ("salt", "?", "signer.seed"),
        ("box", base64.b64encode(bytes(48)).decode(), "signer.passphrase"),
        ("box", "", "signer.passphrase"),
        ("nonce", "", "signer.passphrase"),
    ],
)
def test_an_altered_sealed_file_is_refused_and_takes_no_memory(
    path: Path, name: str, value: object, refusal: str
) -> None:
    seed.seal(path, PHRASE)
    told = json.loads(path.read_bytes())
    path.write_text(json.dumps({**told, name: value}))
    assert code(seed.read, path, lambda: PHRASE) == refusal


def test_a_power_cut_while_sealing_leaves_the_plain_seed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> None:
        raise OSError("no power")

    monkeypatch.setattr(os, "fsync", cut)
    with pytest.raises(OSError, match="no power"):
        seed.seal(path, PHRASE)
    monkeypatch.undo()
    assert seed.read(path, nobody) == SEED


def test_the_passphrase_comes_from_the_file_before_systemd_s_credential(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "passphrase").write_bytes(b"of systemd\n")
    (tmp_path / "stick").write_bytes(b"of the stick\r\nnot this line\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert passphrases.passphrase(None, tmp_path) == b"of systemd"
    assert passphrases.passphrase(tmp_path / "stick", tmp_path) == b"of the stick"
    assert code(passphrases.passphrase, tmp_path / "pulled out", tmp_path) == "signer.passphrase-file"


def test_without_a_file_and_a_terminal_the_signer_says_that_it_is_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_terminal(*_: object) -> int:
        raise OSError

    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setattr(os, "open", no_terminal)
    assert code(passphrases.passphrase, None, tmp_path) == "signer.sealed"

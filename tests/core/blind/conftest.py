"""One responder with keys, contexts and a small index, made once."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.core.catalogue import errors_say_what_is_catalogued

from benkan.core.blind import KINDS, Built, Entry, Index, SecretKey, build, context, oprf
from benkan.core.blind.group_libsodium import LibsodiumGroup
from benkan.core.blind.group_python import PythonGroup
from benkan.core.blind.suite import SuiteEngine

SEED = bytes(range(32))
SECRET = bytes(range(32, 64))
DUMMY_SEED = bytes(range(64, 96))


@dataclass(frozen=True)
class Responder:
    keys: dict[str, SecretKey]
    contexts: dict[str, bytes]
    entries: tuple[Entry, ...]
    built: Built
    index: Index

    @property
    def public_keys(self):
        return {kind: key.public_key for kind, key in self.keys.items()}


def make_responder(seed=SEED, *, entries=None):
    keys = {kind: SecretKey.from_seed(seed, f"aes-2025|1|{kind}".encode()) for kind in KINDS}
    contexts = {kind: context("ml-ocs", "aes-2025", 1, kind, SECRET) for kind in KINDS}
    if entries is None:
        entries = (
            *(Entry("name", b"name %d" % number, number) for number in range(90)),
            *(Entry("identifier", b"phone %d" % number, 65535 - number) for number in range(10)),
        )
    built = build(entries, keys, contexts, dummy_seed=DUMMY_SEED)
    return Responder(keys, contexts, entries, built, Index.load(built.data))


@pytest.fixture(scope="session")
def responder():
    return make_responder()


def suite_engine(name):
    """The engine of this group; skipped where the machine has no libsodium."""
    try:
        return SuiteEngine({"libsodium": LibsodiumGroup, "python": PythonGroup}[name]())
    except OSError:
        pytest.skip("this machine has no libsodium 1.0.18 or newer")


@pytest.fixture(params=["libsodium", "python"])
def asker(request, monkeypatch):
    """Each engine of the asker in turn, where the product takes the fastest."""
    engine = suite_engine(request.param)
    monkeypatch.setattr(oprf, "asking_engine", lambda: engine)
    return engine


@pytest.fixture(autouse=True)
def _errors_say_what_is_catalogued(monkeypatch):
    with errors_say_what_is_catalogued(Path(__file__).with_name("sentences.json"), monkeypatch):
        yield

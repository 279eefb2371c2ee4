"""Many tokens on every core: the same outputs in the same order, helpers that end, a killed build that goes on."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from benkan.apps.search import evaluating, keys
from benkan.core.blind import SecretKey

SEED, INFO = bytes(range(32)), b"essai|1|name"


def test_few_and_many_tokens_give_the_same_outputs_in_their_order():
    tokens = [b"token %d" % number for number in range(evaluating.ALONE + 700)]
    try:
        many = evaluating.outputs(SEED, INFO, tokens)
        key = SecretKey.from_seed(SEED, INFO)
        assert many[::97] == [key.evaluate_known(token) for token in tokens[::97]]
        assert many[:50] == evaluating.outputs(SEED, INFO, tokens[:50])
        assert len(many) == len(tokens)
        assert evaluating.outputs(SEED, INFO, []) == []
    finally:
        evaluating.rest()
    assert evaluating._pool is None
    evaluating.rest()


def test_an_own_token_is_evaluated_under_the_key_that_partners_are_answered_with(db):
    (output,) = keys.evaluate("a-1", 3, "name", [b"token"])
    assert output == keys.secret_keys("a-1", 3)["name"].evaluate_known(b"token")


BUILD = textwrap.dedent(
    """
    import sys, time, hashlib, pathlib
    import tests.settings  # a home of its own
    from benkan.node.cli.boot import boot
    boot()
    from benkan.apps.search import keys
    from benkan.apps.search.publishing import parts
    from benkan.apps.search.publishing.chosen import Carrier
    from benkan.apps.search.publishing.wanted import wanted
    from benkan.core.matching import Token

    folder, slowly = pathlib.Path(sys.argv[1]), sys.argv[2] == "slowly"
    keys._derive = lambda *parts: hashlib.sha256("|".join(parts).encode()).digest()
    evaluated = 0

    def evaluate(convention, epoch, kind, tokens):
        global evaluated
        evaluated += len(tokens)
        if slowly:
            time.sleep(0.2)
        return [hashlib.sha512(token).digest() for token in tokens]

    keys.evaluate = evaluate
    tokens = [Token("identifier", "identifier", f"I|phone:{number}") for number in range(40_000)]
    found = wanted(folder, "a-1", 1, [Carrier(bytes(16), 1, 1, 1, tokens)], lambda *told: print(*told, flush=True))
    secrets = parts.Secrets({"name": bytes(64), "identifier": bytes(64)}, bytes(32))
    (part,) = parts.base(folder, found, secrets, "2026-01-01")
    print("DONE", evaluated, part.sha256)
    """
)


def run(folder, how):
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(folder), how],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path.cwd(),
        start_new_session=True,
    )


def finished(process):
    out, _ = process.communicate(timeout=120)
    _, evaluated, sha256 = out.splitlines()[-1].split()
    return int(evaluated), sha256


@pytest.mark.slow
def test_a_build_that_is_killed_goes_on_where_it_stopped(tmp_path):
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    killed.mkdir()
    whole.mkdir()
    process = run(killed, "slowly")
    done = 0
    while done < 8_192:
        stage, done, _ = process.stdout.readline().split()
        done = int(done) if stage == "evaluate" else 0
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert not list(killed.glob("*.bki"))
    evaluated, sha256 = finished(run(killed, "now"))
    assert 0 < evaluated <= 40_000 - 8_192
    assert finished(run(whole, "now")) == (40_000, sha256)
    assert (killed / f"{sha256}.bki").read_bytes() == (whole / f"{sha256}.bki").read_bytes()


@pytest.mark.slow
def test_helpers_end_with_a_killed_parent(tmp_path):
    script = textwrap.dedent(
        """
        import os, time
        from benkan.apps.search import evaluating
        if __name__ == "__main__":
            evaluating.outputs(bytes(32), b"x", [b"%d" % n for n in range(3000)])
            print(*evaluating._pool._processes, flush=True)
            time.sleep(60)
        """
    )
    file = tmp_path / "parent.py"
    file.write_text(script)
    process = subprocess.Popen([sys.executable, str(file)], stdout=subprocess.PIPE, text=True)
    helpers = [int(one) for one in process.stdout.readline().split()]
    assert helpers
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while any(Path(f"/proc/{one}").exists() for one in helpers) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{one}").exists() for one in helpers)

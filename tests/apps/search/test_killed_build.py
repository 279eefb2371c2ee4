"""A build whose process or whose signer is killed goes on where it stopped, and gives the same bytes."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

BUILD = textwrap.dedent(
    """
    import sys, time, hashlib, pathlib, base64, shutil
    import tests.settings  # a home of its own
    seed = tests.settings.HOME / "keys" / "blind.key"
    seed.write_bytes(base64.b64encode(bytes(range(32))))
    from benkan.node.cli.boot import boot
    boot()
    from benkan.apps.search import keys
    from benkan.apps.search.publishing import parts
    from benkan.apps.search.publishing.chosen import Carrier
    from benkan.apps.search.publishing.wanted import wanted
    from benkan.core.matching import Token
    from benkan.signer import starting

    folder, slowly = pathlib.Path(sys.argv[1]), sys.argv[2] == "slowly"
    evaluated = 0
    real = keys.evaluate

    def evaluate(convention, epoch, kind, tokens):
        global evaluated
        evaluated += len(tokens)
        if slowly:
            time.sleep(0.2)
        return real(convention, epoch, kind, tokens)

    keys.evaluate = evaluate

    def progress(*told):
        print(*told, *starting.private_processes(), flush=True)

    tokens = [Token("identifier", "identifier", f"I|phone:{number}") for number in range(40_000)]
    found = wanted(folder, "a-1", 1, [Carrier(bytes(16), 1, 1, 1, tokens)], progress)
    secrets = parts.Secrets({"name": bytes(64), "identifier": bytes(64)}, bytes(32))
    (part,) = parts.base(folder, found, secrets, "2026-01-01")
    shutil.rmtree(tests.settings.HOME)
    print("DONE", evaluated, part.sha256)
    """
)


def run(folder, how):
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(folder), how],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path.cwd(),
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "benkan.node.settings"},
        start_new_session=True,
    )


def finished(process):
    out, _ = process.communicate(timeout=120)
    _, evaluated, sha256 = out.splitlines()[-1].split()
    return int(evaluated), sha256


def begun(process):
    """How many tokens are done once some are on the disk, and the signer's process."""
    done = 0
    while done < 8_192:
        stage, done, _, signer = process.stdout.readline().split()
        done = int(done) if stage == "evaluate" else 0
    return int(signer)


@pytest.fixture
def folders(tmp_path):
    made = [tmp_path / "killed", tmp_path / "whole"]
    for folder in made:
        folder.mkdir()
    return made


@pytest.mark.slow
def test_a_build_that_is_killed_goes_on_where_it_stopped(folders):
    killed, whole = folders
    process = run(killed, "slowly")
    begun(process)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert not list(killed.glob("*.bki"))
    evaluated, sha256 = finished(run(killed, "now"))
    assert 0 < evaluated <= 40_000 - 8_192
    assert finished(run(whole, "now")) == (40_000, sha256)
    assert (killed / f"{sha256}.bki").read_bytes() == (whole / f"{sha256}.bki").read_bytes()


@pytest.mark.slow
def test_a_build_whose_signer_is_killed_does_not_notice(folders):
    killed, whole = folders
    process = run(killed, "slowly")
    os.kill(begun(process), signal.SIGKILL)
    evaluated, sha256 = finished(process)
    assert evaluated == 40_000
    assert finished(run(whole, "now")) == (40_000, sha256)

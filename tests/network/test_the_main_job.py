"""The demo is a test: four real nodes of two processes each, on loopback, play the whole main job."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ports import four_free_ports

pytestmark = [pytest.mark.network, pytest.mark.slow]

STEPS = {
    "a_cross_script_hit",
    "b_phone_hit",
    "c_no_hit_same_shape",
    "d_not_asked_with_clause",
    "e_partial_release",
    "f_correction_and_withdrawal",
    "g_suspension_stops_queue",
    "h_killed_node_loses_nothing",
    "i_altered_journal_named",
    "j_evidence_offline",
    "k_chart_of_the_case",
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], Path]:
    keep = tmp_path_factory.mktemp("demo")
    environment = {
        key: value for key, value in os.environ.items() if key not in {"BENKAN_HOME", "DJANGO_SETTINGS_MODULE"}
    }
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benkan.node", "demo", "--once", "--json", "--people", "300"),
            *("--port", str(four_free_ports(18_400)), "--keep", str(keep)),
        ],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr
    print(done.stderr)
    return json.loads(done.stdout), keep


@pytest.mark.parametrize("step", sorted(STEPS))
def test_the_step_held(played: tuple[dict[str, object], Path], step: str) -> None:
    assert played[0][step] is True


def test_the_outcome_names_every_step_and_nothing_else(played: tuple[dict[str, object], Path]) -> None:
    assert set(played[0]) == STEPS | {"all", "seconds"}
    assert played[0]["all"] is True


def test_no_secret_key_is_in_any_database_or_log(played: tuple[dict[str, object], Path]) -> None:
    import base64

    for home in (path for path in played[1].iterdir() if path.is_dir()):
        secrets = [base64.b64decode(key.read_bytes()) for key in (home / "keys").glob("*.key")]
        assert len(secrets) == 4
        for file in home.rglob("*"):
            if file.is_file() and file.parent.name != "keys":
                data = file.read_bytes()
                assert not any(secret in data or base64.b64encode(secret) in data for secret in secrets), file.name


def test_what_was_searched_is_in_no_log(played: tuple[dict[str, object], Path]) -> None:
    for home in (path for path in played[1].iterdir() if path.is_dir()):
        log = (home / "node.log").read_text("utf-8")
        for word in ("Moussa", "Alhassane", "Vouidibio", "Kpassagnon", "22791000417"):
            assert word not in log


def test_keys_are_readable_by_their_owner_alone(played: tuple[dict[str, object], Path]) -> None:
    for key in played[1].glob("*/keys/*.key"):
        assert key.stat().st_mode & 0o077 == 0

"""The shipped tables are those of resources/names, and the figures of DEV hold."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shared_data import shared_data

from benkan.core.matching import tables

ROOT = Path(__file__).resolve().parents[3]


def test_the_generated_tables_are_up_to_date():
    run = subprocess.run(
        [sys.executable, "resources/build_names.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_collection_is_of_several_hundred_names():
    for name in ("given", "family"):
        assert len((ROOT / "resources" / "names" / f"{name}.csv").read_text(encoding="utf-8").splitlines()) > 500
    assert len(tables.BITS) > 900


@pytest.mark.slow
def test_dev_recall_and_f1_stay_above_the_goals_of_the_first_version():
    data = shared_data("matching")
    run = subprocess.run(
        [sys.executable, "-m", "benkan.node", "eval", "matching", str(data / "pairs.csv"), "--json"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    report = json.loads(run.stdout)
    assert report["f1_undated"] >= 0.88
    assert report["f1_dated"] >= 0.91
    floors = {"same_script": 0.86, "fr_en": 0.84, "cross_script": 0.85, "wa_variant": 0.96}
    assert all(report["slices"][one]["token_recall"] >= floor for one, floor in floors.items())

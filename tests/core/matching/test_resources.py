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
def test_the_figures_of_dev_stay_above_the_goals():
    data = shared_data("matching")
    decoys = str(data / "decoys.csv")
    run = subprocess.run(
        [sys.executable, "-m", "benkan.node", "eval", "matching", str(data / "pairs.csv"), "--decoys", decoys, "--json"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    report = json.loads(run.stdout)
    assert report["f1_undated"] >= 0.945
    assert report["f1_dated"] >= 0.965
    recall = {"same_script": 0.905, "fr_en": 0.95, "cross_script": 0.93, "wa_variant": 0.975}
    assert all(report["slices"][one]["token_recall"] >= floor for one, floor in recall.items())
    at_p95 = {"same_script": 0.93, "fr_en": 0.95, "cross_script": 0.95}
    assert all(report["slices"][one]["recall_at_p95"] >= floor for one, floor in at_p95.items())
    assert report["tokens_per_record"] <= 6
    assert report["false_hits_per_100k"]["undated"] <= 15
    assert report["false_hits_per_100k"]["dated"] <= 1

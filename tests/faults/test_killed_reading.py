"""A worker that reads a large report is killed again and again: the report is there whole and once, or still waits."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benkan.node import home
from tests.faults.test_killed_compaction import environment

pytestmark = [pytest.mark.slow]
READER = "tests.faults.report_reader"
KILLS = 4


def run(folder: Path, job: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", READER, job], env=environment(folder), capture_output=True, text=True, check=True
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_a_large_report_whose_reader_is_killed_is_there_once_and_whole(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    home.make(folder, agency="ml-ocs", name={"fr": "A", "en": "A", "ar": "A"}, country="ML",
              url="http://127.0.0.1:8440", listen="127.0.0.1:8440")  # fmt: skip
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=environment(folder), check=True)
    taken = run(folder, "take")
    assert taken == {"number": taken["number"], "waits": True}
    draw = random.Random(7)
    for kill in range(1, KILLS + 1):
        reader = subprocess.Popen(
            [sys.executable, "-m", READER, "read"], env=environment(folder), stdout=subprocess.PIPE, text=True
        )
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        time.sleep(draw.uniform(0.05, 0.4))
        assert reader.poll() is None, "it ended before it was killed"
        reader.kill()
        reader.wait()
        told = run(folder, "count")
        assert (told["arrivals"], told["reports"], told["files"]) == (1, 0, [".sealed"]), told
        assert told["attempts"] == kill
        assert told["lines"] == 0
    reader = subprocess.run(
        [sys.executable, "-m", READER, "read"], env=environment(folder), capture_output=True, text=True, check=True
    )
    assert reader.stdout == "ready\n1\n"
    told = run(folder, "count")
    assert (told["arrivals"], told["reports"], told["rows"], told["lines"]) == (0, 1, 1_500, 1)

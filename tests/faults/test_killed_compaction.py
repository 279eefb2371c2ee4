"""A process that writes and compacts the index is killed again and again: each posting is there once, or gone."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benkan.node import home

pytestmark = [pytest.mark.slow]

KEEPER = str(Path(__file__).with_name("index_keeper.py"))
KILLS = 8


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "BENKAN_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "benkan.node.settings"}


def test_a_compaction_that_is_killed_loses_no_posting_and_doubles_none(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    home.make(folder, agency="ml-ocs", name={"fr": "A", "en": "A", "ar": "A"}, country="ML",
              url="http://127.0.0.1:8440", listen="127.0.0.1:8440")  # fmt: skip
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=environment(folder), check=True)
    draw = random.Random(11)
    entries = 0
    for _ in range(KILLS):
        keeper = subprocess.Popen(
            [sys.executable, KEEPER, "keep"], env=environment(folder), stdout=subprocess.PIPE, text=True
        )
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == "ready\n"
        time.sleep(draw.uniform(0.05, 0.6))
        assert keeper.poll() is None, "it ended before it was killed"
        keeper.kill()
        keeper.wait()
        counted = subprocess.run(
            [sys.executable, KEEPER, "count"], env=environment(folder), capture_output=True, text=True, check=True
        )
        told = json.loads(counted.stdout)
        assert (told["missing"], told["left"], told["twice"]) == (0, 0, 0), told
        assert told["entries"] >= entries
        entries = told["entries"]
    assert entries > 100

"""Counts against ceilings: exact while running, never too low after a crash, whole on the disk at any moment."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid, Refused, Unreachable
from benkan.signer.meter import MAX_PAIRS, STEP, Ceilings, Meter, write_whole

SMALL = Ceilings(partner_elements=100, all_elements=150, own_tokens=1_000)
DAY = dt.date(2026, 3, 1)


def meter(folder: Path, ceilings: Ceilings = SMALL, day: dt.date = DAY) -> Meter:
    return Meter(folder / "counts.json", ceilings, lambda: day)


def code(act: object, *arguments: object) -> str:
    with pytest.raises(Refused) as raised:
        act(*arguments)  # type: ignore[operator]
    assert raised.value.remedy
    return raised.value.code


def test_a_partner_is_refused_beyond_its_ceiling_and_others_are_not(tmp_path: Path) -> None:
    own = meter(tmp_path)
    own.take_elements("aes", "ne-ocrtis", 80)
    assert code(own.take_elements, "aes", "ne-ocrtis", 40) == "signer.partner-ceiling"
    own.take_elements("aes", "ne-ocrtis", 20)
    own.take_elements("aes", "bf-cnlcd", 40)
    assert [one["elements"] for one in own.told()["partners"]] == [40, 100]


def test_partners_that_are_invented_share_one_ceiling(tmp_path: Path) -> None:
    own = meter(tmp_path)
    own.take_elements("aes", "aa-1", 80)
    assert code(own.take_elements, "aes", "aa-2", 80) == "signer.elements-ceiling"
    own.take_elements("aes", "aa-2", 70)
    assert code(own.take_elements, "other", "aa-1", 1) == "signer.elements-ceiling"


def test_invented_names_do_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = meter(tmp_path, Ceilings())
    monkeypatch.setattr("benkan.signer.meter.write_whole", lambda *_: None)
    for number in range(MAX_PAIRS):
        own.take_elements("aes", f"aa-{number}", 1)
    assert code(own.take_elements, "aes", "aa-last", 1) == "signer.elements-ceiling"
    own.take_elements("aes", "aa-7", 1)


def test_own_tokens_have_a_ceiling_of_their_own(tmp_path: Path) -> None:
    own = meter(tmp_path)
    own.take_own(1_000)
    assert code(own.take_own, 1) == "signer.own-ceiling"
    own.take_elements("aes", "ne-ocrtis", 40)


def test_the_next_day_begins_at_zero_and_the_day_before_does_not_begin_anew(tmp_path: Path) -> None:
    days = [DAY]
    own = Meter(tmp_path / "counts.json", SMALL, lambda: days[-1])
    own.take_own(1_000)
    days.append(DAY + dt.timedelta(days=1))
    own.take_own(1_000)
    days.append(DAY)
    assert code(own.take_own, 1) == "signer.own-ceiling"


def test_only_some_days_are_kept(tmp_path: Path) -> None:
    days = [DAY]
    own = Meter(tmp_path / "counts.json", SMALL, lambda: days[-1])
    for number in range(30):
        days.append(DAY + dt.timedelta(days=number))
        own.take_own(1)
    assert len(json.loads((tmp_path / "counts.json").read_text())["days"]) == 8


def test_what_was_refused_is_given_back(tmp_path: Path) -> None:
    own = meter(tmp_path)
    own.take_elements("aes", "ne-ocrtis", 100)
    own.give_back_elements("aes", "ne-ocrtis", 100)
    own.take_elements("aes", "ne-ocrtis", 100)


@given(
    st.lists(st.tuples(st.sampled_from(["ne", "bf", "own"]), st.integers(1, 3_000), st.booleans()), max_size=30),
)
def test_after_a_crash_a_count_is_never_too_low_and_at_most_a_step_too_high(
    tmp_path_factory: pytest.TempPathFactory, takes: list[tuple[str, int, bool]]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        # What a disk keeps is not asked here, and a hundred runs would wait for it a thousand times.
        patched.setattr(os, "fsync", lambda _descriptor: None)
        crash_and_count(tmp_path_factory.mktemp("meter"), takes)


def crash_and_count(folder: Path, takes: list[tuple[str, int, bool]]) -> None:
    ceilings = Ceilings(10**6, 10**7, 10**7)
    own = meter(folder, ceilings)
    true = {"ne": 0, "bf": 0, "own": 0}
    crashes = 0
    for who, count, crash in takes:
        own.take_own(count) if who == "own" else own.take_elements("aes", who, count)
        true[who] += count
        if crash:
            crashes += 1
            own = meter(folder, ceilings)
        told = own.told()
        counted = {"own": told["own_tokens"], **{one["partner"]: one["elements"] for one in told["partners"]}}
        for name, least in true.items():
            step = STEP["own" if name == "own" else "partner"]
            assert least <= counted.get(name, 0) <= least + crashes * step


def test_a_crash_near_the_ceiling_does_not_pass_it_and_counts_no_further(tmp_path: Path) -> None:
    own = meter(tmp_path)
    own.take_elements("aes", "ne-ocrtis", 90)
    again = meter(tmp_path)
    assert again.told()["partners"][0]["elements"] == 100
    assert code(again.take_elements, "aes", "ne-ocrtis", 1) == "signer.partner-ceiling"


def test_at_the_end_the_file_holds_the_counts_as_they_are(tmp_path: Path) -> None:
    own = meter(tmp_path)
    own.take_elements("aes", "ne-ocrtis", 41)
    own.take_own(7)
    own.settle()
    told = meter(tmp_path).told()
    assert (told["partners"][0]["elements"], told["own_tokens"]) == (41, 7)
    assert stat.S_IMODE((tmp_path / "counts.json").stat().st_mode) == 0o600


def test_on_a_full_disk_nothing_is_evaluated_and_nothing_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = meter(tmp_path, Ceilings())
    own.take_elements("aes", "ne-ocrtis", 40)
    before = (tmp_path / "counts.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for _ in range(2):
        with pytest.raises(Unreachable) as raised:
            own.take_elements("aes", "ne-ocrtis", 1_500)
        assert raised.value.code == "signer.counts-unwritten"
    with pytest.raises(Unreachable):
        own.take_own(1)
    assert (own.told()["elements"], own.told()["own_tokens"]) == (40, 0)
    assert (tmp_path / "counts.json").read_bytes() == before
    own.take_elements("aes", "ne-ocrtis", 40)
    monkeypatch.undo()
    own.take_elements("aes", "ne-ocrtis", 1_500)
    assert meter(tmp_path, Ceilings()).told()["elements"] >= 1_580


def test_not_every_answer_writes_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = meter(tmp_path, Ceilings())
    writes = []

    def counting(path: Path, data: bytes) -> None:
        writes.append(path)
        write_whole(path, data)

    monkeypatch.setattr("benkan.signer.meter.write_whole", counting)
    for _ in range(100):
        own.take_elements("aes", "ne-ocrtis", 40)
    assert 1 <= len(writes) <= 5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"version": 2, "days": {}}',
        b'{"version": 1, "days": {"today": {"partners": [], "own": 0}}}',
        b'{"version": 1, "days": {"2026-03-01": {"partners": [], "own": -1}}}',
        b'{"version": 1, "days": {"2026-03-01": {"partners": [["a", "b"]], "own": 1}}}',
        b'{"version": 1, "days": {"2026-03-01": {"partners": [], "own": true}}}',
        b"\xff\xfe",
    ],
)
def test_a_spoilt_file_is_refused_and_not_taken_for_zero(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "counts.json").write_bytes(content)
    with pytest.raises(Invalid) as raised:
        meter(tmp_path)
    assert raised.value.code == "signer.counts"
    assert raised.value.place == str(tmp_path / "counts.json")


def test_many_threads_never_pass_a_ceiling(tmp_path: Path) -> None:
    own = meter(tmp_path, Ceilings(10_000, 10_000, 1))
    passed: list[int] = []

    def take() -> None:
        for _ in range(400):
            try:
                own.take_elements("aes", "ne-ocrtis", 7)
            except Refused:
                return
            passed.append(7)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 9_996
    assert own.told()["elements"] == 9_996

"""What goes in, grouped by token in bounded memory; and what was evaluated, found again."""

import random
import uuid
from collections import defaultdict

import numpy as np
import pytest

from benkan.apps.search.publishing import kept
from benkan.apps.search.publishing.chosen import Carrier, label
from benkan.apps.search.publishing.gathering import Gathering
from benkan.apps.search.publishing.kept import Kept
from benkan.core.matching import TIERS, Token


def some_carriers(count=300):
    source = random.Random(1)
    every = [Token("identifier", "identifier", f"I|phone:{number}") for number in range(150)]
    every += [Token("rare-name", "name", f"P|{number}") for number in range(150)]
    return [
        Carrier(
            uuid.UUID(int=source.getrandbits(128)).bytes,
            source.choice([0, 1, 2]),
            source.choice([0, 1, 1]),
            source.randrange(4),
            source.sample(every, 5),
        )
        for _ in range(count)
    ]


def plainly(carriers):
    """The same in plain Python: token -> label, records."""
    by_token = defaultdict(list)
    for one in carriers:
        for token in one.tokens:
            by_token[token.bytes].append(one)
    told = {}
    for token, held in by_token.items():
        areas, categories = {one.area for one in held}, {one.category for one in held}
        area, category = (found.pop() if len(found) == 1 else 0 for found in (areas, categories))
        number = label(area, category, max(one.handling for one in held), len(held))
        told[token] = (number, sorted(one.record for one in held))
    return told


@pytest.mark.parametrize("in_memory", [1 << 30, 2000])
def test_groups_say_what_a_table_in_memory_would(tmp_path, in_memory):
    carriers = some_carriers()
    told = {}
    with Gathering(tmp_path, bytes(32), in_memory=in_memory) as gathering:
        gathering.take(carriers)
        assert gathering.rows == 1500
        before = b""
        for group in gathering.groups():
            assert before < group.digests[0]
            before = group.digests[-1]
            ends = np.cumsum(group.counts)
            for number in range(len(group.digests)):
                rows = group.records[ends[number] - group.counts[number] : ends[number]]
                token = group.token(number)
                told[token] = (int(group.labels[number]), sorted(row.tobytes() for row in rows))
                assert group.kinds[number] == (token.startswith(b"I"))
                assert TIERS[group.tiers[ends[number] - 1]] == ("identifier" if token.startswith(b"I") else "rare-name")
    assert told == plainly(carriers)
    assert [one.name for one in tmp_path.iterdir()] == ["home"]


def test_what_a_killed_build_gathered_does_not_stay(tmp_path):
    left = tmp_path / "gathering-killed"
    left.mkdir()
    (left / "0.tokens").write_bytes(b"P|someone")
    with Gathering(tmp_path, bytes(32)):
        assert not left.exists()


def test_other_carriers_of_a_token_are_noticed_and_their_order_is_not(tmp_path):
    def carried(carriers):
        with Gathering(tmp_path, bytes(32)) as gathering:
            gathering.take(carriers)
            (group,) = gathering.groups()
            return group.digests.tolist(), group.carried.tolist()

    carriers = some_carriers(20)
    assert carried(carriers) == carried(carriers[::-1])
    digests, before = carried(carriers)
    again, after = carried([*carriers[1:], Carrier(bytes(16), 1, 1, 1, carriers[0].tokens)])
    assert digests == again
    assert before != after


def test_digests_say_nothing_without_the_key(tmp_path):
    made = []
    for address in (bytes(32), b"\1" * 32):
        with Gathering(tmp_path, address) as gathering:
            gathering.take(some_carriers(1))
            made.append({one.tobytes() for group in gathering.groups() for one in group.digests})
    assert not made[0] & made[1]


def test_outputs_are_found_again_in_many_files_and_in_one(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "MANY_FILES", 4)
    monkeypatch.setattr(kept, "AT_ONCE", 7)
    digests = np.array([b"%016d" % number for number in range(40)], "S16")
    outputs = [bytes([number]) * 64 for number in range(40)]
    store = Kept(tmp_path / "outputs")
    assert store.missing(digests).all()
    for start in range(0, 40, 10):
        store.add(digests[start : start + 10][::-1], outputs[start : start + 10][::-1])
    store.refresh()
    assert not store.missing(digests).any()
    assert list(store.outputs(digests[::-1])) == outputs[::-1]
    store.compact()
    assert len(list((tmp_path / "outputs").iterdir())) == 1
    again = Kept(tmp_path / "outputs")
    assert list(again.outputs(digests)) == outputs
    assert again.missing(np.array([b"another", digests[3]], "S16")).tolist() == [True, False]


def test_a_half_written_file_of_a_killed_build_is_not_read(tmp_path):
    folder = tmp_path / "outputs"
    store = Kept(folder)
    store.add(np.array([b"a" * 16], "S16"), [b"x" * 64])
    (folder / ".00000002.outputs.abc").write_bytes(b"half")
    again = Kept(folder)
    assert len(again) == 1
    assert len(list(folder.iterdir())) == 1

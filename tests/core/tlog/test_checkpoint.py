import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.core.tlog import EMPTY_ROOT, Checkpoint, parse_checkpoint

ROOT = bytes(range(32))
LINE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def refused(act, *args):
    with pytest.raises(Invalid) as refusal:
        act(*args)
    assert refusal.value.code == "tlog.checkpoint"
    assert refusal.value.remedy
    return refusal.value.place


def test_a_checkpoint_is_three_lines():
    assert Checkpoint("ml-ocs/journal", 12, ROOT).text() == f"ml-ocs/journal\n12\n{LINE}\n"


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1),
    st.integers(1, (1 << 63) - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), max_size=3),
)
def test_a_checkpoint_survives_its_text(origin, size, root, extensions):
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert parse_checkpoint(checkpoint.text()) == checkpoint


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "lines"),
        (f"log\n1\n{LINE}", "lines"),
        ("log\n1\n", "lines"),
        (f"log\n1\n{LINE}\nextension", "lines"),
        (f"\n1\n{LINE}\n", "origin"),
        (f"lo\tg\n1\n{LINE}\n", "origin"),
        (f"log\n\n{LINE}\n", "size"),
        (f"log\n01\n{LINE}\n", "size"),
        (f"log\n-1\n{LINE}\n", "size"),
        (f"log\n+1\n{LINE}\n", "size"),
        (f"log\n1 \n{LINE}\n", "size"),
        (f"log\n١\n{LINE}\n", "size"),
        (f"log\n9223372036854775808\n{LINE}\n", "size"),
        (f"log\n10000000000000000000\n{LINE}\n", "size"),
        (f"log\n{'9' * 5000}\n{LINE}\n", "size"),
        ("log\n1\nAAAA\n", "root"),
        (f"log\n1\n{LINE[:-1]}\n", "root"),
        (f"log\n1\n{LINE[:-2]}9=\n", "root"),
        (f"log\n0\n{LINE}\n", "root"),
        (f"log\n1\n{LINE}\n\n", "extensions"),
        (f"log\n1\n{LINE}\nab\x00c\n", "extensions"),
    ],
)
def test_a_malformed_checkpoint_is_refused_with_its_place(text, place):
    assert refused(parse_checkpoint, text) == place


def test_the_largest_and_the_smallest_sizes_are_read():
    assert parse_checkpoint(f"log\n9223372036854775807\n{LINE}\n").size == (1 << 63) - 1
    assert parse_checkpoint(Checkpoint("log", 0, EMPTY_ROOT).text()).root == EMPTY_ROOT


def test_a_checkpoint_that_could_not_be_written_is_refused_at_once():
    assert refused(Checkpoint, "", 1, ROOT) == "origin"
    assert refused(Checkpoint, "a\nb", 1, ROOT) == "origin"
    assert refused(Checkpoint, "log", -1, ROOT) == "size"
    assert refused(Checkpoint, "log", 1 << 63, ROOT) == "size"
    assert refused(Checkpoint, "log", 1, ROOT[:31]) == "root"
    assert refused(Checkpoint, "log", 1, ROOT + b"\x00") == "root"
    assert refused(Checkpoint, "log", 0, ROOT) == "root"
    assert refused(Checkpoint, "log", 1, ROOT, ("",)) == "extensions"

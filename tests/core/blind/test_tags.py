import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.blind import TAG_BYTES, Tag, context, tag, tags
from benkan.core.errors import Invalid

SECRET = bytes(range(32))


def test_a_context_is_the_digest_of_its_length_prefixed_parts():
    parts = [b"benkan-blind-context-1", b"ml-ocs", b"aes-2025", b"\x00\x00\x01\x02", b"name", SECRET]
    spelled = b"".join(len(part).to_bytes(2, "big") + part for part in parts)
    assert context("ml-ocs", "aes-2025", 258, "name", SECRET) == hashlib.sha512(spelled).digest()


def test_every_part_of_a_context_counts():
    contexts = {
        context("ml-ocs", "aes-2025", 1, "name", SECRET),
        context("ml-ocsa", "es-2025", 1, "name", SECRET),
        context("bf-bnd", "aes-2025", 1, "name", SECRET),
        context("ml-ocs", "aes-2026", 1, "name", SECRET),
        context("ml-ocs", "aes-2025", 2, "name", SECRET),
        context("ml-ocs", "aes-2025", 1, "identifier", SECRET),
        context("ml-ocs", "aes-2025", 1, "name", bytes(32)),
    }
    assert len(contexts) == 7


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_secret_that_is_not_32_bytes_is_refused(length):
    with pytest.raises(Invalid) as refusal:
        context("ml-ocs", "aes-2025", 1, "name", bytes(length))
    assert refusal.value.code == "blind.secret"
    assert f"has {length} bytes, not 32" in str(refusal.value)
    assert refusal.value.facts == {"length": length}


@pytest.mark.parametrize("epoch", [-1, 1 << 32])
def test_an_epoch_outside_four_bytes_is_refused(epoch):
    with pytest.raises(Invalid) as refusal:
        context("ml-ocs", "aes-2025", epoch, "name", SECRET)
    assert refusal.value.code == "blind.epoch"
    assert f"epoch {epoch} is out of range" in str(refusal.value)


@pytest.mark.parametrize("epoch", [0, (1 << 32) - 1])
def test_the_first_and_the_last_epoch_are_accepted(epoch):
    assert len(context("ml-ocs", "aes-2025", epoch, "name", SECRET)) == 64


@given(st.binary(min_size=64, max_size=64), st.binary(min_size=64, max_size=64))
def test_a_tag_is_cut_from_one_digest(bound, output):
    digest = hashlib.sha512(bound + output).digest()
    assert tag(bound, output) == Tag(digest[:16], int.from_bytes(digest[16:22], "little"))


def test_the_mask_of_a_tag_is_never_printed():
    assert "mask" not in repr(tag(bytes(64), bytes(64)))


def test_many_tags_are_the_bytes_of_each():
    outputs = [bytes([number]) * 64 for number in range(5)]
    each = [tag(bytes(64), output) for output in outputs]
    assert tags(bytes(64), outputs) == b"".join(one.handle + one.mask.to_bytes(6, "little") for one in each)
    assert len(tags(bytes(64), outputs)) == 5 * TAG_BYTES
    assert tags(bytes(64), []) == b""

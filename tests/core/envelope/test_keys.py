"""Keys: fixed by their seeds, checked when read, and a fingerprint that two officers can read aloud."""

import re

import pytest

from benkan.core.envelope import EncryptionKey, SigningKey, fingerprint, verify_signature
from benkan.core.errors import Invalid


@pytest.mark.parametrize("kind", [SigningKey, EncryptionKey])
def test_a_seed_makes_the_same_key_again(kind):
    key = kind.generate()
    assert kind.from_bytes(key.to_bytes()).public == key.public
    assert kind.generate().public != key.public
    assert len(key.to_bytes()) == 32


def test_public_keys_have_their_published_sizes():
    assert (len(SigningKey.generate().public), len(EncryptionKey.generate().public)) == (32, 1216)


@pytest.mark.parametrize("kind", [SigningKey, EncryptionKey])
@pytest.mark.parametrize("seed", [b"", b"x" * 31, b"x" * 33])
def test_a_seed_of_another_length_is_refused(kind, seed):
    with pytest.raises(Invalid) as caught:
        kind.from_bytes(seed)
    assert (caught.value.code, caught.value.place, caught.value.facts) == ("key.invalid", "key", {"size": 32})


def test_a_key_does_not_show_its_secret():
    key = SigningKey.from_bytes(b"k" * 32)
    assert "kkk" not in repr(key)
    assert not hasattr(key, "__dict__")


def test_a_signature_holds_for_its_key_and_message_only():
    key, other = SigningKey.from_bytes(b"k" * 32), SigningKey.from_bytes(b"l" * 32)
    signature = key.sign(b"message")
    assert verify_signature(key.public, signature, b"message")
    assert not verify_signature(other.public, signature, b"message")
    assert not verify_signature(key.public, signature, b"massage")
    assert not verify_signature(key.public, signature[:-1], b"message")
    assert not verify_signature(b"", signature, b"message")


def test_a_fingerprint_is_ten_groups_of_five_digits_and_depends_on_both_keys():
    signing, receiving = SigningKey.from_bytes(b"k" * 32), EncryptionKey.from_bytes(b"k" * 32)
    words = fingerprint(signing.public, receiving.public)
    assert re.fullmatch(r"(\d{5} ){9}\d{5}", words)
    assert len(set(words.split())) > 5
    others = {
        fingerprint(SigningKey.generate().public, receiving.public),
        fingerprint(signing.public, EncryptionKey.generate().public),
    }
    assert words not in others

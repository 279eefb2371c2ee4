"""Our HKDF is the library's: RFC 5869, also by its published vectors of the same construction."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.envelope import letter_salt
from benkan.core.envelope.secrets import _derived, reply_salt
from benkan.core.errors import Invalid


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=120), st.integers(1, 64))
def test_what_is_derived_is_what_the_library_derives(secret, info, length):
    assert _derived(secret, info, length) == HKDF(SHA512(), length, None, info).derive(secret)


def test_salts_differ_by_their_use():
    identity = "11111111-2222-4333-8444-555555555555"
    assert len({letter_salt(b"s" * 32), reply_salt(b"s" * 32, identity), letter_salt(b"t" * 32)}) == 3


@pytest.mark.parametrize("secret", [b"", b"s" * 31, b"s" * 33])
def test_a_secret_of_another_length_is_refused(secret):
    with pytest.raises(Invalid):
        letter_salt(secret)

"""A receipt says one thing in one spelling, and only its service can have said it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.envelope import SigningKey
from benkan.core.errors import Invalid, Unverified
from benkan.core.reporting import Receipt, of_text, sign, verify

KEY = SigningKey.from_bytes(b"k" * 32)
RECEIPT = Receipt("ml-ocs", "BANQUE-2026-0001", "banque", "2026-09-14T09:30:00Z", "a" * 64, 1_200, "", 3, 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
RECEIPTS = st.builds(
    Receipt, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.integers(0, 2**40), TEXTS, st.integers(0, 2**31), st.integers(0, 9)
)


@given(RECEIPTS)
def test_a_text_is_the_receipt_that_made_it_and_its_signature_holds(receipt: Receipt) -> None:
    assert of_text(receipt.text) == receipt
    verify(receipt, sign(receipt, KEY.sign), KEY.public)


@pytest.mark.parametrize(
    "changes",
    [{"number": "BANQUE-2026-0002"}, {"sha256": "b" * 64}, {"received_at": "2026-09-14T09:30:01Z"}, {"kept": 4}],
)
def test_an_altered_receipt_does_not_hold(changes: dict[str, object]) -> None:
    signature = sign(RECEIPT, KEY.sign)
    with pytest.raises(Unverified, match="not signed by this service"):
        verify(replace(RECEIPT, **changes), signature, KEY.public)


@pytest.mark.parametrize(("signature", "key"), [("", KEY.public), ("not base64", KEY.public), ("AAAA", b"short")])
def test_what_is_no_signature_does_not_hold(signature: str, key: bytes) -> None:
    with pytest.raises(Unverified):
        verify(RECEIPT, signature, key)


def test_another_key_did_not_sign_it() -> None:
    with pytest.raises(Unverified):
        verify(RECEIPT, sign(RECEIPT, KEY.sign), SigningKey.from_bytes(b"l" * 32).public)


def test_a_signature_of_something_else_is_none_of_a_receipt() -> None:
    import base64

    with pytest.raises(Unverified):
        verify(RECEIPT, base64.b64encode(KEY.sign(RECEIPT.text)).decode(), KEY.public)


@given(st.binary(max_size=300))
def test_other_bytes_are_no_receipt(text: bytes) -> None:
    with pytest.raises(Invalid, match="not the text of a receipt"):
        of_text(text)


@pytest.mark.parametrize(
    "text",
    [
        b"[]",
        b"{}",
        json.dumps(json.loads(RECEIPT.text)).encode(),
        RECEIPT.text.replace(b'"kept":3', b'"kept":true'),
        RECEIPT.text.replace(b'"kept":3', b'"kept":"3"'),
        RECEIPT.text + b" ",
        b"[" * 5_000,
        b" " * 5_000 + RECEIPT.text,
    ],
)
def test_a_text_in_another_spelling_or_kind_is_refused(text: bytes) -> None:
    with pytest.raises(Invalid, match="not the text of a receipt"):
        of_text(text)

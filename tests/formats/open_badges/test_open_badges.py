"""Certificates and lists: whole round trips, another program's verdict, and every way to forge one."""

import base64
import dataclasses
import datetime as dt
import gzip
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import BenkanError, Invalid, Unverified
from benkan.formats import open_badges
from benkan.formats.open_badges import Worth, jws

from .conftest import AT, URL

OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def pieces(text):
    return [base64.urlsafe_b64decode(piece + "==") for piece in text.split(".")]


def changed(text, **fields):
    """The same text with other fields and the old signature."""
    header, payload, signature = pieces(text)
    return ".".join(map(b64, (header, json.dumps({**json.loads(payload), **fields}).encode(), signature)))


def resigned(payload, key, header=None):
    head = header or {"alg": "EdDSA", "typ": "vc+jwt", "kid": "x"}
    signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(payload).encode())}"
    return f"{signed}.{b64(key.sign(signed.encode()))}"


def test_what_is_written_is_read_and_the_same_twice(certificate, text, key):
    assert open_badges.read(text) == certificate
    assert open_badges.write(certificate, key.sign) == text
    for_ever = dataclasses.replace(certificate, until=None)
    assert open_badges.read(open_badges.write(for_ever, key.sign)) == for_ever


def test_the_names_of_keys_are_did_keys():
    # did:key, test vector of the specification for Ed25519.
    name = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    assert open_badges.name_of(open_badges.key_in(name)) == name
    assert open_badges.key_in(f"{name}#z6Mk") == open_badges.key_in(name)
    for wrong in ("did:web:noeud.example", "did:key:z6Mk0OIl" + "1" * 40, name[:-3], "did:key:zQ3sh" + "a" * 43, ""):
        with pytest.raises(Invalid) as refused:
            open_badges.key_in(wrong)
        assert refused.value.code == "certificate.issuer-name"


def test_another_program_says_valid_expired_revoked_and_forged(certificate, text, key, listed, monkeypatch):
    """openbadgeslib, written by others, verifies what we write, with the key that the issuer's name is."""
    from openbadgeslib.ob3 import status
    from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

    issuer = open_badges.name_of(certificate.issuer.key)
    theirs = OB3Verifier.for_issuer_did(issuer)
    now = dt.datetime.now(dt.UTC)
    fresh = dataclasses.replace(
        certificate, since=now - dt.timedelta(days=9), until=now.replace(microsecond=0) + dt.timedelta(days=9)
    )
    found = theirs.verify(open_badges.write(fresh, key.sign))
    assert found.achievement.name == "Private search"
    fetched = []

    def download(url):
        fetched.append(url)
        return listed(77 if len(fetched) > 1 else 78, at=now, until=now + dt.timedelta(days=1)).encode()

    for revoked in (False, True):
        result = None
        try:
            result = status.check_credential_status(found, download=download, verify_list=True)
        except OB3VerificationError:
            result = "revoked"
        assert ("revoked" in str(result).lower()) == revoked, result
    assert fetched == [URL, URL]
    late = dataclasses.replace(fresh, until=now - dt.timedelta(days=2))
    for wrong in (open_badges.write(late, key.sign), changed(open_badges.write(fresh, key.sign), jti="urn:uuid:1")):
        with pytest.raises(OB3VerificationError):
            theirs.verify(wrong)
    with pytest.raises(OB3VerificationError):
        OB3Verifier.for_issuer_did(open_badges.name_of(OTHER.public_key().public_bytes_raw())).verify(text)


def test_every_altered_byte_is_noticed(text, key):
    for at in range(0, len(text), 97):
        letter = "A" if text[at] != "A" else "B"
        with pytest.raises(BenkanError):
            open_badges.read(text[:at] + letter + text[at + 1 :])


def test_the_header_never_chooses_the_algorithm(text, certificate):
    _header, payload, _signature = pieces(text)
    body = b64(payload)
    public = certificate.issuer.key
    import hashlib
    import hmac

    for alg in ("none", "None", "HS256", "ES256", "RS256"):
        head = b64(json.dumps({"alg": alg, "typ": "vc+jwt"}).encode())
        mac = b64(hmac.new(public, f"{head}.{body}".encode(), hashlib.sha256).digest())
        for signature in ("", mac, b64(b"\0" * 64)):
            with pytest.raises((Invalid, Unverified)):
                open_badges.read(f"{head}.{body}.{signature}")


def test_another_s_signature_under_the_school_s_name_is_forged(text, certificate):
    payload = json.loads(pieces(text)[1])
    with pytest.raises(Unverified) as refused:
        open_badges.read(resigned(payload, OTHER))
    assert refused.value.code == "certificate.forged"


@pytest.mark.parametrize(
    "change",
    [
        {"type": ["VerifiableCredential"]},
        {"credentialSubject": {"achievement": {}}},
        {"credentialSubject": []},
        {"validFrom": "2026-01-01"},
        {"validFrom": 5},
        {"credentialStatus": {"type": "x"}},
        {"id": "x" * 3000},
        {"id": None},
        {"issuer": {"id": ["did:key:z"]}},
        {"issuer": 5},
    ],
)
def test_a_signed_text_that_is_no_certificate_is_refused(text, key, change):
    payload = json.loads(pieces(text)[1])
    with pytest.raises(Invalid):
        open_badges.read(resigned({**payload, **change}, key))


@pytest.mark.parametrize(
    "text_",
    ["", ".", "a.b", "a.b.c", "e30.e30.", "e30.W10.AA", "é.é.é", "A" * (jws.MOST_BYTES + 1), "eyJ9.eyJ9.AA"],
)
def test_what_is_no_certificate_is_refused(text_):
    with pytest.raises(Invalid) as refused:
        open_badges.read(text_)
    assert refused.value.code == "certificate.unreadable"


def test_a_name_twice_and_a_deep_object_are_refused(key):
    deep = json.loads("[" * 40 + "]" * 40)
    twice = b'{"issuer":"did:key:z","issuer":"did:key:y"}'
    head = b64(b'{"alg":"EdDSA"}')
    for payload in (twice, json.dumps({"issuer": deep}).encode(), b'{"a":NaN}'):
        with pytest.raises(Invalid):
            open_badges.read(f"{head}.{b64(payload)}.{b64(b's' * 64)}")


@given(st.text(max_size=300))
def test_no_text_raises_anything_but_an_error_of_ours(text_):
    for reader in (open_badges.read, open_badges.read_list, lambda each: open_badges.read_any(each, {}, "fr")):
        with pytest.raises(BenkanError):
            reader(text_)


# -- lists -------------------------------------------------------------------------------------------------------------


def test_a_list_says_of_each_place_whether_it_is_revoked(listed, certificate):
    found = open_badges.read_list(listed(0, 77, 131_071))
    assert [place for place in (0, 1, 76, 77, 78, 131_070, 131_071) if found.revoked(place)] == [0, 77, 131_071]
    assert found.revoked(131_072), "a place beyond the list is not vouched for"
    assert found.revoked(-1)
    assert found.issuer_key == certificate.issuer.key
    assert listed(0, 77) == listed(77, 0)


def test_a_place_beyond_the_list_is_not_written(listed):
    with pytest.raises(ValueError):
        listed(131_072)


@pytest.mark.parametrize(
    "bits", [b"", bytes(10), bytes(200_000), bytes(1 << 28)], ids=["empty", "short", "large", "bomb"]
)
def test_a_list_of_another_size_is_refused_before_it_fills_the_memory(listed, key, bits):
    payload = json.loads(pieces(listed())[1])
    packed = gzip.compress(bits, mtime=0)
    payload["credentialSubject"]["encodedList"] = f"u{b64(packed)}"
    with pytest.raises(Invalid):
        open_badges.read_list(resigned(payload, key))


@pytest.mark.parametrize(
    "packed",
    ["", "uAAAA", "zAAAA", "u" + b64(gzip.compress(bytes(16384), mtime=0)[:-9])],
    ids=["empty", "no gzip", "another base", "cut short"],
)
def test_a_list_that_cannot_be_unpacked_is_refused(listed, key, packed):
    payload = json.loads(pieces(listed())[1])
    payload["credentialSubject"]["encodedList"] = packed
    with pytest.raises(Invalid):
        open_badges.read_list(resigned(payload, key))


# -- the short form ----------------------------------------------------------------------------------------------------


def test_the_short_form_fits_a_code_and_says_what_the_paper_says(certificate, key):
    short = open_badges.write_short(certificate, "ar", key.sign)
    assert len(short) < 500
    found = open_badges.read_short(short, certificate.issuer.key)
    assert (found.holder, found.name, found.competence) == ("Awa N'Diaye عوا", "البحث الخاص", "search")
    assert (found.since, found.until, found.place) == (dt.date(2026, 1, 1), dt.date(2028, 12, 31), 77)
    with pytest.raises(Unverified):
        open_badges.read_short(short, OTHER.public_key().public_bytes_raw())
    data, signature = short.split(".")
    altered = b64(base64.urlsafe_b64decode(data + "==").replace(b"Awa", b"Ava"))
    with pytest.raises(Unverified):
        open_badges.read_short(f"{altered}.{signature}", certificate.issuer.key)


# -- the verdict -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["file", "code", "address"])
@pytest.mark.parametrize(
    ("revoked", "at", "worth"),
    [
        ((), AT, Worth.VALID),
        ((76,), AT, Worth.VALID),
        ((77,), AT, Worth.REVOKED),
        ((), dt.datetime(2029, 1, 1, tzinfo=dt.UTC), Worth.EXPIRED),
        ((), dt.datetime(2025, 12, 31, 23, tzinfo=dt.UTC), Worth.NOT_YET),
        ((), AT + dt.timedelta(days=15), Worth.UNKNOWN_STATUS),
        (None, AT, Worth.UNKNOWN_STATUS),
    ],
)
def test_a_verdict_needs_key_and_list_and_no_network(certificate, text, key, listed, form, revoked, at, worth):
    short = open_badges.write_short(certificate, "fr", key.sign)
    given_ = {"file": text, "code": short, "address": f"https://noeud.example/certificates/v/{short}"}[form]
    said = open_badges.read_any(f" {given_}\n", {"ml-ocs": certificate.issuer.key}, "fr")
    assert (said.issuer, said.holder, said.name) == ("ml-ocs", "Awa N'Diaye عوا", "Recherche privée")
    lists = [] if revoked is None else [open_badges.read_list(listed(*revoked))]
    assert open_badges.judge(said, lists, at) is worth


def test_a_key_that_nobody_knows_is_said_so(text, certificate, key):
    said = open_badges.read_any(text, {}, "en")
    assert (said.issuer, open_badges.judge(said, [], AT)) == ("", Worth.UNKNOWN_ISSUER)
    with pytest.raises(Unverified) as refused:
        open_badges.read_any(open_badges.write_short(certificate, "fr", key.sign), {}, "en")
    assert refused.value.code == "certificate.issuer-unknown"

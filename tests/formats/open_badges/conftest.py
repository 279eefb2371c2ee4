"""A school's key and a certificate of it."""

import datetime as dt

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benkan.formats import open_badges

AT = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
URL = "https://noeud.example/certificates/status/1"


@pytest.fixture
def key():
    return Ed25519PrivateKey.from_private_bytes(b"s" * 32)


@pytest.fixture
def certificate(key):
    return open_badges.Certificate(
        identifier="urn:uuid:0b8c9c1e-1111-4222-8333-444455556666",
        issuer=open_badges.Issuer(
            key.public_key().public_bytes_raw(), "ml-ocs", "Central Office", "https://noeud.example"
        ),
        holder=open_badges.Holder("Awa N'Diaye عوا", "DGSN", "ML"),
        achievement=open_badges.Achievement(
            "CR-1",
            "search",
            {"fr": "Recherche privée", "en": "Private search", "ar": "البحث الخاص"},
            12,
            "Test of 70 %",
        ),
        since=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        until=dt.datetime(2028, 12, 31, 23, 59, 59, tzinfo=dt.UTC),
        status_url=URL,
        place=77,
    )


@pytest.fixture
def text(certificate, key):
    return open_badges.write(certificate, key.sign)


@pytest.fixture
def listed(key):
    def made(*revoked, at=AT, until=AT + dt.timedelta(days=14), by=key):
        return open_badges.write_list(
            key=by.public_key().public_bytes_raw(), url=URL, revoked=revoked, made=at, until=until, sign=by.sign
        )

    return made

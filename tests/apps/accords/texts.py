"""Conventions between our node and fake partners, signed by whoever should."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from tests.apps.exchange.fake_partner import FakePartner

from benkan.core.conventions import PartyDraft, draft, sign
from benkan.core.envelope import SigningKey


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def own_key() -> SigningKey:
    return SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())


def unsigned(*partners: FakePartner, identifier: str = "ml-ma-2025", **terms) -> str:
    node = settings.BENKAN_NODE
    ours = PartyDraft(node.agency, node.name, node.country, own_key().public)
    days = {"starts_on": today() - dt.timedelta(days=30), "ends_on": today() + dt.timedelta(days=300)}
    return draft(identifier, [ours, *(one.party() for one in partners)], **{**days, **terms})


def signed_by_us(text: str) -> str:
    key = own_key()
    return sign(text, settings.BENKAN_NODE.agency, key.sign, key.public, today() - dt.timedelta(days=1))


def signed(*partners: FakePartner, **terms) -> str:
    text = signed_by_us(unsigned(*partners, **terms))
    for one in partners:
        text = sign(text, one.agency, one.signing.sign, one.signing.public, today() - dt.timedelta(days=1))
    return text

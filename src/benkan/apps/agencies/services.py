"""The directory of services: who they are, where they listen, with which keys, and who vouched for the keys.

There is no authority behind a card: two officers compare its fingerprint by voice, and the directory remembers who did.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language

from benkan.apps.agencies.link import link
from benkan.apps.agencies.models import Agency
from benkan.core.envelope import EncryptionKey, SigningKey
from benkan.core.envelope import fingerprint as fingerprint_of
from benkan.core.errors import N_, Invalid, Refused
from benkan.wire import Card, decode_card, encode, sign_card, time_text

__all__ = [
    "MAX_CARD_BYTES",
    "Agency",
    "PublicKeys",
    "add_card",
    "card",
    "confirm_voice",
    "everyone",
    "fingerprint",
    "get",
    "hold",
    "key_of",
    "keys",
    "link",
    "localised",
    "name",
    "names",
    "own",
    "own_card",
    "partners",
    "seen",
    "signing_key",
    "signing_keys",
]

MAX_CARD_BYTES = 16_384
SEEN_EVERY = dt.timedelta(seconds=10)
_KEYS = "SELECT signing_key, encryption_key FROM agencies_agency WHERE id = %s"
_SIGNING_KEYS = "SELECT id, signing_key FROM agencies_agency"
_SEEN = "UPDATE agencies_agency SET last_seen_at = %s WHERE id = %s AND (last_seen_at IS NULL OR last_seen_at <= %s)"


def own() -> Agency:
    """This node itself; its card is signed anew when ``node.toml`` or the keys changed."""
    node = settings.BENKAN_NODE
    signing, encryption = _own_public(node.signing_seed(), node.encryption_private())
    row = Agency.objects.filter(pk=node.agency).first()
    names = {language: node.name.get(language) or node.name["fr"] for language in ("fr", "en", "ar")}
    if row is not None and (
        row.own,
        row.signing_key,
        row.encryption_key,
        row.url,
        row.country,
        {"fr": row.name_fr, "en": row.name_en, "ar": row.name_ar},
    ) == (True, _text(signing), _text(encryption), node.url, node.country, names):
        return row
    made = sign_card(
        agency=node.agency,
        name=names,
        country=node.country,
        url=node.url,
        encryption_key=encryption,
        issued_at=time_text(timezone.now()),
        signing_key=SigningKey.from_bytes(node.signing_seed()),
    )
    return _keep(made, row, own=True)


def own_card() -> bytes:
    """The card to give to partners."""
    return own().card.encode()


def get(agency: str) -> Agency:
    """The service with this id.

    Raises:
        Refused: ``agency.unknown``.
    """
    row = Agency.objects.filter(pk=agency).first()
    if row is None:
        raise Refused(
            "agency.unknown",
            N_("The directory has no service “%(agency)s”."),
            N_("Add its card with: benkan agency add FILE"),
            place=agency[:40],
            agency=agency[:40],
        )
    return row


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The keys under which a service is known: to verify what it signs, and to seal to it."""

    signing: bytes
    encryption: bytes


def keys(agency: str) -> PublicKeys:
    """The public keys of the service; errors as ``get``.

    Asked twice for every letter, so without the ORM.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, (agency,))
        found = cursor.fetchone()
    if found is None:
        get(agency)  # raises
    return PublicKeys(_bytes(found[0]), _bytes(found[1]))


def partners() -> list[Agency]:
    """Every service but this one, by country and id."""
    return list(Agency.objects.exclude(pk=settings.BENKAN_NODE.agency))


def everyone() -> list[Agency]:
    """Every service, this one among them, by country and id."""
    own()
    return list(Agency.objects.all())


def add_card(data: bytes, *, replace: bool = False, officer: str = "") -> Agency:
    """The service of the card, now in the directory.

    A newer card with the same keys takes the place of the older one. Other keys are refused unless ``replace`` is
    given, and must then be compared by voice again.

    Raises:
        Invalid: the card cannot be read, or its address is not https (plain http is for this machine alone).
        Unverified: ``card.signature``.
        Refused: ``agency.key-changed``, ``agency.own``, ``agency.card-older``.
    """
    if len(data) > MAX_CARD_BYTES:
        raise Invalid(
            "agency.card-too-large",
            N_("A card has at most %(limit)d bytes."),
            N_("Ask the service for its card again."),
            place="card",
            limit=MAX_CARD_BYTES,
        )
    card = decode_card(data.strip())
    _safe_address(card)
    with transaction.atomic():
        row = Agency.objects.select_for_update().filter(pk=card.id).first()
        if card.id == settings.BENKAN_NODE.agency:
            return _own_again(card)
        if row is None:
            return _keep(card, None, officer=officer)
        same_keys = (row.signing_key, row.encryption_key) == (_text(card.signing_key), _text(card.encryption_key))
        if same_keys and row.card == data.strip().decode():
            return row
        if not same_keys and not replace:
            raise Refused(
                "agency.key-changed",
                N_("“%(agency)s” is known here with other keys than those of this card."),
                N_("Call the service and compare the fingerprint; then add the card again with --replace."),
                place=card.id,
                agency=card.id,
            )
        if card.issued_at < decode_card(row.card.encode()).issued_at:
            raise Refused(
                "agency.card-older",
                N_("This card of “%(agency)s” is older than the one that is known here."),
                N_("Ask the service for its newest card."),
                place=card.id,
                agency=card.id,
            )
        return _keep(card, row, officer=officer, voice_holds=same_keys)


def confirm_voice(agency: str, officer: str) -> Agency:
    """The service, with the officer who compared its fingerprint by voice and the time.

    Raises:
        Refused: ``agency.unknown``; ``agency.own`` for this node itself.
    """
    from benkan.apps.journal import services as journal

    with transaction.atomic():
        row = get(agency)
        if row.own:
            raise _is_own(agency)
        row.voice_checked_by, row.voice_checked_at = officer, timezone.now()
        row.save(update_fields=["voice_checked_by", "voice_checked_at"])
        journal.write("agency-confirmed", officer=officer, partner=row.id, card_sha256=_digest(row.card))
    return row


def card(agency: str) -> Card:
    """The card of a service, its signature checked again."""
    row = own() if agency == settings.BENKAN_NODE.agency else get(agency)
    return decode_card(row.card.encode())


def fingerprint(agency: Agency | str) -> str:
    """Ten groups of five digits to compare by voice."""
    row = get(agency) if isinstance(agency, str) else agency
    return fingerprint_of(base64.b64decode(row.signing_key), base64.b64decode(row.encryption_key))


def key_of(row: Agency) -> bytes:
    """The public signing key of a row, 32 bytes."""
    return base64.b64decode(row.signing_key)


def signing_key(agency: str) -> bytes:
    """The public signing key of a service, 32 bytes; errors as ``get``."""
    return keys(agency).signing


def names(language: str | None = None) -> dict[str, str]:
    """The name of every service in the reader's language, by id; one query."""
    return {row.id: localised(row, language) for row in Agency.objects.all()}


def signing_keys() -> dict[str, bytes]:
    """The public signing key of every service in the directory, this node among them."""
    with connection.cursor() as cursor:
        cursor.execute(_SIGNING_KEYS)
        found = {agency: _bytes(key) for agency, key in cursor.fetchall()}
    node = settings.BENKAN_NODE
    signing, _ = _own_public(node.signing_seed(), node.encryption_private())
    if found.get(node.agency) != signing:
        own()
        found[node.agency] = signing
    return found


def seen(agency: str, at: dt.datetime) -> None:
    """Remember that the service was heard; at most one write in ten seconds."""
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, (adapt(at), agency, adapt(at - SEEN_EVERY)))


def hold(agency: str) -> None:
    """Makes others who hold the service wait until this transaction ends; SQLite's transactions do so by themselves."""
    if connection.features.has_select_for_update:
        Agency.objects.select_for_update().filter(pk=agency).first()


def name(agency: str, language: str | None = None) -> str:
    """The name of a service in the reader's language; its id when it is not in the directory."""
    row = Agency.objects.filter(pk=agency).first()
    return localised(row, language) if row else agency


def localised(row: Agency, language: str | None = None) -> str:
    """The name in this language, by default the one of the page."""
    chosen = (language or get_language() or settings.LANGUAGE_CODE)[:2]
    return {"en": row.name_en, "ar": row.name_ar}.get(chosen, row.name_fr)


def _keep(card: Card, row: Agency | None, *, own: bool = False, officer: str = "", voice_holds: bool = False) -> Agency:
    from benkan.apps.journal import services as journal

    text = encode(card).decode()
    replaced = row is not None
    with transaction.atomic():
        row = row or Agency(pk=card.id, added_at=timezone.now())
        row.name_fr, row.name_en, row.name_ar = card.name.fr, card.name.en, card.name.ar
        row.country, row.url, row.own, row.card = card.country, card.url, own, text
        row.signing_key, row.encryption_key = _text(card.signing_key), _text(card.encryption_key)
        if not voice_holds:
            row.voice_checked_by, row.voice_checked_at = "", None
        row.save()
        if not own:
            journal.write(
                "agency-added",
                officer=officer,
                partner=row.id,
                country=row.country,
                card_sha256=_digest(text),
                replaced=replaced,
            )
    return row


def _own_again(card: Card) -> Agency:
    row = own()
    if row.signing_key != _text(card.signing_key):
        raise _is_own(card.id)
    return row


def _is_own(agency: str) -> Refused:
    return Refused(
        "agency.own",
        N_("“%(agency)s” is this node itself: only its own keys speak for it."),
        N_("Choose another service."),
        place=agency,
        agency=agency,
    )


def _safe_address(card: Card) -> None:
    """Letters are sealed, but who writes to whom and when is nobody else's business: https, except on this machine."""
    try:
        web = urlsplit(card.url)
        host = web.hostname or ""
        web.port  # noqa: B018 - raises for a port that cannot be
    except ValueError:
        host, web = "", urlsplit("")
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    plain = web.scheme == "http" and loopback
    if not host or web.username or web.query or web.fragment or not (web.scheme == "https" or plain):
        raise Invalid(
            "agency.url",
            N_("The address of “%(agency)s” is not usable: it must be https."),
            N_("Ask the service for a card with an https address; plain http is only for this machine itself."),
            place="card.url",
            agency=card.id,
        )


@lru_cache(maxsize=4)
def _own_public(signing_seed: bytes, encryption_seed: bytes) -> tuple[bytes, bytes]:
    return SigningKey.from_bytes(signing_seed).public, EncryptionKey.from_bytes(encryption_seed).public


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


@lru_cache(maxsize=1024)
def _bytes(key: str) -> bytes:
    return base64.b64decode(key)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

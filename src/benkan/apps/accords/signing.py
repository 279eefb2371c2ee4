"""Four eyes and the agency's key: one officer prepares the text on the table, another signs it, all parties are told.

When the last signature is here the whole text comes into force on this node by itself: it is the text that this node
signed. A text that cannot (a key changed meanwhile) stays complete, and the page says why.
"""

from __future__ import annotations

import base64
import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accords import drafts
from benkan.apps.accords.models import Convention as Row
from benkan.apps.accords.models import Draft, Stance
from benkan.apps.accords.proposing import lay_down, of_party, on_table, own, send, wrong_signature
from benkan.apps.accounts import services as accounts
from benkan.core import conventions
from benkan.core.conventions.canonical import signed_bytes
from benkan.core.envelope import SigningKey
from benkan.core.errors import N_, BenkanError, Refused, Unverified
from benkan.wire import ConventionSignature


def prepare(row: Draft, officer: accounts.Officer) -> Draft:
    """The text on the table, ready for another officer to sign.

    Raises:
        Refused: no right, nothing on the table, or the working text is another one.
    """
    from benkan.apps.journal import services as journal

    accounts.need(officer, "draft")
    revision = on_table(row)
    if drafts.digest(row) != revision.sha256:
        raise Refused(
            "convention.draft-ahead",
            N_("The draft here has changes that were not proposed."),
            N_("Propose it, or take the text on the table over, before it is prepared for signature."),
        )
    with transaction.atomic():
        row.prepared, row.prepared_by, row.prepared_at = revision.sha256, accounts.handle(officer), timezone.now()
        row.save(update_fields=["prepared", "prepared_by", "prepared_at"])
        journal.write(
            "convention-prepared",
            officer=accounts.handle(officer),
            convention=row.identifier,
            version=row.version,
            sha256=revision.sha256,
        )
    return row


def sign(row: Draft, officer: accounts.Officer, shown: str) -> Stance:
    """This party's signature of the prepared text, by the agency's key, told to every other party.

    Args:
        shown: digest of the text that the officer had before their eyes.

    Raises:
        Refused: no right; not prepared; the officer prepared it; another text is on the table now; signed already.
    """
    from benkan.apps.journal import services as journal

    accounts.need(officer, "sign")
    with transaction.atomic():
        held = Draft.objects.select_for_update().get(pk=row.pk)
        revision = on_table(held)
        _ready(held, officer, revision.sha256, shown)
        convention = conventions.parse(revision.text)
        key = SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())
        today = timezone.now().astimezone(dt.UTC).date()
        signed = conventions.parse(conventions.sign(revision.text, own(), key.sign, key.public, today)).signatures[-1]
        preparer = str(accounts.get(held.prepared_by))
        kept = _keep(held, signed, convention.sha256, str(officer), preparer, timezone.now())
        send(
            convention,
            "convention.signature",
            ConventionSignature(
                convention=held.identifier,
                version=held.version,
                sha256=convention.sha256,
                key=signed.key,
                value=signed.value,
                signed_on=today.isoformat(),
                prepared_by=f"{preparer} ({held.prepared_by})"[:200],
                signed_by=f"{officer} ({accounts.handle(officer)})"[:200],
            ),
        )
        journal.write(
            "convention-signed",
            officer=accounts.handle(officer),
            convention=held.identifier,
            version=held.version,
            sha256=convention.sha256,
            second_officer=held.prepared_by,
        )
        complete(held)
    return kept


def on_signature(sender: str, letter: ConventionSignature, received_at: dt.datetime) -> None:
    """A party's signature; it is checked at once when the text is here, else when the text comes.

    Raises:
        Unverified: ``convention.signature``.
    """
    from benkan.apps.journal import services as journal

    of_party(letter.convention, letter.version, sender)
    signature = conventions.Signature(sender, letter.key, letter.value, dt.date.fromisoformat(letter.signed_on))
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(identifier=letter.convention, version=letter.version).first()
        _holds(sender, letter.sha256, signature)
        _keep(letter, signature, letter.sha256, letter.signed_by, letter.prepared_by, received_at)
        journal.write(
            "convention-signed",
            partner=sender,
            convention=letter.convention,
            version=letter.version,
            sha256=letter.sha256,
            received=True,
        )
        if row is not None:
            complete(row)


def take_signatures(row: Draft, convention: conventions.Convention) -> None:
    """Keeps the signatures of a verified text that came as a file."""
    if not convention.signatures:
        return
    if not row.revisions.filter(sha256=convention.sha256).exists():
        lay_down(row, conventions.parse(drafts.plain(conventions.unsigned(convention.text))), own(), "", "")
    for signature in convention.signatures:
        _keep(row, signature, convention.sha256, "", "", timezone.now())
    complete(row)


def signatures(row: Draft, sha256: str) -> list[Stance]:
    """The signatures of this text that are here, in the order in which they came."""
    return list(
        Stance.objects.filter(convention=row.identifier, version=row.version, sha256=sha256, kind=Stance.Kind.SIGNED)
    )


def signed_text(row: Draft) -> str:
    """The text on the table with the signatures that are here: the file for a party that no letter reaches."""
    if not row.on_table:
        return row.text
    convention = conventions.parse(on_table(row).text)
    return conventions.append(convention, _valid(convention, signatures(row, row.on_table)))


def complete(row: Draft) -> Row | None:
    """The convention, in this node, when the text on the table has every signature; None when one is missing.

    Nothing is in force by a text that this node did not sign: its own signature is one of them.
    """
    from benkan.apps.accords import services

    if not row.on_table:
        return None
    convention = conventions.parse(on_table(row).text)
    found = signatures(row, row.on_table)
    if {each.party for each in found} < set(convention.parties):
        return None
    valid = _valid(convention, found)
    if {each.party for each in valid} != set(convention.parties):
        return None
    try:
        return services.add(conventions.append(convention, valid))
    except BenkanError:
        return None  # the page asks again and shows why


def put_into_force(row: Draft, officer: accounts.Officer) -> Row:
    """The complete text, tried again; raises what stands in the way."""
    from benkan.apps.accords import services

    accounts.need(officer, "sign")
    return services.add(signed_text(row), officer=accounts.handle(officer))


def _ready(row: Draft, officer: accounts.Officer, on_the_table: str, shown: str) -> None:
    if row.prepared != on_the_table:
        raise Refused(
            "convention.not-prepared",
            N_("This text has not been prepared for signature."),
            N_("Have another officer read it and prepare it."),
        )
    if shown != on_the_table:
        raise Refused(
            "convention.other-text",
            N_("Another text has been put on the table since you opened this page."),
            N_("Open the page again, read what changed, then sign."),
        )
    if any(each.party == own() for each in signatures(row, on_the_table)):
        raise Refused(
            "convention.signed-already", N_("This service has signed this text already."), N_("Nothing to do.")
        )
    if row.prepared_by == accounts.handle(officer):
        raise Refused(
            "convention.four-eyes",
            N_("The officer who prepared a text does not sign it."),
            N_("Ask another supervisor or the administrator to read and sign it."),
        )


def _holds(sender: str, sha256: str, signature: conventions.Signature) -> None:
    """Refuses a signature that the sender's key of the directory did not make over this agreement."""
    from benkan.apps.agencies import services as agencies
    from benkan.core.envelope import verify_signature

    message = signed_bytes(sha256, sender, signature.signed_on)
    if signature.key != agencies.signing_key(sender) or not verify_signature(signature.key, signature.value, message):
        raise wrong_signature(sender)


def _keep(
    of: Draft | ConventionSignature,
    signature: conventions.Signature,
    sha256: str,
    signed_by: str,
    prepared_by: str,
    at: dt.datetime,
) -> Stance:
    identifier = of.identifier if isinstance(of, Draft) else of.convention
    kept, _new = Stance.objects.get_or_create(
        convention=identifier,
        version=of.version,
        sha256=sha256,
        party=signature.party,
        kind=Stance.Kind.SIGNED,
        defaults={
            "officer": signed_by[:200],
            "prepared_by": prepared_by[:200],
            "key": base64.b64encode(signature.key).decode(),
            "value": base64.b64encode(signature.value).decode(),
            "signed_on": signature.signed_on,
            "at": at,
        },
    )
    return kept


def _valid(convention: conventions.Convention, found: list[Stance]) -> list[conventions.Signature]:
    valid = []
    order = list(convention.parties)
    for each in sorted(found, key=lambda one: order.index(one.party) if one.party in order else len(order)):
        assert each.signed_on is not None
        signature = conventions.Signature(
            each.party, base64.b64decode(each.key), base64.b64decode(each.value), each.signed_on
        )
        try:
            conventions.append(convention, [signature])
        except Unverified:
            continue
        valid.append(signature)
    return valid

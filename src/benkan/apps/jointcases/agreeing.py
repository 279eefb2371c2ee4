"""An agreement on a joint case is proposed, prepared by one officer, signed by another, and told to every other party.

When the last signature is here the case is under way on this node by itself: it is the text that this node signed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.jointcases import bounds, circle, payloads
from benkan.apps.jointcases.models import JointCase, Log, Signature, State
from benkan.apps.journal import services as journal
from benkan.core.envelope import SigningKey, verify_signature
from benkan.core.errors import N_, Refused, Unverified
from benkan.core.jointcases import Agreement, parse, signed_bytes, write

MAX_PROPOSALS = 50
"""Open proposals of one party: more is not cooperation any more."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an officer proposes; ``parties`` are all, ours too, each with the office that keeps the case there."""

    convention: str
    reference: str
    title: str
    purpose: str
    grounds: str
    lead: str
    starts_on: dt.date
    ends_on: dt.date
    categories: tuple[str, ...]
    handling: tuple[str, ...]
    retention_days: int
    parties: dict[str, str]


def text_of(terms: Terms, case_id: str = "") -> str:
    """The text of an agreement with these terms."""
    return write(
        case=case_id or str(uuid.uuid4()),
        convention=terms.convention,
        reference=terms.reference.strip(),
        title=terms.title.strip(),
        purpose=terms.purpose,
        grounds=terms.grounds.strip(),
        lead=terms.lead,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        categories=sorted(terms.categories),
        handling=sorted(terms.handling),
        retention_days=terms.retention_days,
        parties={party: office.strip() for party, office in terms.parties.items()},
    )


def propose(officer: Officer, text: str, *, note: str = "", local_case: str | uuid.UUID | None = None) -> JointCase:
    """The agreement, proposed to every other party and prepared for our own signature.

    Raises:
        Invalid: the text cannot be read.
        Refused: no right; it goes beyond its convention; we are no party; the convention does not let a letter pass.
    """
    accounts.need(officer, "draft")
    accounts.need(officer, "case")
    agreement = parse(text)
    _ours(agreement)
    bounds.keeps_within(agreement)
    now = timezone.now()
    with transaction.atomic():
        ours = cases.usable(local_case, officer) if local_case else None
        if ours is not None:
            circle.same_purpose(ours.purpose, agreement.purpose)
        case = _row(agreement, exchange.own(), str(officer), note, now)
        case.local_case = ours
        case.prepared_by, case.prepared_at = accounts.handle(officer), now
        case.save(force_insert=True)
        payload = payloads.build(
            wire.JointCaseProposal,
            case=agreement.case,
            sha256=agreement.sha256,
            purpose=agreement.purpose,
            text=text,
            note=note.strip(),
            officer=str(officer)[:200],
        )
        _send(case, "joint.proposal", payload)
        journal.write(
            "joint-case-proposed",
            officer=accounts.handle(officer),
            convention=case.convention,
            reference=ours.number if ours else "",
            case=str(case.pk),
            sha256=case.sha256,
            parties=list(agreement.parties),
        )
    return case


def prepare(officer: Officer, case_id: uuid.UUID | str) -> JointCase:
    """A partner's proposal, read by this officer and ready for another one to sign."""
    accounts.need(officer, "draft")
    with transaction.atomic():
        case = _proposed(officer, case_id)
        case.prepared_by, case.prepared_at = accounts.handle(officer), timezone.now()
        case.save(update_fields=["prepared_by", "prepared_at"])
        journal.write(
            "joint-case-prepared",
            officer=accounts.handle(officer),
            convention=case.convention,
            case=str(case.pk),
            sha256=case.sha256,
        )
    return case


def sign(officer: Officer, case_id: uuid.UUID | str) -> JointCase:
    """Our signature of the prepared agreement, told to every other party.

    Raises:
        Refused: no right; not prepared; prepared by the same officer; signed already; beyond the convention by now.
    """
    accounts.need(officer, "sign")
    with transaction.atomic():
        case = _proposed(officer, case_id)
        _ready(case, officer)
        agreement = case.agreement
        bounds.keeps_within(agreement)
        today = timezone.now().date()
        key = SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())
        value = key.sign(signed_bytes(case.sha256, exchange.own(), today))
        preparer = accounts.get(case.prepared_by)
        kept = Signature.objects.create(
            case=case,
            party=exchange.own(),
            value=value,
            signed_on=today,
            prepared_by=f"{preparer} ({case.prepared_by})"[:200],
            signed_by=f"{officer} ({accounts.handle(officer)})"[:200],
            at=timezone.now(),
        )
        payload = payloads.build(
            wire.JointCaseSignature,
            case=str(case.pk),
            sha256=case.sha256,
            purpose=case.purpose,
            value=value,
            signed_on=today.isoformat(),
            prepared_by=kept.prepared_by,
            signed_by=kept.signed_by,
        )
        _send(case, "joint.signature", payload)
        journal.write(
            "joint-case-signed",
            officer=accounts.handle(officer),
            convention=case.convention,
            case=str(case.pk),
            sha256=case.sha256,
            second_officer=case.prepared_by,
        )
        begin(case)
    return case


def put_aside(officer: Officer, case_id: uuid.UUID | str) -> JointCase:
    """A proposal that this service does not sign; nobody is reminded of it any more."""
    accounts.need(officer, "draft")
    with transaction.atomic():
        case = _proposed(officer, case_id)
        if case.signatures.filter(party=exchange.own()).exists():
            raise _signed_already()
        case.state = State.ASIDE
        case.save(update_fields=["state"])
        journal.write(
            "joint-case-put-aside",
            officer=accounts.handle(officer),
            convention=case.convention,
            case=str(case.pk),
        )
    return case


def on_proposal(sender: str, payload: wire.JointCaseProposal, convention: str, at: dt.datetime) -> None:
    """A party's proposal; the same text again changes nothing.

    Raises:
        Invalid: it cannot be read, or is not what its letter says.
        Refused: we or the sender are no party; beyond the convention; too many.
        Unverified: ``joint-case.id-reused``.
    """
    agreement = parse(payload.text)
    told = (payload.case, payload.sha256, payload.purpose, convention)
    if told != (agreement.case, agreement.sha256, agreement.purpose, agreement.convention):
        raise other_agreement()
    _ours(agreement)
    if sender not in agreement.parties:
        raise other_agreement()
    known = JointCase.objects.filter(pk=agreement.case).first()
    if known is not None:
        if known.sha256 != agreement.sha256 or sender not in known.agreement.parties:
            raise Unverified(
                "joint-case.id-reused",
                N_("Another joint case came before under the same identity."),
                N_("Give every joint case an identity of its own."),
            )
        return
    bounds.keeps_within(agreement)
    if JointCase.objects.filter(proposed_by=sender, state=State.PROPOSED).count() >= MAX_PROPOSALS:
        raise Refused(
            "joint-case.too-many",
            N_("Too many joint cases that this party proposed wait for an answer."),
            N_("Wait until they are signed or put aside."),
        )
    _row(agreement, sender, payload.officer, payload.note, at).save(force_insert=True)
    journal.write(
        "joint-case-proposed",
        partner=sender,
        convention=agreement.convention,
        case=agreement.case,
        sha256=agreement.sha256,
        parties=list(agreement.parties),
        received=True,
    )


def on_signature(sender: str, case: JointCase, payload: wire.JointCaseSignature, at: dt.datetime) -> None:
    """A party's signature; with the last one the case is under way here.

    Raises:
        Unverified: ``joint-case.signature``: not this agreement, or not this party's key.
    """
    signed_on = dt.date.fromisoformat(payload.signed_on)
    message = signed_bytes(case.sha256, sender, signed_on)
    if payload.sha256 != case.sha256 or not verify_signature(agencies.signing_key(sender), payload.value, message):
        raise Unverified(
            "joint-case.signature",
            N_("The signature of “%(party)s” does not hold for this joint case."),
            N_("Ask the party to sign the same text again."),
            party=sender,
        )
    with transaction.atomic():
        _kept, new = Signature.objects.get_or_create(
            case=case,
            party=sender,
            defaults={
                "value": payload.value,
                "signed_on": signed_on,
                "prepared_by": payload.prepared_by,
                "signed_by": payload.signed_by,
                "at": at,
            },
        )
        if new:
            journal.write(
                "joint-case-signed",
                partner=sender,
                convention=case.convention,
                case=str(case.pk),
                sha256=case.sha256,
                received=True,
            )
            begin(case)


def begin(case: JointCase) -> None:
    """Puts the case under way when every party has signed, this one too."""
    parties = case.agreement.parties
    signed = set(case.signatures.values_list("party", flat=True))
    if case.state != State.PROPOSED or signed != set(parties):
        return
    case.state, case.moved_at = State.RUNNING, timezone.now()
    case.save(update_fields=["state", "moved_at"])
    Log.objects.bulk_create([Log(case=case, party=party) for party in parties])
    journal.write("joint-case-begun", convention=case.convention, case=str(case.pk), sha256=case.sha256)


def other_agreement() -> Refused:
    """The letter and the text that it carries, or the case that it names, are not of one piece."""
    return Refused(
        "joint-case.other",
        N_("This letter does not belong to the joint case that it names."),
        N_("Send it again under the right convention, as a party of the agreement."),
    )


def _row(agreement: Agreement, party: str, proposer: str, note: str, at: dt.datetime) -> JointCase:
    return JointCase(
        id=agreement.case,
        convention=agreement.convention,
        reference=agreement.reference,
        title=agreement.title,
        purpose=agreement.purpose,
        lead=agreement.lead,
        text=agreement.text,
        sha256=agreement.sha256,
        ends_on=agreement.ends_on,
        proposed_by=party,
        proposer=proposer[:200],
        note=note.strip(),
        created_at=at,
        moved_at=at,
    )


def _ours(agreement: Agreement) -> None:
    if exchange.own() not in agreement.parties:
        raise Refused(
            "joint-case.not-ours",
            N_("This service is not a party to the agreement."),
            N_("A node keeps only the joint cases that it is a party to."),
            place="parties",
        )


def _send(case: JointCase, kind: str, payload: wire.Message) -> None:
    for party in circle.others(case):
        exchange.queue(
            party,
            kind,
            payload,
            convention=case.convention,
            thread=str(case.pk),
            act_facts={"purpose": case.purpose},
        )


def _proposed(officer: Officer, case_id: uuid.UUID | str) -> JointCase:
    case = circle.get(case_id, officer, lock=True)
    if case.state != State.PROPOSED:
        raise Refused(
            "joint-case.not-proposed",
            N_("This joint case is no longer a proposal."),
            N_("Open the page again to see how it stands."),
        )
    return case


def _ready(case: JointCase, officer: Officer) -> None:
    if case.signatures.filter(party=exchange.own()).exists():
        raise _signed_already()
    if not case.prepared_by:
        raise Refused(
            "joint-case.not-prepared",
            N_("This agreement has not been prepared for signature."),
            N_("Have another officer read it and prepare it."),
        )
    if case.prepared_by == accounts.handle(officer):
        raise Refused(
            "joint-case.four-eyes",
            N_("The officer who prepared an agreement does not sign it."),
            N_("Ask another supervisor to read and sign it."),
        )


def _signed_already() -> Refused:
    return Refused("joint-case.signed-already", N_("This service has signed this agreement already."), "")

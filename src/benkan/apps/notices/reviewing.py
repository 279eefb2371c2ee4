"""From draft to letters: the completeness gate, the checklist, the second officer, and one transaction that sends.

The order is fixed and each step is asked again at the last: a notice that became incomplete, too long-lived or
forbidden while it waited does not leave. The second officer is always another person. What he read and what
is queued is one message, named by its digest.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.notices import addressing, drafting, payloads
from benkan.apps.notices.models import Addressee, Edition, EditionState, Notice, NoticeState, Received, Sending
from benkan.core import notices as rules
from benkan.core.errors import N_, BenkanError, Invalid, Refused


def propose(officer: Officer, notice_id: uuid.UUID | str) -> Edition:
    """The draft, now waiting for the second officer; nothing has left.

    Raises:
        Invalid: ``notice.incomplete`` and what else the gate finds, with its place.
        Refused: no right; ``notice.article-3`` and the like, with the clause; an addressee whom no convention permits.
    """
    accounts.need(officer, "notice")
    try:
        with transaction.atomic():
            notice = drafting.editable(notice_id, officer)
            edition = _draft(notice)
            edition.expires_on = edition.expires_on or default_day(notice)
            ready(notice, edition)
            edition.state, edition.remark, edition.at = EditionState.PROPOSED, "", timezone.now()
            edition.save()
            _write("notice-proposed", officer, notice, edition, count=notice.addressees.count())
    except Refused as error:
        if error.code in BLOCKING:
            # A line of its own: that somebody tried is what a control officer looks for.
            journal.write(
                "notice-blocked",
                officer=accounts.handle(officer),
                reference=str(notice_id),
                clause=error.clause,
                notice=str(notice_id),
                question=error.place,
            )
        raise
    return edition


BLOCKING = frozenset({"notice.article-3", "notice.safeguard"})


def approve(officer: Officer, edition_id: uuid.UUID | str, *, seen_sha256: str) -> Edition:
    """The edition, sent: one sealed letter for each addressee and one line for each in the journal, or none at all.

    Args:
        seen_sha256: digest of the message that the officer read.

    Raises:
        Refused: ``notice.same-person``, ``notice.changed``, no right, an addressee whom no convention permits, or what
            ``propose`` may say, asked anew.
    """
    accounts.need(officer, "review-notice")
    with transaction.atomic():
        edition = proposed(edition_id, officer)
        notice = edition.notice
        another_person(officer, edition)
        ready(notice, edition)
        edition.second_officer, edition.second_account = str(officer), officer
        payload = payloads.of_edition(edition, str(officer))
        digest = payloads.sha256(payload)
        if seen_sha256 != digest:
            raise Refused(
                "notice.changed", N_("What would leave is no longer what you saw."), N_("Read it again, then confirm.")
            )
        edition.state, edition.payload_sha256, edition.at = EditionState.SENT, digest, timezone.now()
        edition.save()
        notice.state, notice.version, notice.expires_on = NoticeState.ACTIVE, edition.number, edition.expires_on
        notice.save(update_fields=["state", "version", "expires_on"])
        facts = drafting.facts_of(notice, edition)
        for addressee in notice.addressees.select_for_update().order_by("partner"):
            _send(addressee, edition, payload, facts, officer)
        if notice.case_id:
            cases.moved(notice.case_id)
    return edition


def send_back(officer: Officer, edition_id: uuid.UUID | str, remark: str) -> Edition:
    """The edition, a draft again with the second officer's remark; nothing has left.

    Raises:
        Refused: no right, or nothing waits. Invalid: ``notice.remark``: no remark.
    """
    accounts.need(officer, "review-notice")
    if not remark.strip():
        raise Invalid("notice.remark", N_("Say why you send it back."), place="remark")
    with transaction.atomic():
        edition = proposed(edition_id, officer)
        edition.state, edition.remark = EditionState.DRAFT, f"{officer}: {remark.strip()}"[:4_000]
        edition.save(update_fields=["state", "remark"])
        _write("notice-returned", officer, edition.notice, edition)
    return edition


def renewal(officer: Officer, notice_id: uuid.UUID | str, expires_on: dt.date) -> Edition:
    """The next edition with the same words and a later day, still a draft: it is reviewed like every other.

    Its checklist is empty: whether the reason still stands is answered anew.
    """
    accounts.need(officer, "notice")
    with transaction.atomic():
        notice = drafting.editable(notice_id, officer)
        if notice.version == 0 or drafting.open_edition(notice) is not None:
            raise Refused(
                "notice.proposed", N_("This notice has an open draft."), N_("Set its last day there, or drop it.")
            )
        edition = drafting.following(notice, officer)
        edition.expires_on = expires_on
        drafting.take_from_record(edition)
        edition.save(force_insert=True)
    return edition


def ready(notice: Notice, edition: Edition) -> None:
    """Nothing when the edition may go on: complete, neutral, for somebody, not beyond its time, under its conventions.

    Raises:
        Invalid, Refused: the first thing that stands in the way, with its place or its clause.
    """
    drafting.take_from_record(edition)
    rules.complete(
        notice.type,
        edition.fields,
        timezone.localdate(),
        subject_category=edition.subject_category,
        properties=edition.properties,
    )
    needs_category = rules.subject_category_needed(notice.type, edition.schema)
    if needs_category and not edition.subject_category:
        raise Invalid("notice.category", N_("Say why the person is in the notice."), place="subject_category")
    if needs_category and notice.case_id is None:
        raise Invalid(
            "notice.case",
            N_("A notice about a person belongs to a case."),
            N_("Choose the case, or open one."),
            place="case",
        )
    rules.neutral(notice.type, edition.answers)
    chosen = list(notice.addressees.all())
    if not chosen:
        raise Invalid("notice.addressee", N_("Choose at least one addressee."), place="to")
    if notice.about and {one.partner for one in chosen} != _asked_by(notice):
        raise Invalid(
            "notice.answer",
            N_("An answer to a partner's notice goes to that partner alone."),
            N_("Take the other addressees out, or write a notice of its own for them."),
            place="to",
        )
    facts = drafting.facts_of(notice, edition)
    for refused in refusals(chosen, facts):
        raise refused
    in_time(notice, edition)
    payloads.of_edition(edition, "–")  # every value must fit the protocol, whoever approves


def refusals(chosen: list[Addressee], facts: addressing.Facts) -> list[BenkanError]:
    """Why some of the addressees may not have this notice, each with its clause."""
    found = []
    for convention in dict.fromkeys(one.convention for one in chosen):
        partners = {one.partner for one in chosen if one.convention == convention}
        if not convention:
            found += [one.refused for one in addressing.whom(facts) if one.partner in partners and one.refused]
            continue
        standing = {one.partner: one for one in addressing.of_convention(facts, convention)}
        for partner in sorted(partners):
            one = standing.get(partner)
            if one is None:
                found.append(
                    Refused(
                        "notice.addressee",
                        N_("“%(partner)s” is no party of the convention any more."),
                        N_("Take this addressee out."),
                        place="to",
                        partner=partner,
                    )
                )
            elif one.refused is not None:
                found.append(one.refused)
    return found


def in_time(notice: Notice, edition: Edition) -> None:
    """Nothing when the last day fits the type and every convention.

    Raises:
        Invalid: ``notice.expiry``.
    """
    today = timezone.localdate()
    last = latest_day(notice)
    if edition.expires_on is None or not today < edition.expires_on <= last:
        raise Invalid(
            "notice.expiry",
            N_("The last day of the notice must lie between tomorrow and %(last)s."),
            N_("Choose an earlier day; the notice can be renewed after a review."),
            place="expires_on",
            last=last.isoformat(),
        )


def latest_day(notice: Notice) -> dt.date:
    """The last day that type and conventions of the addressees allow."""
    return rules.latest_day(notice.type, timezone.localdate(), addressing.retentions(_conventions(notice)))


def default_day(notice: Notice) -> dt.date:
    """The last day when the author gives none."""
    return rules.default_day(notice.type, timezone.localdate(), addressing.retentions(_conventions(notice)))


def proposed(edition_id: uuid.UUID | str, officer: Officer) -> Edition:
    """The edition that waits for a second officer, locked.

    Raises:
        Refused: ``notice.not-waiting``; the same for one that this officer may not see.
    """
    try:
        wanted = uuid.UUID(str(edition_id))
    except ValueError:
        wanted = uuid.UUID(int=0)
    found = (
        Edition.objects.select_for_update(of=("self",))
        .select_related("notice", "notice__case")
        .filter(pk=wanted, state=EditionState.PROPOSED)
        .first()
    )
    if found is None or not drafting.may_see(officer, found.notice):
        raise Refused(
            "notice.not-waiting", N_("Nothing waits for a second officer here."), N_("Open the list of notices.")
        )
    return found


def another_person(officer: Officer, edition: Edition) -> None:
    """Nothing when the officer is not the author.

    Raises:
        Refused: ``notice.same-person``; the same account, or another account of the same name.
    """
    if officer.pk == edition.officer_account_id or str(officer) == edition.officer:
        raise Refused(
            "notice.same-person",
            N_("The second officer must be another person than the author."),
            N_("Ask another officer who may review notices."),
        )


def _draft(notice: Notice) -> Edition:
    edition = drafting.open_edition(notice)
    if edition is None or edition.state != EditionState.DRAFT:
        raise Refused("notice.no-draft", N_("This notice has no draft."), N_("Open the list of notices."))
    return edition


def _asked_by(notice: Notice) -> set[str]:
    """The partner whose notice this one answers: what it says about is nobody else's business."""
    return set(Received.objects.filter(notice=notice.about).values_list("partner", flat=True)[:1])


def _conventions(notice: Notice) -> list[str]:
    return [one.convention for one in notice.addressees.all() if one.convention]


def _send(
    addressee: Addressee, edition: Edition, payload: wire.Notice, facts: addressing.Facts, officer: Officer
) -> None:
    letter = exchange.queue(
        addressee.partner,
        "notice",
        payload,
        convention=addressee.convention,
        thread=str(edition.notice_id),
        act_facts={"purpose": facts.purpose, "handling": facts.handling, "categories": facts.categories},
    )
    addressee.state, addressee.version, addressee.envelope = Sending.QUEUED, edition.number, letter.id
    addressee.clause = ""
    addressee.save()
    _write(
        "notice-sent",
        officer,
        edition.notice,
        edition,
        partner=addressee.partner,
        convention=addressee.convention,
        clause=_clause(addressee.convention, "exchange"),
        handling=edition.handling,
        grade=edition.grade,
        expires_on=edition.expires_on.isoformat() if edition.expires_on else "",
        field_count=len(edition.fields) + len(edition.properties),
        author=accounts.handle(edition.officer_account),
        envelope=letter.id,
        sha256=edition.payload_sha256,
    )


def _clause(convention: str, section: str) -> str:
    found = addressing.current(convention)
    return f"{convention} · {found.clauses[section].article}"


def _write(
    event: str,
    officer: Officer,
    notice: Notice,
    edition: Edition,
    *,
    partner: str = "",
    convention: str = "",
    clause: str = "",
    **facts: object,
) -> None:
    journal.write(
        event,
        officer=accounts.handle(officer),
        partner=partner,
        convention=convention,
        clause=clause,
        reference=str(notice.pk),
        notice=str(notice.pk),
        type=notice.type,
        version=edition.number,
        **facts,
    )

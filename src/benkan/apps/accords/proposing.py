"""Drafts between the parties: a text is put on the table, each party says what it thinks of it, all of them see it.

The letters move outside any convention, under the rule of ``core.conventions.negotiating``: only between services that
hold each other's cards and are named in the text, bounded in size and number.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accords import drafts
from benkan.apps.accords.models import Convention as Row
from benkan.apps.accords.models import Draft, Revision, Stance
from benkan.apps.accords.standing import KEY_MISMATCH, KEY_REMEDY, mismatch
from benkan.apps.accounts import services as accounts
from benkan.core import conventions
from benkan.core.conventions.negotiating import (
    MAX_COMMENT,
    MAX_OPEN_DRAFTS,
    MAX_REVISIONS,
    concerns,
    refused,
)
from benkan.core.errors import N_, Invalid, Refused, Unverified
from benkan.wire import ConventionOpinion, ConventionProposal, Message
from benkan.wire.fields import BIDI_CONTROLS, HIDDEN

MAX_EARLY_WORDS = 50


def propose(row: Draft, officer: accounts.Officer, note: str = "") -> Revision:
    """The working text, on the table: sent to every other party whose card is here.

    Raises:
        Refused: no right; this node is no party; another key than the directory's; a version that is not new.
        Invalid: the text cannot be read yet, or the note is too long.
    """
    from benkan.apps.journal import services as journal

    accounts.need(officer, "draft")
    note = remark(note)
    text = drafts.plain(row.text)
    convention = conventions.parse(text)
    _readable(text)
    _can_stand(convention, own())
    with transaction.atomic():
        held = Draft.objects.select_for_update().get(pk=row.pk)
        revision = lay_down(held, convention, own(), str(officer), note)
        held.text, held.put_aside_at = text, None
        held.save(update_fields=["text", "put_aside_at"])
        send(
            convention,
            "convention.proposal",
            ConventionProposal(
                convention=convention.identifier,
                version=convention.version,
                sha256=convention.sha256,
                text=text,
                note=note,
                officer=str(officer)[:200],
            ),
        )
        journal.write(
            "convention-proposed",
            officer=accounts.handle(officer),
            convention=convention.identifier,
            version=convention.version,
            sha256=convention.sha256,
            parties=list(convention.parties),
        )
    row.refresh_from_db()
    return revision


def say(row: Draft, officer: accounts.Officer, stance: str, comment: str = "", article: str = "") -> Stance:
    """This party's word on the text that is on the table, told to every other party.

    Args:
        stance: ``comments``, ``agrees`` or ``declines``.
        article: number of the article that a comment is about; empty for the whole text.

    Raises:
        Refused: no right, or nothing is on the table.
        Invalid: an unknown stance or article, or a comment without words or too long.
    """
    accounts.need(officer, "draft")
    if stance not in {Stance.Kind.COMMENTS, Stance.Kind.AGREES, Stance.Kind.DECLINES}:
        raise Invalid("convention.stance", N_("Choose to comment, to agree or to decline."), place="stance")
    comment = remark(comment)
    if stance == Stance.Kind.COMMENTS and not comment:
        raise Invalid(
            "convention.comment",
            N_("A comment has words."),
            N_("Say which article you mean and what should stand there."),
            place="comment",
        )
    if article:
        _has_article(on_table(row), stance, article)
    return _say(row, officer, stance, comment, article)


def _has_article(revision: Revision, stance: str, article: str) -> None:
    articles = {clause.article for clause in drafts.understood(revision.text).clauses.values()}
    if stance != Stance.Kind.COMMENTS or article not in articles:
        raise Invalid(
            "convention.article",
            N_("Only a comment can be about one article, and only about one that the text has."),
            N_("Choose an article of the text on the table, or none."),
            place="article",
        )


def see(row: Draft, officer: accounts.Officer) -> None:
    """Tells the other parties, once for each text, that this party has opened it; nothing for our own text."""
    if not row.on_table or not accounts.may(officer, "draft"):
        return
    revision = on_table(row)
    mine = Stance.objects.filter(sha256=row.on_table, party=own(), convention=row.identifier, version=row.version)
    if revision.party != own() and not mine.exists():
        _say(row, officer, Stance.Kind.SEEN, "")


def on_table(row: Draft) -> Revision:
    """The text that was proposed last.

    Raises:
        Refused: ``convention.not-proposed``.
    """
    found = next((each for each in row.revisions.all() if each.sha256 == row.on_table), None)
    if found is None:
        raise Refused(
            "convention.not-proposed",
            N_("No text of this draft has been proposed yet."),
            N_("Propose it to the other parties first."),
        )
    return found


def on_proposal(sender: str, letter: ConventionProposal, received_at: dt.datetime) -> None:
    """A party puts a text on the table here too; our working text follows it unless we have changed ours."""
    from benkan.apps.accords import signing
    from benkan.apps.journal import services as journal

    convention = conventions.parse(letter.text)
    if (convention.identifier, convention.version, convention.sha256) != (
        letter.convention,
        letter.version,
        letter.sha256,
    ) or convention.signatures:
        raise Invalid(
            "convention.proposal",
            N_("The letter names another text than the one that it carries."),
            N_("Propose the text again, without signatures."),
            place="sha256",
        )
    _can_stand(convention, sender)
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(identifier=letter.convention, version=letter.version).first()
        if row is None:
            _room_for(sender)
            row = Draft.objects.create(
                identifier=letter.convention,
                version=letter.version,
                text=letter.text,
                proposer=sender,
                created_at=received_at,
                created_by="",
                saved_at=received_at,
                saved_by="",
            )
        untouched = row.text == (on_table(row).text if row.on_table else letter.text)
        lay_down(row, convention, sender, letter.officer, letter.note)
        if untouched:
            row.text, row.saved_at, row.saved_by = letter.text, received_at, ""
        row.put_aside_at = None
        row.save(update_fields=["text", "saved_at", "saved_by", "put_aside_at"])
        journal.write(
            "convention-proposed",
            partner=sender,
            convention=letter.convention,
            version=letter.version,
            sha256=letter.sha256,
            parties=list(convention.parties),
            received=True,
        )
        signing.complete(row)


def on_opinion(sender: str, letter: ConventionOpinion, received_at: dt.datetime) -> None:
    """A party's word on a text; it may come before the text itself."""
    from benkan.apps.journal import services as journal

    of_party(letter.convention, letter.version, sender)
    with transaction.atomic():
        _keep_stance(letter, sender, letter.officer, received_at)
        journal.write(
            "convention-opinion",
            partner=sender,
            convention=letter.convention,
            version=letter.version,
            sha256=letter.sha256,
            stance=letter.stance,
            received=True,
        )


def letters_today(sender: str, at: dt.datetime) -> int:
    """How many letters about drafts came from this party today (UTC)."""
    today = at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    revisions = Revision.objects.filter(party=sender, at__gte=today).count()
    return revisions + Stance.objects.filter(party=sender, at__gte=today).count()


def send(convention: conventions.Convention, kind: str, letter: Message) -> list[str]:
    """Queues the letter for every other party whose card is here; those who cannot be reached by a letter."""
    from benkan.apps.agencies import services as agencies
    from benkan.apps.exchange import services as exchange

    known = agencies.signing_keys()
    others = convention.partners(own())
    for partner in others:
        if partner in known:
            exchange.queue(partner, kind, letter, convention="")
    return [partner for partner in others if partner not in known]


def remark(text: str) -> str:
    """A note or comment as it may travel: readable, bounded."""
    text = drafts.plain(text).strip()
    if len(text) > MAX_COMMENT or any(not letter.isprintable() for letter in text.replace("\n", "")):
        raise Invalid(
            "convention.comment-long",
            N_("A comment has at most %(limit)d characters, and no hidden ones."),
            N_("Shorten it, or change the text itself."),
            place="comment",
            limit=MAX_COMMENT,
        )
    return text


def own() -> str:
    """The agency id of this node."""
    return str(settings.BENKAN_NODE.agency)


def _say(row: Draft, officer: accounts.Officer, stance: str, comment: str, article: str = "") -> Stance:
    from benkan.apps.journal import services as journal

    with transaction.atomic():
        revision = on_table(row)
        letter = ConventionOpinion(
            convention=row.identifier,
            version=row.version,
            sha256=revision.sha256,
            stance=str(stance),
            comment=comment,
            article=article,
            officer=str(officer)[:200],
        )
        kept = _keep_stance(letter, own(), str(officer), timezone.now())
        send(drafts.understood(revision.text), "convention.opinion", letter)
        journal.write(
            "convention-opinion",
            officer=accounts.handle(officer),
            convention=row.identifier,
            version=row.version,
            sha256=revision.sha256,
            stance=str(stance),
        )
    return kept


def _keep_stance(letter: ConventionOpinion, party: str, officer: str, at: dt.datetime) -> Stance:
    return Stance.objects.create(
        convention=letter.convention,
        version=letter.version,
        sha256=letter.sha256,
        party=party,
        kind=letter.stance,
        comment=letter.comment,
        article=letter.article,
        officer=officer[:200],
        at=at,
    )


def _readable(text: str) -> None:
    """Refuses characters that make a text read otherwise than it is; a remark in it could hold them."""
    for number, line in enumerate(text.split("\n"), start=1):
        if any(letter in BIDI_CONTROLS or unicodedata.category(letter) in HIDDEN for letter in line):
            raise Invalid(
                "convention.hidden",
                N_("A hidden control character stands in the text."),
                N_("Remove it: it makes a text read otherwise than it is."),
                place=f"line {number}",
            )


def lay_down(row: Draft, convention: conventions.Convention, party: str, officer: str, note: str) -> Revision:
    """The text as the one on the table; a text that was there before comes back under its number."""
    revision = row.revisions.filter(sha256=convention.sha256).first()
    if revision is None:
        count = row.revisions.count()
        if count >= MAX_REVISIONS:
            raise refused(
                "negotiation.revisions",
                N_("This draft has had %(limit)d texts; no more are taken."),
                N_("Talk to each other, then begin a new draft."),
                limit=MAX_REVISIONS,
            )
        revision = Revision.objects.create(
            draft=row,
            number=count + 1,
            sha256=convention.sha256,
            text=convention.text,
            party=party,
            officer=officer[:200],
            note=note,
            at=timezone.now(),
        )
    row.on_table = convention.sha256
    row.save(update_fields=["on_table"])
    return revision


def _can_stand(convention: conventions.Convention, sender: str) -> None:
    """Refuses a text that could never come into force here, before anybody spends a day on it."""
    from benkan.apps.agencies import services as agencies

    stranger = concerns(convention, own(), sender)
    if stranger is not None:
        raise stranger
    other = mismatch(convention, agencies.signing_keys())
    if other:
        facts: dict[str, Any] = {"convention": convention.identifier, "agency": other}
        raise refused("convention.key-mismatch", KEY_MISMATCH, KEY_REMEDY, **facts)
    newest = Row.objects.filter(identifier=convention.identifier).order_by("-version").first()
    if newest is not None and newest.version >= convention.version:
        raise refused(
            "convention.version-old",
            N_("Version %(version)d of “%(convention)s” is signed already; a change needs a later one."),
            N_("Give the text the next version."),
            convention=convention.identifier,
            version=newest.version,
        )


def _room_for(sender: str) -> None:
    done = set(Row.objects.values_list("identifier", "version"))
    open_drafts = Draft.objects.filter(proposer=sender, put_aside_at=None).values_list("identifier", "version")
    if sum(each not in done for each in open_drafts) >= MAX_OPEN_DRAFTS:
        raise refused(
            "negotiation.drafts",
            N_("“%(agency)s” has %(limit)d drafts open here; more are not taken."),
            N_("Finish one or have it put aside first."),
            agency=sender,
            limit=MAX_OPEN_DRAFTS,
        )


def of_party(identifier: str, version: int, sender: str) -> None:
    """Refuses a word on a draft whose texts, as far as they are here, do not name the sender."""
    row = Draft.objects.filter(identifier=identifier, version=version).first()
    if row is None:
        _room_for_early_words(sender)
        return
    if not row.on_table:
        return
    convention = drafts.understood(on_table(row).text)
    stranger = concerns(convention, own(), sender)
    if stranger is not None:
        raise stranger


def _room_for_early_words(sender: str) -> None:
    """Words that come before their text are kept, but not without end."""
    texts = Draft.objects.values_list("identifier", flat=True)
    if Stance.objects.filter(party=sender).exclude(convention__in=texts).count() >= MAX_EARLY_WORDS:
        raise refused(
            "negotiation.no-text",
            N_("“%(agency)s” writes about texts that are not here."),
            N_("Propose the text first."),
            agency=sender,
        )


def wrong_signature(party: str) -> Unverified:
    """The error for a signature that does not belong to the party that sent it."""
    return Unverified(
        "convention.signature",
        N_("The signature of “%(party)s” does not hold: the text, the date or the signature was altered."),
        N_("Ask the party to sign the text again and to send it anew."),
        place=f"signatures.{party}",
        party=party,
    )

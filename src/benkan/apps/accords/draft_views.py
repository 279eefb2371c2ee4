"""The pages of a convention in work: begin, read, change by the form or as text, talk, prepare, sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accords import asking_pages, drafts, labels, proposing, reading, signing, states, terms
from benkan.apps.accords.models import Convention as Row
from benkan.apps.accords.models import Draft, Stance
from benkan.apps.accounts import services as accounts
from benkan.apps.resolutions import services as resolutions
from benkan.core import conventions
from benkan.core.conventions import TEMPLATES, PartyDraft
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.web.errors import explain

DRAFTERS = ("liaison", "supervisor", "administrator")
MAX_UPLOAD = 300_000


def rows() -> list[dict[str, Any]]:
    """The conventions in work, for the list."""
    found = drafts.listed()
    return [_row(row, state) for row, state in zip(found, states.of_all(found), strict=True)]


def _row(row: Draft, state: states.DraftState) -> dict[str, Any]:
    convention, _error = drafts.read(row)
    return {
        "draft": row,
        "title": convention.title[reading.language()] if convention else row.identifier,
        "countries": [party.country for party in convention.parties.values()] if convention else [],
        "state": state,
        "state_words": state_words(state),
    }


def state_words(state: states.DraftState) -> str:
    """How far a draft is, in words."""
    if state.code == "signing":
        return _("signed by %(signed)d of %(parties)d") % {"signed": state.signed, "parties": state.parties}
    return labels.word(labels.DRAFT_STATES, state.code)


@require_http_methods(["GET", "POST"])
@accounts.officer(*DRAFTERS)
def new(request: HttpRequest) -> HttpResponse:
    """Begins a draft: a template with parties from the directory, or a text that came as a file."""
    from benkan.apps.agencies import services as agencies

    officer = accounts.signed_in(request)
    refusal, given = None, request.POST
    if request.method == "POST":
        try:
            return _to(_begun(request, officer))
        except BenkanError as error:
            refusal = explain(error)
    chosen = given.get("template", "bilateral")
    context = {
        "templates": [
            {
                "code": each.code,
                "title": each.title[reading.language()],
                "about": each.about[reading.language()],
                "least": each.least,
                "most": each.most,
                "chosen": each.code == chosen,
            }
            for each in TEMPLATES.values()
        ],
        "partners": [(row.id, agencies.localised(row), row.country) for row in agencies.partners()],
        "ticked": given.getlist("parties"),
        "identifier": given.get("identifier", ""),
        "starts_on": given.get("starts_on", "") or timezone.localdate().isoformat(),
        "years": given.get("years", "2"),
        "refusal": refusal,
    }
    return render(request, "accords/new.html", context, status=422 if refusal else 200)


def _begun(request: HttpRequest, officer: accounts.Officer) -> Draft:
    upload = request.FILES.get("file")
    if upload or request.POST.get("text"):
        data = upload.read(MAX_UPLOAD).decode("utf-8", "replace") if upload else request.POST.get("text", "")
        return drafts.take(data, officer)
    years = request.POST.get("years", "")
    return drafts.start(
        request.POST.get("identifier", "").strip(),
        request.POST.getlist("parties"),
        request.POST.get("template", ""),
        officer,
        starts_on=day(request.POST.get("starts_on", ""), "starts_on"),
        years=int(years) if years.isascii() and years.isdecimal() and 1 <= int(years) <= MAX_YEARS else 2,
    )


MAX_YEARS = 30


def day(text: str, place: str) -> dt.date:
    """The day in the text.

    Raises:
        Invalid: ``convention.day``.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            "convention.day", N_("A day is expected here."), N_("Write it as 2026-09-01."), place=place
        ) from None


@require_POST
@accounts.officer(*DRAFTERS)
def amend(request: HttpRequest, identifier: str) -> HttpResponse:
    """Begins the next version of a convention."""
    return _to(drafts.amend(identifier, accounts.signed_in(request)))


@require_GET
@accounts.officer()
def detail(request: HttpRequest, identifier: str, version: int) -> HttpResponse:
    """The draft: what changes, its articles, what the parties say, and what this officer may do."""
    row = drafts.get(identifier, version)
    proposing.see(row, accounts.signed_in(request))
    return _detail(request, row)


def _detail(request: HttpRequest, row: Draft, refused: BenkanError | None = None) -> HttpResponse:
    officer = accounts.signed_in(request)
    working, unreadable = drafts.read(row)
    table = proposing.on_table(row) if row.on_table else None
    shown = drafts.understood(table.text) if table else working
    state = states.of(row)
    in_force = Row.objects.filter(identifier=row.identifier, version=row.version).first()
    context: dict[str, Any] = {
        "draft": row,
        "state": state,
        "state_words": state_words(state),
        "title": shown.title[reading.language()] if shown else row.identifier,
        "convention": shown,
        "unreadable": explain(unreadable) if unreadable else None,
        "refusal": explain(refused) if refused else None,
        "in_force": in_force,
        "parties": states.parties(row, shown) if shown else [],
        "cards": _cards_with_comments(row, shown) if shown else [],
        "talk": _talk(row),
        "recommendations": resolutions.of_convention(row.identifier),
        "comparisons": _comparisons(row, shown, working),
        "may_draft": accounts.may(officer, "draft"),
        "may_sign": accounts.may(officer, "sign"),
        "table": table,
        "ahead": bool(table and (working is None or working.sha256 != table.sha256)),
        "prepared": bool(row.on_table) and row.prepared == row.on_table,
        "prepared_by_me": row.prepared_by == accounts.handle(officer),
        "preparer": accounts.names().get(row.prepared_by, row.prepared_by),
        "signed_by_us": bool(table) and any(each.party == proposing.own() for each in _signed(row)),
        "stamp": drafts.stamp(row),
        "note": request.POST.get("note", ""),
        "comment": request.POST.get("comment", ""),
        "article": request.POST.get("article", ""),
    }
    if shown:
        context |= asking_pages.context(conventions.Agreement(shown, signed=False), request)
    return render(request, "accords/draft.html", context, status=422 if refused else 200)


def _signed(row: Draft) -> list[Stance]:
    return signing.signatures(row, row.on_table)


def _comparisons(
    row: Draft, shown: conventions.Convention | None, working: conventions.Convention | None
) -> list[dict[str, Any]]:
    """What the reader must know before agreeing: against the version in force, the text before, and our own changes."""
    if shown is None:
        return []
    pairs: list[tuple[str, conventions.Convention, conventions.Convention]] = []
    before = Row.objects.filter(identifier=row.identifier, version__lt=row.version).order_by("-version").first()
    if before is not None:
        heading = _("What changes compared with version %(version)d") % {"version": before.version}
        pairs.append((heading, conventions.parse(before.text), shown))
    texts = list(row.revisions.exclude(sha256=row.on_table).order_by("-number")[:1])
    if texts:
        heading = _("What changes compared with text %(number)d on the table") % {"number": texts[0].number}
        pairs.append((heading, conventions.parse(texts[0].text), shown))
    if row.on_table and working is not None and working.sha256 != shown.sha256:
        pairs.append((_("Changes here that are not proposed yet"), shown, working))
    return [{"heading": heading, "changes": reading.changes(old, new)} for heading, old, new in pairs]


def _talk(row: Draft) -> list[dict[str, Any]]:
    """What was proposed and said, newest first."""
    from benkan.apps.agencies import services as agencies

    names = agencies.names()
    numbers = {}
    said: list[dict[str, Any]] = []
    for revision in row.revisions.all():
        numbers[revision.sha256] = revision.number
        words = _("proposes text %(number)d") % {"number": revision.number}
        said.append(
            _line(revision.at, names.get(revision.party, revision.party), words, revision.officer, revision.note)
        )
    stances = Stance.objects.filter(convention=row.identifier, version=row.version).exclude(kind=Stance.Kind.SEEN)
    for each in stances.order_by("-at")[:200]:
        about = numbers.get(each.sha256)
        words = labels.word(labels.PARTY_STATES, each.kind)
        if each.article:
            words = _("comments on article %(article)s") % {"article": each.article}
        if about is not None:
            words = _("%(what)s (text %(number)d)") % {"what": words, "number": about}
        said.append(_line(each.at, names.get(each.party, each.party), words, each.officer, each.comment, each.kind))
    return sorted(said, key=lambda line: line["at"], reverse=True)


def _cards_with_comments(row: Draft, shown: conventions.Convention) -> list[dict[str, Any]]:
    """The articles of the text, each with what was said about it while this text was on the table."""
    from benkan.apps.agencies import services as agencies

    names = agencies.names()
    said: dict[str, list[dict[str, Any]]] = {}
    rows = Stance.objects.filter(convention=row.identifier, version=row.version, sha256=shown.sha256)
    for each in rows.exclude(article="").order_by("at")[:200]:
        party = names.get(each.party, each.party)
        said.setdefault(each.article, []).append(_line(each.at, party, "", each.officer, each.comment))
    return [{"card": card, "comments": said.get(card.article, [])} for card in reading.cards_of(shown)]


def _line(at: dt.datetime, party: str, words: str, officer: str, text: str, kind: str = "") -> dict[str, Any]:
    return {"at": at, "party": party, "words": words, "officer": officer, "text": text, "kind": kind}


@require_http_methods(["GET", "POST"])
@accounts.officer(*DRAFTERS)
def edit(request: HttpRequest, identifier: str, version: int) -> HttpResponse:
    """The guided page: one card for each article, its terms and its words."""
    row = drafts.get(identifier, version)
    convention, _unreadable = drafts.read(row)
    if convention is None:
        messages.warning(request, _("The text cannot be read yet: correct it here, then the guided page opens."))
        return redirect("accords:draft-text", identifier, version)
    cards = _cards()
    typed, refused = terms.typed_of(convention), None
    if request.method == "POST":
        typed = {name: [str(each) for each in values] for name, values in request.POST.lists()}
        try:
            changes = terms.changes_of(typed, convention, cards)
            drafts.save_terms(row, changes, request.POST.get("seen", ""), accounts.signed_in(request))
        except BenkanError as error:
            refused = error
        else:
            messages.success(request, _("Saved. The text has these values; everything else in it stayed as it was."))
            return redirect("accords:draft-edit" if "stay" in request.POST else "accords:draft", identifier, version)
    context = {
        "draft": row,
        "seen": request.POST.get("seen", "") or drafts.stamp(row),
        "title": convention.title[reading.language()],
        "groups": terms.groups(typed, convention, cards, refused.place if refused else ""),
        "refusal": explain(refused) if refused else None,
    }
    return render(request, "accords/draft_edit.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
@accounts.officer(*DRAFTERS)
def text(request: HttpRequest, identifier: str, version: int) -> HttpResponse:
    """The same draft as text."""
    row = drafts.get(identifier, version)
    refused = None
    if request.method == "POST":
        try:
            row = drafts.save_text(
                row, request.POST.get("text", ""), request.POST.get("seen", ""), accounts.signed_in(request)
            )
        except BenkanError as error:
            refused = error
        else:
            messages.success(request, _("Saved."))
            if drafts.read(row)[0] is not None:
                return _to(row)
            return redirect("accords:draft-text", identifier, version)
    _convention, unreadable = drafts.read(row)
    context = {
        "draft": row,
        "seen": request.POST.get("seen", "") or drafts.stamp(row),
        "text": request.POST.get("text", row.text),
        "unreadable": explain(unreadable) if unreadable and refused is None else None,
        "refusal": explain(refused) if refused else None,
    }
    return render(request, "accords/draft_text.html", context, status=422 if refused else 200)


@require_GET
@accounts.officer()
def file(request: HttpRequest, identifier: str, version: int) -> HttpResponse:  # noqa: ARG001 - Django's
    """The text on the table with the signatures that are here, for a party that no letter reaches."""
    row = drafts.get(identifier, version)
    response = HttpResponse(signing.signed_text(row), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.identifier}-v{row.version}.toml"'
    return response


def _act(done: Callable[[HttpRequest, Draft, accounts.Officer], str]) -> Callable[..., HttpResponseBase]:
    """A button of the draft's page: does it and says so, or shows the page again with the refusal."""

    @require_POST
    @accounts.officer(*DRAFTERS)
    def view(request: HttpRequest, identifier: str, version: int) -> HttpResponse:
        row = drafts.get(identifier, version)
        try:
            said = done(request, row, accounts.signed_in(request))
        except BenkanError as error:
            return _detail(request, drafts.get(identifier, version), error)
        messages.success(request, said)
        return _to(row)

    return view


def _propose(request: HttpRequest, row: Draft, officer: accounts.Officer) -> str:
    proposing.propose(row, officer, request.POST.get("note", ""))
    return _("The text is on the table; the other parties receive it.")


def _say(request: HttpRequest, row: Draft, officer: accounts.Officer) -> str:
    said = (request.POST.get(name, "") for name in ("stance", "comment", "article"))
    proposing.say(row, officer, *said)
    return _("The other parties are told.")


def _take_over(request: HttpRequest, row: Draft, officer: accounts.Officer) -> str:
    drafts.save_text(row, proposing.on_table(row).text, request.POST.get("seen", ""), officer)
    return _("The text on the table is the draft here now.")


def _prepare(_request: HttpRequest, row: Draft, officer: accounts.Officer) -> str:
    signing.prepare(row, officer)
    return _("Prepared. Another officer reads it and signs.")


def _sign(request: HttpRequest, row: Draft, officer: accounts.Officer) -> str:
    signing.sign(row, officer, request.POST.get("sha256", ""))
    return _("Signed. The other parties are told.")


def _put_aside(_request: HttpRequest, row: Draft, officer: accounts.Officer) -> str:
    drafts.put_aside(row, officer)
    return _("Put aside. A new proposal or a change brings it back.")


def _enforce(_request: HttpRequest, row: Draft, officer: accounts.Officer) -> str:
    signing.put_into_force(row, officer)
    return _("The convention is in this node.")


propose, say, take_over, prepare, sign, put_aside, enforce = (
    _act(each) for each in (_propose, _say, _take_over, _prepare, _sign, _put_aside, _enforce)
)


def _cards() -> dict[str, PartyDraft]:
    from benkan.apps.agencies import services as agencies

    return {
        row.id: PartyDraft(
            row.id, {"fr": row.name_fr, "en": row.name_en, "ar": row.name_ar}, row.country, agencies.key_of(row)
        )
        for row in agencies.everyone()
    }


def _to(row: Draft) -> HttpResponse:
    return redirect("accords:draft", row.identifier, row.version)

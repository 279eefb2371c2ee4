"""A text beside another: the difference between two versions, and two languages side by side for paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET

from benkan.apps.accords import drafts, labels, reading, services, signing
from benkan.apps.accords.views import chosen
from benkan.apps.accounts import services as accounts
from benkan.core import conventions
from benkan.core.conventions import LANGUAGES, Convention


@require_GET
@accounts.officer()
def difference(request: HttpRequest, identifier: str) -> HttpResponse:
    """What changed from one version (``?from=``) to another (``?to=``); the last two when left out."""
    old, new, versions = pair(identifier, request.GET.get("from", ""), request.GET.get("to", ""))
    context = {
        "convention": new,
        "title": new.title[reading.language()],
        "old": old.version,
        "new": new.version,
        "versions": versions,
        "changes": reading.changes(old, new),
    }
    return render(request, "accords/difference.html", context)


def pair(identifier: str, old: str, new: str) -> tuple[Convention, Convention, list[int]]:
    """The two versions to compare, and all that are here."""
    standings = services.read()
    later, versions = chosen(standings, identifier, new)
    before = [number for number in versions if number < later.convention.version]
    earlier, _versions = chosen(standings, identifier, old or str(before[-1] if before else versions[0]))
    return earlier.convention, later.convention, versions


@require_GET
@accounts.officer()
def paper(request: HttpRequest, identifier: str) -> HttpResponse:
    """The convention in two columns, to print or to keep as PDF."""
    agreement, _versions = chosen(services.read(), identifier, request.GET.get("version", ""))
    return _paper(request, agreement.convention, binding=agreement.signed)


@require_GET
@accounts.officer()
def draft_paper(request: HttpRequest, identifier: str, version: int) -> HttpResponse:
    """The draft in two columns, marked as such."""
    row = drafts.get(identifier, version)
    text = signing.signed_text(row) if row.on_table else row.text
    return _paper(request, conventions.parse(text), binding=False, proposed=bool(row.on_table))


def _paper(request: HttpRequest, convention: Convention, *, binding: bool, proposed: bool = True) -> HttpResponse:
    left = request.GET.get("left", "fr")
    right = request.GET.get("right", "ar")
    if left not in LANGUAGES:
        left = "fr"
    if right not in LANGUAGES or right == left:
        right = "ar" if left != "ar" else "fr"
    columns = [_column(convention, language) for language in (left, right)]
    days = {each.party: each.signed_on for each in convention.signatures}
    context: dict[str, Any] = {
        "convention": convention,
        "binding": binding,
        "proposed": proposed,
        "columns": columns,
        "articles": list(zip(columns[0]["cards"], columns[1]["cards"], strict=True)),
        "parties": [
            {
                "agency": party.identifier,
                "country": party.country,
                "names": [(language, party.name[language]) for language in (left, right)],
                "signed_on": days.get(party.identifier),
            }
            for party in convention.parties.values()
        ],
        "choices": [
            (one, other, f"{labels.word(labels.LANGUAGES, one)} | {labels.word(labels.LANGUAGES, other)}")
            for one, other in (("fr", "ar"), ("fr", "en"), ("en", "ar"))
        ],
        "left": left,
        "right": right,
        "draft_version": 0 if binding else convention.version,
    }
    return render(request, "accords/paper.html", context)


def _column(convention: Convention, language: str) -> dict[str, Any]:
    """Title, words and articles of one column, in its language whatever the reader's is."""
    with translation.override(language):
        return {
            "language": language,
            "direction": "rtl" if language == "ar" else "ltr",
            "title": convention.title[language],
            "cards": reading.cards_of(convention),
            "words": {
                "draft": labels.word(labels.PAPER, "draft"),
                "signatures": labels.word(labels.PAPER, "signatures"),
                "unsigned": labels.word(labels.PAPER, "unsigned"),
                "between": labels.word(labels.PAPER, "between"),
                "digest": labels.word(labels.PAPER, "digest"),
                "version": labels.word(labels.PAPER, "version"),
            },
        }

"""One key for each account, and the forms of its number that records and searches share with it.

Numbers become what ``core.matching`` makes of them: an IBAN, a mobile-money account that is a phone. A short number is
an account of its institution only: the same digits at two banks are two accounts. A side of a transfer that the file
does not name is no account at all; it is kept as the unnamed side of its channel, so that sums stay whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from benkan.core.errors import Invalid
from benkan.core.matching import Identifier
from benkan.core.matching.identifiers import canonical, is_iban
from benkan.core.recognising import fold
from benkan.formats.money_rows import End

BANK, MOBILE, HOLDER, UNNAMED, OTHER = "bank", "mobile-money", "holder", "unnamed", "other"
LEAST_SHARED = 6
"""Characters of a number below which sharing it says nothing."""
MAX_KEY = 300


@dataclass(frozen=True, slots=True)
class Keyed:
    """What an account is known by: its key, its sort, and the canonical forms under which it is found."""

    key: str
    sort: str
    forms: tuple[str, ...] = ()


def keyed(end: End) -> Keyed:
    """The key of one side of a transfer; the unnamed side when nothing names it."""
    if end.account:
        return of_number(end.account, end.institution, end.country)
    if end.key:
        return Keyed(end.key[:MAX_KEY], HOLDER, of_phone(end.phone))
    return Keyed(f"unnamed:{end.country}:{fold(end.institution)}"[:MAX_KEY], UNNAMED)


def of_number(number: str, institution: str = "", country: str = "") -> Keyed:
    """The key of an account number as written; its forms are those of ``core.matching``."""
    forms = forms_of("account", number, country)
    if institution and not any(form.startswith("phone:") for form in forms):
        # An operator's file writes the phone alone: its own name says that the number is one.
        told = forms_of("account", f"{institution} {number}", country)
        forms = told if any(form.startswith("phone:") for form in told) else forms
    if any(form.startswith("phone:") for form in forms):
        return Keyed(forms[0], MOBILE, forms)
    if forms and is_iban(forms[0].partition(":")[2]):
        return Keyed(forms[0], BANK, forms)
    bare = forms[0] if forms else f"account:{fold(number)}"
    where = fold(institution) or country
    shared = tuple(form for form in forms if len(form.partition(":")[2]) >= LEAST_SHARED)
    return Keyed(f"{bare}@{where}"[:MAX_KEY] if where else bare[:MAX_KEY], BANK if institution else OTHER, shared)


def of_phone(phone: str, country: str = "") -> tuple[str, ...]:
    """The canonical form of a phone; nothing when it cannot be read."""
    return forms_of("phone", phone, country) if phone else ()


def forms_of(kind: str, value: str, country: str = "") -> tuple[str, ...]:
    """The canonical forms of an identifier as written; nothing when it cannot be read."""
    try:
        return canonical(Identifier(kind, value), country or settings.BENKAN_NODE.phone_region or None)
    except Invalid:
        return ()


def forms_of_identifiers(identifiers: tuple[Identifier, ...]) -> frozenset[str]:
    """The forms of phones and accounts among the identifiers of a record; a phone may be a mobile-money account."""
    region = settings.BENKAN_NODE.phone_region or None
    found: set[str] = set()
    for one in identifiers:
        if one.kind not in ("phone", "account"):
            continue
        found.update(form for form in canonical(one, region) if len(form.partition(":")[2]) >= LEAST_SHARED)
    return frozenset(found)

"""Registering, changing, certifying, suspending and withdrawing means; done by officers who may lend.

Four eyes: who wrote the sheet does not certify it. Whoever changes the sheet or the owner's certificate falls away, for
it was given to something else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.journal import services as journal
from benkan.apps.means import reading
from benkan.apps.means.fitting import MOST_NOTICE_HOURS
from benkan.apps.means.models import Booking, Mean
from benkan.apps.means.texts import kept, number
from benkan.core import means as rules
from benkan.core import territories
from benkan.core.errors import N_, Invalid, Refused

CODE: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*", re.ASCII)
CURRENCIES: Final = ("XOF", "MAD", "EUR")
MOST_DAYS: Final = 365
MOST_COST: Final = Decimal(10) ** 10
LONGEST_CERTIFICATE: Final = dt.timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class MeanGiven:
    """A means as an officer, a list or a program gives it; everything is checked here.

    Args:
        titles: by language code; one is enough.
        place: code of the gazetteer, a name that only one place has, or another name with ``country`` beside it.
        owner: id of the service; this one when left out.
        contact: sign-in name of an officer of this node.
    """

    kind: str
    code: str
    titles: Mapping[str, str]
    place: str
    specification: Mapping[str, object] = field(default_factory=dict)
    country: str = ""
    languages: tuple[str, ...] = ()
    self_sufficiency_days: object = 0
    consumables: str = ""
    notice_hours: object = 24
    daily_cost: object = None
    currency: str = "XOF"
    contact: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class CertificateGiven:
    """A certificate as it is entered: what it says, its number, who gave it, its last day."""

    what: str
    number: str
    issuer: str
    until: dt.date


def register(officer: Officer, given: MeanGiven) -> Mean:
    """A new means, registered and not yet certified.

    Raises:
        Refused: no right. Invalid: a field, which the place names; ``means.taken``: the owner has such a code already.
    """
    accounts.need(officer, "lend")
    now, who = timezone.now(), accounts.handle(officer)
    made = Mean(registered_by=who, registered_at=now)
    _owned(made, given)
    _described(made, given)
    _fill(made, given)
    made.described_by, made.changed_at = who, now
    with transaction.atomic():
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Invalid(
                "means.taken",
                N_("The owner has a means of this code already."),
                N_("Choose another code, or change the one that is there."),
                place="code",
            ) from error
        _write("mean-registered", officer, made)
    return made


def change(officer: Officer, public_id: str | UUID, given: MeanGiven) -> Mean:
    """The means as it is now; kind, code and owner stay. Another sheet makes the certificate fall away.

    Raises:
        Refused: no right, or ``means.move``: the sheet of a committed means, anything of a withdrawn one.
        Invalid: a field, which the place names.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.row(public_id, hold=True)
        rules.admit("change", one.state())
        before = one.described
        _described(one, given)
        if one.described != before:
            rules.admit("describe", _without_suspension(one))
            one.described_by = accounts.handle(officer)
            _uncertify(one)
        _fill(one, given)
        one.changed_at = timezone.now()
        one.save()
        _write("mean-changed", officer, one)
    return one


def certify(officer: Officer, public_id: str | UUID, given: CertificateGiven) -> Mean:
    """The means with a certificate that was read by another officer than the one who wrote its sheet.

    Raises:
        Refused: no right, ``means.four-eyes``, ``means.move``. Invalid: a field, which the place names.
    """
    accounts.need(officer, "lend")
    today = timezone.localdate()
    what = kept(given.what, 200, "certificate_what")
    named = kept(given.number, 80, "certificate_number")
    issuer = kept(given.issuer, 200, "certificate_issuer")
    if not today <= given.until <= today + LONGEST_CERTIFICATE:
        raise Invalid(
            "means.certificate-day",
            N_("The last day of a certificate is today or later, and at most ten years away."),
            place="certificate_until",
        )
    with transaction.atomic():
        one = reading.row(public_id, hold=True)
        rules.admit("certify", one.state())
        if accounts.handle(officer) == one.described_by:
            raise Refused(
                "means.four-eyes",
                N_("You wrote the sheet of this means: another officer certifies it."),
                N_("Ask another officer who may lend means."),
            )
        one.certificate_what, one.certificate_number, one.certificate_issuer = what, named, issuer
        one.certificate_until = given.until
        one.certified_by, one.certified_at = accounts.handle(officer), timezone.now()
        one.save()
        _write("mean-certified", officer, one, until=given.until.isoformat())
    return one


def suspend(officer: Officer, public_id: str | UUID, reason: str) -> Mean:
    """The means, which is offered no more until it is resumed; what was promised stays in sight.

    Raises:
        Refused: no right, ``means.move``. Invalid: no reason.
    """
    accounts.need(officer, "lend")
    said = kept(reason, 500, "reason")
    with transaction.atomic():
        one = reading.row(public_id, hold=True)
        rules.admit("suspend", one.state())
        one.suspended_at, one.suspended_reason = timezone.now(), said
        one.save(update_fields=["suspended_at", "suspended_reason"])
        _write("mean-suspended", officer, one, reason_sha256=_digest(said))
    return one


def resume(officer: Officer, public_id: str | UUID) -> Mean:
    """The means, which may be offered again.

    Raises:
        Refused: no right, ``means.move``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        one = reading.row(public_id, hold=True)
        rules.admit("resume", one.state())
        one.suspended_at, one.suspended_reason = None, ""
        one.save(update_fields=["suspended_at", "suspended_reason"])
        _write("mean-resumed", officer, one)
    return one


def withdraw(officer: Officer, public_id: str | UUID, reason: str) -> Mean:
    """The means, out of the registry for good; its history stays.

    Raises:
        Refused: no right, ``means.move``, ``means.booked``: it is reserved or in use. Invalid: no reason.
    """
    accounts.need(officer, "lend")
    said, now = kept(reason, 500, "reason"), timezone.now()
    with transaction.atomic():
        one = reading.row(public_id, hold=True)
        rules.admit("withdraw", one.state())
        refuse_booked(one, one.bookings.filter(state__in=Booking.TAKING, maintenance=False))
        one.withdrawn_at, one.withdrawn_reason = now, said
        one.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        one.commitments.filter(ended_at=None, ends__gt=now).update(ended_at=now, ended_by=accounts.handle(officer))
        _write("mean-withdrawn", officer, one, reason_sha256=_digest(said))
    return one


def refuse_booked(one: Mean, bookings: QuerySet[Booking]) -> None:
    """Nothing when there is no such booking.

    Raises:
        Refused: ``means.booked``, which names the first.
    """
    found = bookings.order_by("starts").first()
    if found is not None:
        raise Refused(
            "means.booked",
            N_("%(mean)s is promised or in use: %(reference)s."),
            N_("Give the reserved time back, or record the return, first."),
            mean=one.code,
            reference=found.reference or "–",
        )


def _owned(made: Mean, given: MeanGiven) -> None:
    own = settings.BENKAN_NODE.agency
    owner = given.owner.strip() or own
    if owner != own:
        agencies.get(owner)
    code = given.code.strip().upper()
    if len(code) > 40 or not CODE.fullmatch(code):
        raise Invalid(
            "means.code",
            N_("The code has at most 40 capital letters, digits and hyphens."),
            N_("Choose one such as K9-GAO-1."),
            place="code",
        )
    made.owner, made.code, made.kind = owner, code, rules.sheet(given.kind).code


def _described(one: Mean, given: MeanGiven) -> None:
    read = one.sheet.read(given.specification)
    one.specification = {name: list(value) if isinstance(value, tuple) else value for name, value in read.items()}


def _fill(one: Mean, given: MeanGiven) -> None:
    titles = {
        name: kept(given.titles.get(name, ""), 120, f"title_{name}", required=False) for name in ("fr", "en", "ar")
    }
    if not any(titles.values()):
        raise Invalid("means.title", N_("A title in one language is needed."), place="title_fr")
    one.title_fr, one.title_en, one.title_ar = titles["fr"], titles["en"], titles["ar"]
    _place(one, given)
    unknown = [code for code in given.languages if code not in rules.LANGUAGES]
    if unknown:
        raise Invalid(
            "means.language", N_("This language is not on the list."), N_("Choose one of the list."), place="languages"
        )
    one.languages = [code for code in rules.LANGUAGES if code in given.languages]
    one.self_sufficiency_days = number(given.self_sufficiency_days, MOST_DAYS, "self_sufficiency_days")
    one.consumables = kept(given.consumables, 300, "consumables", required=False)
    if one.kind == "expert" and one.consumables:
        raise Invalid(
            "means.expert",
            N_("Of an expert only duty, code and domains are kept, no free text."),
            N_("Leave this field empty."),
            place="consumables",
        )
    one.notice_hours = number(given.notice_hours, MOST_NOTICE_HOURS, "notice_hours")
    one.daily_cost = _cost(given.daily_cost)
    if given.currency not in CURRENCIES:
        raise Invalid("means.currency", N_("Costs are in XOF, MAD or EUR."), place="currency")
    one.currency = given.currency
    contact = given.contact.strip()
    if contact:
        accounts.get(contact)
    one.contact = contact


def _place(one: Mean, given: MeanGiven) -> None:
    text = kept(given.place, 120, "place")
    country = given.country.strip().upper()
    if country and territories.country(country) is None:
        raise Invalid("means.country", N_("Choose a country."), place="country")
    found = territories.place(text) or territories.place(territories.find(text, country).sure)
    if found is not None and country in ("", found.country):
        one.place, one.place_code, one.country = found.names["fr"], found.code, found.country
        one.latitude, one.longitude = found.latitude, found.longitude
        return
    if not country:
        raise Invalid(
            "means.place",
            N_("This place is not sure: it is on no list, or several have this name."),
            N_("Choose a place of the list, or write its country beside it."),
            place="place",
        )
    one.place, one.place_code, one.country, one.latitude, one.longitude = text, "", country, None, None


def _cost(given: object) -> Decimal | None:
    text = "" if given is None else "".join(str(given).split()).replace(",", ".")
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < MOST_COST or amount != round(amount, 2):
        raise Invalid(
            "means.cost",
            N_("An amount with at most two decimals is wanted."),
            N_("Write 45000 or 12.50, and leave it empty when it is not known."),
            place="daily_cost",
        )
    return amount


def _without_suspension(one: Mean) -> str:
    now = timezone.now()
    spans = [each.span for each in one.commitments.filter(ended_at=None, ends__gt=now)]
    certified = one.certificate_until is not None
    return rules.state(spans, now, certified=certified, suspended=False, withdrawn=False)


def _uncertify(one: Mean) -> None:
    one.certificate_what = one.certificate_number = one.certificate_issuer = one.certified_by = ""
    one.certificate_until = one.certified_at = None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(event: str, officer: Officer, one: Mean, **facts: str) -> None:
    journal.write(event, officer=accounts.handle(officer), reference=str(one.pk), kind=one.kind, **facts)

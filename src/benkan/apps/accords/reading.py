"""A convention as people read it: its state, its parties, its clauses as cards with what the software applies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from benkan.apps.accords import labels
from benkan.apps.accords.labels import word
from benkan.apps.accords.standing import Standings
from benkan.apps.accords.telling import Told, tell
from benkan.core.conventions import Agreement, Convention, Party
from benkan.web import words


@dataclass(frozen=True, slots=True)
class Card:
    """One clause: article, heading, the words of the law, and what the software does about it."""

    path: str
    article: str
    heading: str
    text: str
    terms: list[str]


@dataclass(frozen=True, slots=True)
class Signed:
    """One party with its signature and the fingerprint of its keys, when they are in the directory."""

    agency: str
    name: str
    country: str
    signed_on: dt.date | None
    fingerprint: str
    compared: bool
    suspended: bool
    own: bool


def language() -> str:
    """The reader's language, one of those in which clauses are written."""
    chosen = (get_language() or settings.LANGUAGE_CODE)[:2]
    return chosen if chosen in labels.LANGUAGES else "fr"


def state_of(agreement: Agreement, standings: Standings, today: dt.date) -> str:
    """One of ``labels.STATES``."""
    convention = agreement.convention
    later = [
        each.convention.version
        for each in standings.agreements
        if each.signed and each.convention.identifier == convention.identifier and each.convention.starts_on <= today
    ]
    if convention.identifier in standings.mismatched:
        return "key-mismatch"
    if any(version > convention.version for version in later):
        return "superseded"
    if today > convention.ends_on:
        return "expired"
    if agreement.suspended_by:
        return "suspended"
    return "not-yet" if today < convention.starts_on else "in-force"


def parties_of(agreement: Agreement) -> list[Signed]:
    """The parties in the order of the text; two queries."""
    from benkan.apps.agencies import services as agencies

    known = {row.id: row for row in agencies.everyone()}
    days = {each.party: each.signed_on for each in agreement.convention.signatures}
    rows = []
    for party in agreement.convention.parties.values():
        row = known.get(party.identifier)
        same = row is not None and agencies.key_of(row) == party.signing_key
        rows.append(
            Signed(
                agency=party.identifier,
                name=party.name[language()],
                country=party.country,
                signed_on=days.get(party.identifier),
                fingerprint=agencies.fingerprint(row) if row is not None and same else "",
                compared=row is not None and (row.own or row.voice_checked_at is not None),
                suspended=party.identifier in agreement.suspended_by,
                own=row is not None and row.own,
            )
        )
    return rows


def changes(old: Convention, new: Convention) -> list[Told]:
    """What changes from the old text to the new one, in the reader's words."""
    return tell(old, new, language(), _, isolate=words.isolated, day=lambda day: date_format(day, "DATE_FORMAT"))


def cards_of(convention: Convention) -> list[Card]:
    """The clauses in the order of their articles."""
    cards = [
        Card(path, clause.article, word(labels.SECTIONS, path), clause.text[language()], _terms(convention, path))
        for path, clause in convention.clauses.items()
    ]
    return sorted(cards, key=lambda card: [int(part) for part in card.article.split(".")])


def _terms(convention: Convention, path: str) -> list[str]:
    found: dict[str, Callable[[Convention], list[str]]] = {
        "parties": _of_parties,
        "dates": _of_dates,
        "purposes": _of_purposes,
        "exchange": _of_exchanges,
        "search": _of_search,
        "quotas": _of_quotas,
        "answers": _of_answers,
        "handling": _of_handling,
        "retention": _of_retention,
        "onward": lambda one: [word(labels.ONWARD, one.onward_transfer)],
        "safeguards": lambda one: [word(labels.SCOPES, one.suspension_scope)],
        "training": _of_training,
        "means": _of_means,
        "languages": lambda one: [_list(word(labels.LANGUAGES, code) for code in one.languages)],
    }
    return found[path](convention) if path in found else []


def _of_parties(convention: Convention) -> list[str]:
    return [f"{_short(party)} · {words.country(party.country)}" for party in convention.parties.values()]


def _of_dates(convention: Convention) -> list[str]:
    days = {
        "first": date_format(convention.starts_on, "DATE_FORMAT"),
        "last": date_format(convention.ends_on, "DATE_FORMAT"),
        "review": date_format(convention.review_on, "DATE_FORMAT"),
    }
    return [_("From %(first)s to %(last)s.") % days, _("Joint review on %(review)s.") % days]


def _of_purposes(convention: Convention) -> list[str]:
    from benkan.apps.cases import services as cases

    return [str(cases.purpose_label(code)) for code in convention.purposes]


def _of_exchanges(convention: Convention) -> list[str]:
    rows = []
    for each in convention.exchanges:
        ends = {
            "giver": _("Every party") if each.giver == "*" else _short(convention.parties[each.giver]),
            "receiver": _("every other party") if each.receiver == "*" else _short(convention.parties[each.receiver]),
            "what": _list(word(labels.CATEGORIES, code) for code in sorted(each.categories)),
        }
        rows.append(_("%(giver)s to %(receiver)s: %(what)s.") % ends)
    return rows


def _of_search(convention: Convention) -> list[str]:
    how = _("Private: nobody learns who is searched for.") if convention.search_mode == "blind" else _("Open.")
    days = convention.epoch_days
    return [
        how,
        ngettext("The keys change every day.", "The keys change every %(days)d days.", days) % {"days": days},
    ]


def _of_quotas(convention: Convention) -> list[str]:
    quotas = convention.quotas
    return [
        _("%(count)s searches a day for each service")
        % {"count": number_format(quotas.searches_per_party_per_day, force_grouping=True)},
        _("%(count)s searches a day for each officer")
        % {"count": number_format(quotas.searches_per_officer_per_day, force_grouping=True)},
        _("%(count)s searches a day for each case")
        % {"count": number_format(quotas.searches_per_case_per_day, force_grouping=True)},
    ]


def _of_answers(convention: Convention) -> list[str]:
    return [
        ngettext("%(urgency)s: %(hours)d hour", "%(urgency)s: %(hours)d hours", hours)
        % {"urgency": word(labels.URGENCIES, urgency), "hours": hours}
        for urgency, hours in sorted(convention.answer_hours.items(), key=lambda item: item[1])
    ]


def _of_handling(convention: Convention) -> list[str]:
    rows = [f"{code} · {words.handling(code)[0]}" for code in convention.handling]
    rows.append(_("Two officers decide on each release.") if convention.two_persons else _("One officer may release."))
    return rows


def _of_retention(convention: Convention) -> list[str]:
    days = convention.retention_days
    return [ngettext("At most one day.", "At most %(days)d days.", days) % {"days": days}]


def _of_training(convention: Convention) -> list[str]:
    if convention.training is None:
        return []
    places = convention.training.places_per_year
    rows = [ngettext("%(places)d place a year", "%(places)d places a year", places) % {"places": places}]
    if convention.training.certificate_required:
        rows.append(_("Only certified officers search."))
    return rows


def _of_means(convention: Convention) -> list[str]:
    if convention.means is None:
        return []
    kinds = _list(word(labels.MEANS, code) for code in convention.means.kinds)
    return [kinds, word(labels.COSTS, convention.means.costs)]


def _short(party: Party) -> str:
    return party.name[language()]


def _list(items: Iterable[str]) -> str:
    separator = "، " if language() == "ar" else ", "
    return separator.join(items)

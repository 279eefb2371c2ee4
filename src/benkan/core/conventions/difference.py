"""What changed between two texts of a convention, said in sentences: the numbers that the software applies, then words.

Two texts with one canonical form have no difference, however they are laid out. What a party gives another is compared
as it works out for each pair, not as it is written: one rule for all or a rule for each pair is the same agreement.
Sentences are English with named facts; whoever shows them translates both (``FACTS`` says which fact is which word).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from benkan.core.conventions.model import Convention
from benkan.core.conventions.vocabulary import LANGUAGES, OPTIONAL_SECTIONS, SECTIONS
from benkan.core.errors import N_

FACTS: Final = {
    "giver": "party",
    "receiver": "party",
    "party": "party",
    "categories": "category",
    "purpose": "purpose",
    "urgency": "urgency",
    "kind": "means",
    "language": "language",
    "old_costs": "costs",
    "new_costs": "costs",
    "old_transfer": "onward",
    "new_transfer": "onward",
    "old_scope": "scope",
    "new_scope": "scope",
    "old_day": "day",
    "new_day": "day",
    "old": "number",
    "new": "number",
    "handling": "plain",
    "old_text": "plain",
    "new_text": "plain",
}
"""Which vocabulary each fact of a sentence belongs to; ``*`` as a party means every other one, categories are listed
with ``, `` between them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: its section, a sentence with facts, and for words the text before and after."""

    section: str
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)
    before: Mapping[str, str] | None = None
    after: Mapping[str, str] | None = None


def differences(old: Convention, new: Convention) -> list[Change]:
    """Everything that changes from the old text to the new one, by section; empty when nothing does."""
    if old.sha256 == new.sha256:
        return []
    order = {section: number for number, section in enumerate(("title", *SECTIONS, *OPTIONAL_SECTIONS))}
    return sorted(_all(old, new), key=lambda change: order[change.section])


def _all(old: Convention, new: Convention) -> Iterator[Change]:
    if old.identifier != new.identifier:
        facts = {"old_text": old.identifier, "new_text": new.identifier}
        yield Change("title", N_("These are two conventions: “%(old_text)s” and “%(new_text)s”."), facts)
    if old.title != new.title:
        yield Change("title", N_("The title changes."), before=old.title, after=new.title)
    yield from _parties(old, new)
    yield from _dates(old, new)
    yield from _listed("purposes", "purpose", old.purposes, new.purposes, PURPOSE_ADDED, PURPOSE_REMOVED)
    yield from _exchanges(old, new)
    yield from _search(old, new)
    yield from _numbers(old, new)
    yield from _listed("handling", "handling", old.handling, new.handling, HANDLING_ADDED, HANDLING_REMOVED)
    yield from _choices(old, new)
    yield from _training(old, new)
    yield from _means(old, new)
    yield from _listed("languages", "language", old.languages, new.languages, LANGUAGE_ADDED, LANGUAGE_REMOVED)
    yield from _clauses(old, new)


def _parties(old: Convention, new: Convention) -> Iterator[Change]:
    for party in new.parties:
        if party not in old.parties:
            yield Change("parties", N_("%(party)s becomes a party."), {"party": party})
    for party, before in old.parties.items():
        facts = {"party": party}
        after = new.parties.get(party)
        if after is None:
            yield Change("parties", N_("%(party)s is no longer a party."), facts)
            continue
        if before.name != after.name:
            yield Change("parties", N_("%(party)s is named otherwise."), facts, before.name, after.name)
        if before.country != after.country:
            countries = facts | {"old_text": before.country, "new_text": after.country}
            yield Change("parties", N_("The country of %(party)s goes from %(old_text)s to %(new_text)s."), countries)
        if before.signing_key != after.signing_key:
            yield Change("parties", N_("%(party)s signs with another key: compare its fingerprint by voice."), facts)


def _dates(old: Convention, new: Convention) -> Iterator[Change]:
    for name, text in DATES.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("dates", text, {"old_day": before, "new_day": after})


def _listed(
    section: str, fact: str, old: Iterable[str], new: Iterable[str], added: str, removed: str
) -> Iterator[Change]:
    before, after = list(old), list(new)
    yield from (Change(section, added, {fact: each}) for each in after if each not in before)
    yield from (Change(section, removed, {fact: each}) for each in before if each not in after)


def _exchanges(old: Convention, new: Convention) -> Iterator[Change]:
    """What is given more and what less; pairs that change alike are told together, and so are their categories."""
    parties = [party for party in new.parties if party in old.parties]
    newcomers = [party for party in new.parties if party not in old.parties]
    more: dict[str, set[tuple[str, str]]] = defaultdict(set)
    less: dict[str, set[tuple[str, str]]] = defaultdict(set)
    before, after = Given(old), Given(new)
    for giver in parties:
        for receiver in parties:
            if giver != receiver:
                gave, gives = before(giver, receiver), after(giver, receiver)
                for category in gives - gave:
                    more[category].add((giver, receiver))
                for category in gave - gives:
                    less[category].add((giver, receiver))
    for changed, text in ((more, GIVEN_MORE), (less, GIVEN_LESS)):
        told = [(ends, category) for category in changed for ends in _together(changed[category], parties)]
        yield from _by_ends(told, text)
    for newcomer in newcomers:
        yield from _by_ends(_of_newcomer(new, newcomer, after), GIVEN_MORE)


def _by_ends(told: Iterable[tuple[tuple[str, str], str]], text: str) -> Iterator[Change]:
    """One sentence for each giver and receiver, with all that changes between them."""
    found: dict[tuple[str, str], list[str]] = {}
    for ends, category in told:
        found.setdefault(ends, []).append(category)
    for giver, receiver in sorted(found):
        categories = ", ".join(sorted(found[giver, receiver]))
        yield Change("exchange", text, {"giver": giver, "receiver": receiver, "categories": categories})


def _of_newcomer(new: Convention, newcomer: str, after: Given) -> Iterator[tuple[tuple[str, str], str]]:
    """What a new party gives and receives, told once for all where it is the same towards all."""
    others = [party for party in new.parties if party != newcomer]
    gives = {(newcomer, other): after(newcomer, other) for other in others}
    gets = {(other, newcomer): after(other, newcomer) for other in others}
    for pairs, ends in ((gives, (newcomer, "*")), (gets, ("*", newcomer))):
        for category in sorted(frozenset().union(*pairs.values())):
            told = [pair for pair, given in pairs.items() if category in given]
            yield from ((each, category) for each in ([ends] if len(told) == len(pairs) else told))


class Given:
    """What each party gives each other under a convention; a matrix for 196 parties in some hundredths of a second."""

    def __init__(self, convention: Convention) -> None:
        self._by_ends: dict[tuple[str, str], frozenset[str]] = {}
        for each in convention.exchanges:
            ends = (each.giver, each.receiver)
            self._by_ends[ends] = self._by_ends.get(ends, frozenset()) | each.categories

    def __call__(self, giver: str, receiver: str) -> frozenset[str]:
        """The categories from one to the other."""
        found: frozenset[str] = frozenset()
        for ends in ((giver, receiver), (giver, "*"), ("*", receiver), ("*", "*")):
            found |= self._by_ends.get(ends, frozenset())
        return found


def _together(pairs: set[tuple[str, str]], parties: list[str]) -> Iterator[tuple[str, str]]:
    """The pairs with ``*`` for every other party wherever that says the same in fewer words."""
    everyone = len(parties) - 1
    if everyone > 1 and len(pairs) == len(parties) * everyone:
        yield "*", "*"
        return
    left = set(pairs)
    for whole, end in (((lambda one: (one, "*")), 0), ((lambda one: ("*", one)), 1)):
        for party in parties:
            mine = {pair for pair in left if pair[end] == party}
            if everyone > 1 and len(mine) == everyone:
                left -= mine
                yield whole(party)
    yield from sorted(left)


def _search(old: Convention, new: Convention) -> Iterator[Change]:
    if old.search_mode != new.search_mode:
        private = new.search_mode == "blind"
        yield Change("search", N_("Searches become private.") if private else N_("Searches are no longer private."))
    if old.epoch_days != new.epoch_days:
        facts = {"old": old.epoch_days, "new": new.epoch_days}
        yield Change("search", N_("The keys of private searches last %(new)d days instead of %(old)d."), facts)


def _numbers(old: Convention, new: Convention) -> Iterator[Change]:
    for name, text in QUOTAS.items():
        before, after = getattr(old.quotas, name), getattr(new.quotas, name)
        if before != after:
            yield Change("quotas", text, {"old": before, "new": after})
    for urgency, after in new.answer_hours.items():
        before = old.answer_hours[urgency]
        if before != after:
            facts = {"urgency": urgency, "old": before, "new": after}
            yield Change("answers", N_("The time to answer (%(urgency)s) goes from %(old)d to %(new)d hours."), facts)
    if old.retention_days != new.retention_days:
        facts = {"old": old.retention_days, "new": new.retention_days}
        yield Change("retention", N_("What is received is kept for %(new)d days instead of %(old)d."), facts)


def _choices(old: Convention, new: Convention) -> Iterator[Change]:
    if old.two_persons != new.two_persons:
        text = N_("A second officer decides on each release.") if new.two_persons else ONE_OFFICER
        yield Change("handling", text)
    if old.onward_transfer != new.onward_transfer:
        facts = {"old_transfer": old.onward_transfer, "new_transfer": new.onward_transfer}
        yield Change("onward", N_("Onward transfer was: %(old_transfer)s It becomes: %(new_transfer)s"), facts)
    if old.suspension_scope != new.suspension_scope:
        facts = {"old_scope": old.suspension_scope, "new_scope": new.suspension_scope}
        yield Change("safeguards", N_("Suspension was: %(old_scope)s It becomes: %(new_scope)s"), facts)


def _training(old: Convention, new: Convention) -> Iterator[Change]:
    before, after = old.training, new.training
    if before is None or after is None:
        if before is not after:
            yield Change("training", N_("A training part is added.") if after else N_("The training part is removed."))
        return
    if before.certificate_required != after.certificate_required:
        text = N_("Only certified officers may search.") if after.certificate_required else NO_CERTIFICATE
        yield Change("training", text)
    if before.places_per_year != after.places_per_year:
        facts = {"old": before.places_per_year, "new": after.places_per_year}
        yield Change("training", N_("The training places a year go from %(old)d to %(new)d."), facts)


def _means(old: Convention, new: Convention) -> Iterator[Change]:
    before, after = old.means, new.means
    if before is None or after is None:
        if before is not after:
            yield Change("means", N_("A part on shared means is added.") if after else MEANS_REMOVED)
        return
    yield from _listed("means", "kind", before.kinds, after.kinds, MEANS_ADDED, MEANS_LESS)
    if before.costs != after.costs:
        facts = {"old_costs": before.costs, "new_costs": after.costs}
        yield Change("means", N_("Costs were: %(old_costs)s They become: %(new_costs)s"), facts)


def _clauses(old: Convention, new: Convention) -> Iterator[Change]:
    for section in (*SECTIONS, *OPTIONAL_SECTIONS):
        before, after = old.clauses.get(section), new.clauses.get(section)
        if before is None and after is not None:
            yield Change(section, N_("Article %(new_text)s is new."), {"new_text": after.article}, None, after.text)
        elif before is not None and after is None:
            gone = {"old_text": before.article}
            yield Change(section, N_("Article %(old_text)s is removed."), gone, before.text, None)
        elif before is not None and after is not None:
            if before.article != after.article:
                numbers = {"old_text": before.article, "new_text": after.article}
                yield Change(section, N_("Article %(old_text)s becomes article %(new_text)s."), numbers)
            if before.text != after.text:
                changed = [language for language in LANGUAGES if before.text[language] != after.text[language]]
                text = ARTICLE_REWORDED if len(changed) == len(LANGUAGES) else ARTICLE_IN_SOME
                yield Change(section, text, {"new_text": after.article}, before.text, after.text)


PURPOSE_ADDED = N_("A purpose is added: %(purpose)s.")
PURPOSE_REMOVED = N_("A purpose is removed: %(purpose)s.")
GIVEN_MORE = N_("%(giver)s now gives this to %(receiver)s: %(categories)s.")
GIVEN_LESS = N_("%(giver)s no longer gives this to %(receiver)s: %(categories)s.")
HANDLING_ADDED = N_("The handling code %(handling)s is added.")
HANDLING_REMOVED = N_("The handling code %(handling)s is removed.")
ONE_OFFICER = N_("One officer alone may release; the second one is no longer needed.")
NO_CERTIFICATE = N_("Officers without a certificate may search too.")
MEANS_REMOVED = N_("The part on shared means is removed.")
MEANS_ADDED = N_("A means is shared: %(kind)s.")
MEANS_LESS = N_("A means is no longer shared: %(kind)s.")
LANGUAGE_ADDED = N_("A language is added: %(language)s.")
LANGUAGE_REMOVED = N_("A language is removed: %(language)s.")
ARTICLE_REWORDED = N_("Article %(new_text)s is reworded.")
ARTICLE_IN_SOME = N_("Article %(new_text)s is reworded, but not in every language.")
DATES = {
    "signed_on": N_("The day of signature goes from %(old_day)s to %(new_day)s."),
    "starts_on": N_("The first day goes from %(old_day)s to %(new_day)s."),
    "ends_on": N_("The last day goes from %(old_day)s to %(new_day)s."),
    "review_on": N_("The joint review goes from %(old_day)s to %(new_day)s."),
}
QUOTAS = {
    "searches_per_party_per_day": N_("Searches a day for each service go from %(old)d to %(new)d."),
    "searches_per_officer_per_day": N_("Searches a day for each officer go from %(old)d to %(new)d."),
    "searches_per_case_per_day": N_("Searches a day for each case go from %(old)d to %(new)d."),
}

"""A difference between two texts in the reader's words: sentences by section, and reworded articles side by side.

Without Django's settings too: whoever calls brings the translation, so the command says the same as the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benkan.apps.accords import labels
from benkan.core.conventions import Change, Convention, differences
from benkan.core.conventions.difference import FACTS
from benkan.core.errors import N_
from benkan.web.words import PURPOSES

VOCABULARIES: Mapping[str, Mapping[str, str]] = {
    "category": labels.CATEGORIES,
    "purpose": PURPOSES,
    "urgency": labels.URGENCIES,
    "means": labels.MEANS,
    "costs": labels.COSTS,
    "onward": labels.ONWARD,
    "scope": labels.SCOPES,
    "language": labels.LANGUAGES,
}
EVERY_PARTY = N_("every party")
EVERY_OTHER = N_("every other party")


@dataclass(frozen=True, slots=True)
class Told:
    """One change: its section in words, the sentence, and for words the text before and after."""

    section: str
    heading: str
    sentence: str
    before: str = ""
    after: str = ""


def tell(
    old: Convention,
    new: Convention,
    language: str,
    translate: Callable[[str], str],
    *,
    isolate: Callable[[str], str] = str,
    day: Callable[[dt.date], str] = dt.date.isoformat,
) -> list[Told]:
    """Every change from the old text to the new one, in the order of the sections.

    Args:
        language: ``fr``, ``en`` or ``ar``, for names and clauses.
        translate: gettext of that language.
        isolate: keeps a value whole in a sentence of the other direction.
        day: how a day is written.
    """

    def fact(name: str, value: object) -> object:
        vocabulary = FACTS[name]
        if vocabulary == "party":
            return _party(name, str(value), old, new, language, translate, isolate)
        if vocabulary == "day" and isinstance(value, dt.date):
            return isolate(day(value))
        if vocabulary == "number":
            return value
        words = VOCABULARIES.get(vocabulary, {})
        if vocabulary == "category":
            comma = "، " if language == "ar" else ", "
            return comma.join(
                translate(words[code]) if code in words else isolate(code) for code in str(value).split(", ")
            )
        return translate(words[str(value)]) if str(value) in words else isolate(str(value))

    def one(change: Change) -> Told:
        facts = {name: fact(name, value) for name, value in change.facts.items()}
        sentence = translate(change.text) % facts if facts else translate(change.text)
        heading = translate(labels.SECTIONS[change.section]) if change.section in labels.SECTIONS else ""
        before, after = ((words or {}).get(language, "") for words in (change.before, change.after))
        if before == after and change.before and change.after:
            # Only another language changed: both are shown, since they bind as much as the reader's.
            pairs = [(change.before[code], change.after[code]) for code in change.before]
            before, after = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
        return Told(change.section, heading, sentence[:1].upper() + sentence[1:], before, after)

    return [one(change) for change in differences(old, new)]


def _party(
    name: str,
    party: str,
    old: Convention,
    new: Convention,
    language: str,
    translate: Callable[[str], str],
    isolate: Callable[[str], str],
) -> str:
    if party == "*":
        return translate(EVERY_OTHER if name == "receiver" else EVERY_PARTY)
    found = new.parties.get(party) or old.parties.get(party)
    return isolate(found.name[language] if found else party)

"""The note below every map: whose data it is, what is not settled, and what this node's setting changed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benkan.web import words
from benkan.web.borders import UNSETTLED, Borders


def note(borders: Borders, seen: Iterable[str], unsettled: Iterable[str]) -> str:
    """The sentences below a map in the reader's language.

    Args:
        seen: codes of the shapes in the picture; of the others nothing is said.
        unsettled: codes of those with a dashed line in it.
    """
    language = (get_language() or "en")[:2]
    sentences = [
        borders.note.get(language)
        or _("Borders and names come from public data (Natural Earth) and are no statement of this service about them.")
    ]
    dashed = [name(code) for code in sorted(unsettled)]
    if dashed:
        sentences.append(
            _("A dashed line is a border whose status is not settled: %(names)s.") % {"names": _(", ").join(dashed)}
        )
    sentences += [
        _("By this node’s setting, %(territory)s is drawn as part of this country: %(state)s.")
        % {"territory": name(code), "state": words.country(borders.owner(code))}
        for code in sorted(set(seen) & set(borders.territories))
        if borders.owner(code) != code
    ]
    sentences.append(_("Dotted lines between regions, seen from near, may be older than the newest reforms."))
    return " ".join(sentences)


def name(code: str) -> str:
    """The territory's or country's name in the reader's language, or its code."""
    known = UNSETTLED.get(code)
    return _(known[0]) if known else words.country(code)

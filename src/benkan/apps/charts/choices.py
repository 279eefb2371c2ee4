"""The words behind the codes of charts."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = dict[str, Promise]

KINDS: Final[Words] = {
    "person": _("Person"),
    "company": _("Company or organisation"),
    "vehicle": _("Vehicle"),
    "vessel": _("Vessel"),
    "phone": _("Phone"),
    "account": _("Account"),
    "document": _("Number of a document"),
    "address": _("Address"),
    "email": _("E-mail"),
    "place": _("Place"),
    "seizure": _("Seizure"),
    "search": _("Who was searched for"),
    "hit": _("Hit at a partner"),
    "transfer": _("Transfer"),
    "other": _("Other"),
}
LAYOUTS: Final[Words] = {
    "force": _("By ties"),
    "hierarchy": _("In levels"),
    "circle": _("In a circle"),
    "geography": _("By place"),
}
ACTS: Final[Words] = {
    "take": _("Took items in"),
    "leave": _("Took items out"),
    "hide": _("Hid nodes"),
    "show": _("Showed nodes again"),
    "place": _("Moved nodes"),
    "merge": _("Took nodes for the same"),
    "split": _("Took nodes apart"),
    "node": _("Drew a node"),
    "tie": _("Drew a tie"),
    "group": _("Made a group"),
    "note": _("Pinned a note"),
    "snapshot": _("Kept a snapshot"),
    "remove": _("Removed something drawn or written"),
    "combine": _("Brought another chart in"),
    "undo": pgettext_lazy("chart", "Undid"),
}
GRADES: Final[Words] = {
    "A": _("reliable sources only"),
    "B": _("mostly reliable or better"),
    "C": _("all but sources that nobody can judge"),
}


def word(words: Words, code: str) -> str:
    """The word of a code; the code itself where it is newer than ours."""
    return str(words.get(code, code))

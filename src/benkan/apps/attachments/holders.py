"""To what a file may belong. Each slice that sends letters with files says here who may see and who may add them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benkan.apps.accounts.services import Officer
from benkan.core.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Holder:
    """A kind of letter that takes files along.

    Args:
        see: raises when the officer may not see this thread.
        add: raises unless files may be added to this thread now; else the partner and the convention of the letter.
        page: the address of the page on which the thread is read.
    """

    see: Callable[[Officer, str], None]
    add: Callable[[Officer, str], tuple[str, str]]
    page: Callable[[str], str]


_holders: dict[str, Holder] = {}


def register(name: str, holder: Holder) -> None:
    """Adds a kind of letter; when Django starts."""
    _holders[name] = holder


def holder(name: str) -> Holder:
    """The kind of letter of this name.

    Raises:
        Refused: ``attachment.unknown``.
    """
    found = _holders.get(name)
    if found is None:
        raise unknown()
    return found


def unknown() -> Refused:
    """The one answer for a file that is not there and for one that is somebody else's."""
    return Refused("attachment.unknown", N_("There is no such file."), N_("Open it from the letter that lists it."))

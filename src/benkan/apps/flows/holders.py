"""Whom the files name as holders, beside the lists of sanctions, at the moment of looking; nothing is kept.

A file's holder is what a bank or an operator wrote, not a record of this service: every name of an account is compared
for itself, since they may be several people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from benkan.apps.flows.linking import identifiers_of
from benkan.apps.flows.models import Account
from benkan.apps.screening import services as screening

_SCHEMATA: Final = {
    "person": ("Person",),
    "company": ("Company",),
    "merchant": ("Company", "Person"),
    "ngo": ("Organization",),
}
_UNSAID: Final = ("Person", "Company")


def on_lists(account: Account, counterparties: Iterable[Account]) -> screening.Looked:
    """The holders of an account and of those with whom it dealt that may be on a list, its own first."""
    numbers = identifiers_of(account)
    given = {"accountNumber": numbers.get("account", ""), "phone": numbers.get("phone", "")}
    own = {name: [value] for name, value in given.items() if value}
    named = [*_named(account, own), *(one for other in counterparties for one in _named(other, {}))]
    if own and not account.holder:
        named.insert(0, screening.Named(account.number, ("Person",), own))
    return screening.listed_names(named)


def _named(account: Account, numbers: dict[str, list[str]]) -> Iterator[screening.Named]:
    schemata = _SCHEMATA.get(account.holder_kind, _UNSAID)
    for name in filter(None, (account.holder, *account.names)):
        yield screening.Named(name, schemata, {"name": [name], **numbers})

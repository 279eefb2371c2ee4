"""The money of a case as items of its link charts: its accounts, and what went between them.

An account opens only for a case: a chart has the accounts that are in its own case (an officer put them there, or an
alert of the case stands on them) and no other. So opening the node of an account brings other accounts of the case
alone, and an account that is taken out of the case leaves the chart. A tie says how much, how often, from when to when,
and which file it is known from.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, F, Max, Min, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.charts import services as charts
from benkan.apps.charts.services import Scope
from benkan.apps.flows import linking, showing
from benkan.apps.flows.keys import HOLDER
from benkan.apps.flows.models import Account, Import, Transfer
from benkan.apps.flows.words import IMPORTS, account_label, account_words, grouped, xof_words
from benkan.apps.journal import services as journal
from benkan.core.charts import Bond, Document, Entity, Piece
from benkan.core.matching import Subject

NAME: Final = "flows"
HANDLING: Final = "H3"
GRADE: Final = "X4"
"""Files about money carry neither code nor grade: the strictest and the unassessed, until an officer says more."""


class Money:
    """The source; nothing of it is free, since an account outside the case is nobody's to take in."""

    name = NAME
    words = gettext_lazy("Money flows")
    free = False

    def offered(self, scope: Scope) -> list[str]:
        """The accounts of the case."""
        return [f"{NAME}:{one.pk}" for one in _accounts(scope)]

    def pieces(self, references: Sequence[str], scope: Scope) -> Iterator[Piece]:
        """Each account that is in the case today, and its transfers with others of the case."""
        named = {reference.partition(":")[2] for reference in references}
        known = {one.pk: one for one in _accounts(scope)} if named else {}
        wanted = {pk: one for pk, one in known.items() if str(pk) in named}
        for account in wanted.values():
            yield _account(account, scope)
        yield from _transfers(wanted, known, scope)

    def around(self, entities: Sequence[Entity], scope: Scope) -> list[str]:  # noqa: ARG002 - the case's are offered
        """None: beyond the case no account is looked at."""
        return []

    def subjects(self, references: Sequence[str], scope: Scope) -> dict[str, Subject]:  # noqa: ARG002 - no subject
        """None: an account is no person."""
        return {}


def opened(references: Sequence[str], scope: Scope) -> None:
    """Writes into the journal that somebody looked at the money of the case on a chart; never which number."""
    if scope.case is not None and any(one.startswith(f"{NAME}:") for one in references):
        case = cases.get(scope.case, scope.officer)
        journal.write(
            "money-of-case-opened", officer=accounts.handle(scope.officer), reference=case.number, case=str(case.pk)
        )


def register() -> None:
    """Makes the source known to charts."""
    charts.register(Money(), opened)


def _accounts(scope: Scope) -> list[Account]:
    if scope.case is None or not accounts.may(scope.officer, "case"):
        return []
    return list(linking.in_case(scope.case))


def _key(account: Account) -> str:
    """An IBAN or a mobile-money account that a record names too is one node; a short number is its bank's alone."""
    return charts.entity_key("account", account.key)


def _account(account: Account, scope: Scope) -> Piece:
    own = _key(account)
    label = " · ".join(dict.fromkeys(one for one in (account_label(account), account.number) if one))
    entity = Entity(own, "person" if account.sort == HOLDER else "account", label[:200])
    # The phone is no node of its own here: a tie to it is drawn where a record or an answer names it.
    bonds = [
        Bond(own, charts.entity_key("phone", one.key), "phone-of-account", _("phone of the account"))
        for one in account.keys.all()
        if one.key.startswith("phone:")
    ]
    document = Document(
        reference=f"{NAME}:{account.pk}",
        title=account_words(account),
        owner=settings.BENKAN_NODE.agency,
        at=account.added_at,
        handling=HANDLING,
        grade=GRADE,
        url=_address(account, scope),
    )
    return Piece(document, (entity,), tuple(bonds))


def _transfers(
    wanted: Mapping[uuid.UUID, Account], known: Mapping[uuid.UUID, Account], scope: Scope
) -> Iterable[Piece]:
    """What went between accounts of the case, added up by file, direction and currency."""
    if not wanted:
        return
    rows = (
        Transfer.objects.filter(Q(payer__in=wanted) | Q(payee__in=wanted), payer__in=known, payee__in=known)
        .exclude(payer=F("payee"))
        .values("brought", "payer", "payee", "currency")
        .annotate(count=Count("pk"), total=Sum("amount"), francs=Sum("xof"), first=Min("at"), last=Max("at"))
        .order_by("brought", "payer", "payee", "currency")
    )
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Bond]] = {}
    for row in rows:
        for end in {row["payer"], row["payee"]} & wanted.keys():
            found.setdefault((end, row["brought"]), []).append(_bond(row, known))
    files = Import.objects.in_bulk({brought for _end, brought in found})
    for (end, brought), bonds in found.items():
        account, file = wanted[end], files[brought]
        document = Document(
            reference=f"{NAME}:{file.pk}",
            title=f"{IMPORTS.get(file.kind, file.kind)} · {file.file_name}",
            owner=settings.BENKAN_NODE.agency,
            officer=file.officer,
            at=file.imported_at,
            handling=HANDLING,
            grade=GRADE,
            url=_address(account, scope),
        )
        yield Piece(document, (), tuple(bonds), part_of=f"{NAME}:{end}")


def _bond(row: Mapping[str, Any], known: Mapping[uuid.UUID, Account]) -> Bond:
    currency = row["currency"]
    total = xof_words(row["francs"]) if currency == "XOF" else f"{grouped(row['total'].normalize())} {currency}"
    label = ngettext("%(count)d transfer, %(sum)s", "%(count)d transfers, %(sum)s", row["count"])
    return Bond(
        _key(known[row["payer"]]),
        _key(known[row["payee"]]),
        f"transfers-{currency.lower()}",
        label % {"count": row["count"], "sum": total},
        timezone.localtime(row["first"]).date(),
        timezone.localtime(row["last"]).date(),
    )


def _address(account: Account, scope: Scope) -> str:
    return showing.address(account, f"?case={scope.case}")

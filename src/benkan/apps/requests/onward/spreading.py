"""A change runs along: each holder tells those to whom it passed the copy, and each hears of its own fields only."""

from __future__ import annotations

from typing import TypeAlias

from django.utils import timezone

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import fields as catalogue
from benkan.apps.requests import payloads, rules
from benkan.apps.requests.models import Holder, HolderState, Release
from benkan.apps.requests.onward import holders
from benkan.core.errors import Refused

Change: TypeAlias = wire.Correction | wire.Withdrawal | wire.Extension


def narrowed(change: Change, names: list[str]) -> Change | None:
    """The change as a holder of these fields hears of it; None when it does not concern it."""
    if isinstance(change, wire.Correction):
        kept = {name: values for name, values in change.properties.items() if name in names}
        salts = {name: salt for name, salt in change.salts.items() if name in kept}
        return change.model_copy(update={"properties": kept, "salts": salts}) if kept else None
    if isinstance(change, wire.Withdrawal) and change.fields_withdrawn:
        taken = [name for name in change.fields_withdrawn if name in names]
        return change.model_copy(update={"fields_withdrawn": taken}) if taken else None
    return change


def spread(release: Release, change: Change) -> None:
    """Notes for every holder below us whether the change concerns it, and tells those that hear of it from us."""
    own, total = rules.own(), isinstance(change, wire.Withdrawal) and not change.fields_withdrawn
    for holder in release.holders.select_for_update().filter(state__in=holders.LIVE).order_by("hop", "pk"):
        part = narrowed(change, holder.names)
        if part is None:
            continue
        holder.due_version, holder.due_at = change.version, timezone.now()
        # A permit that was given is still out: whoever may receive it hears of the end before it could come.
        foretold = release.owner == own and total and holder.state == HolderState.EXPECTED
        if holder.hop != 1 and (holder.giver == own or foretold):
            tell(holder, release, part)
        holder.save(update_fields=["due_version", "due_at", "envelope"])


def tell(holder: Holder, release: Release, change: Change) -> None:
    """Queues the change for the holder behind what it was told before; a convention that stands in the way is no error.

    The owner sees that the holder owes its word.
    """
    facts: dict[str, object] = {}
    if isinstance(change, wire.Correction):
        facts = {
            "handling": release.handling,
            "categories": catalogue.categories(release.schema, change.properties),
            "owner": release.owner,
        }
    kind = wire.kind_of(change)
    try:
        letter = exchange.queue(
            holder.agency,
            kind,
            change,
            convention=release.convention,
            thread=str(release.pk),
            previous=holder.envelope,
            act_facts=facts,
        )
    except Refused:
        return
    holder.envelope = letter.id
    count = len(change.properties if isinstance(change, wire.Correction) else holder.names)
    journal.write(
        f"{kind}-sent",
        partner=holder.agency,
        convention=release.convention,
        reference=str(release.pk),
        release=str(release.pk),
        version=change.version,
        field_count=count,
        envelope=letter.id,
        sha256=payloads.sha256(change),
    )

"""A joint case as people and programs read it: things, timeline, who has what, what waits for this officer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import services as exchange
from benkan.apps.jointcases import circle, store
from benkan.apps.jointcases.models import Bookmark, Entry, JointCase, Passage, State
from benkan.apps.requests import services as requests
from benkan.core import jointcases
from benkan.core.jointcases import NOTICES, Content, Reference, Thing
from benkan.web.words import isolated

KIND_WORDS: Final[dict[str, Promise]] = {
    "entity": gettext_lazy("Entity"),
    "task": gettext_lazy("Task"),
    "note": gettext_lazy("Note"),
    "document": pgettext_lazy("joint case", "Document"),
    "withdrawal": gettext_lazy("Withdrawal"),
    "leave": gettext_lazy("A party left"),
    "end": gettext_lazy("The case was ended"),
}
FIELD_WORDS: Final[dict[str, Promise]] = {
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Text"),
    "assignee": gettext_lazy("Who does it"),
    "due_on": gettext_lazy("Due on"),
    "status": gettext_lazy("State"),
    "happened_on": gettext_lazy("Happened on"),
    "name": gettext_lazy("Name"),
    "size": gettext_lazy("Size in bytes"),
    "sha256": gettext_lazy("SHA-256"),
    "note": gettext_lazy("Remark"),
    "schema": gettext_lazy("Kind"),
}
STATUS_WORDS: Final[dict[str, Promise]] = {
    "open": gettext_lazy("Open"),
    "done": gettext_lazy("Done"),
    "dropped": gettext_lazy("Dropped"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item on the timeline, with everything that must be seen at a glance."""

    reference: Reference
    kind: str
    kind_words: str | Promise
    title: str
    text: str
    owner: str
    officer: str
    at: dt.datetime
    handling: str
    grade: str
    expires_on: dt.date | None
    gone: str
    url: str
    ours: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one party is: its items here, ours there."""

    party: str
    name: str
    office: str
    signed_on: dt.date | None
    signed_by: str
    here: int
    missing: int
    waiting: int
    stopped: str
    left: bool


def names() -> Mapping[str, str]:
    """Every service of the directory by its name in the reader's language."""
    return agencies.names()


def title_of(thing: Thing) -> str:
    """What a thing is called: its name or title, or the beginning of its text."""
    for name in ("title", "name", "text"):
        found = thing.first(name)
        if found:
            return found if len(found) <= 90 else found[:89] + "…"
    return str(requests.schema_label(thing.first("schema"))) if thing.kind == "entity" else ""


def field_words(thing_kind: str, name: str) -> str | Promise:
    """A field's name for people."""
    if thing_kind == "entity" and name != "schema":
        return requests.label(name)
    return FIELD_WORDS.get(name, name)


def values_in_words(thing_kind: str, name: str, values: tuple[str, ...], known: Mapping[str, str]) -> list[str]:
    """Values as people read them: codes of tasks and services become words."""
    if thing_kind == "task" and name == "status":
        return [str(STATUS_WORDS.get(value, value)) for value in values]
    if thing_kind == "task" and name == "assignee":
        return [known.get(value, value) for value in values]
    if name == "schema":
        return [str(requests.schema_label(value)) for value in values]
    if thing_kind == "entity":
        return [word for field in requests.fields_of({name: list(values)}) for word in field.in_words]
    return list(values)


def timeline(
    case: JointCase, state: jointcases.State, entries: list[Entry], known: Mapping[str, str], seen: int
) -> list[Line]:
    """Every item that counts, the latest first."""
    kept = {Reference(entry.party, entry.number): entry for entry in entries}
    withdrawn = {Reference(entry.of_party, entry.of_number or 0) for entry in entries if entry.kind == "withdrawal"}
    lines = []
    for header in state.timeline:
        entry = kept[header.reference]
        content = store.item(entry).content
        thing = state.things.get(header.of or header.reference)
        shown = content if header.reference not in state.gone else None
        lines.append(
            Line(
                reference=header.reference,
                kind=header.kind,
                kind_words=KIND_WORDS[header.kind],
                title=title_of(thing) if thing else "",
                text=_what(header.kind, header.of is not None, shown, known),
                owner=known.get(header.party, header.party),
                officer=shown.officer if shown else "",
                at=dt.datetime.fromtimestamp(header.clock / 1000, dt.UTC),
                handling=shown.handling if shown else "",
                grade=shown.grade if shown else "",
                expires_on=shown.retained_until if shown else None,
                gone=_gone(header.reference, header.is_data, state, content, header.reference in withdrawn),
                url=reverse("jointcases:thing", args=(case.pk, *thing.reference)) if thing else "",
                ours=header.party == exchange.own(),
                unread=entry.pk > seen and header.party != exchange.own(),
            )
        )
    return lines


def standings(case: JointCase, state: jointcases.State | None, known: Mapping[str, str]) -> list[Standing]:
    """Every party in the order of the agreement: signature, items, what has not reached it yet."""
    signed = {one.party: one for one in case.signatures.all()}
    waiting = {
        row["party"]: row["count"]
        for row in Passage.objects.filter(entry__case=case, stage=Passage.Stage.WAITING)
        .values("party")
        .annotate(count=Count("pk"))
    }
    behind = dict(case.logs.filter(behind__isnull=False).values_list("party", "behind"))
    codes = dict(
        Passage.objects.filter(entry__case=case, stage=Passage.Stage.STOPPED, party__in=behind)
        .exclude(code="envelope.forgotten")
        .order_by("pk")
        .values_list("party", "code")
    )
    gaps = state.gaps if state else {}
    return [
        Standing(
            party=party,
            name=known.get(party, party),
            office=office,
            signed_on=signed[party].signed_on if party in signed else None,
            signed_by=signed[party].signed_by if party in signed else "",
            here=state.heads.get(party, 0) if state else 0,
            missing=0
            if state and party in state.left
            else sum(last - first + 1 for first, last in gaps.get(party, ())),
            waiting=waiting.get(party, 0),
            stopped=codes.get(party, ""),
            left=bool(state and party in state.left),
        )
        for party, office in case.agreement.parties.items()
    ]


def seen_up_to(officer: Officer, case: JointCase) -> int:
    """The last item that this officer has seen."""
    found = Bookmark.objects.filter(case=case, officer=officer).first()
    return found.entry if found else 0


def mark_seen(officer: Officer, case: JointCase) -> None:
    """Notes that the officer has seen everything that is here."""
    last = case.entries.aggregate(Max("pk"))["pk__max"] or 0
    Bookmark.objects.update_or_create(case=case, officer=officer, defaults={"entry": last})


def unread(officer: Officer, cases: list[JointCase]) -> dict[Any, int]:
    """How many items of others each case has that this officer has not seen."""
    marks = dict(Bookmark.objects.filter(officer=officer, case__in=cases).values_list("case_id", "entry"))
    new = Q()
    for case in cases:
        new |= Q(case=case, pk__gt=marks.get(case.pk, 0))
    if not cases:
        return {}
    rows = Entry.objects.filter(new).exclude(party=exchange.own()).values("case_id").annotate(count=Count("pk"))
    return {row["case_id"]: row["count"] for row in rows}


def waiting_for(officer: Officer) -> list[dict[str, Any]]:
    """What joint cases ask of this officer today: a signature, a task of this service, items not seen yet."""
    if not accounts.may(officer, "case"):
        return []
    found = []
    proposed = circle.visible(officer).filter(state=State.PROPOSED).exclude(signatures__party=exchange.own())
    for case in proposed.order_by("created_at"):
        words = _asked_of(officer, case)
        if words:
            found.append(_day(case, words, "warn"))
    running = list(circle.visible(officer).filter(state=State.RUNNING).order_by("-moved_at")[:20])
    new = unread(officer, running)
    for case in running:
        # Tasks and notices alone say which tasks there are: the rest of a large case need not be read for them.
        tasks = own_tasks(store.state(case, case.entries.filter(kind__in=("task", *NOTICES))))
        due = min((task.first("due_on") for task in tasks if task.first("due_on")), default="")
        if tasks:
            words = ngettext("%(count)d task for us", "%(count)d tasks for us", len(tasks)) % {"count": len(tasks)}
            late = bool(due) and due <= timezone.localdate().isoformat()
            found.append(_day(case, words, "stop" if late else "warn", due))
        if new.get(case.pk):
            count = new[case.pk]
            words = ngettext("%(count)d new item", "%(count)d new items", count) % {"count": count}
            found.append(_day(case, words, "info"))
    return found


def own_tasks(state: jointcases.State) -> list[Thing]:
    """Open tasks of this service, the most pressing first."""
    mine = [
        thing
        for thing in state.things.values()
        if thing.kind == "task" and thing.first("status") == "open" and thing.first("assignee") == exchange.own()
    ]
    return sorted(mine, key=lambda thing: thing.first("due_on") or "9999")


def as_object(case: JointCase, *, whole: bool = False) -> dict[str, Any]:
    """The joint case as programs read it.

    Args:
        whole: with everything that is in it.
    """
    made: dict[str, Any] = {
        "id": str(case.pk),
        "reference": case.reference,
        "title": case.title,
        "convention": case.convention,
        "purpose": case.purpose,
        "lead": case.lead,
        "state": case.state,
        "ends_on": case.ends_on.isoformat(),
        "parties": list(case.agreement.parties),
        "signed": sorted(case.signatures.values_list("party", flat=True)),
        "sha256": case.sha256,
        "local_case": case.local_case.number if case.local_case else None,
    }
    if not whole:
        return made
    state = store.state(case)
    return made | {
        "agreement": case.text,
        "things": [thing_as_object(thing) for thing in state.things.values()],
        "heads": dict(state.heads),
        "missing": {party: [list(one) for one in ranges] for party, ranges in state.gaps.items()},
        "left": dict(state.left),
        "forked": [str(one) for one in sorted(state.forked | state.contradicted)]
        + [f"{one.party}:{one.number}" for one in case.forks.all()],
        "withdrawn_or_over": [str(one) for one in sorted(state.gone)],
    }


def thing_as_object(thing: Thing) -> dict[str, Any]:
    """A thing with every version of every field."""
    return {
        "item": str(thing.reference),
        "kind": thing.kind,
        "owner": thing.owner,
        "handling": thing.handling,
        "retained_until": thing.retained_until.isoformat(),
        "disputed": list(thing.disputed),
        "fields": {
            name: [
                {
                    "values": list(version.values),
                    "item": str(version.reference),
                    "owner": version.owner,
                    "officer": version.content.officer,
                    "handling": version.content.handling,
                    "grade": version.content.grade,
                    "retained_until": version.content.retained_until.isoformat()
                    if version.content.retained_until
                    else None,
                }
                for version in field.versions
            ]
            for name, field in thing.fields.items()
        },
    }


def _asked_of(officer: Officer, case: JointCase) -> str:
    if not case.prepared_by:
        return _("proposed to us: to be read and prepared") if accounts.may(officer, "draft") else ""
    other = case.prepared_by != accounts.handle(officer)
    return _("waits for your signature") if accounts.may(officer, "sign") and other else ""


def _day(case: JointCase, words: str, look: str, due: str = "") -> dict[str, Any]:
    return {
        "title": f"{case.reference} · {case.title}",
        "url": reverse("jointcases:detail", args=(case.pk,)),
        "words": words,
        "look": look,
        "due_on": dt.date.fromisoformat(due) if due else None,
    }


def _what(kind: str, changes: bool, content: Content | None, known: Mapping[str, str]) -> str:
    """What an item says, in a few lines."""
    if content is None:
        return ""
    parts = []
    for name, values in content.fields.items():
        if name in {"keep", "sha256", "size"}:
            continue
        said = ", ".join(map(isolated, values_in_words(kind, name, values, known))) or _("nothing any more")
        alone = kind in {"withdrawal", "leave", "end"} or (not changes and name in {"title", "text", "name"})
        if not changes and name == "title":
            continue  # the line is headed by it
        parts.append(said if alone else _("%(field)s: %(values)s") % {"field": field_words(kind, name), "values": said})
    if kind == "leave" and content.fields.get("keep") == ("no",):
        parts.append(_("What it had put in was destroyed."))
    return "\n".join(parts)[:2_000]


def _gone(
    reference: Reference, is_data: bool, state: jointcases.State, content: Content | None, withdrawn: bool
) -> str:
    if not is_data:
        return ""
    if withdrawn:
        return _("Withdrawn by its owner; the content was destroyed.")
    if reference in state.gone:
        return _("No longer kept; the content was destroyed.")
    return "" if content is not None else _("The content is not here.")

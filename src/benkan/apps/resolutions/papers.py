"""Minutes and final communiqué of a gathering, as PDF or DOCX: what was decided, how it was voted, who took part.

A gathering of this node gives title, delegations, agenda and interventions; without one they are typed, and the days
say which recommendations and votes belong to the paper. The same content gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.journal import services as journal
from benkan.apps.resolutions import gathered, keeping, labels, polling
from benkan.apps.resolutions.models import Kind, Recommendation, Seat, State, Template, Vote
from benkan.core.errors import N_, Invalid
from benkan.core.prose import Paragraph, Part, Prose, Signatures, Table, Title
from benkan.formats import docx_prose, docx_template
from benkan.web import words
from benkan.web.paper.prose import prose as on_paper

WORDS: Final = frozenset({"title", "place", "dates", "service", "handling", "dated", "paper"})
"""Places of an own office file that stand for words."""
PARTS: Final = frozenset({"participants", "agenda", "interventions", "recommendations", "votes", "signatures"})
"""Places of an own office file that stand for tables and lists."""
MAX_TITLE: Final = 300
MAX_LISTED: Final = 500
"""Recommendations, and votes, of one paper."""
TYPES: Final = {"pdf": "application/pdf", "docx": docx_prose.CONTENT_TYPE}
COMMUNIQUE: Final = frozenset({State.ADOPTED, State.UNDER_WAY, State.DONE})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper, in which language and form, of what; ``signers`` are the names below the lines to sign on.

    With ``gathering`` the title, the place and the days may be left out.
    """

    paper: str
    language: str
    form: str
    handling: str = "H0"
    gathering: str = ""
    title: str = ""
    place: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    participants: Sequence[str] = ()
    signers: Sequence[str] = field(default=())


def write(who: accounts.Officer, wanted: Wanted) -> bytes:
    """The file; the journal notes that it was made, with its digest.

    Raises:
        Refused: no right to; the gathering is unknown.
        Invalid: ``paper.unknown``: no such paper, language, form or code; ``paper.title``, ``paper.days``.
    """
    accounts.need(who, keeping.RIGHT)
    if (
        wanted.paper not in Template.For.values
        or wanted.language not in polling.LANGUAGES
        or wanted.form not in TYPES
        or wanted.handling not in words.HANDLING
    ):
        raise Invalid(
            "paper.unknown",
            N_("There is no such paper, language, form or handling code."),
            N_("Choose minutes or communique, fr, en or ar, pdf or docx, H0 to H3."),
            place="paper",
        )
    with translation.override(wanted.language):
        content = _content(wanted)
        if wanted.form == "pdf":
            made = on_paper(content.whole(), lambda page, of: _("Page %(page)d of %(of)d") % {"page": page, "of": of})
        else:
            made = _office(content, wanted)
    sha256 = hashlib.sha256(made).hexdigest()
    journal.write(
        "resolution-paper",
        officer=accounts.handle(who),
        reference=wanted.gathering,
        paper=wanted.paper,
        format=wanted.form,
        language=wanted.language,
        handling=wanted.handling,
        sha256=sha256,
    )
    return made


def keep_template(who: accounts.Officer, paper: str, language: str, name: str, data: bytes) -> Template:
    """A service's own office file for a paper in one language, in the place of the one before.

    Raises:
        Refused: no right to.
        Invalid: ``paper.unknown``; what ``docx_template.check`` finds.
    """
    accounts.need(who, keeping.RIGHT)
    if paper not in Template.For.values or language not in polling.LANGUAGES:
        raise Invalid("paper.unknown", N_("There is no such paper or language."), N_("Choose one of the list."))
    docx_template.check(data, WORDS, PARTS)
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        given = {
            "name": keeping.text(name, "name", 120) or f"{paper}.docx",
            "data": data,
            "sha256": sha256,
            "at": timezone.now(),
            "by": accounts.handle(who),
        }
        row, _made = Template.objects.update_or_create(paper=paper, language=language, defaults=given)
        journal.write(
            "paper-template", officer=accounts.handle(who), paper=paper, language=language, sha256=sha256, removed=False
        )
    return row


def drop_template(who: accounts.Officer, paper: str, language: str) -> None:
    """Papers of this kind are written in Benkan's own form again."""
    accounts.need(who, keeping.RIGHT)
    with transaction.atomic():
        row = Template.objects.filter(paper=paper, language=language).first()
        if row is None:
            return
        journal.write(
            "paper-template",
            officer=accounts.handle(who),
            paper=row.paper,
            language=row.language,
            sha256=row.sha256,
            removed=True,
        )
        row.delete()


def templates() -> list[Template]:
    """The own office files, without their bytes."""
    return list(Template.objects.defer("data").order_by("paper", "language"))


@dataclass(frozen=True, slots=True)
class _Content:
    """Everything a paper says, in its language."""

    words: Mapping[str, str]
    parts: Mapping[str, Sequence[Part]]
    language: str
    order: Sequence[tuple[str, str]]

    def whole(self) -> Prose:
        parts: list[Part] = [Title(self.words["paper"], 1), Title(self.words["title"], 2)]
        parts.append(Paragraph(self.words["place"], _("Place:")) if self.words["place"] else Paragraph(""))
        parts.append(Paragraph(self.words["dates"], _("Dates:")))
        for name, title in self.order:
            found = self.parts[name]
            if found:
                parts += [Title(title), *found]
        return Prose(
            title=f"{self.words['paper']} · {self.words['title']}",
            language=self.language,
            service=self.words["service"],
            handling=self.words["handling"],
            dated=self.words["dated"],
            parts=parts,
        )


def _content(wanted: Wanted) -> _Content:
    about = gathered.get(wanted.gathering) if wanted.gathering else None
    title = wanted.title or (_in(wanted.language, about.title) if about else "")
    first, last = wanted.first or (about.starts if about else None), wanted.last or (about.ends if about else None)
    title = keeping.text(title, "title", MAX_TITLE)
    if not title:
        raise Invalid("paper.title", N_("The paper has no title."), N_("Name the gathering."), place="title")
    if first is None or last is None or last < first:
        raise Invalid(
            "paper.days",
            N_("The days of the gathering are missing or turned round."),
            N_("Give both days."),
            place="first",
        )
    short, _long = words.handling(wanted.handling)
    days = (
        formats.date_format(first) if first == last else f"{formats.date_format(first)} – {formats.date_format(last)}"
    )
    texts = {
        "paper": str(Template.For(wanted.paper).label),
        "title": title,
        "place": keeping.text(wanted.place or (about.place if about else ""), "place", 200),
        "dates": days,
        "service": agencies.localised(agencies.own(), wanted.language),
        "handling": f"{wanted.handling} · {short}",
        "dated": _("Closed on %(day)s") % {"day": formats.date_format(last)},
    }
    rows = _recommendations(wanted, first, last)
    votes = _votes(wanted, first, last)
    minutes = wanted.paper == Template.For.MINUTES
    parts: dict[str, Sequence[Part]] = {
        "participants": _participants(wanted, votes),
        "agenda": _agenda(wanted) if minutes else (),
        "interventions": _interventions(wanted) if minutes else (),
        "recommendations": _said(rows, wanted),
        "votes": [part for vote in votes for part in _voted(vote, wanted.language, roll=minutes)],
        "signatures": [Signatures([keeping.text(one, "signers", 200) for one in wanted.signers])]
        if wanted.signers
        else (),
    }
    order = [
        ("participants", _("Participants")),
        ("agenda", _("Agenda")),
        ("interventions", _("Interventions")),
        ("recommendations", _("Recommendations and resolutions")),
        ("votes", _("Votes")),
        ("signatures", _("Signatures")),
    ]
    return _Content(texts, parts, wanted.language, order)


def _office(content: _Content, wanted: Wanted) -> bytes:
    own = Template.objects.filter(paper=wanted.paper, language=wanted.language).first()
    if own is None:
        return docx_prose.write(content.whole())
    return docx_template.fill(bytes(own.data), content.words, content.parts, wanted.language)


def _recommendations(wanted: Wanted, first: dt.date, last: dt.date) -> list[Recommendation]:
    found = Recommendation.objects.filter(author=keeping.own())
    if wanted.gathering:
        found = found.filter(gathering=wanted.gathering)
    else:
        found = found.filter(gathering="", created_at__gte=_start(first), created_at__lt=_start(last, 1))
    if wanted.paper == Template.For.COMMUNIQUE:
        found = found.filter(state__in=COMMUNIQUE)
    return list(found.order_by("kind", "year", "sequence")[:MAX_LISTED])


def _votes(wanted: Wanted, first: dt.date, last: dt.date) -> list[Vote]:
    found = Vote.objects.filter(state=Vote.State.CLOSED).select_related("recommendation").prefetch_related("seats")
    if wanted.gathering:
        found = found.filter(Q(gathering=wanted.gathering) | Q(recommendation__gathering=wanted.gathering))
    else:
        found = found.filter(gathering="", opened_at__gte=_start(first), opened_at__lt=_start(last, 1))
    if wanted.paper == Template.For.COMMUNIQUE:
        found = found.filter(verdict="adopted")
    return list(found.order_by("opened_at", "round")[:MAX_LISTED])


def _participants(wanted: Wanted, votes: Sequence[Vote]) -> list[Part]:
    """The delegations with their head and members; typed names; else the delegations that sat in the votes."""
    if wanted.participants:
        return [Paragraph(keeping.text(one, "participants", 500)) for one in wanted.participants if one.strip()]
    observer = f" ({_('observer')})"
    if wanted.gathering:
        members = gathered.members(wanted.gathering)
        found = []
        for one in gathered.delegations(wanted.gathering):
            name = _in(wanted.language, one.name) + ("" if one.votes else observer)
            people = members.get(one.public_id) or [one.head or "–"]
            found.append(Paragraph(_series(people), _labelled(name)))
        return list(found)
    seats: dict[str, Seat] = {seat.delegation: seat for vote in votes for seat in vote.seats.all() if seat.present}
    named = sorted(seat.name(wanted.language) + ("" if seat.votes else observer) for seat in seats.values())
    return [Paragraph(_series(named))] if named else []


def _agenda(wanted: Wanted) -> list[Part]:
    if not wanted.gathering:
        return []
    rows = [
        [_hours(one.starts, one.ends), _in(wanted.language, one.title), _series(map(str, one.speakers))]
        for one in gathered.agenda(wanted.gathering)
    ]
    return [Table([_("Time"), _("Item"), _("Speakers")], rows)] if rows else []


def _interventions(wanted: Wanted) -> list[Part]:
    if not wanted.gathering:
        return []
    rows = [[one.item, one.delegation, one.minutes] for one in gathered.spoken(wanted.gathering, wanted.language)]
    columns = [_("Item"), _("Delegation"), _("Minutes spoken")]
    return [Table(columns, rows, frozenset({2}))] if rows else []


def _said(rows: Sequence[Recommendation], wanted: Wanted) -> list[Part]:
    names = {code: agencies.localised(one, wanted.language) for code, one in _everyone().items()}
    parts: list[Part] = []
    for row in rows:
        parts.append(Title(f"{Kind(row.kind).label} {row.number}", 3))
        parts.append(Paragraph(row.text(wanted.language)))
        if wanted.language in row.missing:
            parts.append(Paragraph(_("This text has no translation into this language yet."), small=True))
        facts = [
            (_("Owner:"), names.get(row.owner, row.owner)),
            (_("Deadline:"), formats.date_format(row.deadline) if row.deadline else ""),
            (_("State:"), str(State(row.state).label) if wanted.paper == Template.For.MINUTES else ""),
        ]
        parts += [Paragraph(value, label, small=True) for label, value in facts if value]
    return parts


def _voted(vote: Vote, language: str, *, roll: bool) -> list[Part]:
    found = polling.outcome(vote)
    if found is None:
        return []
    subject = vote.recommendation.number if vote.recommendation else vote.subject
    if vote.round > 1:
        subject = _("%(subject)s, round %(round)d") % {"subject": subject, "round": vote.round}
    counts = _(
        "In favour %(for)d, against %(against)d, abstaining %(abstaining)d; present %(present)d of %(members)d"
    ) % {
        "for": vote.in_favour,
        "against": vote.against,
        "abstaining": vote.abstaining,
        "present": vote.present,
        "members": vote.members,
    }
    parts: list[Part] = [
        Title(subject, 3),
        Paragraph(counts, _labelled(str(labels.VERDICTS[vote.verdict]))),
        Paragraph(_(found.text) % found.facts, small=True),
    ]
    if roll and not vote.secret:
        parts += [
            Paragraph(_series(sorted(names)), _labelled(str(Seat.Choice(choice).label)), small=True)
            for choice in Seat.Choice.values
            if (names := [seat.name(language) for seat in vote.seats.all() if seat.choice == choice])
        ]
    return parts


def _everyone() -> dict[str, Any]:
    return {one.id: one for one in agencies.everyone()}


def _series(names: Iterable[str]) -> str:
    """The names one after the other; Arabic has a comma of its own."""
    return ("، " if translation.get_language() == "ar" else ", ").join(names)


def _labelled(name: str) -> str:
    """The name before what it names: French has a space before its colon."""
    return _("%(name)s:") % {"name": name}


def _in(language: str, texts: Mapping[str, str]) -> str:
    return texts.get(language) or texts.get("fr") or texts.get("en") or texts.get("ar") or ""


def _hours(starts: dt.datetime, ends: dt.datetime) -> str:
    first, last = timezone.localtime(starts), timezone.localtime(ends)
    return f"{formats.date_format(first, 'SHORT_DATE_FORMAT')} {first:%H:%M}–{last:%H:%M}"


def _start(day: dt.date, later: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=later), dt.time()))

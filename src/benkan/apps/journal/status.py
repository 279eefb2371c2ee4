"""How the journal stands with its witnesses: what deserves a look, and nothing that stops anything.

A flag is a sentence with its facts. ``loud`` ones are for the control officer's day: a split view, a clock that is a
day wrong, our own clock set back, a witness that fell silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from benkan.apps.journal import clocks, witnessing
from benkan.apps.journal.gossip import FALSE_PROOF, FEWER, FORK, PROVABLE
from benkan.apps.journal.models import Heard, Line, SplitView
from benkan.apps.journal.witnessing import Standing
from benkan.apps.journal.writing import size
from benkan.core import tlog
from benkan.core.errors import N_

TEXTS = {
    FORK: N_("%(partner)s signed two different histories of its journal of %(size)d lines."),
    FALSE_PROOF: N_("%(partner)s signed %(size)d and %(other_size)d lines, with a proof that does not make them one."),
    FEWER: N_("%(partner)s signed %(other_size)d lines of its journal and now says that it has fewer."),
    "tlog.rollback": N_("The journal of %(partner)s went back from %(size)d lines to %(other_size)d."),
    "journal.unsettled": N_("%(partner)s has not shown since %(since)s that two states of its journal are one."),
    "witness.silent": N_("%(partner)s has not cosigned our journal for %(days)d days; %(lines)d lines wait for it."),
    "clock.differs": N_("The clock of %(partner)s differs from ours by %(minutes)d minutes."),
    "clock.far-off": N_("The clock of %(partner)s differs from ours by %(hours)d hours: beyond 48, letters expire."),
    "clock.ours": N_("Most partners' clocks differ from ours: ours is probably wrong."),
    "clock.back": N_("Our clock was set back by %(minutes)d minutes: the newest line of the journal is in its future."),
}
LOUD = frozenset({FORK, FALSE_PROOF, FEWER, "tlog.rollback", "witness.silent", "clock.far-off", "clock.back"})
UNSETTLED_AFTER = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at: its code, whom it is about (an agency id, or nobody), and the facts of its sentence."""

    code: str
    partner: str
    facts: Mapping[str, object]

    @property
    def loud(self) -> bool:
        """Whether the control officer should hear of it today."""
        return self.code in LOUD

    @property
    def text(self) -> str:
        """The sentence with its places, to be translated; ``facts`` fills it, the partner's name too."""
        return TEXTS[self.code]

    @property
    def sentence(self) -> str:
        """The sentence in English, with the id of the partner."""
        return self.text % {**self.facts, "partner": self.partner}


def flags(
    now: dt.datetime | None = None,
    standings: list[Standing] | None = None,
    split_views: list[SplitView] | None = None,
) -> list[Flag]:
    """Everything that deserves a look, the worst first; what the caller has read already is not read again."""
    now = now or timezone.now()
    split_views = list(SplitView.objects.all()) if split_views is None else split_views
    standings = witnessing.standing() if standings is None else standings
    found = [*_split_views(split_views), *_own_clock(now, standings)]
    linked = dict(witnessing.partners())
    unseen: dict[int, dt.datetime | None] = {}
    for one in standings:
        if one.partner in linked:
            found += _silent(one, unseen, now)
        found += _clock(one)
    found += _unsettled(now)
    return sorted(found, key=lambda flag: not flag.loud)


def sizes(row: SplitView) -> tuple[int, int]:
    """How many lines the two notes of a split view state, ours first."""
    ours, theirs = (tlog.parse_checkpoint(tlog.split(note)[0]).size for note in (row.ours, row.theirs))
    return ours, theirs


def provable(row: SplitView) -> bool:
    """Whether the file of this split view proves it to anyone."""
    return row.code in PROVABLE


def as_object(now: dt.datetime | None = None) -> dict[str, Any]:
    """How the journal stands, for programs."""
    standings, split_views = witnessing.standing(), list(SplitView.objects.all())
    return {
        "lines": size(),
        "unsigned_lines": witnessing.lines_waiting(),
        "witnesses": [
            {
                "partner": one.partner,
                "cosigned": one.cosigned,
                "cosigned_at": one.cosigned_at.isoformat() if one.cosigned_at else None,
                "followed": one.followed,
                "followed_at": one.followed_at.isoformat() if one.followed_at else None,
                "clock_ahead_s": one.clock.ahead_s if one.clock else None,
                "last_code": one.last_code,
            }
            for one in standings
        ],
        "split_views": [
            {
                "id": row.pk,
                "partner": row.partner,
                "reporter": row.reporter,
                "code": row.code,
                "sizes": list(sizes(row)),
                "provable": provable(row),
                "found_at": row.found_at.isoformat(),
            }
            for row in split_views
        ],
        "flags": [
            {"code": flag.code, "loud": flag.loud, "partner": flag.partner, "text": flag.sentence}
            for flag in flags(now, standings, split_views)
        ],
    }


def _split_views(rows: list[SplitView]) -> list[Flag]:
    found = []
    for row in rows:
        ours, theirs = sizes(row)
        found.append(Flag(row.code, row.partner, {"size": ours, "other_size": theirs}))
    return found


def _silent(one: Standing, unseen: dict[int, dt.datetime | None], now: dt.datetime) -> list[Flag]:
    """Whether the partner has left lines without its cosignature for too long, or too many of them."""
    if one.cosigned not in unseen:
        later = Line.objects.exclude(event__in=witnessing.QUIET).filter(seq__gt=one.cosigned)
        unseen[one.cosigned] = later.order_by("seq").values_list("at", flat=True).first()
    since = unseen[one.cosigned]
    if since is None:
        return []
    node, days, lines = settings.BENKAN_NODE, (now - since).days, one.size - one.cosigned
    if days < node.witness_silent_days and lines <= node.witness_silent_lines:
        return []
    return [Flag("witness.silent", one.partner, {"days": max(0, days), "lines": lines})]


def _clock(one: Standing) -> list[Flag]:
    if one.clock is None or one.clock.level == "fine":
        return []
    apart = one.clock.apart_s
    facts = {"minutes": apart // 60, "hours": apart // 3600, "ahead_s": one.clock.ahead_s}
    return [Flag(f"clock.{one.clock.level}", one.partner, facts)]


def _own_clock(now: dt.datetime, standings: list[Standing]) -> list[Flag]:
    found = []
    if back := clocks.went_back(now):
        found.append(Flag("clock.back", "", {"minutes": back // 60}))
    measured = [one.clock for one in standings if one.clock is not None]
    wrong = [clock.ahead_s > 0 for clock in measured if clock.level != "fine"]
    if len(wrong) >= 2 and len(set(wrong)) == 1 and 2 * len(wrong) > len(measured):
        found.append(Flag("clock.ours", "", {}))
    return found


def _unsettled(now: dt.datetime) -> list[Flag]:
    waiting = Heard.objects.filter(settled=False, asked_at__isnull=False, at__lte=now - UNSETTLED_AFTER)
    oldest: dict[str, dt.datetime] = {}
    for row in waiting.order_by("-at"):
        oldest[row.partner] = row.at
    return [Flag("journal.unsettled", partner, {"since": at.date().isoformat()}) for partner, at in oldest.items()]

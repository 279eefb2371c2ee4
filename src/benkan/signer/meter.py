"""How much is evaluated in a day, for each partner and for this node's own index, against the signer's own ceilings.

The quotas of a convention are the node's matter, and a node that was broken into would not keep them. These ceilings
hold against the node itself. Whoever holds the node can invent partners, so all partners together have one too.

The counts survive a restart and a power cut without a write for each answer: the file says up to where each count may
have come, and is written again, whole or not at all, before a count passes that. So a count is never too low after a
crash, and at most one step too high. Days are those of UTC on this machine's clock.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benkan.core.errors import N_, Invalid, Refused, Unreachable
from benkan.disk import write_whole

STEP = {"partner": 1_000, "own": 100_000}
"""So many elements or tokens lie between two writes of the file."""
KEPT_DAYS = 8
MAX_PAIRS = 2_000
"""Pairs of convention and partner in a day: whoever invents more of them fills no disk."""


@dataclass(frozen=True, slots=True)
class Ceilings:
    """How much is evaluated in a day at most.

    Args:
        partner_elements: for one partner under one convention; 2,400 searches of the largest shape are 96,000.
        all_elements: for all partners together.
        own_tokens: of this node's own records, for its own indexes.
    """

    partner_elements: int = 200_000
    all_elements: int = 2_000_000
    own_tokens: int = 10_000_000


@dataclass(slots=True)
class _Day:
    partners: dict[tuple[str, str], int] = field(default_factory=dict)
    own: int = 0
    elements: int = field(init=False)

    def __post_init__(self) -> None:
        self.elements = sum(self.partners.values())

    def add(self, key: tuple[str, str], count: int) -> None:
        self.partners[key] = self.partners.get(key, 0) + count
        self.elements += count


def today_utc() -> dt.date:
    """The day on this machine's clock."""
    return dt.datetime.now(dt.UTC).date()


class Meter:
    """The counts of one signer, in one file that only it writes."""

    def __init__(self, file: Path, ceilings: Ceilings, today: Callable[[], dt.date] = today_utc) -> None:
        """Reads the counts.

        Raises:
            Invalid: ``signer.counts``: the file is there and cannot be read.
        """
        self._file, self.ceilings, self._today = file, ceilings, today
        self._lock = threading.Lock()
        self._days = _read(file)
        # What the file allows the counts to become before it is written again.
        self._written = {day: _Day(dict(kept.partners), kept.own) for day, kept in self._days.items()}

    def take_elements(self, convention: str, partner: str, count: int) -> None:
        """Counts elements of a partner's question, before they are evaluated.

        Raises:
            Refused: ``signer.partner-ceiling`` or ``signer.elements-ceiling``; nothing was counted.
            Unreachable: ``signer.counts-unwritten``: the disk is full, so nothing is evaluated.
        """
        with self._lock:
            name, day = self._present()
            key = (convention, partner)
            before = day.partners.get(key, 0)
            if before + count > self.ceilings.partner_elements:
                raise _partner_ceiling(self.ceilings.partner_elements)
            crowded = key not in day.partners and len(day.partners) >= MAX_PAIRS
            if crowded or day.elements + count > self.ceilings.all_elements:
                raise _elements_ceiling(self.ceilings.all_elements)
            self._reserve(name, key, before + count, day.own)
            day.add(key, count)

    def give_back_elements(self, convention: str, partner: str, count: int) -> None:
        """Takes back what was counted for a question that was refused, since nothing was evaluated."""
        with self._lock:
            _, day = self._present()
            key = (convention, partner)
            day.add(key, -min(count, day.partners.get(key, 0)))

    def take_own(self, count: int) -> None:
        """Counts tokens of this node's own records, before they are evaluated.

        Raises:
            Refused: ``signer.own-ceiling``; nothing was counted.
            Unreachable: ``signer.counts-unwritten``: the disk is full, so nothing is evaluated.
        """
        with self._lock:
            name, day = self._present()
            if day.own + count > self.ceilings.own_tokens:
                raise _own_ceiling(self.ceilings.own_tokens)
            self._reserve(name, None, 0, day.own + count)
            day.own += count

    def settle(self) -> None:
        """Writes the counts as they are, at the end."""
        with self._lock:
            self._write({name: _Day(dict(day.partners), day.own) for name, day in self._days.items()})

    def told(self) -> dict[str, Any]:
        """The counts of the day and the ceilings: numbers and names of services, nothing else."""
        with self._lock:
            name, day = self._present()
            return {
                "day": name,
                "partners": [
                    {"convention": convention, "partner": partner, "elements": count}
                    for (convention, partner), count in sorted(day.partners.items())
                ],
                "elements": day.elements,
                "own_tokens": day.own,
                "ceilings": {
                    "elements_per_partner_per_day": self.ceilings.partner_elements,
                    "elements_per_day": self.ceilings.all_elements,
                    "own_tokens_per_day": self.ceilings.own_tokens,
                },
            }

    def _present(self) -> tuple[str, _Day]:
        name = self._today().isoformat()
        if name not in self._days:
            self._days[name] = _Day()
            # Later days stay: a clock that was set back by a power cut must not begin a day anew.
            for old in sorted(self._days)[:-KEPT_DAYS]:
                if old != name:
                    del self._days[old]
                    self._written.pop(old, None)
        return name, self._days[name]

    def _reserve(self, name: str, key: tuple[str, str] | None, partner: int, own: int) -> None:
        """Makes sure that the file allows these counts, before they are reached."""
        present = self._written.get(name, _Day())
        if own <= present.own and (key is None or partner <= present.partners.get(key, 0)):
            return
        allowed = _Day(dict(present.partners), present.own)
        if own > allowed.own:
            allowed.own = min(own + STEP["own"], self.ceilings.own_tokens)
        if key is not None and partner > allowed.partners.get(key, 0):
            allowed.partners[key] = min(partner + STEP["partner"], self.ceilings.partner_elements)
        self._write({**self._written, name: allowed})

    def _write(self, written: dict[str, _Day]) -> None:
        """Puts these counts into the file; only what is on the disk allows anything."""
        days = {
            name: {"own": day.own, "partners": [[*key, count] for key, count in sorted(day.partners.items())]}
            for name, day in sorted(written.items())
        }
        try:
            write_whole(self._file, json.dumps({"version": 1, "days": days}).encode() + b"\n")
        except OSError as error:
            raise _unwritten(self._file) from error
        self._written = written


def _read(file: Path) -> dict[str, _Day]:
    try:
        told = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _counts(file) from error
    try:
        return {
            dt.date.fromisoformat(name).isoformat(): _Day(
                {(str(convention), str(partner)): _count(count) for convention, partner, count in day["partners"]},
                _count(day["own"]),
            )
            for name, day in _days(told).items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _counts(file) from error


def _days(told: Any) -> dict[str, Any]:
    if told["version"] != 1:
        raise ValueError("version")
    days: dict[str, Any] = told["days"]
    return days


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("count")
    return value


def _counts(file: Path) -> Invalid:
    return Invalid(
        "signer.counts",
        N_("The signer's counts of the day cannot be read."),
        N_("Find out who changed the file; remove it, and the counts of today begin at zero."),
        place=str(file),
    )


def _unwritten(file: Path) -> Unreachable:
    return Unreachable(
        "signer.counts-unwritten",
        N_("The signer cannot write its counts, so it evaluates nothing."),
        N_("Make room on the disk; nothing else needs to be done."),
        place=str(file),
    )


def _partner_ceiling(limit: int) -> Refused:
    return Refused(
        "signer.partner-ceiling",
        N_("The signer evaluates no more than %(limit)d elements a day for one partner."),
        N_("Search again tomorrow, or have elements_per_partner_per_day raised in signer.toml of the answering node."),
        limit=limit,
    )


def _elements_ceiling(limit: int) -> Refused:
    return Refused(
        "signer.elements-ceiling",
        N_("The signer evaluates no more than %(limit)d elements a day for all partners together."),
        N_("Search again tomorrow, or have elements_per_day raised in signer.toml of the answering node."),
        limit=limit,
    )


def _own_ceiling(limit: int) -> Refused:
    return Refused(
        "signer.own-ceiling",
        N_("The signer evaluates no more than %(limit)d tokens of own records a day."),
        N_("The build goes on by itself tomorrow. For a large first build raise own_tokens_per_day in signer.toml."),
        limit=limit,
    )

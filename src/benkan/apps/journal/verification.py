"""Reading a journal again, line by line: what holds, and which line does not.

Works on the database (``reading``) and on an exported file alike; it needs neither a node nor a private key. A line
whose text no longer fits its hash is named; a line altered together with its hash is named by the line after it, which
carries the root from before; the signed checkpoints and the partners' cosignatures bound the rest. Someone who holds
the agency's signing key can sign another history: only the partners' cosignatures show that.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benkan.apps.journal import entry as entries
from benkan.apps.journal.entry import Entry
from benkan.apps.journal.naming import origin
from benkan.core import tlog
from benkan.core.canonical import canonical
from benkan.core.errors import N_, BenkanError, Invalid, Unverified

FORMAT = "benkan-journal-1"
MAX_FILE_LINE_BYTES = 1_000_000
JUMP = dt.timedelta(minutes=5)
MOST_JUMPS = 20

INTACT = N_(
    "All %(lines)d lines are intact; %(checkpoints)d signed checkpoints and %(cosignatures)d cosignatures "
    "of partners hold."
)
BROKEN = N_("The journal does not hold: %(count)d problems, the first at line %(seq)d.")
TEXTS = {
    "journal.altered": N_("Line %(seq)d was altered."),
    "journal.altered-between": N_("A line between %(seq)d and %(last)d was altered."),
    "journal.missing": N_("Line %(seq)d is missing."),
    "journal.missing-between": N_("Lines %(seq)d to %(last)d are missing."),
    "journal.reordered": N_("Line %(seq)d stands in another place than the one it was written in."),
    "journal.unreadable": N_("What stands after line %(seq)d cannot be read."),
    "journal.checkpoint-root": N_("The checkpoint at line %(seq)d states another history than the lines."),
    "journal.checkpoint-signature": N_("The checkpoint at line %(seq)d is not signed by the owner of the journal."),
    "journal.checkpoint-place": N_("The checkpoint after line %(seq)d stands in another place than its own."),
    "journal.cosignature": N_("The cosignature of %(witness)s at line %(seq)d does not hold."),
    "journal.uncovered": N_("No signed checkpoint covers the lines from %(seq)d on."),
    "journal.tile": N_("The hashes kept for proofs of lines %(seq)d to %(last)d do not fit these lines."),
    "journal.head": N_("The stored state of the journal after line %(seq)d does not fit its lines."),
    "journal.seen-more": N_("%(witness)s has cosigned %(seen)d lines, but only %(seq)d are here."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not hold, at which line (from 1), as a sentence to translate and its facts."""

    seq: int
    code: str
    facts: Mapping[str, object]

    @property
    def text(self) -> str:
        """The sentence with its places, to be translated."""
        return TEXTS[self.code]

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.text % self.facts


@dataclass(frozen=True, slots=True)
class Jump:
    """A line that says an earlier time than one before it: the clock was set back by so many seconds at least."""

    seq: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was read and what does not hold.

    Args:
        lines: how many lines were read.
        checkpoints: signed checkpoints that hold.
        cosignatures: cosignatures that hold.
        unchecked: cosignatures of witnesses whose card was not given.
        unsigned: lines after the last checkpoint that holds.
        witnesses: agency id -> size up to which its cosignature holds.
        problems: in the order of the lines.
        jumps: how often the clock was set back; no problem of the journal, but times around it say less.
        back: the first of them.
    """

    lines: int
    checkpoints: int
    cosignatures: int
    unchecked: int
    unsigned: int
    witnesses: Mapping[str, int]
    problems: tuple[Problem, ...]
    jumps: int = 0
    back: tuple[Jump, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.problems

    @property
    def text(self) -> str:
        """One sentence with places, to be translated; ``facts`` fills it."""
        return INTACT if self.ok else BROKEN

    @property
    def facts(self) -> dict[str, object]:
        """The facts of the sentence."""
        if self.ok:
            return {"lines": self.lines, "checkpoints": self.checkpoints, "cosignatures": self.cosignatures}
        return {"count": len(self.problems), "seq": self.problems[0].seq}

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.text % self.facts


@dataclass(slots=True)
class Audit:
    """One pass over a journal: give it lines and checkpoints in their order, then ask for the report.

    Args:
        owner: the key that signs the checkpoints.
        witnesses: agency id -> its key, for the cosignatures that can be checked.
    """

    owner: tlog.VerifierKey
    witnesses: Mapping[str, tlog.VerifierKey]
    _frontier: tlog.Frontier = field(default_factory=tlog.Frontier)
    _whole: bool = True  # False once the true hash of a line is lost: the tree cannot be followed further
    _last: int = 0
    _held: int = 0
    _read: int = 0
    _flagged: int = 0
    _gaps: set[int] = field(default_factory=set)
    _counts: dict[str, int] = field(default_factory=lambda: {"checkpoints": 0, "cosignatures": 0, "unchecked": 0})
    _reached: dict[str, int] = field(default_factory=dict)
    _problems: list[Problem] = field(default_factory=list)
    _latest: str = ""
    _jumps: int = 0
    _back: list[Jump] = field(default_factory=list)

    def line(
        self, number: int, data: bytes, leaf: bytes | None = None, *, shown: Callable[[Entry], bool] | None = None
    ) -> None:
        """Take the next line: its number, its bytes, the hash stored beside it, whether its columns agree."""
        self._read += 1
        if number <= self._last:
            self._gaps.discard(number)
            self._report("journal.reordered", number)
            return
        if number > self._last + 1:
            self._gaps.update(range(self._last + 1, min(number, self._last + 100_001)))
            self._whole = False
        self._last = number
        self._read_entry(number, data, leaf, shown)
        self._frontier.append(leaf or tlog.leaf_hash(data))

    def _read_entry(self, number: int, data: bytes, leaf: bytes | None, shown: Callable[[Entry], bool] | None) -> None:
        if leaf is not None and tlog.leaf_hash(data) != leaf:
            self._report("journal.altered", number)
            return
        try:
            entry = entries.decode(data)
        except Invalid:
            self._report("journal.altered", number)
            return
        if shown is not None and not shown(entry):
            self._report("journal.altered", number)
            return
        self._time(number, entry.at)
        if entry.line != number:
            self._report("journal.reordered", number)
        elif self._whole and entry.before != self._frontier.root().hex():
            # This line kept its own hash, so the tree before it changed: the line before was altered with its hash.
            self._whole = False
            if self._flagged != number - 1:
                self._report("journal.altered", max(1, number - 1))

    def _time(self, number: int, at: str) -> None:
        """Notes a line that is older than one before it: a clock was set back. Texts of one form compare as times."""
        if not isinstance(at, str) or at >= self._latest:
            self._latest = at if isinstance(at, str) else self._latest
            return
        try:
            back = dt.datetime.fromisoformat(self._latest) - dt.datetime.fromisoformat(at)
        except (ValueError, TypeError):
            return
        if back >= JUMP:
            self._jumps += 1
            if len(self._back) < MOST_JUMPS:
                self._back.append(Jump(number, int(back.total_seconds())))
            self._latest = at

    def tile(self, first: int, last: int) -> None:
        """Note that the hashes kept for proofs of these lines are not theirs."""
        self._report("journal.tile", first, last=last)

    def checkpoint(self, note: str, cosignatures: Iterable[tuple[str, str]] = ()) -> None:
        """Take a checkpoint that stands after the lines it covers, with (agency id, cosignature line) pairs."""
        try:
            text = tlog.open_note(note, [self.owner]).text
            stated = tlog.parse_checkpoint(text)
        except BenkanError:
            self._report("journal.checkpoint-signature", self._last)
            return
        if stated.origin != self.owner.name or stated.size < self._last:
            self._report("journal.checkpoint-place", self._last)
            return
        if stated.size > self._last:
            self._gaps.update(range(self._last + 1, min(stated.size + 1, self._last + 100_001)))
            self._last, self._whole = stated.size, False
        if self._whole and stated.root != self._frontier.root():
            self._whole = False
            first = self._held + 1
            if any(first <= problem.seq <= stated.size for problem in self._problems):
                self._report("journal.checkpoint-root", stated.size)
            elif first == stated.size:
                self._report("journal.altered", stated.size)
            else:
                self._report("journal.altered-between", first, last=stated.size)
        if self._whole:
            self._held = stated.size
            self._counts["checkpoints"] += 1
        for witness, line in cosignatures:
            self._cosignature(text, stated.size, witness, line)

    def _cosignature(self, text: str, size: int, witness: str, line: str) -> None:
        key = self.witnesses.get(witness)
        if key is None:
            self._counts["unchecked"] += 1
            return
        try:
            tlog.verify_cosignature(text, line, key)
        except (Invalid, Unverified):
            self._report("journal.cosignature", size, witness=witness)
            return
        self._counts["cosignatures"] += 1
        self._reached[witness] = max(size, self._reached.get(witness, 0))

    def unreadable(self) -> None:
        """Note that what stands here is not a line at all."""
        self._whole = False
        self._report("journal.unreadable", self._last)

    def end(
        self,
        *,
        size: int,
        root: bytes | None = None,
        covered: bool = False,
        seen: Mapping[str, int] | None = None,
    ) -> Report:
        """The report, once everything was read.

        Args:
            size: how many lines there should be.
            root: the root that the node's own state says, when it is known.
            covered: whether every line must lie under a signed checkpoint.
            seen: agency id -> how many lines it says it has cosigned.
        """
        if size > self._last:
            self._gaps.update(range(self._last + 1, min(size + 1, self._last + 100_001)))
            self._whole = False
        elif self._whole and ((root is not None and root != self._frontier.root()) or size < self._last):
            self._report("journal.head", size)
        if covered and not self._problems and self._held < self._last and not self._gaps:
            self._report("journal.uncovered", self._held + 1)
        for witness, reached in (seen or {}).items():
            if reached > max(size, self._last):
                self._report("journal.seen-more", size, witness=witness, seen=reached)
        self._report_gaps()
        problems = tuple(sorted(dict.fromkeys(self._problems), key=lambda problem: problem.seq))
        return Report(
            lines=self._read,
            unsigned=max(0, self._last - self._held),
            witnesses=dict(self._reached),
            problems=problems,
            jumps=self._jumps,
            back=tuple(self._back),
            **self._counts,
        )

    def _report_gaps(self) -> None:
        run: list[int] = []
        for number in [*sorted(self._gaps), -1]:
            if run and number != run[-1] + 1:
                if len(run) == 1:
                    self._report("journal.missing", run[0])
                else:
                    self._report("journal.missing-between", run[0], last=run[-1])
                run = []
            run.append(number)

    def _report(self, code: str, seq: int, **facts: object) -> None:
        self._flagged = seq
        self._problems.append(Problem(seq, code, _Facts(seq=seq, **facts)))


class _Facts(dict[str, object]):
    """Facts that can be compared and hashed, so that the same problem is told once."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted((key, str(value)) for key, value in self.items())))


def verify_file(path: Path, keys: Mapping[str, bytes]) -> Report:
    """What an exported journal says about itself, read from the file alone.

    Args:
        path: a file of ``benkan journal export``.
        keys: agency id -> public signing key (32 bytes), from cards that the reader trusts; the owner's is needed.

    Raises:
        Invalid: the file is not an exported journal, cannot be read, or the owner's card was not given.
    """
    try:
        with path.open("rb") as file:
            header = _header(file.readline(MAX_FILE_LINE_BYTES), path)
            agency = str(header["agency"])
            if agency not in keys:
                raise Invalid(
                    "journal.card-missing",
                    N_("This is the journal of “%(agency)s”, but its card was not given."),
                    N_("Give the card with --card; take it from the service itself, not from whoever gave the file."),
                    place=str(path),
                    agency=agency,
                )
            witnesses = {each: tlog.VerifierKey(origin(each), key) for each, key in keys.items() if each != agency}
            audit = Audit(tlog.VerifierKey(origin(agency), keys[agency]), witnesses)
            while raw := file.readline(MAX_FILE_LINE_BYTES):
                _take(audit, raw)
    except OSError as error:
        raise Invalid(
            "journal.file",
            N_("The file cannot be read: %(reason)s."),
            N_("Check its name and its rights."),
            place=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error
    return audit.end(size=int(header["size"]), covered=True)


def _header(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        header = json.loads(raw)
        if header["format"] == FORMAT and isinstance(header["agency"], str) and isinstance(header["size"], int):
            return dict(header)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Invalid(
        "journal.format",
        N_("This file is not an exported journal."),
        N_("Export it with: benkan journal export --out FILE"),
        place=f"{path}: line 1",
    )


def _take(audit: Audit, raw: bytes) -> None:
    try:
        item = json.loads(raw)
        if "checkpoint" in item:
            pairs = [(str(pair["witness"]), str(pair["line"])) for pair in item.get("cosignatures", [])]
            audit.checkpoint(str(item["checkpoint"]), pairs)
            return
        number, data, leaf = item["line"], canonical(item["entry"]), bytes.fromhex(item["leaf_sha256"])
        if isinstance(number, bool) or not isinstance(number, int) or number < 1 or len(leaf) != tlog.HASH_BYTES:
            raise ValueError  # noqa: TRY301 - one way out for everything that is not a line
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        audit.unreadable()
        return
    audit.line(number, data, leaf)

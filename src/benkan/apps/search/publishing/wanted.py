"""What the present records put into an index: every token evaluated, with its label and its records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from benkan.apps.search import keys
from benkan.apps.search.publishing.chosen import Carrier
from benkan.apps.search.publishing.gathering import COLUMNS, Carried, Gathering, Group
from benkan.apps.search.publishing.kept import AT_ONCE, Kept
from benkan.apps.search.publishing.trimming import trim
from benkan.core import blind

Progress: TypeAlias = Callable[[str, int, int], object]
"""Called with a stage (``evaluate``, ``tag``, ``map``), what is done, and how much it will be at most."""
EVALUATED_AT_ONCE = 8_192
"""So many outputs are on the disk after each step: a killed build loses half a second of two cores."""


def silent(_stage: str, _done: int, _most: int) -> None:
    """Shows nothing."""


@dataclass(frozen=True, slots=True)
class Wanted(Carried):
    """All tokens of an index, with their outputs."""

    kept: Kept = field(repr=False)

    def __len__(self) -> int:
        return len(self.digests)

    def tags(
        self, at: npt.NDArray[np.int64], contexts: Mapping[str, bytes], progress: Progress = silent
    ) -> npt.NDArray[np.uint8]:
        """The tags of the tokens at these places: rows of 22 bytes."""
        tags = np.empty((len(at), blind.TAG_BYTES), np.uint8)
        done = 0
        for number, kind in enumerate(blind.KINDS):
            here = np.flatnonzero(self.kinds[at] == number)
            for start in range(0, len(here), AT_ONCE):
                some = here[start : start + AT_ONCE]
                bare = blind.tags(contexts[kind], self.kept.outputs(self.digests[at[some]]))
                tags[some] = np.frombuffer(bare, np.uint8).reshape(-1, blind.TAG_BYTES)
                done += len(some)
                progress("tag", done, len(at))
        trim()
        return tags

    def rows_of(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which rows carry the chosen tokens."""
        return np.repeat(chosen, self.counts)


def wanted(
    folder: Path, convention: str, epoch: int, carriers: Iterable[Carrier], progress: Progress = silent
) -> Wanted:
    """The tokens of these carriers, all of them evaluated; outputs that were kept are not made again.

    Args:
        folder: of the epoch; outputs are kept in it as they are made.
    """
    kept = Kept(folder / "outputs")
    columns: list[list[Any]] = []
    seen = 0
    with Gathering(folder, keys.token_address(convention, epoch)) as gathering:
        gathering.take(carriers)
        for group in gathering.groups():
            _evaluate(group, kept, convention, epoch, lambda done: progress("evaluate", done, gathering.rows), seen)
            seen += int(group.counts.sum())
            progress("evaluate", seen, gathering.rows)
            # Only the columns: what they were cut out of goes with the group.
            columns.append([column.copy() for column in group.columns])
    kept.refresh()
    kept.compact()
    digests, kinds, labels, carried, counts, records, tiers = (
        _joined([group.pop(0) for group in columns], kind) for kind in COLUMNS
    )
    del columns
    trim()
    return Wanted(digests, kinds, labels, carried, counts, records, tiers, kept)


def _evaluate(
    group: Group, kept: Kept, convention: str, epoch: int, progress: Callable[[int], object], seen: int
) -> None:
    missing = kept.missing(group.digests)
    done = seen + int((~missing).sum())
    for number, kind in enumerate(blind.KINDS):
        here = np.flatnonzero(missing & (group.kinds == number))
        for start in range(0, len(here), EVALUATED_AT_ONCE):
            some = here[start : start + EVALUATED_AT_ONCE]
            outputs = keys.evaluate(convention, epoch, kind, [group.token(at) for at in some.tolist()])
            kept.add(group.digests[some], outputs)
            done += len(some)
            progress(done)


def _joined(columns: list[Any], kind: str) -> Any:
    return np.concatenate(columns) if columns else np.empty(0, kind)

"""CPU time of other processes as the kernel counts it: a busy machine changes wall times and not these."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    """A process of this machine.

    Args:
        own_s: CPU seconds that it used so far, in user mode and in the kernel.
        ended_s: those of its children that have ended.
    """

    pid: int
    parent: int
    group: int
    session: int
    own_s: float
    ended_s: float


def processes(which: Callable[[Process], bool]) -> Iterator[Process]:
    """The processes that are chosen; one that ends meanwhile is left out."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                told = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            user, kernel, user_ended, kernel_ended = (int(each) / _TICKS for each in told[11:15])
            parent, group, session = map(int, told[1:4])
            found = Process(int(entry.name), parent, group, session, user + kernel, user_ended + kernel_ended)
            if which(found):
                yield found


def cpu_s(which: Callable[[Process], bool]) -> float:
    """CPU seconds of the processes that are chosen."""
    return sum(each.own_s for each in processes(which))

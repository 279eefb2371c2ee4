"""Who trained whom: the tree of onward sessions, what is counted of it, and what is left of it. Values in, values out.

A person's place in the tree is under whoever trained him first; later sessions are kept and move nobody. This room
knows no table: it says where a branch begins and ends, what one person adds to each figure, and what a figure means.
"""

from benkan.core.cascade.ancestry import chain, refuse_circle
from benkan.core.cascade.counting import KINDS, Counted, contributions, month_of, months_between
from benkan.core.cascade.decay import MILESTONES, Left, curve
from benkan.core.cascade.icicle import Branch, Sector, icicle
from benkan.core.cascade.places import MOST_LEVELS, branch, depth_of, parents, refuse_depth, step, under
from benkan.core.cascade.rules import (
    MOST_ATTENDEES,
    MOST_HOURS,
    check_days,
    check_hours,
    first_training,
)
from benkan.core.cascade.targets import Progress, progress
from benkan.core.cascade.waiting import Waiting, waiting

__all__ = [
    "KINDS",
    "MILESTONES",
    "MOST_ATTENDEES",
    "MOST_HOURS",
    "MOST_LEVELS",
    "Branch",
    "Counted",
    "Left",
    "Progress",
    "Sector",
    "Waiting",
    "branch",
    "chain",
    "check_days",
    "check_hours",
    "contributions",
    "curve",
    "depth_of",
    "first_training",
    "icicle",
    "month_of",
    "months_between",
    "parents",
    "progress",
    "refuse_circle",
    "refuse_depth",
    "step",
    "under",
    "waiting",
]

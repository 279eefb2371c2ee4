"""What other slices, the commands and the demo may do with means. The tables are private to this slice.

Times are aware instants or days; the end is the first instant, or the first day, that is not taken any more.
"""

from __future__ import annotations

from benkan.apps.means.booking import CONDITIONS, begin, end, free, maintain, reserve
from benkan.apps.means.committing import GoalGiven, GoalStands, commit, conventions_for, goals, set_goal
from benkan.apps.means.day import waiting_for
from benkan.apps.means.fitting import Fit, Need, fitting
from benkan.apps.means.importing import import_list
from benkan.apps.means.listing import Asked, as_object, fit_as_object
from benkan.apps.means.reading import MeanView, mean
from benkan.apps.means.registering import CertificateGiven, MeanGiven, certify, register
from benkan.apps.means.words import kind as kind_words
from benkan.apps.means.words import kinds, money, said
from benkan.core.means import LANGUAGES, SHEETS, Reason

__all__ = [
    "CONDITIONS",
    "LANGUAGES",
    "SHEETS",
    "Asked",
    "CertificateGiven",
    "Fit",
    "GoalGiven",
    "GoalStands",
    "MeanGiven",
    "MeanView",
    "Need",
    "Reason",
    "as_object",
    "begin",
    "certify",
    "commit",
    "conventions_for",
    "end",
    "fit_as_object",
    "fitting",
    "free",
    "goals",
    "import_list",
    "kind_words",
    "kinds",
    "maintain",
    "mean",
    "money",
    "register",
    "reserve",
    "said",
    "set_goal",
    "waiting_for",
]

"""The words of the two forms."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from benkan.core.course_evaluation import Stage

STAGES: Final = {Stage.END: _("At the end"), Stage.LATER: _("After six months")}
STATEMENTS: Final = {
    "goals": _("The course reached its goals."),
    "useful": _("I can use it in my work."),
    "trainers": _("The trainers explained well."),
    "materials": _("The materials helped me."),
    "organisation": _("Place, time and organisation were right."),
    "recommend": _("I would recommend the course to colleagues."),
    "used": _("I have used what I learned."),
    "confident": _("I am sure of what I learned."),
    "passed-on": _("I have passed it on to colleagues."),
    "supported": _("My service gives me the means to use it."),
    "results": _("It changed the results of my work."),
    "refresher": _("I know enough without a refresher."),
}
SCALE: Final = {1: _("not at all"), 2: _("rather not"), 3: _("partly"), 4: _("mostly"), 5: _("fully")}

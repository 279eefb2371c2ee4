"""A test on paper: its questions with letters before the choices, and a line for the name or the code."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benkan.apps.agencies import services as agencies
from benkan.apps.training.catalogue import named
from benkan.apps.training.models import CourseTest, Run
from benkan.apps.training.testing import sitting
from benkan.core.course_tests import LETTERS
from benkan.core.prose import Paragraph, Part, Prose, Title
from benkan.web.paper.prose import prose


def pdf(run: Run, test: CourseTest, moment: str, language: str) -> bytes:
    """The sheet; the same test gives the same bytes on the same day.

    Args:
        moment: before or after, so that a heap of sheets is not mixed up.
    """
    with translation.override(language):
        title = named(run.course.names, language)
        when = _("Test before the course") if moment == "before" else _("Test after the course")
        parts: list[Part] = [
            Title(title, 1),
            Paragraph(f"{when} · {run.place}"),
            Paragraph("………………………………………………………………………………", _("Name or code")),
            Paragraph(_("Mark the letters of the right answers. There may be more than one."), small=True),
        ]
        for number, one in enumerate(sitting.questions_of(test), 1):
            parts.append(Title(f"{number}. {named(one.texts, language)}", 3))
            parts += [
                Paragraph(f"☐ {LETTERS[place]}  {named(choice['texts'], language)}")
                for place, choice in enumerate(one.choices)
            ]
        made = Prose(
            title,
            language,
            agencies.name(agencies.own().id),
            "",
            date_format(timezone.localdate(), "DATE_FORMAT"),
            parts,
        )
        return prose(made, lambda page, pages: _("Page %(page)d of %(pages)d") % {"page": page, "pages": pages})

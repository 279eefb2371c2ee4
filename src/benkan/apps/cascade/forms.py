"""The forms of this slice: what is typed stays as it is until the service has read it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from benkan.apps.cascade.models import Answer, Person, Target
from benkan.apps.cascade.people import Named
from benkan.core import cascade as rules

MOST_TEXT: Final = 200_000


class Day(forms.DateInput):
    """A day as browsers ask for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Attendees(forms.CharField):
    """One attendee a line: name; service; country; region; number of the learner (the last four may be left out)."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Attendees"),
            max_length=MOST_TEXT,
            widget=forms.Textarea({"rows": 8, "dir": "auto", "spellcheck": "false"}),
            help_text=_("One a line: name; service; country; region. Only the name must be there."),
        )

    def clean(self, value: Any) -> list[Named]:
        """The lines, not yet checked."""
        return [named(line.split(";")) for line in super().clean(value).splitlines() if line.strip()]


def named(cells: list[str]) -> Named:
    """One line's cells: name, service, country, region, learner."""
    name, service, country, region, learner = [*(cell.strip() for cell in cells[:5]), "", "", "", "", ""][:5]
    try:
        identifier = UUID(learner) if learner else None
    except ValueError as error:
        raise forms.ValidationError(
            _("“%(cell)s” is no number of a learner."), params={"cell": learner[:60]}
        ) from error
    return Named(name, service, country, region, identifier)


class BeginForm(forms.Form):
    """A tree by hand."""

    title = forms.CharField(label=_("First course"), max_length=200)
    began_on = forms.DateField(label=_("Day of the course"), widget=Day())
    attendees = Attendees()


class JoinForm(forms.Form):
    """Further attendees of the first course."""

    day = forms.DateField(label=_("Day of the course"), widget=Day())
    attendees = Attendees()


class SessionForm(forms.Form):
    """An onward session of a trainer who is known."""

    day = forms.DateField(label=_("Day"), widget=Day())
    topic = forms.CharField(label=_("What was taught"), max_length=200)
    hours = forms.DecimalField(label=_("Hours"), min_value=Decimal("0.1"), max_value=rules.MOST_HOURS, decimal_places=1)
    region = forms.CharField(label=_("Place"), max_length=110, required=False)
    country = forms.CharField(label=_("Country"), max_length=60, required=False)
    materials = forms.CharField(label=_("Version of the materials"), max_length=64, required=False)
    attendees = Attendees()


class AnswerForm(forms.Form):
    """What became of a person."""

    day = forms.DateField(label=_("Known on"), widget=Day(), initial=dt.date.today)
    state = forms.ChoiceField(
        label=_("What became of the person"),
        choices=[
            (Answer.State.ACTIVE.value, _("In service and passes on what was learned")),
            (Answer.State.IN_SERVICE.value, _("In service")),
            (Answer.State.LEFT.value, _("Has left the service")),
        ],
    )


class TargetForm(forms.Form):
    """A target."""

    kind = forms.ChoiceField(
        label=_("Of what"),
        choices=[
            (Target.Kind.ALL.value, _("The whole tree")),
            (Target.Kind.COUNTRY.value, _("A country")),
            (Target.Kind.REGION.value, _("A region")),
            (Target.Kind.SERVICE.value, _("A service")),
        ],
    )
    value = forms.CharField(
        label=_("Which one"), max_length=130, required=False, help_text=_("ML, Gao, or ML/Douanes for a service.")
    )
    persons = forms.IntegerField(label=_("Persons"), min_value=1, max_value=100_000_000)
    due_on = forms.DateField(label=_("Due on"), widget=Day())


class PersonChoice(forms.Form):
    """A person of the tree by its public id."""

    person = forms.UUIDField()


def attendee_line(one: Person) -> str:
    """A person of the tree as a line of ``Attendees``: it comes again as itself."""
    return "; ".join((one.name, one.service, one.country, one.region, str(one.public_id)))

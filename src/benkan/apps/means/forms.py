"""What a browser sends about means: the sheet of the kind becomes fields, days become times. No rule is here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.means import committing, words
from benkan.apps.means.committing import GoalGiven
from benkan.apps.means.fitting import Need
from benkan.apps.means.models import Mean
from benkan.apps.means.registering import CURRENCIES, CertificateGiven, MeanGiven
from benkan.core import means as rules
from benkan.core import territories
from benkan.web import words as common

BEGINNING = "sheet_"
"""Before the names of the sheet's fields."""
TITLES = ("title_fr", "title_en", "title_ar")


class SheetForm(forms.Form):
    """A form that begins with the sheet of one kind; as what there is, or as the least that is wanted."""

    def __init__(self, *args: Any, kind: str, wanted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = rules.sheet(kind)
        for name, field in self.sheet.fields.items():
            self.fields[BEGINNING + name] = _asked(field, wanted=wanted)

    @property
    def sheet_fields(self) -> list[forms.BoundField]:
        """The fields of the sheet, in its order."""
        return [self[BEGINNING + name] for name in self.sheet.fields]

    def specification(self) -> dict[str, object]:
        """What was chosen of the sheet."""
        return {name: self.cleaned_data.get(BEGINNING + name) for name in self.sheet.fields}


class MeanForm(SheetForm):
    """Everything that is said of a means before it is certified."""

    title_fr = forms.CharField(label=_("Title in French"), max_length=120, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    title_ar = forms.CharField(label=_("Title in Arabic"), max_length=120, required=False)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Capital letters, digits and hyphens, such as K9-GAO-1; it never changes."),
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    place = forms.CharField(label=_("Base"), max_length=120, help_text=_("Three letters of the place are enough."))
    place_code = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    country = forms.ChoiceField(label=_("Country"), required=False, help_text=_("Needed when the place is on no list."))
    languages = forms.MultipleChoiceField(label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple)
    notice_hours = forms.IntegerField(label=_("Notice (hours)"), min_value=0, max_value=8760, initial=24)
    self_sufficiency_days = forms.IntegerField(
        label=_("Self-sufficient (days)"), min_value=0, max_value=365, initial=0, required=False
    )
    consumables = forms.CharField(
        label=_("Consumables it needs"), max_length=300, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    daily_cost = forms.CharField(
        label=_("Cost a day"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "decimal"})
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    contact = forms.ChoiceField(label=_("Contact officer"), required=False)

    def __init__(self, *args: Any, one: Mean | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].widget.attrs |= {
            "dir": "auto",
            "data-code": "place_code",
            "data-suggest": reverse("means:places"),
        }
        for name in TITLES:
            self.fields[name].widget.attrs["dir"] = "rtl" if name == "title_ar" else "ltr"
        self.fields["code"].widget.attrs |= {"dir": "ltr", "class": "mono", "autocapitalize": "characters"}
        own = settings.BENKAN_NODE.agency
        names = agencies.names()
        _offer(self, "owner", [(own, names.get(own, own)), *((k, v) for k, v in names.items() if k != own)])
        _offer(self, "country", [("", gettext("As the place says")), *countries()])
        _offer(self, "languages", [(code, words.language(code)) for code in rules.LANGUAGES])
        lenders = accounts.with_right("means")
        _offer(self, "contact", [("", "–"), *((accounts.handle(each), str(each)) for each in lenders)])
        if self.sheet.code == "expert":
            del self.fields["consumables"]
        if one is not None:
            for name in ("code", "owner"):
                del self.fields[name]

    @staticmethod
    def of(one: Mean) -> dict[str, Any]:
        """What the form shows of a means that is there."""
        names = (*TITLES, "place_code", "languages", "notice_hours", "self_sufficiency_days", "consumables", "currency")
        shown: dict[str, Any] = {name: getattr(one, name) for name in (*names, "contact")}
        shown["place"] = words.place(one.place_code, one.place)
        shown["country"] = "" if one.place_code else one.country
        shown["daily_cost"] = "" if one.daily_cost is None else f"{one.daily_cost:f}".removesuffix(".00")
        for name, value in one.described.items():
            shown[BEGINNING + name] = ("yes" if value else "no") if isinstance(value, bool) else value
        return shown

    def given(self, one: Mean | None = None) -> MeanGiven:
        """The means as it was typed."""
        sent = self.cleaned_data
        chosen = territories.place(sent["place_code"])
        same = chosen is not None and sent["place"] in chosen.names.values()
        return MeanGiven(
            kind=self.sheet.code,
            code=one.code if one else sent["code"],
            titles={name.removeprefix("title_"): sent[name] for name in TITLES},
            place=sent["place_code"] if same else sent["place"],
            specification=self.specification(),
            country="" if same else sent["country"],
            languages=tuple(sent["languages"]),
            self_sufficiency_days=sent["self_sufficiency_days"] or 0,
            consumables=sent.get("consumables", ""),
            notice_hours=sent["notice_hours"],
            daily_cost=sent["daily_cost"],
            currency=sent["currency"],
            contact=sent["contact"],
            owner=one.owner if one else sent["owner"],
        )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class CertificateForm(forms.Form):
    """What a certificate says."""

    what = forms.CharField(label=_("What it certifies"), max_length=200, widget=forms.TextInput({"dir": "auto"}))
    number = forms.CharField(label=_("Number"), max_length=80, widget=forms.TextInput({"dir": "ltr"}))
    issuer = forms.CharField(
        label=pgettext_lazy("means", "Issued by"), max_length=200, widget=forms.TextInput({"dir": "auto"})
    )
    until = _day(_("Last day"))

    def given(self) -> CertificateGiven:
        """The certificate as it was typed."""
        return CertificateGiven(**self.cleaned_data)


class DaysForm(forms.Form):
    """From a day to a day, both included."""

    starts = _day(_("First day"))
    ends = _day(_("Last day"))

    @property
    def after(self) -> dt.date:
        """The first day that is not within any more."""
        day: dt.date = self.cleaned_data["ends"]
        return day + dt.timedelta(days=1)


class CommitForm(DaysForm):
    """A commitment, with the goal and the convention that it serves."""

    goal = forms.ChoiceField(label=_("Goal"), required=False)
    convention = forms.ChoiceField(label=_("Convention"), required=False)

    def __init__(self, *args: Any, one: Mean, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit = [each.goal for each in committing.goals() if each.goal.kind == one.kind]
        _offer(
            self, "goal", [("", gettext("none: other capacity")), *((str(each.pk), goal_words(each)) for each in fit)]
        )
        known = committing.conventions_for(one.kind)
        _offer(self, "convention", [("", "–"), *((name, name) for name in known)])


class MaintenanceForm(DaysForm):
    """Days out of service."""

    note = forms.CharField(label=_("Why"), max_length=500, required=False, widget=forms.TextInput({"dir": "auto"}))


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.TextInput({"dir": "auto"}))


class GoalForm(SheetForm):
    """A goal: how many, where, by when, for whom, and the least that each must be."""

    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=committing.MOST_WANTED)
    by = _day(pgettext_lazy("means", "By"))
    country = forms.ChoiceField(label=_("Based in"), required=False)
    convention = forms.ChoiceField(label=_("Convention"), required=False)
    least_days = forms.IntegerField(
        label=_("Committed for at least (days)"), min_value=0, max_value=3650, initial=committing.LEAST_DAYS
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, wanted=True, **kwargs)
        _offer(self, "country", [("", gettext("anywhere")), *countries()])
        known = committing.conventions_for(kind)
        _offer(self, "convention", [("", "–"), *((name, name) for name in known)])

    def given(self) -> GoalGiven:
        """The goal as it was typed."""
        sent = self.cleaned_data
        return GoalGiven(
            kind=self.sheet.code,
            count=sent["count"],
            by=sent["by"],
            country=sent["country"],
            convention=sent["convention"],
            least_days=sent["least_days"],
            specification=self.specification(),
        )


class NeedForm(SheetForm):
    """What is needed, where and when."""

    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    place_code = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    starts = _day(_("First day"))
    ends = _day(_("Last day"))
    languages = forms.MultipleChoiceField(label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple)
    notice_hours = forms.IntegerField(
        label=_("Notice that it gets (hours)"),
        min_value=0,
        max_value=8760,
        required=False,
        help_text=_("Left empty: the time until the first day."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, wanted=True, **kwargs)
        self.fields["place"].widget.attrs |= {
            "dir": "auto",
            "data-code": "place_code",
            "data-suggest": reverse("means:places"),
        }
        _offer(self, "languages", [(code, words.language(code)) for code in rules.LANGUAGES])

    def need(self) -> Need:
        """The need as it was typed."""
        sent = self.cleaned_data
        chosen = territories.place(sent["place_code"])
        same = chosen is not None and sent["place"] in chosen.names.values()
        return Need(
            kind=self.sheet.code,
            place=sent["place_code"] if same else sent["place"],
            starts=sent["starts"],
            ends=sent["ends"] + dt.timedelta(days=1),
            specification=self.specification(),
            languages=tuple(sent["languages"]),
            notice_hours=sent["notice_hours"],
        )


def goal_words(goal: Any) -> str:
    """A goal in one line."""
    where = common.country(goal.country) if goal.country else gettext("anywhere")
    facts = {"count": goal.count, "kind": words.kind(goal.kind), "where": where, "day": date_format(goal.by, "j F Y")}
    return common.sentence("%(count)d × %(kind)s · %(where)s · %(day)s", facts)


def countries() -> list[tuple[str, str]]:
    """Every country of the gazetteer by its name in the reader's language."""
    found = ((code, common.country(code)) for code in territories.COUNTRIES)
    return sorted(found, key=lambda pair: pair[1].casefold())


def in_days(days: int) -> dt.date:
    """The day so many days from today, as a form proposes it."""
    return timezone.localdate() + dt.timedelta(days=days)


def _asked(field: rules.Field, *, wanted: bool) -> forms.Field:
    label = field.words[words.reader()]
    if field.kind == "choices":
        known = [(code, said[words.reader()]) for code, said in field.choices.items()]
        return forms.MultipleChoiceField(
            label=label, required=False, choices=known, widget=forms.CheckboxSelectMultiple
        )
    if field.kind == "flag":
        known = [
            ("", gettext("not asked") if wanted else gettext("not known")),
            ("yes", gettext("yes")),
            ("no", gettext("no")),
        ]
        return forms.ChoiceField(label=label, required=False, choices=known[:2] if wanted else known)
    hint = {"at-least": gettext("at least"), "at-most": gettext("at most")}[field.kind] if wanted else ""
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=field.most, help_text=hint)


def _offer(form: forms.Form, name: str, known: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = known

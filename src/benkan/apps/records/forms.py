"""The short form of a new record; the rules are in the services, here is only what a browser sends."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benkan.apps.records.choices import CrimeArea, Grade, Handling, Schema, SubjectCategory
from benkan.apps.records.reporting import DEFAULT_REVIEW_DAYS, MAX_REVIEW_DAYS
from benkan.formats.csv_cells import date_of
from benkan.web import words


class RecordForm(forms.Form):
    """What an officer knows: a name or a number is enough."""

    schema = forms.ChoiceField(label=_("Type"), choices=Schema.choices, initial="Person")
    name = forms.CharField(label=_("Name"), max_length=300, required=False, widget=forms.TextInput({"autofocus": True}))
    alias = forms.CharField(
        label=_("Other names"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("One on each line, in any script."),
    )  # fmt: skip
    birth_date = forms.CharField(
        label=_("Birth date"), max_length=40, required=False, help_text=_("1984, 05/1984 or 03/05/1984; the day first.")
    )
    gender = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[("", _("Unknown")), ("male", _("Male")), ("female", _("Female"))]
    )
    nationality = forms.CharField(
        label=_("Nationality"), max_length=2, required=False, help_text=_("Two letters of the country, such as ML.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=400, required=False)
    document = forms.CharField(label=_("Document"), max_length=400, required=False)
    account = forms.CharField(label=_("Account"), max_length=400, required=False)
    plate = forms.CharField(label=_("Number plate"), max_length=400, required=False)
    address = forms.CharField(label=_("Address"), max_length=1000, required=False)
    notes = forms.CharField(
        label=_("Notes"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 3})
    )  # fmt: skip
    subject_category = forms.ChoiceField(
        label=_("Category"), required=False, help_text=_("Without a category partners never find the record.")
    )
    crime_area = forms.ChoiceField(label=_("Crime area"))
    handling = forms.ChoiceField(label=_("Handling code"), initial="H1")
    grade = forms.ChoiceField(label=_("Source grade"), initial="B2")
    review_days = forms.IntegerField(
        label=_("Review in days"), min_value=1, max_value=MAX_REVIEW_DAYS, initial=DEFAULT_REVIEW_DAYS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "subject_category": [("", _("No category")), *SubjectCategory.choices],
            "crime_area": [("", _("Choose")), *CrimeArea.choices],
            "handling": [(code, f"{code} · {words.handling(code)[0]}") for code in Handling.values],
            "grade": [(code, f"{code} · {', '.join(words.grade(code))}") for code in Grade.values],
        }
        for name, known in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = known

    def clean_birth_date(self) -> str:
        """The date as FollowTheMoney writes it."""
        written = str(self.cleaned_data["birth_date"]).strip()
        found, _swapped = date_of(written)
        if written and not found:
            raise forms.ValidationError(_("This date cannot be read: write 1984, 05/1984 or 03/05/1984."))
        return found

    def properties(self) -> dict[str, list[str]]:
        """The entity's own properties; what belongs to it is in ``held``."""
        given = self.cleaned_data
        document = "passportNumber" if given["schema"] == "Person" and _looks_like_passport(given) else "idNumber"
        if given["schema"] != "Person":
            document = "registrationNumber"
        names = {
            "name": [given["name"]],
            "alias": given["alias"].splitlines(),
            "phone": _several(given["phone"]),
            document: _several(given["document"]),
            "address": [given["address"]],
            "notes": [given["notes"]],
        }
        if given["schema"] == "Person":
            names |= {
                "birthDate": [given["birth_date"]],
                "gender": [given["gender"]],
                "nationality": [given["nationality"].lower()],
            }
        if given["schema"] in ("Vehicle", "Vessel"):
            names["registrationNumber"] = [*_several(given["plate"]), *_several(given["document"])]
        if given["schema"] == "BankAccount":
            names.pop(document)
            names["accountNumber"] = [*_several(given["account"]), *_several(given["document"])]
        kept = {name: [value.strip() for value in values if value.strip()] for name, values in names.items()}
        return {name: values for name, values in kept.items() if values}

    def held(self) -> list[tuple[str, dict[str, list[str]]]]:
        """The accounts and vehicles that belong to the entity, as schema and properties."""
        given = self.cleaned_data
        found: list[tuple[str, dict[str, list[str]]]] = []
        if given["schema"] in ("Vehicle", "Vessel", "BankAccount"):
            return found
        found += [("BankAccount", {"accountNumber": [value]}) for value in _several(given["account"])]
        found += [("Vehicle", {"registrationNumber": [value]}) for value in _several(given["plate"])]
        return found

    def review_on(self) -> date:
        """The day of the next review."""
        return date.today() + timedelta(days=int(self.cleaned_data["review_days"]))


def _several(text: str) -> list[str]:
    return [value.strip() for value in re.split(r"[;\n]", text) if value.strip()]


def _looks_like_passport(given: dict[str, Any]) -> bool:
    """One or two letters and seven digits: what ICAO 9303 passports of the region look like."""
    return bool(re.fullmatch(r"[A-Za-z]{1,2}\s?\d{6,8}", given["document"].strip()))

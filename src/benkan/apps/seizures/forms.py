"""What a browser sends: the short form of eight things, and the details that may come later.

The rules are in ``entering``; here texts become values, and what cannot be read for sure is asked, never guessed.
"""

from __future__ import annotations

import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benkan.apps.seizures import catalogue, choices
from benkan.apps.seizures.catalogue import Amount
from benkan.apps.seizures.entering import PAGE_SOURCE, DrugGiven, SeizureGiven
from benkan.apps.seizures.models import Seizure
from benkan.web import words


class ShortForm(forms.Form):
    """When, where, what, how much, which service, in which circumstance, by what, and whether somebody was arrested."""

    happened_on = forms.DateField(
        label=_("When"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), initial=timezone.localdate
    )
    place = forms.CharField(
        label=_("Where"),
        max_length=120,
        help_text=_("Three letters of the place are enough, in any script."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    place_code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    country = forms.CharField(required=False, max_length=2, widget=forms.HiddenInput)
    substance = forms.CharField(
        label=_("Drug"),
        max_length=200,
        help_text=_("Its name or what it is called in the street."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    substance_code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    quantity = forms.CharField(
        label=_("How much"),
        max_length=100,
        help_text=_("As it was weighed or counted: 1,4 kg, 250 tablets, 3 litres. Write “unknown” if it is."),
        widget=forms.TextInput({"dir": "auto", "inputmode": "text"}),
    )
    quantity_reading = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    service = forms.CharField(
        label=_("Service that seized it"), max_length=200, widget=forms.TextInput({"dir": "auto"})
    )
    circumstance = forms.ChoiceField(label=_("Circumstance"))
    conveyance = forms.ChoiceField(label=_("Conveyance"))
    persons = forms.ChoiceField(label=_("Persons arrested or sought"), widget=forms.RadioSelect)
    draft_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, home: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._home = home
        self.doubts: dict[str, list[tuple[str, str]]] = {}
        for name in ("circumstance", "conveyance"):
            self._offer(name, [("", _("Choose")), *choices.choices(name)])
        self._offer("persons", choices.choices("persons"))
        for name in ("substance", "place"):
            self.fields[name].widget.attrs |= {"data-code": f"{name}_code"}

    def _offer(self, name: str, known: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = known

    def clean_draft_key(self) -> str | None:
        """The key that the page gave the draft, so that the node takes it once."""
        given = str(self.cleaned_data["draft_key"])
        try:
            return str(uuid.UUID(given)) if given else None
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        """Reads drug, amount and place; each that can be read in several ways is asked."""
        given = super().clean() or {}
        if "substance" in given:
            given["drug"] = self._drug(given)
        if "quantity" in given:
            given["amount"] = self._amount(given)
        if "place" in given:
            given["located"] = self._place(given)
        return given

    def _drug(self, given: dict[str, Any]) -> str:
        if catalogue.known(given["substance_code"]):
            return str(given["substance_code"])
        found = catalogue.drugs(given["substance"])
        if found.sure:
            return found.sure
        self._ask(
            "substance", [(one.code, one.label) for one in found.candidates], _("This drug is not in the catalogue.")
        )
        return ""

    def _amount(self, given: dict[str, Any]) -> Amount | None:
        readings = catalogue.amounts(given["quantity"])
        if len(readings) == 1:
            return readings[0]
        for one in readings:
            if one.code == given["quantity_reading"]:
                return one
        self._ask("quantity", [(one.code, one.words) for one in readings], _("This amount cannot be read."))
        return None

    def _place(self, given: dict[str, Any]) -> catalogue.Place | None:
        found = catalogue.places(given["place"], given["place_code"], given["country"] or self._home)
        if len(found) == 1:
            return found[0]
        self._ask("place", [(one.code, one.words) for one in found], "")
        if found:
            return None
        return catalogue.Place("", given["place"], given["country"] or self._home, "", None, None)

    def _ask(self, name: str, readings: list[tuple[str, str]], nothing: Any) -> None:
        if readings:
            self.doubts[name] = readings
            self.add_error(name, _("This can be read in several ways: choose one."))
        elif nothing:
            self.add_error(name, nothing)

    def given(self) -> SeizureGiven:
        """The seizure that the form says; for a valid form only."""
        told = self.cleaned_data
        amount, place = told["amount"], told["located"]
        drug = DrugGiven(
            substance=told["drug"],
            substance_text=told["substance"],
            quantity_text=told["quantity"],
            kilograms=amount.kilograms,
            litres=amount.litres,
            count=amount.count,
            count_kind=amount.count_kind,
        )
        return SeizureGiven(
            happened_on=told["happened_on"],
            country=place.country,
            area=place.area,
            place=place.name,
            latitude=place.latitude,
            longitude=place.longitude,
            drugs=(drug,),
            service=told["service"],
            circumstance=told["circumstance"],
            conveyance=told["conveyance"],
            persons=told["persons"],
            source=PAGE_SOURCE if told["draft_key"] else "",
            source_key=told["draft_key"],
        )


class DetailsForm(forms.Form):
    """What is known beyond the short form."""

    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    precision = forms.ChoiceField(label=_("Known of the date"))
    happened_at = forms.TimeField(label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}))
    persons_count = forms.IntegerField(label=_("How many persons"), required=False, min_value=0, max_value=10_000)
    concealment = forms.ChoiceField(label=_("Hidden where"), required=False)
    concealment_text = forms.CharField(
        label=_("How it was hidden"),
        required=False,
        max_length=500,
        help_text=_("Partners may read this: name nobody."),
    )
    packaging = forms.ChoiceField(label=_("Packaging"), required=False)
    packages = forms.IntegerField(label=_("How many packages"), required=False, min_value=1, max_value=100_000_000)
    logo = forms.CharField(
        label=_("Logo or mark"),
        required=False,
        max_length=200,
        help_text=_("What is printed or stamped on it, in words."),
    )
    cargo = forms.CharField(
        label=_("Cargo"), required=False, max_length=300, help_text=_("Partners may read this: name nobody.")
    )
    price = forms.CharField(
        label=_("Price"), required=False, max_length=20, help_text=_("For one gram, tablet or litre.")
    )
    price_currency = forms.CharField(label=_("Currency"), required=False, max_length=3)
    handling = forms.ChoiceField(label=_("Handling code"), help_text=_("Under H3 it is not shared with partners."))
    remark = forms.CharField(
        label=_("Remark for this service only"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[Any, Any]]] = {
            name: [("", _("Not said")), *choices.choices(name)] for name in ("concealment", "packaging")
        }
        offered["precision"] = list(choices.choices("precision"))
        offered["handling"] = [(code, f"{code} · {words.handling(code)[0]}") for code in ("H0", "H1", "H2", "H3")]
        for name, known in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = known

    @classmethod
    def of(cls, row: Seizure) -> dict[str, Any]:
        """The form's values for a seizure as it stands."""
        first = row.drugs.first()
        found = {name: getattr(row, name) for name in cls.base_fields if hasattr(row, name)}
        if first is not None:
            found |= {"packages": first.packages, "price_currency": first.price_currency}
            found["price"] = "" if first.price is None else f"{first.price.normalize():f}"
        return found

    def clean_price(self) -> Decimal | None:
        """The price as a decimal number."""
        text = (
            str(self.cleaned_data["price"]).replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace(",", ".")
        )
        if not text:
            return None
        try:
            price = Decimal(text)
        except InvalidOperation:
            raise forms.ValidationError(_("A number is expected here.")) from None
        if not price.is_finite() or price <= 0:
            raise forms.ValidationError(_("A price is more than nothing."))
        return price

"""The one form: who is searched for, and in which case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benkan.apps.cases import services as cases
from benkan.apps.search.subject import MAX_FIELD


def _text(label: Any, help_text: Any = "", **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "spellcheck": "false", **attributes})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=MAX_FIELD, widget=widget)


class SearchForm(forms.Form):
    """What the officer types; whether it can be read is judged by the service."""

    name = _text(_("Name"), _("first and last, in any order"))
    born = _text(_("Born"), _("1984 or 1984-05-03"), inputmode="numeric", dir="ltr")
    phone = _text(_("Phone"), _("with the country code if foreign"), inputmode="tel", dir="ltr")
    account = _text(_("Account"), _("IBAN, number, mobile money"), dir="ltr")
    document = _text(_("Document"), _("passport, card, licence"), dir="ltr")
    plate = _text(_("Vehicle"), _("number plate"))
    company = _text(_("Company"))
    case = forms.ChoiceField(label=_("Case"), help_text=_("It gives the search its purpose."), required=False)

    def __init__(self, *args: Any, officer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(cases.open_for(officer)[:200])
        case = self.fields["case"]
        assert isinstance(case, forms.ChoiceField)
        case.choices = [
            ("", _("Choose a case")),
            *((str(one.pk), f"{one.number} · {one.title} · {cases.purpose_label(one.purpose)}") for one in found),
        ]

"""Forms of the case pages; rules live in the services, here is only what a browser sends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benkan.apps.cases import services


class CaseForm(forms.Form):
    """A new case: three answers, the rest can wait."""

    title = forms.CharField(
        label=_("Title"), max_length=services.MAX_TITLE, widget=forms.TextInput({"autofocus": True})
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), help_text=_("The purpose decides which partners may be asked, and under which clause.")
    )
    number = forms.CharField(
        label=_("Number"), max_length=40, required=False, help_text=_("Leave empty to get the next number of the year.")
    )
    summary = forms.CharField(
        label=_("Summary"), max_length=services.MAX_TEXT, required=False, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a crime area")), *services.purposes()]

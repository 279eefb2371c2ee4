"""What a browser shows of the acts of a loan: their fields with words and choices. No rule is here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.deployments import acting, words
from benkan.apps.deployments.models import Loan
from benkan.apps.means import services as means
from benkan.apps.seizures import services as seizures
from benkan.core import deployments as rules

OFFERED: Final = 30
"""Means of the kind that the offer form proposes, the best first."""


def _text(label: Any, longest: int, *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=forms.TextInput({"dir": "auto"}), **more
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def _amount(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=20, widget=forms.TextInput({"inputmode": "decimal", "dir": "ltr"}), **more
    )


class NeedForm(forms.Form):
    """A need, asked of this service or of a partner whose convention shares the kind."""

    kind = forms.ChoiceField(label=_("Kind of means"))
    lender = forms.ChoiceField(label=_("Asked of"))
    place = _text(_("Where it is needed"), 120)
    starts = _day(_("First day"))
    ends = _day(_("Last day"))
    case = forms.CharField(
        label=_("For the case"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"dir": "ltr", "class": "mono"}),
        help_text=_("Its number. It stays on this node."),
    )
    serves = _text(
        _("Or for"), 80, required=False, help_text=_("A request, a joint case, an operation. It stays on this node.")
    )
    text = _text(_("What for"), 500, required=False, help_text=_("The lender reads this: write no name of a person."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, names = str(settings.BENKAN_NODE.agency), agencies.names()
        partners = {
            party
            for one in accords.in_force()
            if one.means is not None
            for party in one.partners(own)
            if party in names
        }
        choose(self.fields["kind"], means.kinds())
        choose(
            self.fields["lender"],
            [
                (own, gettext("our own service")),
                *sorted(((key, names[key]) for key in partners), key=lambda one: one[1]),
            ],
        )


class RateForm(forms.Form):
    """The rate of a day."""

    xof = _amount(_("XOF for one MAD"), help_text=_("As 61.25."))
    day = _day(_("Day"))
    source = _text(_("Where it was read"), 200)


def act_form(one: Loan, act: str, values: Mapping[str, str] | None = None) -> forms.Form | None:
    """The fields of an act, with what was sent or with what is proposed; none for an act that asks for nothing."""
    made = {name: _field(one, name) for name in acting.FIELDS[act] if name != "offer"}
    if not made:
        return None
    form = forms.Form(auto_id=f"{act}-%s", initial=dict(values) if values is not None else proposed(one, act))
    form.fields.update(made)
    return form


def proposed(one: Loan, act: str) -> dict[str, Any]:
    """What is proposed for an act."""
    today = timezone.localdate()
    found: dict[str, Any] = {"starts": one.starts, "ends": one.ends, "day": today, "found_on": today}
    if act == "offer":
        found["estimate"], found["currency"] = _estimate(one)
    if act == "settle" and one.due is not None:
        found["amount"] = f"{one.due:f}"
    if act in ("claim", "cost") and one.accepted is not None:
        found["currency"] = one.accepted.currency
    return found


def choose(field: Any, choices: Any) -> None:
    """Gives a field of choices its choices."""
    field.choices = list(choices)


def _estimate(one: Loan) -> tuple[str, str]:
    """Days times the daily cost of the best means that fits, when it is known."""
    days = (one.ends - one.starts).days + 1
    for fit in _fits(one):
        if fit.fits and fit.mean.daily_cost is not None:
            return f"{fit.mean.daily_cost * days:f}".removesuffix(".00"), fit.mean.currency
    return "", "XOF"


def _fits(one: Loan) -> list[means.Fit]:
    need = means.Need(kind=one.kind, place="", starts=one.starts, ends=one.ends + dt.timedelta(days=1), notice_hours=0)
    return [fit for fit in means.fitting(need, limit=200) if fit.mean.owner == one.lender][:OFFERED]


def _offerable(one: Loan) -> list[tuple[str, str]]:
    """Own means of the kind: those that fit, then the others with the word that they do not."""
    found = []
    for fit in _fits(one):
        name = f"{fit.mean.title} · {fit.mean.code}"
        found.append((fit.mean.public_id, name if fit.fits else gettext("%(mean)s (not free then)") % {"mean": name}))
    return found


def _field(one: Loan, name: str) -> forms.Field:
    choices = _CHOICES.get(name)
    if choices is not None:
        label, offered = choices
        return forms.ChoiceField(label=label, choices=offered(one))
    if name in _DAYS:
        return _day(_DAYS[name])
    if name in _AMOUNTS:
        return _amount(_AMOUNTS[name])
    label, longest, required = _TEXTS[name]
    return _text(label, longest, required=required)


_CHOICES: Final[dict[str, tuple[Any, Callable[[Loan], list[tuple[Any, Any]]]]]] = {
    "mean": (_("Means"), _offerable),
    "condition": (_("In which condition"), lambda _one: list(words.CONDITIONS.items())),
    "substance": (_("What was found"), lambda _one: list(seizures.substances())),
    "grade": (_("How it went"), lambda _one: list(words.GRADES.items())),
    "currency": (_("Currency"), lambda _one: [(code, code) for code in rules.CURRENCIES]),
}
_DAYS: Final = {
    "starts": _("First day"),
    "ends": _("Last day"),
    "day": _("Day on which it arose"),
    "found_on": _("Day of the result"),
}
_AMOUNTS: Final = {"estimate": _("Estimated costs"), "amount": _("Amount")}
_TEXTS: Final = {
    "conditions": (_("Conditions"), 500, False),
    "reason": (_("Reason"), 500, False),
    "note": (_("What is to be said of it"), 500, False),
    "what": (pgettext_lazy("loan", "What for"), 200, True),
    "voucher": (_("Voucher"), 80, True),
    "method": (_("Method and uncertainty"), 100, True),
    "purity": (_("Purity in per cent, if measured"), 10, False),
    "composition": (_("Composition"), 1_000, False),
    "text": (_("In words"), 500, False),
}

"""Forms of the request pages; rules live in the services, here is only what a browser sends."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from benkan.apps.requests import phrases
from benkan.apps.requests.drafting import Draft
from benkan.apps.requests.models import Urgency
from benkan.core.errors import N_, Invalid

MAX_TEXT = 4_000


class AskForm(forms.Form):
    """What the asker adds to a hit: everything else is known already."""

    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.ROUTINE)
    urgency_code = forms.ChoiceField(
        label=_("Why it cannot wait"),
        required=False,
        choices=lambda: [("", "–"), *phrases.choices(phrases.URGENCY)],
        help_text=_("Only for urgent and immediate requests. The partner reads it in its own language."),
    )
    question = forms.CharField(
        label=_("What do you need to know?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 4, "autofocus": True}),
        help_text=_("The partner's officer reads exactly these words."),
    )
    legal_ground = forms.CharField(
        label=_("Legal ground"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Leave empty to rely on the convention alone."),
    )


class DelayForm(forms.Form):
    """Why the answer comes later, and when."""

    reason_code = forms.ChoiceField(label=_("Why"), choices=lambda: phrases.choices(phrases.DELAY))
    expected_at = forms.DateTimeField(
        label=_("Answer expected"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    reason = forms.CharField(
        label=_("In your words"), max_length=MAX_TEXT, required=False, widget=forms.Textarea({"rows": 2})
    )


class QuestionForm(forms.Form):
    """What must be known before a decision."""

    question_code = forms.ChoiceField(
        label=_("What do you need to know?"), choices=lambda: phrases.choices(phrases.CLARIFICATION)
    )
    question = forms.CharField(
        label=_("In your words"), max_length=MAX_TEXT, required=False, widget=forms.Textarea({"rows": 2})
    )


class FeedbackForm(forms.Form):
    """How useful a release was and what it led to."""

    usefulness = forms.ChoiceField(
        label=_("How useful was it?"), choices=lambda: phrases.choices(phrases.USEFULNESS), widget=forms.RadioSelect
    )
    outcomes = forms.MultipleChoiceField(
        label=_("What did it lead to?"),
        required=False,
        choices=lambda: phrases.choices(phrases.OUTCOMES),
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(
        label=_("In your words"), max_length=MAX_TEXT, required=False, widget=forms.Textarea({"rows": 2})
    )


def day_of(given: Mapping[str, str], name: str) -> dt.date | None:
    """The day in this field, or None when it is empty.

    Raises:
        Invalid: ``request.day``: the day cannot be read.
    """
    text = given.get(name, "")
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = dt.date.max
    if not 1970 <= day.year < dt.MAXYEAR:  # so that no time zone moves its midnight out of the calendar
        raise Invalid("request.day", N_("The day cannot be read."), N_("Write it like 2026-01-31."), place=name)
    return day


def draft_of(given: QueryDict, latest: dt.date) -> Draft:
    """What the release form holds so far.

    Raises:
        Invalid: ``release.date``: the date of expiry cannot be read.
    """
    text = given.get("retained_until", "")
    try:
        retained_until = dt.date.fromisoformat(text) if text else latest
    except ValueError as error:
        raise Invalid("release.date", N_("The date of expiry cannot be read."), place="retained_until") from error
    return Draft(
        decision=given.get("decision", "part"),
        reason_code=given.get("reason_code", ""),
        reason=given.get("reason", ""),
        handling=given.get("handling", "H3"),
        grade=given.get("grade", ""),
        retained_until=retained_until,
        fields=tuple(given.getlist("fields")),
        record=given.get("record", ""),
        release=_identity(given.get("release_id", "")),
    )


def _identity(text: str) -> str:
    """The identity that the page was given when it was opened, so that a second click is the same release."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid4())

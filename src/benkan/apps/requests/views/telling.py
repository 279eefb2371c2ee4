"""The forms beside the decision: a delay, a question back, its answer, how useful a release was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.requests import telling
from benkan.apps.requests.forms import DelayForm, FeedbackForm, QuestionForm
from benkan.apps.requests.views import RELEASING, WORKING
from benkan.core.errors import N_, Invalid


@require_POST
@accounts.officer(*RELEASING)
def delay(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Tells the asker that the answer comes later."""
    given = _valid(DelayForm(request.POST))
    telling.delay(accounts.signed_in(request), request_id, given["reason_code"], given["expected_at"], given["reason"])
    messages.success(request, _("The partner is told. The deadline stays what it was."))
    return redirect("requests:detail", request_id)


@require_POST
@accounts.officer(*RELEASING)
def question(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Asks the asker back."""
    given = _valid(QuestionForm(request.POST))
    telling.ask_back(accounts.signed_in(request), request_id, given["question_code"], given["question"])
    messages.success(request, _("Your question leaves now. The clock stands still until the answer is here."))
    return redirect("requests:detail", request_id)


@require_POST
@accounts.officer(*WORKING)
def answer(request: HttpRequest, clarification_id: UUID) -> HttpResponse:
    """Answers the partner's question."""
    made = telling.answer_back(accounts.signed_in(request), clarification_id, request.POST.get("answer", ""))
    messages.success(request, _("Your answer leaves now. The partner's clock runs on from its receipt."))
    return redirect("requests:detail", made.request_id)


@require_POST
@accounts.officer(*WORKING)
def feedback(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Says, or says anew, how useful the release was."""
    given = _valid(FeedbackForm(request.POST))
    made = telling.feedback(
        accounts.signed_in(request), release_id, given["usefulness"], given["outcomes"], given["remark"]
    )
    messages.success(request, _("The partner is told how useful its release was."))
    return redirect("requests:detail", made.release.request_id)


def _valid(form: forms.Form) -> dict[str, Any]:
    """What the form holds; Invalid with the first field that cannot be read: a browser checks before it sends."""
    if not form.is_valid():
        name = next(iter(form.errors))
        raise Invalid(
            "request.field",
            N_("The field “%(field)s” cannot be sent as it is."),
            N_("It is empty, too long, or holds invisible control characters. Type it again."),
            place=str(name),
            field=str(name),
        )
    found: dict[str, Any] = form.cleaned_data
    return found

"""The page of targets: how far each is, a new one, one taken away, and after how many days trainers are reminded."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.cascade import figures, following, services
from benkan.apps.cascade.forms import TargetForm
from benkan.apps.cascade.views import TRAIN, head, tried


@require_http_methods(["GET", "POST"])
@officer()
def targets(request: HttpRequest, cascade_id: UUID) -> HttpResponse:
    """Everybody reads; who may train sets and takes away."""
    cascade = services.get(cascade_id)
    who, refusal = signed_in(request), None
    form = TargetForm(request.POST if "kind" in request.POST else None)
    if request.method == "POST":
        accounts.need(who, TRAIN)
        if "remove" in request.POST:
            one = cascade.targets.filter(pk=int(given) if (given := request.POST["remove"]).isdecimal() else 0).first()
            if one is not None:
                following.remove_target(who, one)
            return redirect("cascade:targets", cascade.public_id)
        if form.is_valid():
            told = form.cleaned_data
            done, refusal = tried(
                lambda: following.set_target(who, cascade, told["kind"], told["value"], told["persons"], told["due_on"])
            )
            if done is not None:
                return redirect("cascade:targets", cascade.public_id)
    shown = [(one, figures.label(one.target.kind, one.target.value)) for one in following.aims(cascade)]
    context = head(request, cascade, "targets") | {"aims": shown, "form": form, "refusal": refusal}
    return render(request, "cascade/targets.html", context, status=422 if request.method == "POST" else 200)

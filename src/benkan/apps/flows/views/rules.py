"""The rules: what each looks for and on which source, its settings, and how its alerts ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.flows import judging, telling, tuning
from benkan.apps.flows.views import ROLES
from benkan.core.errors import N_, BenkanError, Refused
from benkan.web.errors import explain


@require_GET
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """Every rule with what it means and how its alerts ended."""
    tallies = judging.tallies()
    rules = [
        {
            "code": code,
            "name": telling.pattern_name(code),
            "meaning": telling.meaning(code),
            "tally": tallies.get(code, judging.Tally()),
            "changed": code in tuning.changed_patterns(),
        }
        for code in telling.PATTERNS
    ]
    return render(request, "flows/rules.html", {"rules": rules})


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def detail(request: HttpRequest, pattern: str) -> HttpResponse:
    """One rule with its settings; a supervisor changes them, and every change stays readable."""
    who = signed_in(request)
    if pattern not in telling.PATTERNS:
        raise Refused("rule.unknown", N_("There is no such rule."), N_("Open it from the list of rules."))
    refusal = None
    if request.method == "POST":
        try:
            changed = tuning.change(who, pattern, {name: request.POST[name] for name in request.POST})
        except BenkanError as error:
            refusal = explain(error)
        else:
            said = _("Saved. The next run uses it.") if changed else _("Nothing was changed.")
            messages.success(request, said)
            return redirect("flows:rule", pattern)
    tally = judging.tallies().get(pattern, judging.Tally())
    context = {
        "code": pattern,
        "name": telling.pattern_name(pattern),
        "meaning": telling.meaning(pattern),
        "source": telling.source(pattern),
        "explanations": telling.explanations(pattern),
        "settings": tuning.shown(pattern, request.POST if refusal else None),
        "changes": tuning.history(pattern),
        "tally": tally,
        "reasons": [(judging.REASONS[code], count) for code, count in tally.reasons.most_common()],
        "may_change": accounts.may(who, "rules"),
        "refusal": refusal,
    }
    return render(request, "flows/rule.html", context, status=422 if refusal else 200)

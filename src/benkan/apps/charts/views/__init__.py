"""Pages of charts: the chart itself, its panels, what is done to it, and its files."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ROLES: Final = ("analyst", "liaison", "supervisor")


def part(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A part of the chart's page; as a page of its own for a browser without scripts."""
    if request.headers.get("HX-Request"):
        return render(request, template, context)
    return render(request, "charts/part.html", context | {"part": template})

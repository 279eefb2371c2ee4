"""A page with a map that plays: what a later slice will hand over, for the browser tests alone."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from benkan.node.urls import urlpatterns as node_urls
from benkan.web.maps import Area, Flow, MapValues, Place, Point

PAGE = """{% extends "base.html" %}{% block head %}{% map_files %}{% endblock %}
{% block content %}<h1>x</h1><div id="here">{% map_of values %}</div>{% endblock %}"""
GAO, TRIPOLI, DAKAR = Place("Gao", -0.04, 16.27), Place("Tripoli", 13.19, 32.89), Place("Dakar", -17.44, 14.69)
VALUES = MapValues(
    title="Saisies",
    description="Trois lieux, deux routes.",
    points=[
        Point("gao", GAO, 100, "herb", "100 kg", "/?gao", {0: 64, 2: 36}),
        Point("tripoli", TRIPOLI, 25, "resin", "25 kg", "", {1: 25}),
        Point("dakar", DAKAR, 4, "herb", "4 kg"),
    ],
    flows=[Flow(DAKAR, GAO, 8, "8 kg", {0: 8}), Flow(GAO, TRIPOLI, 4, "4 kg", {0: 1, 2: 3})],
    areas=[Area("DZ", "Algérie", 30, "30 kg"), Area("NE", "Niger", 5, "5 kg")],
    magnitude_label="Saisi (kg)",
    volume_label="Transporté (kg)",
    area_label="Par pays (kg)",
    categories=[("herb", "Herbe"), ("resin", "Résine")],
    periods=[("2025-01", "janvier 2025"), ("2025-02", "février 2025"), ("2025-03", "mars 2025")],
)


def show(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"values": VALUES}, request))


urlpatterns = [path("map/", show), *node_urls]

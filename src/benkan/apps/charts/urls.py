"""Addresses of the pages of charts."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from benkan.apps.charts.views import acting, analysing, files, pages, panels


class Form(StringConverter):
    """What an officer fills in beside a chart."""

    regex = "|".join(panels.FORMS)


register_converter(Form, "chart_form")

app_name = "charts"
urlpatterns: list[URLPattern] = [
    path("", pages.index, name="list"),
    path("new/", pages.new, name="new"),
    path("<uuid:chart_id>/", pages.detail, name="detail"),
    path("<uuid:chart_id>/graph/", pages.graph, name="graph"),
    path("<uuid:chart_id>/twin/", pages.twin, name="twin"),
    path("<uuid:chart_id>/node/", panels.node, name="node"),
    path("<uuid:chart_id>/between/", panels.between, name="between"),
    path("<uuid:chart_id>/form/<chart_form:what>/", panels.form, name="form"),
    path("<uuid:chart_id>/history/", panels.history, name="history"),
    path("<uuid:chart_id>/notes/", panels.notes, name="notes"),
    path("<uuid:chart_id>/path/", analysing.path, name="path"),
    path("<uuid:chart_id>/persons/", analysing.persons, name="persons"),
    path("<uuid:chart_id>/groups/", analysing.groups, name="groups"),
    path("<uuid:chart_id>/missing/", analysing.missing, name="missing"),
    path("<uuid:chart_id>/same/", analysing.same, name="same"),
    path("<uuid:chart_id>/snapshots/", analysing.snapshots, name="snapshots"),
    path("<uuid:chart_id>/combine/", analysing.combine, name="combine"),
    path("<uuid:chart_id>/map/", analysing.on_map, name="map"),
    path("<uuid:chart_id>/change/", acting.change, name="change"),
    path("<uuid:chart_id>/export/", files.export, name="export"),
    path("<uuid:chart_id>/paper/", files.paper, name="paper"),
]

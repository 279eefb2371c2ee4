"""Addresses of the pages of joint cases."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from benkan.apps.jointcases.views import detail, lists, proposing


class CaseAct(StringConverter):
    """What an officer does to a joint case from its page."""

    regex = "prepare|sign|aside|link|leave|end|put|record"


class ThingAct(StringConverter):
    """What an officer does to one thing."""

    regex = "change|choose|withdraw"


class Party(StringConverter):
    """An agency id."""

    regex = "[a-z][a-z0-9-]{1,39}"


register_converter(CaseAct, "joint_case_act")
register_converter(ThingAct, "joint_thing_act")
register_converter(Party, "joint_party")

app_name = "jointcases"
urlpatterns: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("new/", proposing.new, name="new"),
    path("<uuid:case_id>/", detail.detail, name="detail"),
    path("<uuid:case_id>/<joint_case_act:what>/", detail.act, name="act"),
    path("<uuid:case_id>/<joint_party:party>/<int:number>/", detail.thing, name="thing"),
    path("<uuid:case_id>/<joint_party:party>/<int:number>/<joint_thing_act:what>/", detail.thing_act, name="thing_act"),
]

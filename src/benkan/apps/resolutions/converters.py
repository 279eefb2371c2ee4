"""What may stand in an address of this slice as an act."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class Act(StringConverter):
    """What an officer does to a recommendation from its page."""

    regex = "settle|report|end|inform|link|unlink|draft"


class Step(StringConverter):
    """What a program does to a recommendation."""

    regex = "settle|report|end|inform|link|draft"


class VoteAct(StringConverter):
    """What the secretary does to a vote."""

    regex = "cast|mark|close|again"


register_converter(Act, "resolution_act")
register_converter(Step, "resolution_step")
register_converter(VoteAct, "vote_act")

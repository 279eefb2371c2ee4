"""Gives the requests that a node already has their hours, and the answered ones the time of their answer."""

import datetime as dt

from django.db import migrations


def wind(apps, _editor):
    request_model = apps.get_model("requests", "Request")
    release_model = apps.get_model("requests", "Release")
    for request in request_model.objects.filter(hours=0):
        whole = request.due_at - (request.received_at or request.sent_at)
        request.hours = max(0, round(whole / dt.timedelta(hours=1)))
        if request.state == "answered":
            told = release_model.objects.filter(request=request, state__in=["active", "withdrawn", "expired"]).first()
            request.answered_at = told.at if told is not None else None
        request.save(update_fields=["hours", "answered_at"])


class Migration(migrations.Migration):
    dependencies = [("requests", "0003_clock_and_conversation")]

    operations = [migrations.RunPython(wind, migrations.RunPython.noop)]

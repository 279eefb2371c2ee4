"""Gives the releases that a node already has their partner, convention and owner, and ours their first receiver."""

from django.conf import settings
from django.db import migrations


def hold(apps, _editor):
    release_model, holder_model = apps.get_model("requests", "Release"), apps.get_model("requests", "Holder")
    own = settings.BENKAN_NODE.agency
    for release in release_model.objects.filter(partner="").select_related("request"):
        release.partner, release.convention = release.request.partner, release.request.convention
        release.owner = own if release.direction == "out" else release.partner
        release.save(update_fields=["partner", "convention", "owner"])
        if release.direction != "out" or release.state != "active" or not release.properties:
            continue
        made = release.changes.filter(direction="out", state="made")
        owed = made.filter(acknowledged_at=None).order_by("version").first()
        last = made.order_by("-version").first()
        holder_model.objects.create(
            release=release,
            agency=release.partner,
            giver=own,
            hop=1,
            names=list(release.properties),
            state="held",
            at=release.at,
            version=owed.version - 1 if owed else release.version,
            due_version=last.version if last else 0,
            due_at=owed.at if owed else None,
        )


class Migration(migrations.Migration):
    dependencies = [("requests", "0005_onward_and_holders")]

    operations = [migrations.RunPython(hold, migrations.RunPython.noop)]

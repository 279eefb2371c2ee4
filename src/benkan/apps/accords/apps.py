"""Django's entry to this slice."""

from django.apps import AppConfig


class AccordsConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.accords"
    label = "accords"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers what this slice does with letters."""
        from django.db.models.signals import post_delete, post_save

        from benkan.apps.accords import handlers  # noqa: F401 - registers by being imported
        from benkan.apps.accords.standing import read_anew

        def changed(**_facts: object) -> None:
            read_anew()

        for model in ("accords.Convention", "accords.Suspension", "agencies.Agency"):
            for signal in (post_save, post_delete):
                signal.connect(changed, sender=model, weak=False, dispatch_uid=f"accords.read_anew.{model}")

"""Django's entry to this slice."""

from django.apps import AppConfig


class ResolutionsConfig(AppConfig):
    """Where Django finds the slice; handlers of partners' letters and its dates register here."""

    name = "benkan.apps.resolutions"
    label = "resolutions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the handlers and the source of dates."""
        from benkan.apps.calendar import services as calendar
        from benkan.apps.resolutions import handlers, reminding

        handlers.register()
        calendar.register("resolutions", reminding.dates)

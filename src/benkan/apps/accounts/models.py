"""Officers: named people with one role each."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an officer is here to do; a role gives rights, nothing else does."""

    ANALYST = "analyst", _("Analyst")
    LIAISON = "liaison", _("Liaison officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    TRAINER = "trainer", _("Training director")
    COORDINATOR = "coordinator", _("Coordinator of means")
    CONTROL = "control", _("Control officer")
    ADMINISTRATOR = "administrator", _("Administrator")


RIGHTS: dict[str, frozenset[str]] = {
    Role.ANALYST.value: frozenset({"search", "case", "notice", "report", "means"}),
    Role.LIAISON.value: frozenset({"search", "case", "notice", "release", "review-notice", "draft", "means", "gather"}),
    Role.SUPERVISOR.value: frozenset(
        {
            *("search", "case", "notice", "release", "review-notice"),
            *("journal", "suspend", "audit", "draft", "sign", "rules"),
            *("report", "give-report", "register-reporter"),
            *("means", "lend", "train", "gather"),
        }
    ),
    Role.TRAINER.value: frozenset({"train", "gather"}),
    Role.COORDINATOR.value: frozenset({"means", "lend"}),
    Role.CONTROL.value: frozenset({"journal", "suspend", "audit", "register-reporter"}),
    Role.ADMINISTRATOR.value: frozenset({"journal", "administer", "draft", "sign"}),
}


class Officer(AbstractUser):
    """A person who signs in to this node; every act in the journal names one."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.ANALYST)
    display_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="fr")

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def rights(self) -> frozenset[str]:
        """What this officer's role allows; an unknown role allows nothing."""
        return RIGHTS.get(self.role, frozenset())

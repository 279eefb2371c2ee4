"""The verdict on a certificate in the reader's language, with the look of a callout."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.formats.open_badges import Worth

WORTH: Final[dict[Worth, tuple[Promise, Promise, str]]] = {
    Worth.VALID: (_("Valid"), _("The service that is named issued it, and it has not been revoked."), "success"),
    Worth.EXPIRED: (_("Expired"), _("It was genuine and has run out."), "warning"),
    Worth.NOT_YET: (_("Not valid yet"), _("It is genuine and begins later."), "warning"),
    Worth.REVOKED: (_("Revoked"), _("It was taken back by the service that issued it."), "refusal"),
    Worth.UNKNOWN_ISSUER: (
        _("Unknown issuer"),
        _("The signature fits the key that it names, but no service of this node's directory has this key."),
        "warning",
    ),
    Worth.UNKNOWN_STATUS: (
        _("Genuine, perhaps revoked"),
        _("The service that is named issued it. Whether it was revoked cannot be said: no list of today is here."),
        "warning",
    ),
}
"""Word, sentence and look of each."""

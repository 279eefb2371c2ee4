"""What a door needs to decide without a link: who may come in, signed by this service, good for a day.

The list holds no code, only the digest of each: whoever takes the device cannot make a badge. Names, delegations and
roles are there, since the person at the door compares them. A list that was changed on the device is not believed.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Final

from django.conf import settings
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings.door import digest
from benkan.apps.gatherings.keeping import RIGHT, named
from benkan.apps.gatherings.models import CheckIn, Delegate, Gathering
from benkan.core.envelope import SigningKey

GOOD_FOR: Final = dt.timedelta(hours=24)
DOMAIN: Final = b"benkan-door-list-1\n"
"""Before what is signed: no other signature of this service is one of a list, and none of a list is another."""


def write(gathering: Gathering, language: str, *, by: Officer) -> dict[str, str]:
    """The list as text, and the signature of its bytes after ``DOMAIN``.

    Raises:
        Refused: ``role.not-allowed``.
    """
    accounts.need(by, RIGHT)
    now = timezone.now()
    here = set(
        CheckIn.objects.filter(delegate__gathering=gathering, day=timezone.localdate()).values_list(
            "delegate", flat=True
        )
    )
    badges = {
        digest(one.code): {
            "name": one.name,
            "of": named(one.delegation.names, language),
            "role": str(one.get_role_display()),
            "state": one.state,
            "here": one.pk in here,
        }
        for one in gathering.delegates.filter(
            state__in=(Delegate.State.GRANTED, Delegate.State.WITHDRAWN)
        ).select_related("delegation")
    }
    text = json.dumps(
        {
            "gathering": str(gathering.pk),
            "starts": gathering.starts.isoformat(),
            "ends": gathering.ends.isoformat(),
            "made_at": now.isoformat(),
            "until": (now + GOOD_FOR).isoformat(),
            "badges": badges,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return {"text": text, "signature": base64.b64encode(_key().sign(DOMAIN + text.encode())).decode()}


def public_key() -> str:
    """The key that the list is verified with: this service's own, as its card in the directory has it."""
    return base64.b64encode(_key().public).decode()


def _key() -> SigningKey:
    return SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())

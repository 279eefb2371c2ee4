"""A joint case as one JSON object: what is in it today, and every signed item, so that another verifies the chain."""

from __future__ import annotations

import base64
import json
from typing import Any

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.jointcases.models import JointCase
from benkan.apps.jointcases.reading import as_object
from benkan.apps.journal import services as journal


def export(officer: Officer, case: JointCase) -> dict[str, Any]:
    """Everything that this service may keep of the case; the journal says who took it."""
    accounts.need(officer, "case")
    entries = list(case.entries.order_by("party", "number"))
    keys = agencies.signing_keys()
    made = as_object(case, whole=True) | {
        "signatures": [
            {
                "party": one.party,
                "key": base64.b64encode(keys[one.party]).decode() if one.party in keys else "",
                "value": base64.b64encode(bytes(one.value)).decode(),
                "signed_on": one.signed_on.isoformat(),
                "prepared_by": one.prepared_by,
                "signed_by": one.signed_by,
            }
            for one in case.signatures.order_by("party")
        ],
        "items": [
            {
                "header": json.loads(entry.header),
                "signature": base64.b64encode(bytes(entry.signature)).decode(),
                "content": json.loads(entry.content) if entry.content else None,
            }
            for entry in entries
        ],
    }
    journal.write(
        "joint-case-exported",
        officer=accounts.handle(officer),
        convention=case.convention,
        reference=case.local_case.number if case.local_case else "",
        case=str(case.pk),
        count=len(entries),
    )
    return made

"""Writes joint_case.json: an agreement, signed items of two parties that a link had cut off, and the state they give.

Run from the root of the repository: ``python -m tests.vectors.write_joint_case``. Everything is deterministic: a second
implementation makes the same bytes from the same values.
"""

import base64
import datetime as dt
import hashlib
import json
from pathlib import Path

from tests.core.jointcases.parties import AGREEMENT, PERSON, circle, meet

from benkan.core.envelope import SigningKey
from benkan.core.jointcases import merge, signed_bytes

HERE = Path(__file__).parent
ON = dt.date(2026, 3, 2)


def key(party):
    return SigningKey.from_bytes(hashlib.sha256(f"benkan vector: {party}".encode()).digest())


def history():
    """Two versions of a phone, a withdrawn note, a task; in the order in which each party wrote."""
    parties = circle()
    ml, ma = parties["ml-ocs"], parties["ma-dgsn"]
    thing = ml.put("entity", PERSON).reference
    note = ml.put("note", {"text": ["Écrit par erreur"]}).reference
    meet(ml, ma)
    ml.put("entity", {"phone": ["+22370000001"]}, thing, categories=("person", "phone"))
    ma.put("entity", {"phone": ["+212600000002"]}, thing, handling="H2", categories=("person", "phone"))
    ml.put("withdrawal", {"reason": ["Erreur sur la personne"]}, note)
    meet(ml, ma)
    ma.put("task", {"title": ["Entendre le témoin"], "assignee": ["ml-ocs"], "status": ["open"]})
    meet(ml, ma)
    return sorted(ml.items.items())


def made():
    items = history()
    state = merge(AGREEMENT, [item for _, item in items], ON)
    day = dt.date(2026, 1, 1)
    return {
        "about": "A joint case of BKP-10. The seeds are SHA-256 of 'benkan vector: <party>': never use them.",
        "keys": {party: key(party).public.hex() for party in ("ma-dgsn", "ml-ocs")},
        "agreement": AGREEMENT.text,
        "agreement_sha256": AGREEMENT.sha256,
        "signatures": [
            {
                "party": party,
                "signed_on": day.isoformat(),
                "value": base64.b64encode(key(party).sign(signed_bytes(AGREEMENT.sha256, party, day))).decode(),
            }
            for party in ("ma-dgsn", "ml-ocs")
        ],
        "items": [
            {
                "header": item.header.plain(),
                "header_sha256": item.header.sha256(),
                "signature": base64.b64encode(key(item.header.party).sign(item.header.signed_bytes())).decode(),
                "content": item.content.plain(),
            }
            for _, item in items
        ],
        "on": ON.isoformat(),
        "state": {
            str(reference): {
                "kind": thing.kind,
                "handling": thing.handling,
                "fields": {
                    name: [[str(version.reference), list(version.values)] for version in field.versions]
                    for name, field in sorted(thing.fields.items())
                },
            }
            for reference, thing in sorted(state.things.items())
        },
        "gone": [str(reference) for reference in sorted(state.gone)],
    }


if __name__ == "__main__":
    (HERE / "joint_case.json").write_text(json.dumps(made(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

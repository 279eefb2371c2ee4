"""The published joint case is read, verified and merged as it says."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from pathlib import Path

import rfc8785

from benkan.core.envelope import verify_signature
from benkan.core.jointcases import Item, content_of, header_of, merge, parse, signed_bytes
from tests.vectors.write_joint_case import made

VECTOR = json.loads((Path(__file__).parents[2] / "vectors" / "joint_case.json").read_text("utf-8"))


def test_the_file_is_what_the_code_makes() -> None:
    assert json.loads(json.dumps(made())) == VECTOR


def test_agreement_and_items_verify_from_the_file_alone() -> None:
    agreement = parse(VECTOR["agreement"])
    assert agreement.sha256 == VECTOR["agreement_sha256"]
    for one in VECTOR["signatures"]:
        message = signed_bytes(agreement.sha256, one["party"], dt.date.fromisoformat(one["signed_on"]))
        assert verify_signature(bytes.fromhex(VECTOR["keys"][one["party"]]), base64.b64decode(one["value"]), message)
    for one in VECTOR["items"]:
        # Written from the protocol document, not from the code.
        canonical = rfc8785.dumps(one["header"])
        assert hashlib.sha256(canonical).hexdigest() == one["header_sha256"]
        assert hashlib.sha256(rfc8785.dumps(one["content"])).hexdigest() == one["header"]["content_sha256"]
        key = bytes.fromhex(VECTOR["keys"][one["header"]["party"]])
        assert verify_signature(key, base64.b64decode(one["signature"]), b"benkan-joint-case-item-1\n" + canonical)


def test_the_items_give_the_published_state() -> None:
    items = [Item(header_of(one["header"]), content_of(one["content"])) for one in VECTOR["items"]]
    state = merge(parse(VECTOR["agreement"]), reversed(items), dt.date.fromisoformat(VECTOR["on"]))
    found = {
        str(reference): {
            name: [list(version.values) for version in field.versions] for name, field in thing.fields.items()
        }
        for reference, thing in state.things.items()
    }
    assert found == {
        name: {field: [values for _, values in versions] for field, versions in thing["fields"].items()}
        for name, thing in VECTOR["state"].items()
    }
    assert len(found["ml-ocs:1"]["phone"]) == 2
    assert [str(one) for one in sorted(state.gone)] == VECTOR["gone"]

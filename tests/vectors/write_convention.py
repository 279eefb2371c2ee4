"""Writes convention.json: a signed text, its canonical bytes and what each party signed.

Run from the root of the repository: ``python -m tests.vectors.write_convention``. Ed25519 is deterministic: a second
implementation must make the same signatures from the published test keys.
"""

import json
from pathlib import Path

from tests.core.conventions.pact import AGENCIES, KEYS, drafted, signed_by

from benkan.core.conventions import canonical, digest_of, parse, verify
from benkan.core.conventions.canonical import signed_bytes


def main():
    text = signed_by(
        drafted("ml-bf", AGENCIES[:2], template="bilateral", purposes=["drug-trafficking", "fraud"]), *AGENCIES[:2]
    )
    convention = parse(text)
    assert verify(convention).complete
    value = {
        "about": "A convention of BKP-03, signed by both parties. The seeds are published test keys: never use them.",
        "seeds": {name: KEYS[name].private_bytes_raw().hex() for name in AGENCIES[:2]},
        "text": text,
        "canonical": canonical(text).decode(),
        "sha256": digest_of(text),
        "signed": {
            each.party: signed_bytes(convention.sha256, each.party, each.signed_on).decode()
            for each in convention.signatures
        },
        "signatures": {each.party: each.value.hex() for each in convention.signatures},
    }
    path = Path(__file__).parent / "convention.json"
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

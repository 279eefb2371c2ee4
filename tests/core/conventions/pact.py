"""Made-up conventions for the tests of this folder; the keys are fixed so that failures repeat."""

import datetime as dt

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benkan.core.conventions import Act, ActKind, Agreement, PartyDraft, draft, parse, sign

AGENCIES = ("ml-ocs", "bf-drug", "ne-drug")
KEYS = {name: Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number, name in enumerate(AGENCIES, 1)}
STARTS, ENDS, SIGNED = dt.date(2025, 10, 1), dt.date(2030, 9, 30), dt.date(2025, 9, 12)
DURING = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def public(name):
    return KEYS[name].public_key().public_bytes_raw()


def party(name):
    return PartyDraft(
        name, {"fr": f"Office {name}", "en": f"Office {name}", "ar": f"مكتب {name}"}, name[:2].upper(), public(name)
    )


def drafted(identifier="aes-2025", names=AGENCIES, **changes):
    values = {"starts_on": STARTS, "ends_on": ENDS} | changes
    return draft(identifier, [party(name) for name in names], **values)


def signed_by(text, *names):
    for name in names:
        text = sign(text, name, KEYS[name].sign, public(name), SIGNED)
    return text


def agreement(text=None, *, signed=True, suspended_by=(), **changes):
    return Agreement(parse(text or drafted(**changes)), signed, frozenset(suspended_by))


def act(kind="search", actor="ml-ocs", counterparty="bf-drug", at=DURING, **changes):
    needs = {"search", "request", "release", "onward", "notice", "joint-case", "joint-item"}
    defaults = {"purpose": "drug-trafficking"} if kind in needs else {}
    if kind in {"release", "onward", "notice", "joint-item"}:
        defaults["handling"] = "H1"
    return Act(ActKind(kind), actor, counterparty, at, **(defaults | changes))

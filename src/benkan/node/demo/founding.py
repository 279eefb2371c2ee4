"""What the four directors would do by hand: exchange cards, negotiate, sign. The demo does it with their keys.

Nothing is skipped: cards are self-signed, conventions carry the signature of every party, and each node verifies both
when it takes them in.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from benkan.core.conventions import PartyDraft, draft, sign
from benkan.core.envelope import EncryptionKey, SigningKey
from benkan.node import home as homes
from benkan.node.demo.cast import AES, BILATERAL, BY_AGENCY, PARTIES
from benkan.node.demo.nodes import DemoNode
from benkan.wire import encode, sign_card

TERM_DAYS = 730


def cards(nodes: list[DemoNode], now: dt.datetime) -> dict[str, bytes]:
    """Each service's own card, signed by its own key."""
    made = {}
    for node in nodes:
        home = homes.load(node.home)
        card = sign_card(
            agency=node.agency,
            name=node.service.name,
            country=node.service.country,
            url=node.url,
            encryption_key=EncryptionKey.from_bytes(home.encryption_private()).public,
            issued_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            signing_key=SigningKey.from_bytes(home.signing_seed()),
        )
        made[node.agency] = encode(card)
    return made


def conventions(nodes: list[DemoNode], today: dt.date, **terms: Any) -> dict[str, str]:
    """The two conventions, signed by all of their parties: identifier to TOML text; ``terms`` as ``draft`` takes."""
    keys = {node.agency: SigningKey.from_bytes(homes.load(node.home).signing_seed()) for node in nodes}
    made = {}
    for identifier, template in ((AES, "multilateral"), (BILATERAL, "bilateral")):
        parties = [
            PartyDraft(agency, BY_AGENCY[agency].name, BY_AGENCY[agency].country, keys[agency].public)
            for agency in PARTIES[identifier]
        ]
        text = draft(
            identifier,
            parties,
            template,
            starts_on=today - dt.timedelta(days=30),
            ends_on=today + dt.timedelta(days=TERM_DAYS),
            two_persons=template == "bilateral",
            **terms,
        )
        for agency in PARTIES[identifier]:
            key = keys[agency]
            text = sign(text, agency, key.sign, key.public, today - dt.timedelta(days=30))
        made[identifier] = text
    return made


def hand_out(nodes: list[DemoNode], *, people: int, seed: int, now: dt.datetime, **terms: Any) -> None:
    """Leaves in each home what its node takes in at its first start; ``terms`` as ``conventions`` takes."""
    all_cards = cards(nodes, now)
    texts = conventions(nodes, now.date(), **terms)
    for node in nodes:
        plan = {
            "made_by": "benkan demo",
            "people": people,
            "seed": seed,
            "country": node.service.country,
            "personas": [persona.username for persona in node.service.personas],
            "cards": {agency: card.decode() for agency, card in all_cards.items() if agency != node.agency},
            "conventions": [text for identifier, text in texts.items() if node.agency in PARTIES[identifier]],
        }
        (node.home / "demo.json").write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
        (node.home.parent / f"{node.agency}.card.json").write_bytes(all_cards[node.agency])

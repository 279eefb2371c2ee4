#!/usr/bin/env python3
"""One private search that asks every other service of a network: CPU of the asker, and every byte that travels.

196 services, each with an index of its own under its own keys. The asker blinds for each partner afresh, writes the
question, seals it; the partner opens it, answers and seals; the asker opens, verifies every proof and looks the results
up. All of it by the program's own messages and letters (BKP-01, BKP-02), without HTTP's headers, in this process.

Run: python bench/network_196.py [--nodes 196] [--tokens 10000] [--json]
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import multiprocessing
import time
from dataclasses import dataclass, field
from typing import Any

from benkan.core import blind, envelope
from benkan.core.matching import MATCHING_VERSION
from benkan.wire import SearchAnswer, SearchAsk, decode, encode, kind_of

CONVENTION = "bench-196"
ASKER = "asker"
HELD = 3  # of the tokens asked, in every third partner's index
NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


@dataclass
class Partner:
    """A service that is asked."""

    number: int
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        self.name = agency(self.number)
        self.keys, self.contexts = keys_of(self.number), contexts_of(self.number)
        self.public_keys = {kind: key.public_key for kind, key in self.keys.items()}
        self.index = blind.Index.load(self.data)
        self.signing, self.receiving = envelope.SigningKey.generate(), envelope.EncryptionKey.generate()


def agency(number: int) -> str:
    return f"service-{number}"


def keys_of(number: int) -> dict[str, blind.SecretKey]:
    seed = hashlib.sha256(b"bench seed %d" % number).digest()
    return {kind: blind.SecretKey.from_seed(seed, f"{CONVENTION}|1|{kind}".encode()) for kind in blind.SLOTS}


def contexts_of(number: int) -> dict[str, blind.Context]:
    secret = hashlib.sha256(b"bench members").digest()
    return {kind: blind.context(agency(number), CONVENTION, 1, kind, secret) for kind in blind.SLOTS}


def asked_tokens(names: int, identifiers: int) -> dict[str, list[bytes]]:
    return {
        "name": [b"name|asked|%d" % at for at in range(names)],
        "identifier": [b"identifier|asked|%d" % at for at in range(identifiers)],
    }


def build(given: tuple[int, int]) -> bytes:
    """The published index of one partner."""
    number, tokens = given
    held = asked_tokens(HELD, 0)["name"] if number % 3 == 0 else []
    own = [b"name|%d|%d" % (number, at) for at in range(tokens - len(held))]
    entries = (blind.Entry("name", token, at & 0xFFFF) for at, token in enumerate([*held, *own]))
    seed = hashlib.sha256(b"bench padding %d" % number).digest()
    return blind.build(entries, keys_of(number), contexts_of(number), dummy_seed=seed).data


class Meter:
    """CPU seconds of one side."""

    def __init__(self) -> None:
        self.cpu_s = 0.0

    def __enter__(self) -> None:
        self._begun = time.process_time()

    def __exit__(self, *error: object) -> None:
        self.cpu_s += time.process_time() - self._begun


def header(sender: str, recipient: str, kind: str, thread: str, previous: str) -> envelope.Header:
    return envelope.Header(
        sender=sender, recipient=recipient, convention=CONVENTION, kind=kind, id=envelope.new_id(), thread=thread,
        previous=previous, sent_at=envelope.time_text(NOW), expires_at=envelope.time_text(NOW + dt.timedelta(days=1)),
    )  # fmt: skip


def search(partners: list[Partner], tokens: dict[str, list[bytes]]) -> dict[str, Any]:
    """One search of all partners."""
    signing, receiving = envelope.SigningKey.generate(), envelope.EncryptionKey.generate()
    asker, responders = Meter(), Meter()
    up = down = hits = proofs = 0
    commitment = hashlib.sha256(b"case").hexdigest()
    for partner in partners:
        with asker:
            query = blind.prepare(tokens)
            question = SearchAsk(
                purpose="drug-trafficking", case_commitment=commitment, officer_commitment=commitment, epoch=1,
                built_at=envelope.time_text(NOW), matching_version=MATCHING_VERSION, elements=query.elements,
            )  # fmt: skip
            thread = envelope.new_id()
            letter = envelope.seal(
                header(ASKER, partner.name, kind_of(question), thread, ""), encode(question), signing,
                partner.receiving.public,
            )  # fmt: skip
        up += len(letter)
        with responders:
            opened = envelope.open_sealed(
                letter, recipient=partner.name, key=partner.receiving, sender_signing_public=signing.public, now=NOW
            )
            read = decode("search.ask", opened.payload)
            assert isinstance(read, SearchAsk)
            answer = SearchAnswer(epoch=1, answers=blind.answer(read.elements, partner.keys))
            reply = envelope.seal(
                header(partner.name, ASKER, kind_of(answer), thread, opened.header.id), encode(answer),
                partner.signing, receiving.public,
            )  # fmt: skip
        down += len(reply)
        with asker:
            came = envelope.open_sealed(
                reply, recipient=ASKER, key=receiving, sender_signing_public=partner.signing.public, now=NOW
            )
            told = decode("search.answer", came.payload)
            assert isinstance(told, SearchAnswer)
            found = query.resolve(dict(told.answers), partner.public_keys, partner.contexts, partner.index)
        hits += len(found)
        proofs += len(told.answers)
    return {
        "partners": len(partners),
        "elements_each": sum(blind.SLOTS.values()),
        "asker_cpu_s": round(asker.cpu_s, 3),
        "responder_cpu_ms_each": round(responders.cpu_s * 1000 / len(partners), 2),
        "bytes_up": up,
        "bytes_down": down,
        "bytes_total": up + down,
        "proofs": proofs,
        "hits": hits,
        "all_right": hits == HELD * sum(partner.number % 3 == 0 for partner in partners),
    }


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=196)
    parser.add_argument("--tokens", type=int, default=10_000, help="in the index of each")
    parser.add_argument("--names", type=int, default=9, help="name tokens of the subject")
    parser.add_argument("--identifiers", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    given = parser.parse_args()
    if given.nodes < 2 or given.tokens < HELD or given.names < HELD:
        parser.error(f"at least 2 nodes, {HELD} tokens and {HELD} names")
    with multiprocessing.get_context("spawn").Pool() as pool:
        published = pool.map(build, [(number, given.tokens) for number in range(1, given.nodes)], chunksize=1)
    partners = [Partner(number, data) for number, data in enumerate(published, 1)]
    tokens = asked_tokens(given.names, given.identifiers)
    search(partners[:2], tokens)
    figures = {"tokens_per_partner": given.tokens, **search(partners, tokens)}
    if given.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:24} {value}")


if __name__ == "__main__":
    main()

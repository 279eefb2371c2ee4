"""How many searches a served node answers in a CPU second: letters in, decided, counted, evaluated, journaled, sealed.

One node with real processes; the partners that ask are keys of this process. Every letter is another question with its
own identity, and all of them are sealed before the clock runs. CPU time is the kernel's count for every process of the
node, so what the load itself costs is not in it.
"""

from __future__ import annotations

import datetime as dt
import http.client
import sqlite3
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import network_nodes
from network_nodes import CONVENTION, PURPOSE, Service

from benkan.core import blind, envelope
from benkan.core.matching import MATCHING_VERSION
from benkan.wire import INDEX_FORMAT, IndexAsk, IndexManifest, Message, SearchAnswer, SearchAsk, decode, encode, kind_of

ASKERS = 4
WARM_UP = 20  # letters of each asker that are not counted
PEOPLE = 200
NOBODY = "0" * 64


@dataclass
class Asked:
    """A question on its way: what opens its answer, and the answer."""

    query: blind.Query = field(repr=False)
    letter: bytes = field(repr=False)
    id: str = ""
    reply: bytes = b""
    took_s: float = 0.0


def measure(names: int, identifiers: int, letters: int, port: int, workers: int) -> dict[str, Any]:
    """The figures of this many letters in all.

    Args:
        names, identifiers: tokens of each question.
    """
    with tempfile.TemporaryDirectory(prefix="benkan-bench-") as folder:
        responder = network_nodes.with_home(Path(folder), 0, "ml-responder", f"127.0.0.1:{port}")
        askers = [network_nodes.without_node(f"bf-asker{number}") for number in range(ASKERS)]
        network_nodes.open_all([responder, *askers], PEOPLE)
        try:
            responder.start(workers=workers)
            manifest = _manifest(responder, askers[0], port)
            each = -(-letters // ASKERS)
            posts = [
                [_question(one, responder, manifest, names, identifiers) for _ in range(WARM_UP + each)]
                for one in askers
            ]
            _all(posts, slice(0, WARM_UP), port)
            before, begun = responder.cpu_s(), time.monotonic()
            _all(posts, slice(WARM_UP, None), port)
            cpu_s, wall_s = responder.cpu_s() - before, time.monotonic() - begun
        finally:
            responder.stop()
        lines, rows = _kept(Path(folder) / responder.agency)
        counted = [one for mine in posts for one in mine[WARM_UP:]]
        right = all(
            _verified(one, asker, responder, manifest)
            for asker, mine in zip(askers, posts, strict=True)
            for one in mine[:: max(1, len(mine) // 25)]
        )
    took = sorted(one.took_s for one in counted)
    return {
        "answers_per_core_s_http": round(len(counted) / cpu_s, 1),
        "http_responder_cpu_ms_each": round(cpu_s * 1000 / len(counted), 3),
        "http_answers": len(counted),
        "http_answers_per_wall_s": round(len(counted) / wall_s, 1),
        "http_median_ms": round(took[len(took) // 2] * 1000, 1),
        "http_elements_each": sum(map(len, counted[0].query.elements.values())),
        "http_bytes_up": len(counted[0].letter),
        "http_bytes_down": len(counted[0].reply),
        "http_all_right": right and lines == rows == len(counted) + ASKERS * WARM_UP,
    }


def _letter(sender: Service, responder: Service, payload: Message) -> tuple[str, bytes]:
    now = dt.datetime.now(dt.UTC)
    identity = envelope.new_id()
    header = envelope.Header(
        sender=sender.agency, recipient=responder.agency, convention=CONVENTION, kind=kind_of(payload), id=identity,
        thread=identity, previous="", sent_at=envelope.time_text(now),
        expires_at=envelope.time_text(now + dt.timedelta(hours=1)),
    )  # fmt: skip
    secret = sender.encryption.letter_secret(responder.agency, identity)
    return identity, envelope.seal(header, encode(payload), sender.signing, responder.encryption.public, secret=secret)


def _opened(reply: bytes, asker: Service, responder: Service) -> tuple[envelope.Header, Message]:
    came = envelope.open_reply(
        reply, recipient=asker.agency, sender_signing_public=responder.signing.public,
        secret=asker.encryption.letter_secret(responder.agency, envelope.peek(reply).previous),
        now=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    return came.header, decode(came.header.kind, came.payload)


def _manifest(responder: Service, asker: Service, port: int) -> IndexManifest:
    """The manifest of the node's index, once the node answers."""
    _, letter = _letter(asker, responder, IndexAsk(format=INDEX_FORMAT, matching_version=MATCHING_VERSION))
    for _ in range(150):
        try:
            status, reply = _post(http.client.HTTPConnection("127.0.0.1", port, timeout=10), letter)
        except OSError:
            time.sleep(0.2)
            continue
        assert status == 200, f"the node answers {status}: {reply!r}"
        _, manifest = _opened(reply, asker, responder)
        assert isinstance(manifest, IndexManifest), manifest
        return manifest
    raise SystemExit("the node does not answer")


def _question(asker: Service, responder: Service, manifest: IndexManifest, names: int, identifiers: int) -> Asked:
    query = blind.prepare(
        {
            "name": [b"name|%d" % number for number in range(names)],
            "identifier": [b"identifier|%d" % number for number in range(identifiers)],
        }
    )
    question = SearchAsk(
        purpose=PURPOSE, case_commitment=NOBODY, officer_commitment=NOBODY, epoch=manifest.epoch,
        elements=query.elements,
    )  # fmt: skip
    identity, letter = _letter(asker, responder, question)
    return Asked(query, letter, identity)


def _post(connection: http.client.HTTPConnection, letter: bytes) -> tuple[int, bytes]:
    connection.request("POST", "/wire", letter, {"Content-Type": "application/octet-stream"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def _all(posts: list[list[Asked]], which: slice, port: int) -> None:
    """Every asker's letters, one after the other on a connection of its own; the askers at the same time."""
    wrong: list[int] = []

    def ask(mine: list[Asked]) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            for one in mine[which]:
                begun = time.perf_counter()
                status, one.reply = _post(connection, one.letter)
                one.took_s = time.perf_counter() - begun
                if status != 200:
                    wrong.append(status)

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, f"answers with status {sorted(set(wrong))}"


def _verified(one: Asked, asker: Service, responder: Service, manifest: IndexManifest) -> bool:
    header, answer = _opened(one.reply, asker, responder)
    assert isinstance(answer, SearchAnswer), answer
    contexts = {
        kind: blind.context(responder.agency, CONVENTION, manifest.epoch, kind, manifest.secret) for kind in blind.KINDS
    }
    # An index of nothing: the proofs are what is verified, and nobody holds these tokens.
    nothing = blind.Index.load(blind.build((), {}, {}, dummy_seed=bytes(32)).data)
    return header.previous == one.id and not one.query.resolve(
        dict(answer.answers), dict(manifest.public_keys), contexts, nothing
    )


def _kept(home: Path) -> tuple[int, int]:
    """Lines of the journal and counted searches."""
    with closing(sqlite3.connect(home / "benkan.sqlite3")) as database:
        (lines,) = database.execute("SELECT count(*) FROM journal_line WHERE event = 'search-answered'").fetchone()
        (rows,) = database.execute("SELECT count(*) FROM search_answered").fetchone()
    return lines, rows

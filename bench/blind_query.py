#!/usr/bin/env python3
"""One private search to several partners in this process: CPU at both sides, bytes both ways.

Run: python bench/blind_query.py [--tokens 100000] [--partners 3] [--queries 20] [--no-http] [--json]
Times are CPU time of this process (median over the queries), not wall time: the machine may be shared. The bytes are
those of the search itself; the sealed letter around them (BKP-02) adds a header, a key exchange and a signature.
The figures named signer are of a real signer over its socket, with the CPU time of all of its processes; in_process
are the same questions to the same keys in this process.
Unless --no-http is given it also starts a node and asks it over HTTP: ``answers_per_core_s_http`` are whole answers
(letter opened, convention and quota decided, evaluated, counted, journaled, reply sealed) in a CPU second of all of its
processes.
"""

import argparse
import base64
import json
import os
import pathlib
import statistics
import tempfile
import time
from functools import partial

from process_times import cpu_s

from benkan.core import blind
from benkan.signer import starting
from benkan.signer.client import Client
from benkan.signer.keys import Keys

SEED = bytes(range(32))
NAMES, IDENTIFIERS = 9, 3
TWELVE = 12  # elements of one answer in published comparisons; ours has the whole shape


class Partner:
    def __init__(self, number, tokens):
        seed = bytes([number]) * 32
        agency = f"agency-{number}"
        self.keys = {kind: blind.SecretKey.from_seed(seed, f"bench|1|{kind}".encode()) for kind in blind.KINDS}
        self.public_keys = {kind: key.public_key for kind, key in self.keys.items()}
        self.contexts = {kind: blind.context(agency, "bench", 1, kind, SEED) for kind in blind.KINDS}
        start = time.process_time()
        self.built = blind.build(entries(tokens), self.keys, self.contexts, dummy_seed=seed)
        self.build_s = time.process_time() - start
        start = time.process_time()
        self.index = blind.Index.load(self.built.data)
        self.load_ms = (time.process_time() - start) * 1e3


def entries(tokens):
    for number in range(tokens):
        kind = "identifier" if number % 4 == 3 else "name"
        yield blind.Entry(kind, b"%s|%09d" % (kind.encode(), number), number & 0xFFFF)


def subject(query, tokens):
    """Three names and one identifier that every partner holds, the rest held by nobody."""
    held = [(query * 4 + step) % tokens for step in range(4)]
    names = [b"name|%09d" % number for number in held if number % 4 != 3]
    identifiers = [b"identifier|%09d" % number for number in held if number % 4 == 3]
    return {
        "name": names + [b"absent|%d|%d" % (query, step) for step in range(NAMES - len(names))],
        "identifier": identifiers + [b"absent|%d|%d" % (query, step) for step in range(IDENTIFIERS - len(identifiers))],
    }


def size(message):
    return sum(len(part) if isinstance(part, bytes) else sum(map(len, part)) for part in message.values())


def search(tokens, partners):
    """One search to every partner: (asker seconds, responder seconds in all, bytes up, bytes down, hits)."""
    asker = responder = 0.0
    up = down = hits = 0
    for partner in partners:
        times = [time.process_time()]
        query = blind.prepare(tokens)
        times.append(time.process_time())
        answers = blind.answer(query.elements, partner.keys)
        times.append(time.process_time())
        hits += len(query.resolve(answers, partner.public_keys, partner.contexts, partner.index))
        times.append(time.process_time())
        asker += times[1] - times[0] + times[3] - times[2]
        responder += times[2] - times[1]
        up += size(query.elements)
        down += size(answers)
    return asker, responder, up, down, hits


def answers_per_core_s(key, elements, rounds=40):
    """Evaluations of so many elements, with their proof, in a CPU second of one core."""
    asked = [blind.blind(b"token|%d" % number).element for number in range(elements)]
    took = []
    for _ in range(rounds):
        start = time.process_time()
        key.evaluate(asked)
        took.append(time.process_time() - start)
    return round(1 / statistics.median(took))


def through_signer(rounds=200, tokens=40_000):
    """CPU of answers of the whole shape and of a build, through a signer and in this process, and wall milliseconds."""
    elements = {
        kind: [blind.blind(os.urandom(16)).element for _ in range(slots)]
        for kind, slots in blind.SHAPES[blind.LARGEST].items()
    }
    known = [b"name|%09d" % number for number in range(tokens)]
    keys = Keys(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "blind.key").write_bytes(base64.b64encode(SEED))
        (folder / "blind.key").chmod(0o600)
        (folder / "signer.toml").write_text('seed = "blind.key"\n')
        child = starting.launch(folder)
        client = Client(folder / "signer.sock", patience_s=30)
        try:
            client.answer("bench", "bench", 1, elements)
            keys.answer("bench", 1, elements)
            figures = {}
            for label, answer, evaluate, there in (
                ("in_process", keys.answer, keys.evaluate, lambda: 0.0),
                (
                    "signer",
                    partial(client.answer, "bench"),
                    client.evaluate,
                    partial(cpu_s, lambda one: child.pid in (one.pid, one.parent)),
                ),
            ):
                for what, act, times, unit in (
                    ("answer", partial(answer, "bench", 1, elements), rounds, 1e3 / rounds),
                    ("build", partial(evaluate, "bench", 1, "name", known), 1, 1e6 / tokens),
                ):
                    begun = time.perf_counter(), time.process_time(), there()
                    for _ in range(times):
                        act()
                    ended = time.perf_counter(), time.process_time(), there()
                    wall, cpu, far = (after - before for before, after in zip(begun, ended, strict=True))
                    suffix = "ms" if what == "answer" else "us_per_token"
                    figures[f"{label}_{what}_cpu_{suffix}"] = round((cpu + far) * unit, 2)
                    figures[f"{label}_{what}_wall_{suffix}"] = round(wall * unit, 2)
            return figures
        finally:
            starting.end(child)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tokens", type=int, default=100_000, help="tokens in the index of each partner")
    arguments.add_argument("--partners", type=int, default=3)
    arguments.add_argument("--queries", type=int, default=20)
    arguments.add_argument("--no-http", action="store_true", help="without a node that is asked over HTTP")
    arguments.add_argument("--letters", type=int, default=1_000, help="questions over HTTP")
    arguments.add_argument("--workers", type=int, default=1, help="processes of the node")
    arguments.add_argument("--port", type=int, default=8861)
    arguments.add_argument("--json", action="store_true", help="one object instead of a table")
    given = arguments.parse_args()
    if given.tokens < 4 or given.partners < 1 or given.queries < 1:
        arguments.error("at least 4 tokens, 1 partner and 1 query")
    partners = [Partner(number, given.tokens) for number in range(given.partners)]
    runs = [search(subject(number, given.tokens), partners) for number in range(given.queries)]
    first = partners[0]
    figures = {
        "tokens_per_partner": given.tokens,
        "partners": given.partners,
        "queries": given.queries,
        "asker_cpu_ms": round(statistics.median(run[0] for run in runs) * 1e3, 2),
        "responder_cpu_ms_each": round(statistics.median(run[1] for run in runs) * 1e3 / given.partners, 2),
        "bytes_up": runs[0][2],
        "bytes_down": runs[0][3],
        "all_right": all(run[4] == 4 * given.partners for run in runs),
        "answers_per_core_s": answers_per_core_s(first.keys["name"], TWELVE),
        "answers_per_core_s_whole_shape": round(given.partners / statistics.median(run[1] for run in runs)),
        "build_cpu_s_each": round(statistics.mean(partner.build_s for partner in partners), 2),
        "build_cpu_us_per_token": round(first.build_s / given.tokens * 1e6, 1),
        "index_bytes_each": len(first.built.data),
        "index_bits_per_entry": round(len(first.built.data) * 8 / first.built.count, 2),
        "load_cpu_ms_each": round(first.load_ms, 1),
        **through_signer(),
    }
    if not given.no_http:
        from answers_over_http import measure  # a node needs Django, the rest of this bench does not

        figures |= measure(NAMES, IDENTIFIERS, given.letters, given.port, given.workers)
    if given.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:24} {value}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Building an index and asking one, by every engine of the blind search: CPU, bytes, memory.

Run: python bench/blind_build.py [--tokens 100000] [--json]
CPU time, not wall time: the machine may be shared. Every core works at once, in one process after another; in each the
evaluations of one slice (token to output, output to tag, tag to cell) alternate with X25519 exchanges of
``cryptography`` in the same number. ``ratio_to_x25519`` is the mean over the processes of the median over the slices:
a process may be slower than another for its whole life (``engine_voprf`` says why). Slow engines get fewer tokens.
Members' secret anew: the outputs are kept; tags, cells and map are made again, scaled to a million.
"""

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import time

import numpy as np
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from benkan.core import blind
from benkan.core.blind.engine_voprf import VoprfEngine
from benkan.core.blind.group_libsodium import LibsodiumGroup
from benkan.core.blind.group_python import PythonGroup
from benkan.core.blind.suite import SuiteEngine

SEED = bytes(range(32))
INFO = b"bench|1|name"
SLICE = 512
SHARE = {"voprf": 1, "libsodium": 1 / 5, "python": 1 / 200}
"""The part of the tokens that an engine gets."""
PROCESSES_PER_CORE = 4
BOUND_BITS = 48
"""32 bits that prove a hit and 16 of label."""


def engine(name):
    if name == "voprf":
        return VoprfEngine()
    return SuiteEngine(LibsodiumGroup() if name == "libsodium" else PythonGroup())


def tokens_from(start, count):
    return [b"name|%09d" % number for number in range(start, start + count)]


def cells(bound, outputs):
    """The 48-bit cells of these outputs, all with the label 5."""
    tags = np.frombuffer(blind.tags(bound, outputs), np.uint8).reshape(-1, blind.TAG_BYTES)
    wide = np.zeros((len(tags), 8), np.uint8)
    wide[:, :6] = tags[:, blind.HANDLE_BYTES :]
    return wide.view("<u8")[:, 0] ^ np.uint64(5 << 32)


def cpu(work, *arguments):
    start = time.process_time()
    result = work(*arguments)
    return time.process_time() - start, result


def exchanges(own, other, count):
    for _ in range(count):
        own.exchange(other)


def worker(name, start, count):
    """CPU microseconds a token and an exchange for each slice, and the peak memory of this process."""
    key = blind.SecretKey(engine(name).derive(SEED, INFO))
    bound = blind.context("bench", "bench", 1, "name", SEED)
    own, other = X25519PrivateKey.generate(), X25519PrivateKey.generate().public_key()
    size = min(SLICE, count)
    runs = []
    for at in range(start, start + count, size):
        some = tokens_from(at, size)
        evaluating, outputs = cpu(key.evaluate_many, some)
        tagging, _ = cpu(cells, bound, outputs)
        exchanging, _ = cpu(exchanges, own, other, size)
        runs.append([1e6 * each / size for each in (evaluating, tagging, exchanging)])
    return runs, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build_figures(name, tokens, cores):
    processes = PROCESSES_PER_CORE * cores
    each = max(16, int(tokens * SHARE[name]) // processes)
    with multiprocessing.get_context("spawn").Pool(cores, maxtasksperchild=1) as pool:
        done = pool.starmap(worker, [(name, number * each, each) for number in range(processes)], chunksize=1)
    medians = [[statistics.median(column) for column in zip(*runs, strict=True)] for runs, _ in done]
    evaluating, tagging, exchanging = (statistics.mean(column) for column in zip(*medians, strict=True))
    ratios = [(one[0] + one[1]) / one[2] for one in medians]
    return {
        "tokens": each * processes,
        "evaluate_us": round(evaluating, 2),
        "tag_and_cell_us": round(tagging, 2),
        "x25519_us": round(exchanging, 2),
        "ratio_to_x25519": round(statistics.mean(ratios), 3),
        "ratio_of_best_and_worst_process": [round(min(ratios), 3), round(max(ratios), 3)],
        "peak_rss_mb_each": round(max(peak for _, peak in done), 1),
    }


def ask_figures(name, searches=5):
    """One search of 40 elements: CPU of blinding, and of verifying and opening the answer."""
    asker, key = engine(name), VoprfEngine().derive(SEED, INFO)
    scalars = [12345678901234567890**3 + number for number in range(40)]
    blinding, opening = [], []
    for number in range(searches):
        tokens = tokens_from(40 * number, 40)
        took, elements = cpu(lambda asked: [asker.blind(*each) for each in zip(asked, scalars, strict=True)], tokens)
        blinding.append(took)
        evaluation = key.evaluate(elements)
        took, outputs = cpu(asker.finalize, tokens, scalars, elements, evaluation, key.public_key)
        opening.append(took)
        assert outputs == [key.evaluate_known(token) for token in tokens]
    return {
        "blind_40_cpu_ms": round(1e3 * statistics.median(blinding), 2),
        "finalize_40_cpu_ms": round(1e3 * statistics.median(opening), 2),
        "five_partners_cpu_s": round(5 * (statistics.median(blinding) + statistics.median(opening)), 3),
    }


def index_figures(tokens):
    """The published bytes, and what a new secret of the members costs when outputs are kept."""
    outputs = [token.rjust(64, b"\0") for token in tokens_from(0, tokens)]
    labels = np.full(tokens, 5, np.uint16)
    bound = blind.context("bench", "bench", 1, "name", SEED)
    took, (data, count) = cpu(lambda: blind.base(blind.tagged(blind.tags(bound, outputs), labels), dummy_seed=SEED))
    return {
        "wire_bytes": len(data),
        "wire_ratio_to_bound": round(8 * len(data) / (BOUND_BITS * count), 4),
        "wire_ratio_to_bound_without_padding": round(8 * len(data) / (BOUND_BITS * tokens), 4),
        "rekey_cpu_s": round(took * 1e6 / tokens, 2),
    }


def available(name):
    try:
        engine(name)
    except OSError:
        return False
    return True


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tokens", type=int, default=100_000)
    arguments.add_argument("--json", action="store_true", help="one object instead of a table")
    given = arguments.parse_args()
    if given.tokens < 1_000:
        arguments.error("at least 1,000 tokens")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    engines = {name: build_figures(name, given.tokens, cores) for name in SHARE if available(name)}
    for name in ("libsodium", "python"):
        if name in engines:
            engines[name] |= ask_figures(name)
    figures = {
        "tokens": given.tokens,
        "cores": cores,
        "ratio_to_x25519": engines["voprf"]["ratio_to_x25519"],
        **index_figures(given.tokens),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "load": os.getloadavg()[0],
        "engines": engines,
    }
    if given.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        if name != "engines":
            print(f"{name:34} {value}")
    for name, values in engines.items():
        for what, value in values.items():
            print(f"{name + ' ' + what:34} {value}")


if __name__ == "__main__":
    main()

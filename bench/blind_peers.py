"""Our private search beside its peers, the same work in the same run: openmined-psi, and clkhash with anonlink.

Usage: python bench/blind_peers.py --peer-python PATH [--tokens 100000] [--queries 20] [--json]

The peers are no dependency of Benkan and cannot be: clkhash wants a version of cryptography from before HPKE. Into an
environment of its own: ``python -m venv PEERS && PEERS/bin/pip install openmined-psi clkhash anonlink``; PATH is then
PEERS/bin/python. A peer that is not there is a row that says so.

Every set holds so many tokens and every question 12, four of which are held; the sizes are set so that a question is
as likely to hit by chance (12 in 2^32). All times are CPU time. anonlink knows records, not tokens: it gets one for
every 12 tokens, and a question is compared with all of them; what compares stands under "responder". Of ours is tried
that another key is noticed and that a label comes back, of openmined-psi that another key is not noticed, of all that a
spelling is tolerated or not; that the peers have no labels, and anonlink no proof, is what their documents say. Ours is
measured with its largest shape, which hides how many tokens were asked, and with 12 elements as the peers have it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benkan.core import blind
from benkan.core.errors import Unverified
from benkan.core.matching import Subject, tokens

ELEMENTS, HELD = 12, 4
FALSE_HITS = ELEMENTS * 2.0**-32
NAME, OTHER_SPELLING = "Moussa Ag Alhassane", "Mousa Ag Alhassan"
LABEL = 0x0A21
PEERS = {
    "openmined-psi": ("private_psi.py", "openmined-psi"),
    "clkhash + anonlink": ("private_clk.py", "clkhash anonlink"),
}


def ours(work):
    """Benkan's own figures: a question as it is asked, and one of just 12 elements under one key."""
    keys = {kind: blind.SecretKey.from_seed(bytes(range(32)), b"bench|1|name") for kind in blind.KINDS}
    contexts = {kind: blind.context("agency", "bench", 1, kind, bytes(32)) for kind in blind.KINDS}
    held = [b"token|%09d" % number for number in range(work["tokens"])]
    begun = time.process_time()
    built = blind.build((blind.Entry("name", one, LABEL) for one in held), keys, contexts, dummy_seed=bytes(32))
    built_s = time.process_time() - begun
    index = blind.Index.load(built.data)
    shared = {
        "build_cpu_us_per_token": built_s / work["tokens"] * 1e6,
        "bytes_per_token": len(built.data) / work["tokens"],
        "tolerates_spelling": bool(_tokens(NAME) & _tokens(OTHER_SPELLING)),
    }
    public_keys = {kind: key.public_key for kind, key in keys.items()}
    other = {kind: blind.SecretKey.from_seed(bytes(32), b"another") for kind in keys}

    def hits_of(question, answers):
        return {hit.token: hit.label for hit in question.resolve(answers, public_keys, contexts, index)}

    def finished(blindings, evaluation):
        outputs = blind.finalize(blindings, evaluation, public_keys["name"])
        found = {
            one.token: index.lookup(blind.tag(contexts["name"], output))
            for one, output in zip(blindings, outputs, strict=True)
        }
        return {token: label for token, label in found.items() if label is not None}

    whole = _measured(
        work,
        held,
        lambda asked: blind.prepare({"name": asked}),
        lambda question: blind.answer(question.elements, keys),
        hits_of,
        lambda question: blind.answer(question.elements, other),
    )
    plain = _measured(
        work,
        held,
        lambda asked: [blind.blind(token) for token in asked],
        lambda blindings: keys["name"].evaluate([one.element for one in blindings]),
        finished,
        lambda blindings: other["name"].evaluate([one.element for one in blindings]),
    )
    return {"Benkan": shared | whole, f"Benkan, {ELEMENTS} elements": shared | plain}


def _tokens(name):
    return {one.bytes for one in tokens(Subject(names=(name,), birth_dates=("1984",)), default_region="ML")}


def _measured(work, held, ask, answer, finish, answer_otherwise):
    """CPU and bytes of the questions; and whether an answer under another key is noticed."""
    asker, responder, right, labels = [], [], True, set()
    for query in range(work["queries"]):
        asked = [held[(query * HELD + step) % len(held)] for step in range(HELD)]
        asked += [b"absent|%d|%d" % (query, step) for step in range(ELEMENTS - HELD)]
        times = [time.process_time()]
        question = ask(asked)
        times.append(time.process_time())
        answered = answer(question)
        times.append(time.process_time())
        hits = finish(question, answered)
        times.append(time.process_time())
        asker.append(times[1] - times[0] + times[3] - times[2])
        responder.append(times[2] - times[1])
        right = right and set(hits) == set(asked[:HELD])
        labels |= set(hits.values())
    try:
        finish(question, answer_otherwise(question))
        noticed = False
    except Unverified:
        noticed = True
    return {
        "asker_cpu_ms": statistics.median(asker) * 1e3,
        "responder_cpu_ms": statistics.median(responder) * 1e3,
        "bytes_up": blind.ELEMENT_BYTES * (len(question) if isinstance(question, list) else question.count),
        "bytes_down": len(answered) if isinstance(answered, bytes) else sum(map(len, answered.values())),
        "all_right": right,
        "notices_another_key": noticed,
        "label": labels == {LABEL},
    }


def peer(python, script, work):
    """A peer's figures; or why there are none."""
    done = subprocess.run(
        [python, Path(__file__).parent / "peers" / script],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return {"not_installed" if "ModuleNotFoundError" in last or "ImportError" in last else "failed": last}
    return json.loads(done.stdout.splitlines()[-1])


def show(report):
    console = Console(width=150)
    table = Table(title=f"{report['tokens']:,} tokens, {report['queries']} questions of {ELEMENTS}; CPU time")
    columns = {
        "build_cpu_us_per_token": ("build µs/token", ".1f"),
        "bytes_per_token": ("bytes/token", ".2f"),
        "asker_cpu_ms": ("asker ms", ".2f"),
        "responder_cpu_ms": ("responder ms", ".2f"),
        "bytes_up": ("up", "d"),
        "bytes_down": ("down", "d"),
        "notices_another_key": ("proof", ""),
        "label": ("label", ""),
        "tolerates_spelling": ("tolerance", ""),
        "all_right": ("all right", ""),
    }
    table.add_column("")
    for heading, _ in columns.values():
        table.add_column(heading, justify="right")
    for name, figures in report["rows"].items():
        if "build_cpu_us_per_token" in figures:
            table.add_row(name, *(_cell(figures[key], form) for key, (_, form) in columns.items()))
        else:
            console.print(f"{name}: " + " ".join(f"{key.replace('_', ' ')}: {value}" for key, value in figures.items()))
    console.print(table)


def _cell(value, form):
    return ("yes" if value else "no") if isinstance(value, bool) else format(value, form)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer-python", help="the Python in which the peers are installed")
    parser.add_argument("--tokens", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.tokens < HELD or given.queries < 1:
        parser.error(f"at least {HELD} tokens and 1 question")
    work = {
        "tokens": given.tokens,
        "queries": given.queries,
        "elements": ELEMENTS,
        "false_hits": FALSE_HITS,
        "name": NAME,
        "other_spelling": OTHER_SPELLING,
    }
    rows = ours(work)
    for name, (script, packages) in PEERS.items():
        if given.peer_python:
            rows[name] = peer(given.peer_python, script, work)
        else:
            rows[name] = {"not_installed": f"pip install {packages} elsewhere, and give --peer-python"}
    report = {"tokens": given.tokens, "queries": given.queries, "elements": ELEMENTS, "rows": rows}
    if given.json:
        print(json.dumps(report))
    else:
        show(report)


if __name__ == "__main__":
    main()

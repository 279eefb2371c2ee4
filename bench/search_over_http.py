"""The same searches over HTTP: a served node, signed-in officers, a case, and a line in the journal for each.

The load generator shares the machine's cores with the server, so its cost is in the figures.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

PATH = "/api/search/here"
WORKERS, CLIENTS = 2, 8
TOKEN = "c" * 32
FIELDS = {"phone", "account", "document", "plate"}


def measure(node: Any, people: Any, seconds: float) -> dict[str, Any]:
    """Rate and latencies as the clients saw them, and how many lines the journal got."""
    headers = _signed_in()
    from benkan.apps.journal import services as journal

    before = journal.size()
    environment = {**os.environ, "BENKAN_HOME": str(node.home)}
    serve = [
        sys.executable, "-m", "benkan.node", "node", "serve", "--workers", str(WORKERS), "--threads", "4",
    ]  # fmt: skip
    server = subprocess.Popen(serve, env=environment, start_new_session=True)
    try:
        _wait(node.port, headers)
        context = multiprocessing.get_context("spawn")
        told = context.Queue()
        load = context.Process(target=_load, args=(node.home, node.port, people.count, headers, seconds, told))
        load.start()
        result = told.get(timeout=600)
        load.join(timeout=60)
        memory = _workers_mb(server.pid)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
    took = np.array(result["took"]) * 1000
    assert result["wrong"] == 0, f"{result['wrong']} answers were no 200"
    return {
        "http_searches_per_s": round(len(took) / result["wall_s"]),
        "http_p50_ms": round(float(np.percentile(took, 50)), 1),
        "http_p99_ms": round(float(np.percentile(took, 99)), 1),
        "http_journal_lines": journal.size() - before,
        "http_searches": len(took) + result["warming"],
        "http_worker_mb": round(memory),
    }


def _signed_in() -> list[dict[str, str]]:
    """The headers of a few officers, each with a session and a case."""
    from django.conf import settings
    from django.test import Client

    from benkan.apps.accounts.services import create_officer
    from benkan.apps.cases import services as cases

    found = []
    for number in range(CLIENTS):
        officer = create_officer(f"officer{number}", f"Officer {number}", "analyst", password="a long pass phrase")
        case = cases.open_case(officer, "Bench", "drug-trafficking")
        client = Client()
        client.force_login(officer)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        found.append(
            {
                "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
                "X-CSRFToken": TOKEN,
                "Content-Type": "application/json",
                "case": str(case.pk),
            }
        )
    return found


def _wait(port: int, headers: list[dict[str, str]]) -> None:
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("POST", PATH, _body(headers[0], {"name": "Nobody Nowhere"}), _sent(headers[0]))
        except OSError:
            time.sleep(0.2)
            continue
        answer = connection.getresponse()
        answer.read()
        if answer.status == 200:
            return
        raise SystemExit(f"the server answers {answer.status}")
    raise SystemExit("the server does not answer")


def _sent(header: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in header.items() if name != "case"}


def _body(header: dict[str, str], fields: dict[str, Any]) -> bytes:
    return json.dumps({"case": header["case"], **fields}).encode()


def _fields(subject: Any) -> dict[str, str]:
    known = {one.kind: one.value for one in subject.identifiers if one.kind in FIELDS}
    return {"name": subject.names[0], "born": subject.birth_dates[0], **known}


def _load(home: Path, port: int, records: int, headers: list[dict[str, str]], seconds: float, told: Any) -> None:
    """Clients in a closed loop, for a while that is not counted and then for the measured one."""
    import threading

    sys.path.insert(0, str(Path(__file__).parent))
    from search_scale import begin, questions

    begin(home)
    from synthetic_people import People

    asked = questions(home, People(records), 99)
    bodies = [_body(headers[number % CLIENTS], _fields(one.subject)) for number, one in enumerate(asked)]
    took: list[float] = []
    wrong: list[int] = []
    warm_s = 2.0
    begun = time.perf_counter()
    warming = [0] * CLIENTS

    def client(which: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        sent = _sent(headers[which])
        for body in bodies[which::CLIENTS] * 20:
            before = time.perf_counter()
            if before - begun > warm_s + seconds:
                return
            connection.request("POST", PATH, body, sent)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append(answer.status)
            if before - begun > warm_s:
                took.append(time.perf_counter() - before)
            else:
                warming[which] += 1

    threads = [threading.Thread(target=client, args=(which,)) for which in range(CLIENTS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    told.put({"took": took, "wall_s": seconds, "wrong": len(wrong), "warming": sum(warming) + 1})


def _workers_mb(leader: int) -> float:
    """The largest memory of a process of the server's group."""
    from search_scale import memory_mb

    found = [0.0]
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if int((entry / "stat").read_text().rpartition(")")[2].split()[2]) == leader:
                    found.append(memory_mb(int(entry.name)))
            except OSError:
                continue
    return max(found)

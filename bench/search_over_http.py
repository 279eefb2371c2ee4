"""The same searches over HTTP: a served node, signed-in officers, a case, and a line in the journal for each.

The load generator shares the machine's cores with the server, so its cost is in the figures.
"""

from __future__ import annotations

import http.client
import itertools
import json
import multiprocessing
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

PATH = "/api/search/here"
WORKERS, CLIENTS = 2, 8
WARM_S = 2.0
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
        "http_load_cpu_ms": round(1000 * result["cpu_s"] / len(took), 3),
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


class _Client:
    """One officer's program: a kept connection, the next question as soon as the last is answered."""

    def __init__(self, port: int, head: bytes, bodies: list[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._head, self._bodies = head, itertools.cycle(bodies)
        self._read = b""

    def ask(self) -> None:
        body = next(self._bodies)
        self._read = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(b"%sContent-Length: %d\r\n\r\n%s" % (self._head, len(body), body))

    def status(self) -> int:
        """The status of the answer once all of it is there; 0 before."""
        came = self.socket.recv(65_536)
        if not came:
            raise SystemExit("the server closed a connection")
        self._read += came
        head, found, body = self._read.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.lower().partition(b"content-length:")[2].partition(b"\r")[0]):
            return 0
        return int(head[9:12])


def _load(home: Path, port: int, records: int, headers: list[dict[str, str]], seconds: float, told: Any) -> None:
    """Clients in a closed loop, for a while that is not counted and then for the measured one.

    One thread and bare sockets: a client library would take more of the two cores than the server does.
    """
    sys.path.insert(0, str(Path(__file__).parent))
    from search_scale import begin, questions

    begin(home)
    from synthetic_people import People

    asked = questions(home, People(records), 99)
    bodies = [_body(headers[number % CLIENTS], _fields(one.subject)) for number, one in enumerate(asked)]
    ready = selectors.DefaultSelector()
    for which in range(CLIENTS):
        lines = {"Host": f"127.0.0.1:{port}", **_sent(headers[which])}
        head = f"POST {PATH} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        client = _Client(port, head.encode(), bodies[which::CLIENTS])
        ready.register(client.socket, selectors.EVENT_READ, client)
        client.ask()
    took: list[float] = []
    wrong = warming = 0
    cpu, begun = 0.0, time.perf_counter()
    while ready.get_map():
        for key, _ in ready.select():
            client = key.data
            status = client.status()
            if not status:
                continue
            now = time.perf_counter()
            wrong += status != 200
            if client.sent_at - begun > WARM_S:
                cpu = cpu or time.process_time()
                took.append(now - client.sent_at)
            else:
                warming += 1
            if now - begun > WARM_S + seconds:
                ready.unregister(client.socket)
            else:
                client.ask()
    told.put(
        {
            "took": took, "wall_s": seconds, "wrong": wrong, "warming": warming + 1,
            "cpu_s": time.process_time() - cpu,
        }
    )  # fmt: skip


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

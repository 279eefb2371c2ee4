"""A bad line between nodes, for bench/soak.py: letters are cut, doubled, altered, reordered, late and played again.

Stands before each node's door as a proxy on loopback. Every draw comes from one seed; what passes is searched for words
that must never be readable on a line.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benkan.core.envelope import bundle, unbundle
from benkan.core.envelope.bundle import BUNDLE
from benkan.core.errors import BenkanError

TROUBLES = (("cut", 0.08), ("answer cut", 0.05), ("doubled", 0.10), ("letter altered", 0.03), ("reply altered", 0.03))
TROUBLES_LATER = (("late", 0.10), ("old one first", 0.05), ("reordered", 0.06))
KEPT = 60


@dataclass(frozen=True)
class Post:
    """What one service posts to the door behind a port: a letter, or a bundle of them.

    Args:
        kind: its content type.
        later_s: so many seconds later.
    """

    port: int
    data: bytes
    kind: str
    later_s: float = 0.0


class _Quiet(ThreadingHTTPServer):
    """A server that says nothing when a node that was killed hangs up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A cut line is what this is for."""


class Storm:
    """All lines of a soak; ``calm`` lets everything pass."""

    def __init__(self, seed: int, words: list[bytes]) -> None:
        self.calm = False
        self.counts: Counter[str] = Counter()
        self.seen_words = 0
        self._words = words
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._old: list[Post] = []
        self._servers: list[ThreadingHTTPServer] = []

    def before(self, port: int) -> int:
        """The port of a line that leads to this door."""
        storm = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                """A letter on its way."""
                letter = Post(
                    port,
                    self.rfile.read(int(self.headers.get("Content-Length") or 0)),
                    self.headers.get("Content-Type", ""),
                )
                reply = storm.pass_on(letter)
                if reply is None:
                    self.close_connection = True
                    return
                status, body = reply
                self.send_response_only(status)
                self.send_header("Content-Type", letter.kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: object) -> None:
                """Nothing: it would be all that one reads."""

        server = _Quiet(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self._servers.append(server)
        return int(server.server_address[1])

    def pass_on(self, letter: Post) -> tuple[int, bytes] | None:
        """What comes back, or None when the line is cut."""
        trouble, old = self._draw(letter)
        if trouble == "cut":
            return None
        if trouble == "reordered":
            letter = self._reordered(letter)
            if letter.later_s:
                # The sender believes it lost; it comes after the letters that follow it.
                threading.Timer(letter.later_s, _post, (letter,)).start()
                return None
        if trouble == "late":
            time.sleep(self._random.uniform(0.2, 2.0))
        if trouble == "doubled":
            _post(letter)
        if old is not None:
            _post(old)
        reply = _post(replace(letter, data=self._altered(letter.data)) if trouble == "letter altered" else letter)
        if reply is None or trouble == "answer cut":
            return None
        self._watch(reply[1])
        return (reply[0], self._altered(reply[1])) if trouble == "reply altered" else reply

    def close(self) -> None:
        """Ends the lines."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def _reordered(self, post: Post) -> Post:
        """A bundle whose letters stand in another order, or a letter that will come later than those after it."""
        with self._lock:
            try:
                letters = unbundle(post.data)
            except BenkanError:
                return replace(post, later_s=self._random.uniform(1.0, 5.0))
            self.counts["bundles shuffled"] += 1
            self._random.shuffle(letters)
            return replace(post, data=bundle(letters))

    def _draw(self, letter: Post) -> tuple[str, Post | None]:
        self._watch(letter.data)
        with self._lock:
            self.counts["posts"] += 1
            self.counts["bundles"] += letter.data.startswith(BUNDLE)
            self._old = [*self._old, letter][-KEPT:]
            at = 1.0 if self.calm else self._random.random()
            for name, share in (*TROUBLES, *TROUBLES_LATER):
                if at < share:
                    self.counts[name] += 1
                    return name, self._random.choice(self._old) if name == "old one first" else None
                at -= share
        return "", None

    def _altered(self, data: bytes) -> bytes:
        with self._lock:
            at = self._random.randrange(len(data)) if data else 0
        return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :] if data else data

    def _watch(self, data: bytes) -> None:
        with self._lock:
            self.seen_words += sum(word in data for word in self._words)


def _post(letter: Post) -> tuple[int, bytes] | None:
    """The door's answer, or None when nobody opens."""
    line = http.client.HTTPConnection("127.0.0.1", letter.port, timeout=30)
    try:
        line.request("POST", "/wire", letter.data, {"Content-Type": letter.kind})
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()

"""Asking the signer over its socket. Connections are kept and used again: making one costs more than most requests.

A signer that has just ended is waited for a moment, since whoever started it starts it anew, and the request goes once
more: evaluating again gives the same, and only counts twice. A command may start a signer of its own (``starting``).
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benkan.core.blind import ELEMENT_BYTES, OUTPUT_BYTES
from benkan.core.blind.refusals import bad_element
from benkan.core.errors import N_, Unreachable
from benkan.signer import starting
from benkan.signer.messages import Frame, lengths_of, packed, raise_refusal, receive
from benkan.signer.requests import MAX_TOKENS
from benkan.signer.socket_path import connected

PATIENCE_S = 5.0
"""So long a signer that does not listen is waited for: a letter's handler holds the database meanwhile."""
ANSWER_S = 60.0
PAUSE_S = 0.05
MOST_KEPT = 8
ATTEMPTS = 3
"""So often a request is sent when the signer ends in the middle of it."""
MAX_TOKENS_BYTES = 2 << 20


class Client:
    """An ``interface.Signer`` at the other end of a socket."""

    def __init__(self, path: Path, patience_s: float = PATIENCE_S) -> None:
        self._path, self._patience_s = path, patience_s
        self._kept: list[socket.socket] = []
        self._process = os.getpid()

    def public_keys(self, convention: str, epoch: int) -> dict[str, bytes]:
        """See ``interface.Signer``."""
        return self._ask({"op": "public", "convention": convention, "epoch": epoch})

    def answer(
        self, partner: str, convention: str, epoch: int, elements: Mapping[str, Sequence[bytes]]
    ) -> dict[str, bytes]:
        """See ``interface.Signer``."""
        for given in elements.values():
            for place, element in enumerate(given):
                if len(element) != ELEMENT_BYTES:
                    raise bad_element(place)
        header = {"op": "answer", "partner": partner, "convention": convention, "epoch": epoch}
        return self._ask(header, {kind: b"".join(given) for kind, given in elements.items()})

    def evaluate(self, convention: str, epoch: int, kind: str, tokens: Sequence[bytes]) -> bytes:
        """See ``interface.Signer``."""
        header = {"op": "evaluate", "convention": convention, "epoch": epoch, "kind": kind}
        outputs = bytearray()
        for some in _batches(tokens):
            parts = {"lengths": lengths_of(some), "tokens": b"".join(some)}
            outputs += self._ask(header, parts)["outputs"]
        assert len(outputs) == len(tokens) * OUTPUT_BYTES
        return bytes(outputs)

    def secret(self, purpose: str, *words: str) -> bytes:
        """See ``interface.Signer``."""
        return self._ask({"op": "secret", "purpose": purpose, "words": list(words)})["secret"]

    def status(self) -> dict[str, Any]:
        """See ``interface.Signer``."""
        told: dict[str, Any] = json.loads(self._ask({"op": "status"})["status"])
        return told

    def _ask(self, header: dict[str, Any], parts: dict[str, bytes] | None = None) -> dict[str, bytes]:
        data = packed(Frame(header, parts or {}))
        attempts = 0
        while attempts < ATTEMPTS:
            connection = self._idle()
            if connection is None:
                attempts += 1
                connection = self._connected()
            reply = self._once(connection, data)
            if reply is not None:
                raise_refusal(reply)
                return reply.parts
        raise self._unreachable()

    def _once(self, connection: socket.socket, data: bytes) -> Frame | None:
        """The reply; None if the signer hung up, as it does when it ends and with those that are idle for long."""
        reply = None
        try:
            connection.settimeout(ANSWER_S)
            connection.sendall(data)
            reply = receive(connection, ANSWER_S)
        except TimeoutError as error:
            raise self._unreachable() from error
        except OSError:
            pass
        finally:
            if reply is None or len(self._kept) >= MOST_KEPT:
                connection.close()
            else:
                self._kept.append(connection)
        return reply

    def _idle(self) -> socket.socket | None:
        if self._process != os.getpid():  # a fork shares the parent's: two would read each other's replies
            self._kept, self._process = [], os.getpid()
        try:
            return self._kept.pop()
        except IndexError:
            return None

    def _connected(self) -> socket.socket:
        """A connection, as soon as somebody listens."""
        begun = time.monotonic()
        while True:
            try:
                return connected(self._path, ANSWER_S)
            except (FileNotFoundError, ConnectionRefusedError, BlockingIOError) as error:
                nobody = not isinstance(error, BlockingIOError)
                patience_s = starting.START_S if nobody and starting.start_private(self._path) else self._patience_s
                if time.monotonic() - begun > patience_s:
                    raise self._unreachable() from error
                time.sleep(PAUSE_S)
            except OSError as error:
                raise self._unreachable() from error

    def _unreachable(self) -> Unreachable:
        return Unreachable(
            "signer.unreachable",
            N_("The signer of this node does not answer."),
            N_("It starts with benkan node serve; where it runs apart, start it and read its log."),
            place=str(self._path),
        )


def _batches(tokens: Sequence[bytes]) -> list[Sequence[bytes]]:
    """The tokens in pieces that a request may hold."""
    batches: list[Sequence[bytes]] = []
    begun, held = 0, 0
    for at, token in enumerate(tokens):
        if at - begun == MAX_TOKENS or held + len(token) > MAX_TOKENS_BYTES:
            batches.append(tokens[begun:at])
            begun, held = at, 0
        held += len(token)
    if begun < len(tokens):
        batches.append(tokens[begun:])
    return batches

"""The signer's socket: who may call, how many at once, how long, and one thread for each that does.

The kernel says which user calls (``SO_PEERCRED``, so Linux); file rights alone would let in whoever got at the folder.
Nothing of a request is ever logged.
"""

from __future__ import annotations

import logging
import selectors
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

from benkan.core.errors import N_, BenkanError, Unreachable
from benkan.signer.interface import Signer
from benkan.signer.messages import Frame, packed, receive, refusal
from benkan.signer.requests import replied

logger = logging.getLogger("benkan.signer")
SLOWEST_S = 10.0
"""A whole request is here in this time, and its reply is taken in this time, or the connection ends."""
IDLE_S = 300.0
"""A node keeps its connections: making one for each request would cost more than the request."""
AT_ONCE = 256
_CREDENTIALS = struct.Struct("3i")


def caller(connection: socket.socket) -> int:
    """The number of the user at the other end, as the kernel knows it."""
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(told)[1])


@dataclass(slots=True, eq=False)
class _Call:
    """One connection: since when it has kept the signer waiting, if it does."""

    connection: socket.socket = field(repr=False)
    waiting_since: float | None


class Server:
    """Serves one listener until it is told to stop."""

    def __init__(
        self, signer: Signer, listener: socket.socket, allowed: frozenset[int], slowest_s: float = SLOWEST_S
    ) -> None:
        self._signer, self._listener, self._allowed, self._slowest_s = signer, listener, allowed, slowest_s
        self._calls: set[_Call] = set()
        self._lock = threading.Lock()
        self._bell, self._rope = socket.socketpair()
        self._rope.setblocking(False)

    @property
    def rope(self) -> socket.socket:
        """A byte written here stops the server: signal handlers and other threads may pull it."""
        return self._rope

    def stop(self) -> None:
        """Stops the server; from any thread."""
        try:
            self._rope.send(b"\0")
        except OSError:
            return  # it is stopping

    def serve(self) -> None:
        """Takes calls until ``stop``."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._bell, selectors.EVENT_READ)
            while self._bell not in [key.fileobj for key, _ in selector.select()]:
                try:
                    connection, _ = self._listener.accept()
                except OSError:
                    time.sleep(0.05)  # no descriptors left: calls that end give some back
                    continue
                self._take(connection)
        self._listener.close()

    def _take(self, connection: socket.socket) -> None:
        call = _Call(connection, time.monotonic())
        with self._lock:
            if len(self._calls) >= AT_ONCE:
                self._drop_slowest()
            self._calls.add(call)
        threading.Thread(target=self._attend, args=(call,), daemon=True).start()

    def _drop_slowest(self) -> None:
        """Hangs up on the call that has kept the signer waiting longest: those that are being answered stay."""
        waiting = [call for call in self._calls if call.waiting_since is not None]
        if waiting:
            slowest = min(waiting, key=lambda call: call.waiting_since or 0.0)
            try:
                slowest.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has hung up itself

    def _attend(self, call: _Call) -> None:
        connection = call.connection
        try:
            if caller(connection) not in self._allowed:
                logger.warning("a caller of another user was refused")
                self._send(connection, refusal(_stranger()))
                return
            while (asked := receive(connection, self._slowest_s, IDLE_S)) is not None:
                call.waiting_since = None
                reply = self._reply(asked)
                call.waiting_since = time.monotonic()
                self._send(connection, reply)
        except BenkanError as error:
            self._last_word(connection, error)
        except OSError:
            pass  # too slow, or gone
        except Exception as error:  # noqa: BLE001 - its text may hold a token
            logger.error("a request failed: %s", type(error).__name__)  # noqa: TRY400 - same
        finally:
            with self._lock:
                self._calls.discard(call)
            connection.close()

    def _reply(self, asked: Frame) -> Frame:
        return replied(self._signer, asked)

    def _send(self, connection: socket.socket, reply: Frame) -> None:
        connection.settimeout(self._slowest_s)
        connection.sendall(packed(reply))

    def _last_word(self, connection: socket.socket, error: BenkanError) -> None:
        try:
            self._send(connection, refusal(error))
        except OSError:
            return


def _stranger() -> Unreachable:
    return Unreachable(
        "signer.caller",
        N_("The signer does not answer this user."),
        N_("Run the command as the node's user, or name the user under allow_users in signer.toml."),
    )

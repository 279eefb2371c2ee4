"""A line between two nodes that is cut after a number of bytes, and stays down for a while; or that is slow."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence

PIECE = 65_536


class CutLine:
    """Stands before a door on loopback.

    Args:
        port: of the door.
        cuts_at: after how many bytes from the door the line is cut, each time for ``down_s`` seconds.
        rate_bits: bits a second from the door, or 0 for as many as there are.
    """

    def __init__(self, port: int, cuts_at: Sequence[int] = (), *, down_s: float = 2.0, rate_bits: float = 0.0) -> None:
        self.bytes_down = self.bytes_up = self.cuts = 0
        self.port = 0
        self._door, self._left, self._down_s, self._rate = port, sorted(cuts_at), down_s, rate_bits
        self._down_until = self._free = 0.0
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(timeout=20)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(timeout=20)
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _end(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _listen(self) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = int(server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if time.monotonic() < self._down_until:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._door)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        await asyncio.gather(
            self._carry(reader, far_writer, down=False),
            self._carry(far_reader, writer, down=True),
            return_exceptions=True,
        )
        self._open -= {writer, far_writer}

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, down: bool) -> None:
        try:
            while data := await source.read(PIECE):
                if not down:
                    self.bytes_up += len(data)
                else:
                    self.bytes_down += len(data)
                    if self._left and self.bytes_down >= self._left[0]:
                        self._cut()
                        return
                    await self._hold(len(data))
                sink.write(data)
                await sink.drain()
        except OSError:
            pass
        finally:
            sink.close()

    async def _hold(self, size: int) -> None:
        if self._rate:
            self._free = max(time.monotonic(), self._free) + size * 8 / self._rate
            await asyncio.sleep(max(0.0, self._free - time.monotonic()))

    def _cut(self) -> None:
        self._left.pop(0)
        self.cuts += 1
        self._down_until = time.monotonic() + self._down_s
        for writer in self._open:
            writer.transport.abort()

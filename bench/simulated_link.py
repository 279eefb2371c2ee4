"""One satellite link for the benches: a rate for each direction, a delay each way, every byte counted by partner.

As root, a link of packets: a TUN device on this side and one in a network namespace of its own, and a process between
them that holds every IP packet back as the link would. TCP is the kernel's own, with its headers, acknowledgements and
repetitions. It does what netem and tbf do, and needs no module of the kernel. Elsewhere a relay: TCP is ended on both
sides, its bytes wait for one bucket in each direction, and packets are counted as 52 bytes of headers for each 1,448.
"""

from __future__ import annotations

import asyncio
import fcntl
import multiprocessing
import os
import select
import struct
import subprocess
import threading
import time
from collections import deque
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

ASKER, PARTNERS = "198.18.77.1", "198.18.77.2"  # RFC 2544: addresses for measurements
DELAY_S = 0.3
UNLIMITED = 1e9
SEGMENT, SEGMENT_HEADERS = 1_448, 52
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
LONGEST_RUN_S = 3_600


class PacketLink:
    """Partners listen on ``PARTNERS`` in the namespace of ``before``; the asker is outside."""

    name = "packets (TUN devices in a network namespace)"
    address = PARTNERS

    def __init__(self, ports: list[int]) -> None:
        self._space = f"benkan-bench-{os.getpid()}"
        self._context = multiprocessing.get_context("spawn")
        self._state = self._context.Array("d", [UNLIMITED, 0.0])
        self._bytes = self._context.Array("Q", [0] * (2 * len(ports)))
        self._ports = ports
        self.before = ("ip", "netns", "exec", self._space)
        self._process: Any = None

    def __enter__(self) -> Self:
        here, there = self._context.Pipe()
        given = (self._space, self._ports, self._state, self._bytes, there)
        self._process = self._context.Process(target=_carry_packets, args=given, daemon=True)
        self._process.start()
        told = here.recv() if here.poll(20) else "no answer"
        if told != "ready":
            self.__exit__()
            raise OSError(told)
        return self

    def __exit__(self, *error: object) -> None:
        if self._process is not None:
            self._process.terminate()  # its devices go with it
            self._process.join(timeout=10)
        subprocess.run(["ip", "netns", "del", self._space], check=False, capture_output=True)

    def limit(self, rate_bits: float, delay_s: float) -> None:
        """Holds back from now on: bits a second in each direction, seconds each way."""
        self._state[0], self._state[1] = rate_bits, delay_s

    def counted(self) -> tuple[list[int], list[int]]:
        """Bytes so far, up and down, of each partner."""
        half = len(self._ports)
        return list(self._bytes[:half]), list(self._bytes[half:])


def _carry_packets(space: str, ports: list[int], state: Any, counts: Any, told: Connection) -> None:
    try:
        devices = _devices(space)
    except (OSError, subprocess.CalledProcessError) as error:
        told.send(f"no link of packets: {getattr(error, 'stderr', b'') or error!r}")
        return
    told.send("ready")
    parent, ends_at = os.getppid(), time.monotonic() + LONGEST_RUN_S
    free, waiting = [0.0, 0.0], (deque[tuple[float, bytes]](), deque[tuple[float, bytes]]())
    places = {port: number for number, port in enumerate(ports)}
    while os.getppid() == parent and time.monotonic() < ends_at:
        soonest = min((queue[0][0] for queue in waiting if queue), default=time.monotonic() + 1.0)
        ready, _, _ = select.select(devices, [], [], max(0.0, min(1.0, soonest - time.monotonic())))
        now = time.monotonic()
        for device in ready:
            packet = os.read(device, 65_536)
            way = devices.index(device)
            # A packet leaves when those before it have left and its own bits are out.
            free[way] = max(now, free[way]) + len(packet) * 8 / state[0]
            waiting[way].append((free[way] + state[1], packet))
            place = places.get(_port(packet, way))
            if place is not None:
                counts[way * len(ports) + place] += len(packet)
        for way, queue in enumerate(waiting):
            while queue and queue[0][0] <= now:
                os.write(devices[1 - way], queue.popleft()[1])


def _port(packet: bytes, way: int) -> int:
    """The partner's TCP port in a packet to it (way 0) or from it (way 1)."""
    if len(packet) < 24 or packet[0] >> 4 != 4 or packet[9] != 6:
        return 0
    start = (packet[0] & 15) * 4 + (2 if way == 0 else 0)
    return int.from_bytes(packet[start : start + 2])


def _devices(space: str) -> list[int]:
    """The two ends of the link; the second lies in a namespace made here."""
    _ip("netns", "add", space)
    made = []
    for end, address in enumerate((ASKER, PARTNERS)):
        device, name = os.open("/dev/net/tun", os.O_RDWR), f"bk{os.getpid() % 100_000_000}{'ab'[end]}"
        fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TUN | IFF_NO_PI))
        made.append(device)
        within = ("-n", space) if end else ()
        if end:
            _ip("link", "set", name, "netns", space)
            _ip(*within, "link", "set", "lo", "up")
        _ip(*within, "addr", "add", f"{address}/30", "dev", name)
        _ip(*within, "link", "set", name, "up")
    return made


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


class RelayLink:
    """Partners listen on this machine; the asker is told the relay's ports."""

    name = "relay (TCP ended on both sides, packets estimated)"
    address = "127.0.0.1"
    before = ()

    def __init__(self, ports: list[int], shift: int = 100) -> None:
        self._ports, self._shift = ports, shift
        self._rate, self._delay = UNLIMITED, 0.0
        self._free = [0.0, 0.0]
        self._bytes = [[0] * len(ports), [0] * len(ports)]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(timeout=20)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    def limit(self, rate_bits: float, delay_s: float) -> None:
        self._rate, self._delay = rate_bits, delay_s

    def counted(self) -> tuple[list[int], list[int]]:
        return list(self._bytes[0]), list(self._bytes[1])

    def seen_from(self, port: int) -> int:
        """The port of the relay for a partner's port."""
        return port + self._shift

    async def _open(self) -> None:
        self._servers = [
            await asyncio.start_server(
                lambda reader, writer, place=place, port=port: self._serve(reader, writer, place, port),
                "127.0.0.1",
                self.seen_from(port),
            )
            for place, port in enumerate(self._ports)
        ]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, place: int, port: int) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        ways = ((reader, far_writer, 0), (far_reader, writer, 1))
        await asyncio.gather(*(self._carry(source, sink, way, place) for source, sink, way in ways))

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: int, place: int) -> None:
        while data := await source.read(SEGMENT):
            size, now = len(data) + SEGMENT_HEADERS, self._loop.time()
            self._bytes[way][place] += size
            self._free[way] = max(now, self._free[way]) + size * 8 / self._rate
            self._loop.call_at(self._free[way] + self._delay, sink.write, data)
        self._loop.call_at(max(self._loop.time(), self._free[way]) + self._delay, sink.close)


def link(ports: list[int], *, relay: bool) -> PacketLink | RelayLink:
    """The link of packets where this process may make one, else the relay."""
    if not relay and os.geteuid() == 0 and Path("/dev/net/tun").exists():
        return PacketLink(ports)
    return RelayLink(ports)

"""Ports on loopback for tests that start real nodes; each of pytest's worker processes has a range of its own."""

import os
import socket

RANGE = 400


def four_free_ports(first: int) -> int:
    """The first of four neighbouring ports that nobody listens on.

    Two workers that looked at the same range at the same moment would find the same ports free, and a server that
    shares its port would answer for a node of the other worker.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    start = first + worker * RANGE
    for port in range(start, start + RANGE, 4):
        try:
            for each in range(port, port + 4):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", each))
        except OSError:
            continue
        return port
    raise AssertionError("no four free ports")

"""Which signer this node asks, and who starts it: the node itself, unless ``node.toml`` names one that runs apart."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from benkan.node.home import Home
from benkan.signer import starting
from benkan.signer.interface import Signer


def signer_of(node: Home) -> Signer:
    """The signer of this node."""
    return _client(node.signer_socket)


@lru_cache(maxsize=4)
def _client(path: Path) -> Signer:
    """One client for each socket: it keeps its connections."""
    from benkan.signer.client import Client

    return Client(path)


def permit_private(node: Home) -> None:
    """Lets this process start a signer when none listens, for as long as it lives: commands and the worker."""
    if not node.signer:
        starting.permit_private(node.signer_socket, node.signer_folder)


def beside(node: Home) -> starting.Beside | None:
    """A signer that runs for as long as this server; None where one runs apart."""
    return None if node.signer else starting.Beside(node.signer_folder)

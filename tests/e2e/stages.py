"""Real nodes for a browser test: some of the demonstration's services, opened, running, and ended afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from benkan.node.demo.founding import hand_out
from benkan.node.demo.nodes import make_homes
from benkan.node.demo.stage import Stage
from tests.ports import four_free_ports


@contextmanager
def staged(
    folder: Path,
    first_port: int,
    agencies: Collection[str],
    *,
    people: int,
    settings: Mapping[str, str] | None = None,
    **terms: Any,
) -> Iterator[Stage]:
    """These services' nodes, running; the homes of the others exist, their links are down.

    Args:
        settings: what is added to the ``node.toml`` of a service.
        terms: of the conventions, as ``hand_out`` takes them.
    """
    homes = make_homes(folder, four_free_ports(first_port))
    for node in homes:
        with (node.home / "node.toml").open("a", encoding="utf-8") as file:
            file.write("\n" + (settings or {}).get(node.agency, ""))
    hand_out(homes, people=people, seed=2025, now=dt.datetime.now(dt.UTC), **terms)
    running = {node.agency: node for node in homes if node.agency in agencies}
    made = Stage(running, Console(quiet=True), folder)
    try:
        made.open()
        yield made
    finally:
        made.close()

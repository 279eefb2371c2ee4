"""What ``benkan eval networks`` measures and shows: orders of removal, hidden ties, and published roles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from benkan.core.errors import N_, Invalid
from benkan.core.networks import Network
from benkan.core.networks.evaluation import evaluate, key_persons

Figures = dict[str, Any]


def measure_networks(files: list[Path], roles: Path | None, rounds: int, *, quiet: bool) -> Figures:
    """The figures of these networks; with roles, of the network among them that has most of the names.

    Raises:
        Invalid: as ``formats.ties``; ``networks.same-name``, ``networks.roles``.
    """
    from benkan.formats import ties
    from benkan.node.cli.reading import text

    networks: dict[str, Network] = {}
    for file in files:
        if file.stem in networks:
            raise Invalid(
                "networks.same-name",
                N_("Two files have the same name."),
                N_("Rename one: figures are listed by the names of files."),
                place=str(file),
            )
        networks[file.stem] = ties.network(text(file, ties.MAX_BYTES), file.name).network
    found = evaluate(networks, rounds=rounds, watch=None if quiet else lambda name: typer.echo(f"{name} …", err=True))
    if roles:
        named = set(ties.roles(text(roles), roles.name))
        where = max(networks, key=lambda name: len(named & set(networks[name].names)))
        judged = key_persons(networks[where], named)
        found |= {
            "key_persons_auc": judged.auc,
            "p_at_10": judged.p_at_10,
            "brokerage_auc": judged.by_brokerage_auc,
            "roles": {"network": where, "persons": judged.roles},
        }
    return found


def show_networks(found: Figures) -> None:
    """The figures, for people."""
    typer.echo(f"{'network':24} {'persons':>8} {'ties':>8} {'R':>8} {'usual R':>8} {'CPU s':>6} {'hidden ties':>12}")
    for name, one in found["networks"].items():
        hidden = "-" if one["hidden_ties_auc"] is None else f"{one['hidden_ties_auc']:.3f}"
        typer.echo(
            f"{name:24} {one['persons']:8} {one['ties']:8} {one['r']:8.4f} {one['usual_r']:8.4f} "
            f"{one['cpu_s']:6.2f} {hidden:>12}"
        )
    for name in ("mean_r", "hidden_ties_auc", "key_persons_auc", "p_at_10", "brokerage_auc"):
        if found.get(name) is not None:
            typer.echo(f"{name:24} {found[name]:.4f}")

"""``benkan node``: make a node, serve its pages, run its worker, say who it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Annotated

import typer

from benkan.node.cli.boot import boot, refusals
from benkan.node.home import home_path, load
from benkan.node.signing import beside
from benkan.node.warming import warm

commands = typer.Typer(no_args_is_help=True, help="Make a node, serve it, run its worker.")


@commands.command(
    epilog="Example: BENKAN_HOME=/srv/benkan benkan node init --agency ml-ocs --country ML "
    "--name 'Office central des stupéfiants' --url https://benkan.example.ml"
)
def init(
    agency: Annotated[str, typer.Option(help="Short name of the service, such as ml-ocs.")],
    country: Annotated[str, typer.Option(help="ISO 3166 code of the country, such as ML.")],
    name: Annotated[str, typer.Option(help="Name of the service in French.")],
    url: Annotated[str, typer.Option(help="Address that partners and officers use.")],
    name_en: Annotated[str, typer.Option(help="Name in English; the French one if left out.")] = "",
    name_ar: Annotated[str, typer.Option(help="Name in Arabic; the French one if left out.")] = "",
    listen: Annotated[str, typer.Option(help="Host and port to listen on.")] = "127.0.0.1:8440",
    database: Annotated[str, typer.Option(help="'sqlite' or postgresql://user:password@host/name.")] = "sqlite",
    language: Annotated[str, typer.Option(help="First language of the pages: fr, en or ar.")] = "fr",
    time_zone: Annotated[str, typer.Option(help="Time zone, such as Africa/Bamako.")] = "UTC",
) -> None:
    """Make a node in BENKAN_HOME: keys, database, own card."""
    from benkan.node import home as homes
    from benkan.node.setting_up import prepare, valid_identity

    with refusals():
        names = {"fr": name, "en": name_en or name, "ar": name_ar or name}
        valid_identity(
            agency=agency,
            country=country,
            url=url,
            listen=listen,
            language=language,
            time_zone=time_zone,
            database=database,
            names=tuple(names.values()),
        )
        homes.make(
            home_path(),
            agency=agency,
            name=names,
            country=country,
            url=url,
            listen=listen,
            database=database,
            language=language,
            time_zone=time_zone,
        )
        node = boot()
        prepare()
        typer.echo(f"{node.agency} is ready in {node.home}.")
        typer.echo("Next: benkan officer add NAME --role administrator, then benkan node serve and benkan node work.")


@commands.command(epilog="Example: benkan node serve --with-worker")
def serve(
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer; one for each core.")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Threads of each process.")] = 4,
    with_worker: Annotated[bool, typer.Option(help="Run the worker beside the server.")] = False,
) -> None:
    """Serve the pages, the API and the partners' door."""
    from granian import Granian
    from granian.constants import Interfaces

    with refusals():
        node = load(home_path())
        node.check_keys()
    os.environ["BENKAN_SERVE_THREADS"] = str(threads)  # for the door of its processes (exchange.door)
    host, _, port = node.listen.rpartition(":")
    warm(node.home / "benkan.sqlite3")
    signer = beside(node)
    worker = subprocess.Popen([sys.executable, "-m", "benkan.node.worker"]) if with_worker else None
    typer.echo(f"{node.agency} listens on http://{node.listen}")
    try:
        Granian(
            "benkan.node.wsgi:application",
            address=host.strip("[]"),
            port=int(port),
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            websockets=False,
            log_level="warning",  # type: ignore[arg-type]
            backlog=256,
        ).serve()
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait(timeout=10)
        if signer is not None:
            signer.stop()


@commands.command(epilog="Example: benkan node work")
def work(
    once: Annotated[bool, typer.Option(help="Do what is due now, then end.")] = False,
) -> None:
    """Deliver, ask, fetch and witness until stopped; a killed worker loses nothing."""
    from benkan.node.worker import run

    with refusals():
        run(once=once)


@commands.command(epilog="Example: benkan node info --json")
def info(
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Say who this node is, and the fingerprint to read to a partner by voice."""
    with refusals(as_json=as_json):
        boot()
        from benkan.node.setting_up import describe

        told = describe()
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for label, value in told.items():
        typer.echo(f"{label:>16}: {value}")


def register(app: typer.Typer) -> None:
    """Adds ``benkan node`` to the command."""
    app.add_typer(commands, name="node")

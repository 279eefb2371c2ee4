"""The whole ``benkan`` command, put together from its groups; heavy modules load only when a command runs."""

from __future__ import annotations

import typer

from benkan.node.cli import (
    agency,
    attachment,
    cascade,
    case,
    certificates,
    chart,
    check,
    convention,
    courier,
    demo,
    eval_,
    evidence,
    flows,
    gatherings,
    import_,
    index,
    joint_case,
    journal,
    loans,
    means,
    networks,
    node,
    notice,
    officer,
    report,
    reporter,
    request,
    resolutions,
    screening,
    search,
    signer,
    training,
)

app = typer.Typer(
    name="benkan",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Private search, requests and sealed answers between services that signed a convention.",
    epilog="BENKAN_HOME names the node's home. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.",
)
for _group in (
    node,
    agency,
    officer,
    convention,
    import_,
    check,
    screening,
    case,
    certificates,
    training,
    gatherings,
    search,
    index,
    courier,
    request,
    attachment,
    joint_case,
    chart,
    notice,
    resolutions,
    flows,
    cascade,
    reporter,
    report,
    means,
    loans,
    journal,
    signer,
    evidence,
    networks,
    eval_,
    demo,
):
    _group.register(app)


def main() -> None:
    """Runs the command; an error of ours is a sentence and exit code 1, never a traceback."""
    from benkan.node.cli.boot import refusals

    try:
        with refusals():
            app()
    except typer.Exit as ended:
        raise SystemExit(ended.exit_code) from ended


__all__ = ["app", "main"]

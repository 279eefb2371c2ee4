"""What every command shares: opening the node, printing an error with its remedy, the exit codes.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from benkan.core.errors import BenkanError
from benkan.node.home import Home, home_path, load
from benkan.node.signing import permit_private


def boot() -> Home:
    """The node of BENKAN_HOME, with Django ready.

    Raises:
        Invalid: there is no node there, or a key of it cannot be read.
    """
    node = load(home_path())
    # The settings stand in a placeholder for a node without keys; no command may write as one.
    node.check_keys()
    permit_private(node)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benkan.node.settings")
    import django

    django.setup()
    return node


def as_object(error: BenkanError) -> dict[str, Any]:
    """The error as programs read it."""
    remedy = error.remedy % error.facts if error.facts else error.remedy
    return {
        "code": error.code,
        "message": error.sentence,
        "remedy": remedy,
        "place": error.place,
        "clause": error.clause,
    }


@contextmanager
def refusals(*, as_json: bool = False) -> Iterator[None]:
    """Turns an error of ours, or a database that cannot serve, into a sentence on standard error and exit code 1."""
    try:
        yield
    except BenkanError as error:
        _tell(error, as_json=as_json)
        raise typer.Exit(1) from error
    except Exception as error:
        known = _database_trouble(error)
        if known is None:
            raise
        _tell(known, as_json=as_json)
        raise typer.Exit(1) from error


def _tell(error: BenkanError, *, as_json: bool) -> None:
    told = as_object(error)
    if as_json:
        typer.echo(json.dumps({"error": told}, ensure_ascii=False))
        return
    typer.secho(f"benkan: {told['message']}", err=True, bold=True)
    for label in ("place", "clause", "remedy"):
        if told[label]:
            typer.echo(f"  {label}: {told[label]}", err=True)


def _database_trouble(error: Exception) -> BenkanError | None:
    if "django.db" not in sys.modules:
        return None
    from benkan.web.database import is_trouble, trouble

    return trouble(error) if is_trouble(error) else None

"""A database that cannot serve just now, in words: locked, full, read-only, or out of reach.

The database's own message stays out: it may quote a value. What was under way is rolled back by its transaction.
SQLite's result codes and PostgreSQL's SQLSTATE (PostgreSQL manual, appendix A) say which case it is.
"""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, OperationalError

from benkan.core.errors import N_, Unreachable

_SQLITE = {"BUSY": "locked", "LOCKED": "locked", "FULL": "full", "READONLY": "read-only", "CANTOPEN": "read-only"}
_SQLSTATES = {"55P03": "locked", "40P01": "locked", "40001": "locked", "53100": "full", "25006": "read-only"}


def is_trouble(error: BaseException) -> bool:
    """Whether the database could not serve; a wrong query or a broken constraint is another matter."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def trouble(error: BaseException) -> Unreachable:
    """The same in words, with a stable code and what to do; the place is the database."""
    kind = _kind(error.__cause__ or error)
    if kind == "locked":
        return _unreachable(
            "database.locked",
            N_("Another program holds the database of this node, so nothing was changed."),
            N_("Try again in a moment; if it stays so, the administrator ends the other program."),
        )
    if kind == "full":
        return _unreachable(
            "database.full",
            N_("The database of this node has no room left, so nothing was changed."),
            N_("The administrator makes room on the disk; then do it again."),
        )
    if kind == "read-only":
        return _unreachable(
            "database.read-only",
            N_("The database of this node cannot be written, so nothing was changed."),
            N_("The administrator checks the owner and the rights of the home folder."),
        )
    return _unreachable(
        "database.failed",
        N_("The database of this node does not answer, so nothing was changed."),
        N_("Try again in a moment; if it stays so, the administrator looks at the database."),
    )


def _kind(cause: BaseException) -> str:
    name = str(getattr(cause, "sqlite_errorname", "") or "").removeprefix("SQLITE_")
    for beginning, kind in _SQLITE.items():
        if name.startswith(beginning):
            return kind
    return _SQLSTATES.get(str(getattr(cause, "sqlstate", "") or ""), "failed")


def _unreachable(code: str, text: str, remedy: str) -> Unreachable:
    return Unreachable(code, text, remedy, place="database")

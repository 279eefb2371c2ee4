"""Our copy follows its owner's newest statement: what the owner does not assert any more is erased, whoever told us."""

from __future__ import annotations

from typing import TypeAlias

from benkan import wire
from benkan.apps.requests.models import Release, ReleaseState
from benkan.apps.requests.onward import statements
from benkan.core.errors import N_, Unverified

Change: TypeAlias = wire.Correction | wire.Withdrawal | wire.Extension


def stated(copy: Release, change: Change) -> None:
    """Nothing when the change carries what the copy needs: the owner's statement about the new state, if it has one.

    Raises:
        Unverified: ``statement.missing``, ``statement.conditions``, or as ``statements.checked``.
    """
    if copy.statement is None:
        return
    if change.statement is None:
        raise Unverified(
            "statement.missing",
            N_("The owner's statement about this state is missing."),
            N_("Send the change with the owner's own statement."),
        )
    corrected = change.properties if isinstance(change, wire.Correction) else {}
    salts = change.salts if isinstance(change, wire.Correction) else {}
    statements.checked(
        change.statement, convention=copy.convention, owner=copy.owner, properties=corrected, salts=salts
    )
    before, after = statements.read(wire.Statement, copy.statement), change.statement
    same = ("receiver", "schema_name", "handling", "grade", "purpose")
    # Not its end: an extension may not have reached us, and a withdrawal must reach us all the same.
    if any(getattr(before, name) != getattr(after, name) for name in same):
        raise Unverified(
            "statement.conditions",
            N_("A change does not change the conditions under which something was given."),
            N_("Withdraw it and release it anew."),
        )


def follow(copy: Release, change: Change) -> None:
    """Takes over the statement, and erases each field that it does not cover: a change may have been held back."""
    from benkan.apps.requests import receiving  # it applies what is followed here

    if copy.statement is None or change.statement is None:
        return
    if isinstance(change, wire.Correction):
        copy.salts = copy.salts | {
            name: salt for name, salt in statements.in_hex(change.salts).items() if name in copy.properties
        }
    copy.statement = statements.kept(change.statement)
    salts = statements.salts_in(copy, copy.properties)
    gone = wire.uncovered(change.statement, copy.properties, salts)
    receiving.erase(copy, gone, ReleaseState.WITHDRAWN)
    copy.salts = {name: salt for name, salt in copy.salts.items() if name in copy.properties}
    copy.save(update_fields=["statement", "salts"])

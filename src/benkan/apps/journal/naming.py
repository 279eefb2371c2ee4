"""The name of a journal, in one place for nodes and for those who verify without one."""

from __future__ import annotations


def origin(agency: str) -> str:
    """The name of an agency's journal: it stands in every checkpoint and names the key that signs."""
    return f"{agency}/journal"

"""The tables of a convention's text, read strictly; its errors are ``convention.invalid`` with their place."""

from __future__ import annotations

from typing import ClassVar

from benkan.core import strict_toml
from benkan.core.errors import Invalid

CODE = "convention.invalid"


def wrong(place: str, text: str, **facts: object) -> Invalid:
    """The error for a value that cannot stand in a convention."""
    return strict_toml.wrong(CODE, place, text, **facts)


class Table(strict_toml.Table):
    """One table of a convention."""

    code: ClassVar[str] = CODE

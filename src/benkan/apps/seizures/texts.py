"""Texts as they may be kept: bounded by their column, without hidden characters."""

from __future__ import annotations

from django.db import models

from benkan.core.errors import N_, Invalid


def longest(model: type[models.Model], name: str) -> int:
    """How many characters the column takes."""
    found = model._meta.get_field(name)  # noqa: SLF001 - Django's documented interface
    return getattr(found, "max_length", None) or 5_000


def kept(value: str, limit: int, place: str, *, required: bool = True) -> str:
    """The text without blanks around it.

    Raises:
        Invalid: ``seizure.text``: it is missing or too long, or has hidden characters; the place names the field.
    """
    cleaned = value.strip()
    if (
        (required and not cleaned)
        or len(cleaned) > limit
        or not (cleaned.isprintable() or cleaned.replace("\n", "").replace("\r", "").isprintable())
    ):
        raise Invalid(
            "seizure.text",
            N_("Write from one to %(limit)d characters here, none of them hidden.")
            if required
            else N_("Write at most %(limit)d characters here, none of them hidden."),
            place=place,
            limit=limit,
        )
    return cleaned

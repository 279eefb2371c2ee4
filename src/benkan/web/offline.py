"""The worker that keeps a page for times without a link: one script for every slice, with what it may keep above it.

A browser lets a worker speak only for the addresses below its own, so each slice serves it under its own address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeVar

from django.http import HttpResponse

from benkan.core.errors import N_, Invalid

MOST: Final = 2_000
"""Entries that a device may send at once."""
_DEVICE: Final = re.compile(r"[A-Za-z0-9-]{1,40}")
_Entry = TypeVar("_Entry")
_SCRIPT: Final = Path(__file__).parent / "static" / "web" / "offline_worker.js"


def worker(kept: str, pages: str) -> HttpResponse:
    """The script.

    Args:
        kept: name of the store in the browser; another name leaves what was kept under the old one.
        pages: regular expression, from ``^`` to ``$``, of the paths of the pages that are kept.
    """
    head = f'"use strict";\nconst KEPT = {json.dumps(kept)};\nconst PAGES = {json.dumps(pages)};\n'
    return HttpResponse(head + _SCRIPT.read_text("utf-8"), content_type="text/javascript; charset=utf-8")


def bundle(device: str, entries: Iterable[_Entry], place: str) -> list[_Entry]:
    """What a device sends at once, when it says which one it is and sends no more than is taken.

    Args:
        place: the field of the entries.

    Raises:
        Invalid: ``offline.device``, ``offline.too-many``.
    """
    if not _DEVICE.fullmatch(device):
        raise Invalid("offline.device", N_("The device has no name."), N_("Open the page again."), place="device")
    listed = list(entries)
    if len(listed) > MOST:
        raise Invalid(
            "offline.too-many",
            N_("At most %(most)d entries are taken at once."),
            N_("Send them in parts."),
            place=place,
            most=MOST,
        )
    return listed

"""The worker that keeps a page for times without a link: one script for every slice, with what it may keep above it.

A browser lets a worker speak only for the addresses below its own, so each slice serves it under its own address.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from django.http import HttpResponse

_SCRIPT: Final = Path(__file__).parent / "static" / "web" / "offline_worker.js"


def worker(kept: str, pages: str) -> HttpResponse:
    """The script.

    Args:
        kept: name of the store in the browser; another name leaves what was kept under the old one.
        pages: regular expression, from ``^`` to ``$``, of the paths of the pages that are kept.
    """
    head = f'"use strict";\nconst KEPT = {json.dumps(kept)};\nconst PAGES = {json.dumps(pages)};\n'
    return HttpResponse(head + _SCRIPT.read_text("utf-8"), content_type="text/javascript; charset=utf-8")

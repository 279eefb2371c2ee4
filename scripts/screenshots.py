"""Takes pictures of pages in three languages, on an office screen and a phone, light and dark.

Against a running node, best one of the demonstration (``make demo``)::

    python scripts/screenshots.py http://127.0.0.1:8441 --as analyste --out /tmp/shots / /cases/ /search/
    python scripts/screenshots.py http://127.0.0.1:8441 --as analyste --few /search/…/
"""

from __future__ import annotations

import argparse
import sys
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e import browser as browsers


def main() -> int:
    """0 when every page answered and none was wider than its window."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="address of the node")
    parser.add_argument("paths", nargs="+", help="pages, such as /cases/")
    parser.add_argument("--as", dest="persona", default="", help="persona of the demonstration; none: the visitor")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--few", action="store_true", help="only fr, en and ar on the office screen, and fr dark")
    options = parser.parse_args()
    if why := browsers.missing():
        print(why, file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    views = [
        browsers.View(language, size, scheme)
        for language, size, scheme in product(("fr", "en", "ar"), (browsers.OFFICE, browsers.PHONE), ("light", "dark"))
        if not options.few or (size == browsers.OFFICE and (scheme == "light" or language == "fr"))
    ]
    troubles = 0
    with browsers.browser() as running:
        for view in views:
            with browsers.page(running, view) as opened:
                if options.persona:
                    browsers.sign_in_as(opened, options.base, options.persona)
                else:
                    opened.goto(f"{options.base}/accounts/login/")
                browsers.speak(opened, view.language)
                for path in options.paths:
                    answer = opened.goto(options.base + path)
                    opened.wait_for_load_state("networkidle")
                    name = path.strip("/").replace("/", "-") or "home"
                    opened.screenshot(path=options.out / f"{name}-{view}.png", full_page=True)
                    if (wide := browsers.overflow(opened)) or opened.complaints or not answer or answer.status >= 400:
                        troubles += 1
                        status = answer.status if answer else 0
                        print(f"{path} {view}: status {status}, {wide} px too wide, {opened.complaints}")
                        opened.complaints.clear()
    print(f"{len(views) * len(options.paths)} pictures in {options.out}, {troubles} with trouble")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())

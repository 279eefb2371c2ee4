"""One browser for all browser tests; they are skipped, with the reason, where there is none."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e import browser as browsers


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The running browser."""
    if why := browsers.missing():
        pytest.skip(why)
    with browsers.browser() as running:
        yield running

"""What every test shares; the temporary node is made in ``tests/settings.py``."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# Machines are shared: how long one example takes says nothing about the program.
hypothesis.settings.register_profile("shared", deadline=None)
hypothesis.settings.load_profile("shared")


@pytest.fixture(scope="session", autouse=True)
def _temporary_home_is_removed() -> Iterator[None]:
    """The home of the run goes with the run."""
    from django.conf import settings

    yield
    shutil.rmtree(Path(settings.BENKAN_NODE.home), ignore_errors=True)

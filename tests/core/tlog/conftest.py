"""What every test of this room shares."""

from pathlib import Path

import pytest
from tests.core.catalogue import errors_say_what_is_catalogued


@pytest.fixture(autouse=True)
def _errors_say_what_is_catalogued(monkeypatch):
    with errors_say_what_is_catalogued(Path(__file__).with_name("sentences.json"), monkeypatch):
        yield

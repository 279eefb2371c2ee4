"""Every error that a test of this room meets must stand in sentences.json word for word: translators rely on it."""

import json
from pathlib import Path

import pytest

from benkan.core.errors import BenkanError

CATALOGUE = json.loads(Path(__file__).with_name("sentences.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _errors_say_what_is_catalogued(monkeypatch):
    met = []
    original = BenkanError.__init__

    def remember(error, *args, **facts):
        original(error, *args, **facts)
        met.append(error)

    monkeypatch.setattr(BenkanError, "__init__", remember)
    yield
    for error in met:
        assert [type(error).__name__, error.code, error.text, error.remedy] in CATALOGUE
        assert "%(" not in str(error)

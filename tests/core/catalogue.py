"""Every error that a test meets must say, word for word, what its room's catalogue lists: translators rely on it."""

import json
from contextlib import contextmanager
from pathlib import Path

from benkan.core.errors import BenkanError


@contextmanager
def errors_say_what_is_catalogued(file: Path, monkeypatch):
    catalogue = json.loads(file.read_text(encoding="utf-8"))
    met = []
    original = BenkanError.__init__

    def remember(error, *args, **facts):
        original(error, *args, **facts)
        met.append(error)

    monkeypatch.setattr(BenkanError, "__init__", remember)
    yield
    for error in met:
        assert [type(error).__name__, error.text, error.remedy] == catalogue.get(error.code), error.code
        assert error.sentence
        assert "%(" not in str(error)

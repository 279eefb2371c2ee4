from pathlib import Path

import pytest
from django.conf import settings

from benkan.apps.journal import services as journal


@pytest.fixture
def ten_lines(db) -> list[int]:
    """Ten lines with a signed checkpoint after the fifth and the tenth."""
    numbers = []
    for number in range(10):
        numbers.append(journal.write("case-opened", officer="a.traore", reference=f"2025-{number}", purpose="fraud"))
        if number in {4, 9}:
            journal.checkpoint()
    return numbers


@pytest.fixture
def exported(ten_lines, tmp_path) -> Path:
    path = tmp_path / "journal.jsonl"
    journal.export(path)
    return path


@pytest.fixture
def keys() -> dict[str, bytes]:
    from benkan.core.envelope import SigningKey

    node = settings.BENKAN_NODE
    return {node.agency: SigningKey.from_bytes(node.signing_seed()).public}

"""Where the real data for tests lies; a test that needs it says plainly when it is absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared_data(*parts: str) -> Path:
    """The path of a file of the shared test data, or a skip with the reason."""
    folder = Path(os.environ.get("BENKAN_DATA", ROOT.parent / "shared" / "data"))
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the shared test data has no {'/'.join(parts)}; set BENKAN_DATA to its folder")
    return path

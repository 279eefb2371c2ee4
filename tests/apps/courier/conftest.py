import pytest
from tests.apps.courier.stick import Stick
from tests.apps.exchange.conftest import convention, network, officer, own_signing, partner  # noqa: F401 - fixtures
from tests.apps.search.conftest import _fresh_memory, analyst, case, their_moussa  # noqa: F401 - fixtures


@pytest.fixture
def stick(partner, convention, tmp_path) -> Stick:  # noqa: F811 - the fixture of that name
    """An empty stick; the line to the partner is dead."""
    partner.down = True
    return Stick(tmp_path / "stick", partner)


@pytest.fixture
def later(monkeypatch):
    """Moves the clock of this node and of the partner; days and hours add up."""
    import datetime as dt

    from django.utils import timezone
    from tests.apps.exchange import fake_partner

    real, moved = timezone.now, {"by": dt.timedelta()}
    monkeypatch.setattr(timezone, "now", lambda: real() + moved["by"])
    monkeypatch.setattr(fake_partner, "now", lambda: dt.datetime.now(dt.UTC) + moved["by"])

    def move(**by: float) -> None:
        moved["by"] += dt.timedelta(**by)

    return move

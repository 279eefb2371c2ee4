from collections.abc import Callable

import pytest
from django.conf import settings
from tests.apps.accords.texts import signed
from tests.apps.exchange.fake_partner import FakeNetwork, FakePartner

from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import transport


@pytest.fixture
def network(monkeypatch) -> FakeNetwork:
    made = FakeNetwork()
    monkeypatch.setattr(transport, "post", made.post)
    return made


@pytest.fixture
def partner(db, network) -> FakePartner:
    return network.add(FakePartner().join_directory())


@pytest.fixture
def officer(db) -> Callable[[str], accounts.Officer]:
    def make(role: str) -> accounts.Officer:
        return accounts.create_officer(f"{role}-1", role.title(), role)

    return make


@pytest.fixture
def text(partner) -> str:
    return signed(partner)


@pytest.fixture
def own() -> str:
    return settings.BENKAN_NODE.agency

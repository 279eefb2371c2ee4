import pytest
from tests.apps.exchange.fake_partner import FakeNetwork, FakePartner, agree

from benkan.apps.exchange import delivering, transport


@pytest.fixture
def network(monkeypatch) -> FakeNetwork:
    made = FakeNetwork()
    monkeypatch.setattr(transport, "post", made.post)
    monkeypatch.setattr(delivering, "_at_once", {})
    monkeypatch.setattr(delivering, "_singly_until", {})
    return made


@pytest.fixture
def partner(db, network) -> FakePartner:
    return network.add(FakePartner().join_directory())


@pytest.fixture
def convention(partner) -> str:
    return agree(partner)


@pytest.fixture
def officer(db):
    from benkan.apps.accounts import services as accounts

    return accounts.create_officer("controle", "Aïssata Contrôle", "supervisor")


@pytest.fixture
def own_signing():
    from django.conf import settings

    from benkan.core.envelope import SigningKey

    return SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())

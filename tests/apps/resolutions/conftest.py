import pytest
from tests.apps.jointcases.nodes import agree, made
from tests.apps.resolutions.gatherings import Gatherings

from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import transport
from benkan.apps.resolutions import gathered


@pytest.fixture
def secretary(db):
    return accounts.create_officer("secretary", "A. Secretary", "liaison")


@pytest.fixture
def analyst(db):
    return accounts.create_officer("analyst", "An Analyst", "analyst")


@pytest.fixture
def network(db, monkeypatch, tmp_path):
    found = made(tmp_path, {"ml-ocs": "ML", "ma-dgsn": "MA", "bf-drug": "BF", "fr-tiers": "FR"})
    monkeypatch.setattr(transport, "post", found.post)
    agree(found, "ml-ocs", "ma-dgsn", "bf-drug")
    yield found
    for node in list(found.nodes.values())[1:]:
        node.connection.close()


@pytest.fixture
def nodes(network):
    return {one.agency: one for one in network.nodes.values()}


@pytest.fixture
def gatherings(monkeypatch):
    found = Gatherings()
    monkeypatch.setattr(gathered, "_services", lambda: found)
    return found

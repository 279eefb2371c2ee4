"""Four nodes of one convention that lets an owner agree to onward transfer; a release of the first to the second."""

import pytest
from tests.several_nodes import Net, Node, agree, migrated, released

from benkan.apps.exchange import transport

FOUR = ("ma-dgsn", "ml-ocs", "ne-ocrtis", "bf-cnlcd")


@pytest.fixture(scope="session")
def tables(tmp_path_factory, django_db_blocker):
    with django_db_blocker.unblock():
        return migrated(tmp_path_factory.mktemp("tables"))


@pytest.fixture
def terms():
    """What the convention of the four says otherwise than usual."""
    return {}


@pytest.fixture
def net(tmp_path, tables, django_db_blocker, monkeypatch, terms):
    with django_db_blocker.unblock():
        made = Net([Node(tmp_path / agency, agency, number, tables) for number, agency in enumerate(FOUR)])
        monkeypatch.setattr(transport, "post", made.post)
        agree(list(made.nodes.values()), **({"onward": "with-consent"} | terms))
        yield made
        for node in made.nodes.values():
            node.connection.close()


@pytest.fixture
def a(net):
    """The owner."""
    return net.nodes["ma-dgsn"]


@pytest.fixture
def b(net):
    return net.nodes["ml-ocs"]


@pytest.fixture
def c(net):
    return net.nodes["ne-ocrtis"]


@pytest.fixture
def d(net):
    return net.nodes["bf-cnlcd"]


@pytest.fixture
def release(a, b, net):
    """Everything of A's record, given to B."""
    return released(a, b, net)

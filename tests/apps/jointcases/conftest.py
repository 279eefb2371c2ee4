import datetime as dt
import uuid

import pytest
from django.utils import timezone
from tests.apps.jointcases.nodes import agree, made

from benkan.apps.exchange import transport
from benkan.apps.jointcases import services
from benkan.apps.jointcases.models import JointCase
from benkan.core import jointcases

H1 = services.Conditions("H1", "B2")
H2 = services.Conditions("H2", "B2")


def terms(*parties, **changes) -> str:
    today = timezone.now().date()
    given = {
        "case": str(uuid.uuid4()),
        "convention": "trois-2026",
        "reference": "JC-2026-1",
        "title": "Cargaison de Gao",
        "purpose": "drug-trafficking",
        "grounds": "Art. 12 de la convention",
        "lead": "ml-ocs",
        "starts_on": today - dt.timedelta(days=1),
        "ends_on": today + dt.timedelta(days=100),
        "categories": ["person", "phone"],
        "handling": ["H1", "H2"],
        "retention_days": 90,
        "parties": {name: f"Brigade {name}" for name in parties or ("ml-ocs", "ma-dgsn", "bf-drug")},
    }
    return jointcases.write(**(given | changes))


@pytest.fixture
def network(db, monkeypatch, tmp_path):
    found = made(tmp_path, {"ml-ocs": "ML", "ma-dgsn": "MA", "bf-drug": "BF", "fr-tiers": "FR"})
    monkeypatch.setattr(transport, "post", found.post)
    agree(found, "ml-ocs", "ma-dgsn", "bf-drug", "fr-tiers")
    yield found
    for node in list(found.nodes.values())[1:]:
        node.connection.close()


def node(network, agency):
    return next(one for one in network.nodes.values() if one.agency == agency)


@pytest.fixture
def ml(network):
    return node(network, "ml-ocs")


@pytest.fixture
def ma(network):
    return node(network, "ma-dgsn")


@pytest.fixture
def bf(network):
    return node(network, "bf-drug")


@pytest.fixture
def case(network, ml):
    """A joint case of three, proposed by us, signed by all, under way everywhere; its id."""
    return begun(network, ml, terms())


def begun(network, proposer, text):
    with proposer.awake():
        made = services.propose(proposer.people["liaison"], text)
    network.settle(1)
    for party in network.nodes.values():
        with party.awake():
            row = JointCase.objects.filter(pk=made.pk).first()
            if row is None:
                continue
            if not row.prepared_by:
                services.prepare(party.people["liaison"], row.pk)
            services.sign(party.people["supervisor"], row.pk)
    network.settle(2)
    return made.pk


def write(party, case, kind, fields, of=None, conditions=H1):
    with party.awake():
        return services.put(party.people["liaison"], case, kind, fields, conditions, of)


def state(party, case):
    with party.awake():
        return services.state(JointCase.objects.get(pk=case))


PERSON = {"schema": ["Person"], "name": ["Moussa Ag Alhassane"], "phone": ["+22376123456"]}

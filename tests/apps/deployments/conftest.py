"""Officers of both sides, means that can be lent, and two nodes under a convention that shares them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.apps.jointcases.nodes import agree, made

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.deployments import services
from benkan.apps.exchange import transport
from benkan.apps.means import services as means
from benkan.apps.seizures import laboratory
from benkan.apps.seizures import services as seizures

TODAY = timezone.localdate()
SPECIFICATIONS = {"dogs": {"scents": ["cannabis"], "teams": 1}, "laboratory": {"methods": ["gc-ms"]}}


@pytest.fixture
def asker(db):
    return accounts.create_officer("enquete", "E. Enquête", "supervisor", language="en")


@pytest.fixture
def lender(db):
    return accounts.create_officer("moyens", "M. Moyens", "coordinator", language="en")


@pytest.fixture
def case(asker):
    return cases.open_case(asker, "Lorry at Gao", "drug-trafficking")


def ready(kind="dogs", code="K9-1", who="", **more):
    """A means of this node, certified and committed for a year."""
    one, other = (accounts.create_officer(f"{name}{code}".lower(), name, "coordinator") for name in ("a", "b"))
    made_now = means.register(
        one,
        means.MeanGiven(
            kind=kind,
            code=code,
            titles={"fr": f"Moyen {code}", "en": f"Means {code}"},
            place="Gao",
            specification=SPECIFICATIONS.get(kind, {}),
            notice_hours=1,
            daily_cost="45000",
            **more,
        ),
    )
    until = TODAY + dt.timedelta(days=700)
    means.certify(other, made_now.pk, means.CertificateGiven("Brevet", "C-1", "École", until))
    means.commit(one, made_now.pk, TODAY, TODAY + dt.timedelta(days=365))
    return str(made_now.pk)


@pytest.fixture
def dogs(db):
    return ready()


@pytest.fixture
def need(asker, case):
    def ask(**more):
        given = {"kind": "dogs", "place": "Gao", "case": case.number} | more
        starts, ends = given.pop("starts", TODAY), given.pop("ends", TODAY + dt.timedelta(days=4))
        return services.request(asker, given.pop("kind"), given.pop("place"), starts, ends, **given)

    return ask


@pytest.fixture
def network(db, monkeypatch, tmp_path):
    found = made(tmp_path, {"ml-ocs": "ML", "ma-dgsn": "MA", "bf-drug": "BF"})
    monkeypatch.setattr(transport, "post", found.post)
    agree(found, "ml-ocs", "ma-dgsn", costs="shared")
    yield found
    for node in list(found.nodes.values())[1:]:
        node.connection.close()


@pytest.fixture
def ml(network):
    return next(one for one in network.nodes.values() if one.agency == "ml-ocs")


@pytest.fixture
def ma(network):
    return next(one for one in network.nodes.values() if one.agency == "ma-dgsn")


@pytest.fixture
def seized():
    """A seizure of cocaine with a sample that waits for its result."""

    def make(who):
        given = seizures.SeizureGiven(
            happened_on=TODAY - dt.timedelta(days=3),
            country="ML",
            place="Gao",
            drugs=(seizures.DrugGiven("cocaine", "cocaïne", "2 kg", kilograms=Decimal(2)),),
            service="OCS Gao",
            circumstance="checkpoint",
            conveyance="pick-up",
            persons="no",
        )
        one = seizures.record(who, given)
        return one.pk, laboratory.take_sample(who, one.pk, 0, mark="E-1", taken_on=TODAY, laboratory="Rabat")

    return make

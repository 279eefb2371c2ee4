"""The demonstration's loans pass the program's own rules."""

import pytest
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.deployments import services
from benkan.node.demo import lending, pooling

pytestmark = pytest.mark.django_db


def test_one_is_under_way_with_its_costs():
    coordinator = accounts.create_officer("moyens", "M", "coordinator")
    supervisor = accounts.create_officer("superviseur", "S", "supervisor")
    case = cases.open_case(supervisor, "Camion", "drug-trafficking")
    today = timezone.localdate()
    pooling.register("ML", coordinator, supervisor, today)
    made = lending.lend(supervisor, coordinator, case.number, today)
    assert made == {"loans": 1}
    states = sorted(one.state for one in services.listed())
    assert states == ["deployed"]
    deployed = services.listed("deployed").get()
    assert services.of(deployed, "XOF").amount == 178018  # 148,500 + 45 × 655.957 = 178,018.065

"""The demonstration's invented means pass the program's own rules in every country."""

import pytest
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.means import services as means
from benkan.node.demo import pooling
from benkan.node.demo.cast import SERVICES

pytestmark = pytest.mark.django_db


def test_every_node_of_the_demo_has_means_and_gaps():
    coordinator = accounts.create_officer("moyens", "M", "coordinator")
    supervisor = accounts.create_officer("superviseur", "S", "supervisor")
    for service in SERVICES:
        count = pooling.register(service.country, coordinator, supervisor, timezone.localdate())
        assert count == len(pooling.MEANS[service.country])
    states = [means.mean(one.pk).state for one in means.Asked().means()]
    assert (states.count("committed"), states.count("registered")) == (7, 1)
    assert sum(one.missing for one in means.goals()) > 0

"""The transfers of reports become flows of money, each once, without the reporter's name."""

import pytest
from tests.apps.reporting.files import goaml

from benkan.apps.flows.models import Import, Transfer
from benkan.apps.reporting import services as reporting
from benkan.apps.reporting.models import Report

pytestmark = pytest.mark.django_db


def test_each_report_is_handed_over_once_and_a_correction_adds_only_what_is_new(bank):
    first = bank.send()
    assert reporting.hand_over() == 1
    assert reporting.hand_over() == 0
    assert Transfer.objects.count() == 3
    brought = Import.objects.get()
    assert (brought.report, brought.officer) == (first.pk, "reporting-door")
    assert "fleuve" not in brought.file_name.lower(), "the reporter is not named there"
    bank.send(goaml(("4900000", "4850000", "4950000", "4800000")), corrects=first.number)
    assert reporting.hand_over() == 1
    assert Transfer.objects.count() == 4


def test_what_fails_is_handed_over_the_next_time(bank, monkeypatch):
    from benkan.apps.reporting import handing_over

    bank.send()
    with monkeypatch.context() as broken:
        broken.setattr(handing_over.flows, "store", lambda *_given, **_named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            reporting.hand_over()
    assert Report.objects.get().handed_at is None
    assert reporting.hand_over() == 1
    assert Transfer.objects.count() == 3

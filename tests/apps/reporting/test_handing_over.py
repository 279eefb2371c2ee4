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


def test_a_large_report_goes_over_in_pieces_and_equal_transfers_are_told_apart_across_them(bank, monkeypatch):
    from benkan.apps.reporting import handing_over

    monkeypatch.setattr(handing_over, "PIECE", 2)
    same = goaml(("4900000",) * 29)  # the day of the month comes round: the first and the last are one moment
    row = bank.send(same)
    assert reporting.hand_over() == 1
    assert (Transfer.objects.count(), Import.objects.filter(report=row.pk).count()) == (29, 15)
    Report.objects.update(handed_at=None)
    reporting.hand_over()
    assert Transfer.objects.count() == 29


def test_a_kill_between_two_pieces_loses_and_doubles_nothing(bank, monkeypatch):
    from benkan.apps.reporting import handing_over

    store, calls = handing_over.flows.store, []

    def dies(*given, **named):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return store(*given, **named)

    monkeypatch.setattr(handing_over, "PIECE", 1)
    bank.send()
    with monkeypatch.context() as broken:
        broken.setattr(handing_over.flows, "store", dies)
        with pytest.raises(KeyboardInterrupt):
            reporting.hand_over()
    assert (Transfer.objects.count(), Report.objects.get().handed_at) == (1, None)
    reporting.hand_over()
    assert Transfer.objects.count() == 3

"""The rules over stored transfers: an alert once, growing, staying dismissed, opened again by more."""

import pytest
from tests.apps.flows.conftest import bring, mule_rows

from benkan.apps.flows import judging, running, tuning
from benkan.apps.flows.models import Alert, Import, Judgement, SettingChange
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def test_what_an_import_brought_becomes_an_alert_once(officers):
    bring(mule_rows())
    first = running.run_due()
    assert (first.transfers, first.new) == (8, 1)
    alert = Alert.objects.get()
    assert (alert.pattern, alert.transfer_count) == ("pass_through", 8)
    assert alert.measured["passages"] == 4
    assert running.run_due() is None, "nothing came since"
    again = running.run()
    assert (again.new, again.known) == (0, 1)
    assert Alert.objects.count() == 1
    assert not Import.objects.filter(examined_at=None).exists()


def test_a_dismissed_alert_stays_dismissed_until_more_transfers_join_it(officers):
    bring(mule_rows())
    running.run_due()
    alert = judging.dismiss(officers["analyst"], Alert.objects.get().pk, "shop")
    running.run()
    alert.refresh_from_db()
    assert alert.state == "dismissed"
    bring(mule_rows(passages=1, start=4))
    done = running.run_due()
    alert.refresh_from_db()
    assert (alert.state, alert.transfer_count, done.grown, done.opened_again) == ("open", 10, 1, 1)
    assert alert.grown_at is not None
    assert [one.verdict for one in alert.judgements.all()] == ["dismissed", "grew"]


def test_another_account_is_another_alert():
    bring(mule_rows())
    running.run_due()
    other = mule_rows(holder="X")
    moved = [type(one)(**{**{name: getattr(one, name) for name in one.__slots__}, **_swap(one)}) for one in other]
    bring(moved)
    running.run_due()
    assert Alert.objects.count() == 2


def _swap(one):
    def side(end):
        number = "+223 76 99 00 01" if end.account == "+223 76 44 17 03" else f"{end.account[:-2]}9{end.account[-1]}"
        return type(end)(**{**{name: getattr(end, name) for name in end.__slots__}, "account": number})

    return {"source": side(one.source), "destination": side(one.destination)}


def test_a_setting_of_this_node_decides_and_is_kept_with_who_and_when(officers):
    bring(mule_rows())
    changed = tuning.change(officers["supervisor"], "pass_through", {"pass_through.least_pairs": "5"})
    assert changed == 1
    running.run_due()
    assert not Alert.objects.exists()
    tuning.change(officers["supervisor"], "pass_through", {"pass_through.least_pairs": "3"})
    running.run()
    assert Alert.objects.get().settings_version == SettingChange.objects.latest("pk").pk
    assert [(row["was"], row["value"]) for row in tuning.history("pass_through")] == [("5", "3"), ("3", "5")]
    assert tuning.changed_patterns() == set()


@pytest.mark.parametrize("value", ["-1", "1e9", "many", "nan", "2.5"])
def test_a_setting_out_of_its_bounds_is_refused_and_nothing_is_kept(officers, value):
    with pytest.raises(Invalid):
        tuning.change(officers["supervisor"], "pass_through", {"pass_through.least_pairs": value})
    assert not SettingChange.objects.exists()


def test_only_a_supervisor_changes_a_rule(officers):
    for role in ("analyst", "liaison", "control", "administrator"):
        with pytest.raises(Refused):
            tuning.change(officers[role], "pass_through", {"pass_through.least_pairs": "4"})
    assert not Judgement.objects.exists()

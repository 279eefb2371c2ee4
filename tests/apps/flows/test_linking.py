"""From goods to money and back: a seizure's phone is an account, and only a shared number links."""

import datetime as dt
from decimal import Decimal

import pytest
from tests.apps.flows.conftest import MULE, NOON, bring, mule_rows

from benkan.apps.flows import judging, linking, running, together
from benkan.apps.flows.models import Account, Alert
from benkan.apps.records import services as records
from benkan.apps.search.models import Search
from benkan.apps.seizures import services as seizures

pytestmark = pytest.mark.django_db


@pytest.fixture
def seized(officers, case):
    who = officers["analyst"]
    record = records.add(
        "Person",
        {"name": ["Housseini Tounkara"], "phone": ["0022376441703"]},
        officer="analyst",
        subject_category="suspect",
        crime_area="drug-trafficking",
        handling="H1",
        grade="B2",
        review_on=dt.date(2030, 1, 1),
    )
    row = seizures.record(
        who,
        seizures.SeizureGiven(
            happened_on=(NOON + dt.timedelta(days=7)).date(),
            country="ML",
            place="Gao",
            drugs=(seizures.DrugGiven("cocaine", kilograms=Decimal(2)),),
            service="OCS",
            circumstance="checkpoint",
            conveyance="pick-up",
            persons="yes",
            case=case.pk,
        ),
    )
    seizures.link(who, row.pk, record.pk, "arrested")
    bring(mule_rows())
    running.run_due()
    return row, record


def test_the_seizure_s_phone_is_the_account_and_its_alerts_are_counted(officers, seized):
    row, record = seized
    found = linking.of_seizure(officers["analyst"], row)
    assert [(one.number, one.record.pk, one.alerts) for one in found] == [("phone:+22376441703", record.pk, 1)]
    judging.dismiss(officers["analyst"], Alert.objects.get().pk, "shop")
    assert linking.of_seizure(officers["analyst"], row)[0].alerts == 0
    assert linking.of_seizure(officers["control"], row) == []


def test_the_account_leads_back_to_record_seizure_and_case(officers, seized, case):
    row, record = seized
    mule = Account.objects.get(keys__key="phone:+22376441703")
    found = linking.back(officers["analyst"], mule)
    assert [one.pk for one in found.records] == [record.pk]
    assert [one.pk for one in found.seizures] == [row.pk]
    assert [one.pk for one in found.cases] == [case.pk]
    other = Account.objects.exclude(pk=mule.pk).first()
    assert linking.back(officers["analyst"], other).records == []


def test_pages_of_seizure_record_and_case_show_the_account(analyst, seized, case):
    row, record = seized
    for path in (f"/seizures/{row.pk}/", f"/records/{record.pk}/", f"/cases/{case.pk}/"):
        page = analyst.get(path).content.decode()
        assert f"/flows/accounts/{Account.objects.get(keys__key='phone:+22376441703').pk}/" in page, path


def test_goods_people_and_money_stand_on_one_time(officers, seized, case):
    things, left_out = together.of_case(officers["analyst"], case)
    assert left_out == 0
    assert [one.lane for one in things].count(together.MONEY) == 8
    assert [one.lane for one in things].count(together.GOODS) == 1
    assert [one.at for one in things] == sorted(one.at for one in things)


def test_one_click_asks_the_partners_for_the_number_and_the_phone(analyst, officers, seized, case):
    mule = Account.objects.get(keys__key="phone:+22376441703")
    answer = analyst.post(f"/flows/accounts/{mule.pk}/ask/?case={case.pk}", {"case": str(case.pk)})
    made = Search.objects.get()
    assert answer.url == f"/search/{made.pk}/"
    assert made.subject == {"account": "+22376441703", "phone": "+22376441703"}


def test_a_number_looked_up_in_another_form_is_the_same(seized):
    assert linking.identifiers_of(Account.objects.get(keys__key="phone:+22376441703"))["phone"] == MULE.replace(" ", "")

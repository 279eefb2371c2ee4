"""Transfers into the tables: nothing twice, nothing lost, accounts under one key in every spelling."""

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.apps.flows.conftest import bring, moved, mule_rows, person

from benkan.apps.flows import keys
from benkan.apps.flows.models import Account, AccountKey, Import, Transfer
from benkan.apps.journal import services as journal
from benkan.formats.money_rows import MOST, End

pytestmark = pytest.mark.django_db
A, B = person("+223 76 00 00 01", "Awa"), person("+223 76 00 00 02", "Bou")


def test_the_same_file_twice_adds_nothing_and_says_so():
    first, second = bring(mule_rows()), bring(mule_rows())
    assert (first.added, first.known) == (8, 0)
    assert (second.added, second.known) == (0, 8)
    assert Transfer.objects.count() == 8
    assert Import.objects.filter(examined_at=None).count() == 1, "a file without news waits for no rule"


def test_two_files_that_report_one_transfer_make_one_row():
    bring([moved(A, B, 5_000, id="BANK-1", line=1)], name="bank-a.xml")
    done = bring([moved(A, B, 5_000, id="OTHER-77", line=9)], name="bank-b.xml")
    assert (done.added, done.known) == (0, 1)


def test_equal_transfers_of_one_second_within_a_file_are_told_apart():
    twice = [moved(A, B, 5_000, line=1), moved(A, B, 5_000, line=2)]
    assert bring(twice).added == 2
    assert bring(twice).known == 2


def test_a_dry_run_counts_like_an_import_and_stores_nothing():
    tried = bring(mule_rows(), dry_run=True)
    assert (tried.added, tried.dry_run) == (8, True)
    assert not Transfer.objects.exists()
    assert not Account.objects.exists()
    assert not Import.objects.exists()
    assert not [line for line in journal.latest(20) if line["event"] == "transfers-imported"]


def test_one_account_in_every_spelling_is_one_account_with_what_each_file_said():
    bring([moved(person("76 00 00 01", institution="Orange Money"), B, 1_000)], name="1")
    bring([moved(person("Orange Money 0022376000001", "Awa Koné"), B, 2_000)], name="2")
    bring([moved(person("+22376000001", "Hawa Koné"), B, 3_000)], name="3")
    one = Account.objects.get(keys__key="phone:+22376000001")
    assert (one.holder, one.names, one.sort) == ("Awa Koné", ["Hawa Koné"], keys.MOBILE)
    assert one.paid.count() == 3


def test_a_short_number_is_an_account_of_its_bank_alone():
    bring(
        [
            moved(End(account="0012345", institution="BDM"), B, 1_000),
            moved(End(account="0012345", institution="BNDA"), B, 1_000),
        ]
    )
    assert AccountKey.objects.filter(key="account:0012345").count() == 2


def test_a_side_that_no_file_names_keeps_the_sum_and_is_no_person():
    bring([moved(End(country="ML", institution="Orange Money"), A, 4_900_000, channel="cash_in")])
    unnamed = Account.objects.get(sort=keys.UNNAMED)
    assert (unnamed.holder, unnamed.keys.count(), unnamed.paid.get().xof) == ("", 0, 4_900_000)


@pytest.mark.parametrize("amount", [Decimal(0), Decimal(-5), MOST, MOST * 10])
def test_an_amount_that_no_transfer_has_is_left_out_and_counted(amount):
    bad = dataclasses.replace(moved(A, B, 1), amount=amount)
    done = bring([bad, moved(A, B, 10)])
    assert (done.added, done.refused) == (1, 1)


def test_a_currency_without_a_rate_is_kept_as_written_and_counted():
    done = bring([moved(A, B, 250, currency="USD")])
    row = Transfer.objects.get()
    assert (done.without_rate, row.xof, row.currency, row.amount) == (1, None, "USD", 250)


@given(st.text(max_size=200), st.text(max_size=60), st.sampled_from(["", "ML", "NE", "FR"]))
def test_any_number_has_one_short_key(number, institution, country):
    made = keys.keyed(End(account=number, institution=institution, country=country))
    assert 0 < len(made.key) <= keys.MAX_KEY
    assert made == keys.keyed(End(account=number, institution=institution, country=country))

"""Strict reading: what cannot be is told with its line and left out, the good rows stay."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest

from benkan.core.flows import Account, Accounts, TransferRow, Transfers

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
ACCOUNTS = Accounts.of([Account("A", "person", "ML"), Account("B", "company", "NE"), Account("C")])


def read(*rows: TransferRow) -> Transfers:
    return Transfers.of(rows, ACCOUNTS)


def row(**changed: object) -> TransferRow:
    return TransferRow(**({"id": "1", "at": NOON, "source": "A", "target": "B", "xof": 1_000} | changed))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"id": ""}, "transfer.id-missing"),
        ({"at": "yesterday"}, "transfer.time-unreadable"),
        ({"at": float("nan")}, "transfer.time-unreadable"),
        ({"at": NOON.replace(tzinfo=None)}, "transfer.time-without-zone"),
        ({"at": -5}, "transfer.time-impossible"),
        ({"at": 1e12}, "transfer.time-impossible"),
        ({"xof": None}, "transfer.amount-unknown"),
        ({"xof": "ten"}, "transfer.amount-unreadable"),
        ({"xof": float("nan")}, "transfer.amount-unreadable"),
        ({"xof": float("inf")}, "transfer.amount-unreadable"),
        ({"xof": "1e400"}, "transfer.amount-unreadable"),
        ({"xof": 0}, "transfer.amount-not-positive"),
        ({"xof": Decimal("0.4")}, "transfer.amount-not-positive"),
        ({"xof": -1_000}, "transfer.amount-not-positive"),
        ({"xof": 10**16}, "transfer.amount-impossible"),
        ({"source": "nobody"}, "transfer.account-unknown"),
        ({"target": ""}, "transfer.account-unknown"),
        ({"target": "A"}, "transfer.same-account"),
    ],
)
def test_what_cannot_be_a_transfer_is_left_out_and_told_with_its_line(changed: dict, code: str) -> None:
    transfers = read(row(**(changed | {"line": 7})), row(id="2"))
    assert list(transfers.ids) == ["2"]
    assert [(fault.line, fault.code, fault.refused) for fault in transfers.faults.listed] == [(7, code, True)]
    assert transfers.faults.refused == 1
    assert transfers.faults.listed[0].text


def test_a_number_that_was_there_before_is_left_out() -> None:
    transfers = read(row(), row(xof=5_000))
    assert transfers.xof.tolist() == [1_000]
    assert transfers.faults.counts == {"transfer.id-twice": 1}


def test_an_unknown_way_is_told_and_kept_as_unknown() -> None:
    transfers = read(row(channel="pigeon"))
    assert transfers.channels.tolist() == [0]
    assert transfers.faults.counts == {"transfer.channel-unknown": 1}
    assert transfers.faults.refused == 0


def test_times_of_two_zones_stand_in_the_order_of_time() -> None:
    rabat = dt.timezone(dt.timedelta(hours=1))
    late = row(id="late", at=dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC))
    early = row(id="early", at=dt.datetime(2026, 3, 1, 13, 15, tzinfo=rabat))
    transfers = read(late, early)
    assert list(transfers.ids) == ["early", "late"]
    assert transfers.at(0) == early.at


def test_the_amount_as_written_stays_beside_the_xof() -> None:
    late = row(id="2", xof=Decimal(655957), amount=Decimal("1000.00"), currency="EUR")
    early = row(id="1", at=NOON - dt.timedelta(days=1))
    transfers = read(late, early)
    assert transfers.original(0) == (Decimal(1_000), "XOF")
    assert transfers.original(1) == (Decimal("1000.00"), "EUR")


def test_columns_have_the_same_rules_as_rows() -> None:
    transfers = Transfers.of_columns(
        np.array([1e9, 2e9, np.nan, 3e9]),
        np.array([0, 1, 0, 5]),
        np.array([1, 1, 1, 1]),
        np.array([10.0, 10.0, 10.0, 10.0]),
        np.zeros(4, np.int8),
        accounts=3,
    )
    assert list(transfers.ids) == ["1"]
    assert [(fault.line, fault.code) for fault in transfers.faults.listed] == [
        (3, "transfer.time-unreadable"),
        (4, "transfer.account-unknown"),
        (2, "transfer.same-account"),
    ]


def test_accounts_that_cannot_be_are_told() -> None:
    accounts = Accounts.of(
        [Account("A", "person", "ML"), Account(""), Account("A"), Account("B", "ghost"), Account("C", "ngo", "mali")]
    )
    assert list(accounts.identifiers) == ["A", "B", "C"]
    assert [(fault.line, fault.code) for fault in accounts.faults.listed] == [
        (2, "account.identifier-missing"),
        (3, "account.twice"),
        (4, "account.kind-unknown"),
        (5, "account.country-unknown"),
    ]
    assert (accounts.kind(2), accounts.country(2), accounts.country(0)) == ("ngo", "", "ML")

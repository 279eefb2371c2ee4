"""Plain lists of transfers: good rows kept, each bad one told with its line, bounded whatever comes."""

import datetime as dt
import io
import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import BenkanError, Invalid
from benkan.formats import transfer_list
from benkan.formats.money_rows import Assumed
from benkan.formats.report import Report

HEAD = b"tx,ts,src,dst,xof,channel\n"


def read(data, **assumed):
    report = Report()
    return list(transfer_list.read(io.BytesIO(data), report, Assumed(**assumed))), report


def test_the_list_of_the_development_set_is_read():
    rows, report = read(HEAD + b"0,1735689602,MR2219189105509,DZ3216918606808,179780,bank\n")
    assert not report.findings
    row = rows[0]
    assert (row.id, row.source.account, row.destination.account) == ("0", "MR2219189105509", "DZ3216918606808")
    assert (row.at, row.xof, row.channel, row.line) == (
        dt.datetime(2025, 1, 1, 0, 0, 2, tzinfo=dt.UTC),
        Decimal("179780.00"),
        "bank",
        2,
    )


def test_other_currencies_names_and_accounts_are_taken():
    accounts = transfer_list.accounts(io.BytesIO("account,kind,country,holder\nA1,company,ML,Société Ÿ\n".encode()))
    data = b"ID,Date,From,To,Amount,Currency,dst_name\n7,2026-05-24T14:30:00+01:00,A1,B2,100,EUR,Bakary\n"
    report = Report()
    (row,) = transfer_list.read(io.BytesIO(data), report, Assumed(), accounts)
    assert (row.source.holder, row.source.kind, row.destination.holder) == ("Société Ÿ", "company", "Bakary")
    assert (row.amount, row.currency, row.xof) == (100, "EUR", Decimal("65595.70"))
    assert row.at.astimezone(dt.UTC).hour == 13


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1,never,A,B,5,mm", "transfer.time-unreadable"),
        ("1,1735689602,A,,5,mm", "transfer.account-missing"),
        ("1,1735689602,A,B,-5,mm", "transfer.amount-unreadable"),
        ("1,1735689602,A,B,0,mm", "transfer.amount-unreadable"),
        ("1,1735689602,A,B,1e400,mm", "transfer.amount-unreadable"),
        ("1,1735689602,A,B,NaN,mm", "transfer.amount-unreadable"),
        ("1,1735689602,A,B,99999999999999999999,mm", "transfer.amount-unreadable"),
        ("1", "transfer.time-unreadable"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_good_ones_stay(line, code):
    good = "2,1735689602,A,B,5,mm"
    rows, report = read(HEAD + f"{good}\n{line}\n{good}\n".encode())
    assert len(rows) == 2
    assert [(one.code, one.place.partition(" ")[0]) for one in report.findings] == [(code, "3")]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"tx,ts,src,xof\n"])
def test_a_file_that_is_no_such_list_is_refused(data):
    with pytest.raises(Invalid) as refusal:
        read(data)
    assert refusal.value.code == "transfers.no-columns"
    assert not transfer_list.known(data)


def test_one_endless_line_stays_in_bounds():
    data = HEAD + b"1,1735689602,A,B,5," + b"x" * 30_000_000 + b"\n2,1735689602,A,B,5,mm\n"
    tracemalloc.start()
    rows, report = read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [row.id for row in rows][-1] == "2"
    assert peak < 5_000_000
    assert not report.findings or report.refused <= 1


@given(st.binary(max_size=600))
def test_any_bytes_give_rows_or_an_error_of_ours(data):
    for start in (b"", HEAD):
        try:
            rows, _report = read(start + data)
        except BenkanError:
            continue
        assert all(row.amount > 0 for row in rows)

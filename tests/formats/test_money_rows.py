import datetime as dt
from decimal import Decimal

import pytest

from benkan.core.errors import N_
from benkan.formats.money_rows import End, MoneyRow, in_xof
from benkan.formats.report import Finding, Report


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("10", "EUR", "6559.57"), ("1500", "XOF", "1500.00"), ("1500", "XAF", "1500.00"), ("110.265", "CVE", "655.96")],
)
def test_a_fixed_parity_gives_francs(amount: str, currency: str, expected: str) -> None:
    assert in_xof(Decimal(amount), currency) == Decimal(expected)


def test_without_a_rate_there_is_no_amount_in_francs_and_a_given_rate_serves() -> None:
    assert in_xof(Decimal(5), "USD") is None
    assert in_xof(Decimal(5), "USD", {"USD": Decimal("600.5")}) == Decimal("3002.50")
    assert in_xof(Decimal(5), "USD", {"USD": Decimal("NaN")}) is None
    assert in_xof(Decimal(5), "USD", {"USD": Decimal("1E+40")}) is None
    assert in_xof(Decimal(1), "EUR", {"EUR": Decimal(1)}) == Decimal("655.96"), "a parity goes before a rate"


def test_a_holder_without_an_account_has_a_key_without_the_name() -> None:
    one = End(holder="Awa Traoré", born="1984-05-03", country="ML")
    assert one.key == End(holder="AWA TRAORE", born="1984-05-03", country="ML").key
    assert one.key != End(holder="Awa Traoré", born="1985-05-03", country="ML").key
    assert "awa" not in one.key.lower()
    assert End(account="ML001", holder="Awa Traoré").key == "ML001"
    assert End(institution="BANK").key == ""


def test_a_row_for_programs_leaves_nothing_out() -> None:
    row = MoneyRow(
        "T1", dt.datetime(2026, 1, 2, tzinfo=dt.UTC), End("A", holder="Awa"), End("B"), Decimal("1E+3"), "XOF",
        Decimal(1000), "cash_in", "CASH", "loyer", 7, "/report/transaction[1]", True, True,
    )  # fmt: skip
    told = row.as_object()
    assert told["amount"] == "1000"
    assert told["source"] == {"account": "A", "holder": "Awa", "key": "A"}
    assert set(told) == set(MoneyRow.__dataclass_fields__)


def test_a_report_lists_so_many_of_one_code_and_counts_all() -> None:
    report = Report(listed=2)
    for line in range(5):
        report.add(Finding(f"row {line}", "x.y", N_("A"), N_("B"), refused=line > 2, remedy=N_("C"), line=line + 1))
    assert len(report.findings) == 2
    assert report.counts() == {"x.y": 5}
    assert (report.refused, report.unlisted) == (2, 3)
    assert report.findings[1].as_object() == {
        "place": "row 1", "code": "x.y", "what": "A", "done": "B", "refused": False, "remedy": "C", "line": 2,
    }  # fmt: skip

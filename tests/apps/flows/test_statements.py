"""Statements into the tables: what is sure is stored, what is in doubt is asked and stored with its answer."""

from decimal import Decimal

import pytest
from tests.formats.statements.test_reading import M_PESA, ORANGE, SIGNED

from benkan.apps.flows import services, statements
from benkan.apps.flows.models import Account, Import, StatementLayout, Transfer
from benkan.core.errors import Invalid
from benkan.formats.money_rows import Assumed, End

pytestmark = pytest.mark.django_db
XOF = Assumed(currency="XOF", country="ML")
WALLET = End("+223 70 00 11 22", "Orange Money", country="ML")
BANK = End("ML13D00890001002000300400500", "BDM", "Awa Kantara", country="ML")
DOUBTFUL = (
    "Date;Libellé;Débit;Crédit\n03/04/2026;VIREMENT A;1 000;\n04/03/2026;VIREMENT B;;2 000\n2026-03-05;VIREMENT C;;30\n"
)


def bring(text, own=BANK, *, columns=None, answers=None, **more):
    said = services.Said(own, columns or {}, answers or {})
    return services.import_statement(text.encode(), "releve.csv", said, XOF, officer="analyst", **more)


def test_a_statement_of_mobile_money_is_stored_under_phones_on_both_sides():
    done = bring(ORANGE, End("", "Orange Money", country="ML"))
    assert (done.stored.added, done.left_out, done.questions) == (2, 1, [])
    own = Account.objects.get(keys__key="phone:+22370001122")
    other = Account.objects.get(keys__key="phone:+22376000001")
    got = Transfer.objects.get(payee=own)
    assert (got.payer, got.amount, got.channel) == (other, Decimal(25_000), "cash_in")
    assert other.institution == "", "the statement does not say who keeps the other account"


def test_a_bare_number_on_the_statement_of_a_bank_is_no_phone():
    text = "Date;Compte bénéficiaire;Débit;Crédit\n2026-03-05;76000001;1000;\n"
    assert bring(text).stored.added == 1
    assert not Account.objects.filter(keys__key__startswith="phone:").exists()


def test_whose_statement_it_is_must_be_known():
    with pytest.raises(Invalid) as refused:
        bring(M_PESA, End())
    assert (refused.value.code, refused.value.facts["missing"]) == ("statement.mapping", "account")
    assert not Import.objects.exists()


def test_a_statement_sent_twice_adds_nothing():
    assert bring(SIGNED).stored.added == 2
    again = bring(SIGNED)
    assert (again.stored.added, again.stored.known) == (0, 2)


def test_what_is_in_doubt_is_asked_and_stored_with_its_answer_and_never_twice():
    first = bring(DOUBTFUL)
    assert (first.stored.added, first.asked_rows) == (1, 2)
    assert [(one.cell.field, one.cell.written, one.rows, one.first) for one in first.questions] == [
        ("date", "03/04/2026", 1, 2),
        ("date", "04/03/2026", 1, 3),
    ]
    kept = Import.objects.get(pk=first.stored.brought)
    assert [one["code"] for one in kept.findings] == ["statement.doubt"] * 2
    answers = {("date", "03/04/2026"): "2026-04-03", ("date", "04/03/2026"): "-"}
    second = bring(DOUBTFUL, answers=answers)
    assert (second.stored.added, second.stored.known, second.asked_rows, second.left_out) == (1, 1, 0, 1)
    assert {one.at.date().isoformat() for one in Transfer.objects.all()} == {"2026-04-03", "2026-03-05"}


def test_an_answer_that_means_nothing_leaves_the_question_open():
    done = bring(DOUBTFUL, answers={("date", "03/04/2026"): "perhaps"})
    assert done.asked_rows == 2


def test_a_dry_run_reads_and_asks_and_keeps_nothing():
    done = bring(DOUBTFUL, columns={"Libellé": "text"}, dry_run=True)
    assert (done.stored.added, done.asked_rows) == (1, 2)
    assert not Transfer.objects.exists()
    assert not StatementLayout.objects.exists()


def test_what_was_said_of_the_columns_serves_the_next_statement_of_that_header_and_is_told():
    header = "Date;Pour qui;Débit;Crédit\n"
    columns = {"Pour qui": "other_holder"}
    first = bring(f"{header}2026-03-05;Awa;1000;\n", columns=columns)
    assert (first.columns["Pour qui"], first.remembered) == ("other_holder", "")
    second = bring(f"{header}2026-04-05;Bou;1000;\n")
    assert (second.columns["Pour qui"], second.remembered) == ("other_holder", "analyst")
    assert Account.objects.filter(holder__in=("Awa", "Bou")).count() == 2
    other = bring("Date;Pour quoi;Débit;Crédit\n2026-05-05;Cel;1000;\n")
    assert other.remembered == ""


def test_nothing_is_remembered_of_a_file_without_a_header():
    text = "2026-03-05;1000\n2026-03-06;2000\n"
    assert bring(text, columns={"0": "date", "1": "credit"}).stored.added == 2
    assert not StatementLayout.objects.exists()
    with pytest.raises(Invalid, match="not clear"):
        bring("7;8\n9;10\n")


def test_a_field_that_no_column_can_be_is_refused():
    with pytest.raises(Invalid) as refused:
        bring(SIGNED, columns={"Libellé": "colour"})
    assert (refused.value.code, refused.value.place) == ("statement.field", "Libellé")


def test_a_file_of_nothing_but_doubts_is_refused_whole(monkeypatch):
    monkeypatch.setattr(statements, "MAX_QUESTIONS", 1)
    with pytest.raises(Invalid) as refused:
        bring(DOUBTFUL)
    assert refused.value.code == "statement.too-many-questions"
    assert not Transfer.objects.exists()
    assert not Import.objects.exists()

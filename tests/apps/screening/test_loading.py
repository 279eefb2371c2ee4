"""Loading lists: whole or not at all, brought up to date, what belongs to somebody becomes their numbers."""

import io

import pytest
from tests.apps.screening.conftest import HADJ, SOMEBODY, compare_all, line, load
from tests.shared_data import shared_data

from benkan.apps.journal.models import Line
from benkan.apps.records.models import Record
from benkan.apps.screening import services
from benkan.apps.screening.models import Entry, EntryKey, Likeness, Watchlist
from benkan.core.errors import Invalid

pytestmark = pytest.mark.django_db


def counts(done):
    return done.entries, done.added, done.changed, done.removed


def test_a_list_is_loaded_and_no_record_is_made_of_it():
    done = load(HADJ, SOMEBODY, officer="superviseur")
    assert counts(done) == (2, 2, 0, 0)
    assert (Entry.objects.count(), Record.objects.count()) == (2, 0)
    assert EntryKey.objects.filter(entry__source_id="q1").count() > 3
    found = Line.objects.get(event="list-loaded")
    assert (found.facts["count"], found.facts["dataset"]) == (2, "essai")
    assert Watchlist.objects.get().sha256 == found.facts["sha256"]


def test_loading_again_changes_only_what_has_changed():
    load(HADJ, SOMEBODY, line("q3", name="Third Person Here"))
    keys = set(EntryKey.objects.filter(entry__source_id="q1").values_list("pk", flat=True))
    done = load(HADJ, line("q2", name="Wolfgang A. Bernasconi"), line("q4", name="Fourth Person"), shrinks=True)
    assert counts(done) == (3, 1, 1, 1)
    assert set(EntryKey.objects.filter(entry__source_id="q1").values_list("pk", flat=True)) == keys
    gone = Entry.objects.get(source_id="q3")
    assert gone.gone_at is not None
    assert not gone.keys.exists()
    assert counts(load(HADJ, line("q2", name="Wolfgang A. Bernasconi"), line("q4", name="Fourth Person"))) == (
        3,
        0,
        0,
        0,
    )


def test_who_comes_back_on_the_list_is_listed_anew():
    load(HADJ, SOMEBODY)
    load(SOMEBODY, shrinks=True)
    since = Entry.objects.get(source_id="q1").listed_since
    done = load(HADJ, SOMEBODY)
    entry = Entry.objects.get(source_id="q1")
    assert counts(done) == (2, 0, 1, 0)
    assert (entry.gone_at, entry.listed_since > since, entry.keys.exists()) == (None, True, True)


def test_a_list_that_lost_a_fifth_is_refused_until_somebody_says_that_it_is_right():
    many = [line(f"p{number}", name=f"Persona Numero{number} Ficta") for number in range(10)]
    load(*many)
    with pytest.raises(Invalid) as caught:
        load(*many[:7])
    assert (caught.value.code, caught.value.facts["gone"]) == ("screening.shrinks", 3)
    assert Entry.objects.filter(gone_at=None).count() == 10
    assert load(*many[:8]).removed == 2
    assert load(*many[:2], shrinks=True).removed == 6


def test_documents_accounts_and_wallets_become_numbers_of_their_holder():
    load(
        HADJ,
        line("d1", "Passport", number="A0434567", holder="q1"),
        line("d2", "CryptoWallet", publicKey="1Fz29BQp82pE3vX", holder="q1"),
        line("d3", "BankAccount", iban="FR7630006000011234567890189"),
    )
    said = Entry.objects.get().properties
    assert (said["passportNumber"], said["publicKey"]) == (["A0434567"], ["1Fz29BQp82pE3vX"])
    assert "iban" not in said


BOMB = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><{0}>&b;</{0}>'


@pytest.mark.parametrize(
    ("code", "form", "lines", "error"),
    [
        ("Essai 1", "ftm", [HADJ], "screening.code"),
        ("", "ftm", [HADJ], "screening.code"),
        ("essai", "csv", [HADJ], "screening.form"),
        ("essai", "un", [HADJ], "un.broken"),
        ("essai", "ofac", ["<html/>"], "ofac.not-the-list"),
        ("essai", "un", [BOMB.format("CONSOLIDATED_LIST")], "un.forbidden"),
        ("essai", "ofac", [BOMB.format("sdnList")], "ofac.forbidden"),
        ("essai", "eu", [BOMB.format("export")], "eu.forbidden"),
        ("essai", "ofac", ['<!DOCTYPE l SYSTEM "file:///etc/passwd"><sdnList/>'], "ofac.forbidden"),
        ("essai", "ftm", ["[]"], "ftm.not-lines"),
    ],
)
def test_what_is_no_list_changes_nothing(code, form, lines, error):
    with pytest.raises(Invalid) as caught:
        load(*lines, code=code, form=form)
    assert caught.value.code == error
    assert caught.value.remedy
    assert not Watchlist.objects.exists()
    assert not Entry.objects.exists()


def test_a_bad_row_is_left_out_and_told():
    done = load(HADJ, '{"id": "q9", "schema": "Planet", "properties": {"name": ["X"]}}')
    assert (done.entries, done.report.refused) == (1, 1)
    assert Watchlist.objects.get().left_out == 1


def test_the_list_of_the_united_nations_is_loaded_whole_and_compared():
    with shared_data("lists", "un_consolidated_2026-02-27.xml").open("rb") as stream:
        done = services.load("un-sc", "un", io.BytesIO(stream.read()))
    assert (done.entries, done.report.refused) == (1003, 0)
    assert compare_all() == 1003
    assert services.waiting() == 0


def test_a_list_is_taken_off_with_what_was_judged_of_it(ours):
    load(HADJ)
    compare_all()
    assert Likeness.objects.exists()
    services.remove("essai", officer="superviseur")
    assert not Likeness.objects.exists()
    assert not EntryKey.objects.exists()
    with pytest.raises(Invalid) as caught:
        services.remove("essai", officer="superviseur")
    assert caught.value.code == "screening.unknown"

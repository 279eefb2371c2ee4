"""The evidence file: it verifies with public cards alone, on both sides, and an altered one does not."""

import base64
import json

import pytest
from tests.apps.requests.conftest import PART, answer_to, deliver

from benkan import wire
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.apps.requests import services
from benkan.core.errors import BenkanError, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cards(partner):
    return [agencies.card("ml-ocs"), agencies.card(partner.agency)]


@pytest.fixture
def answered(analyst, hit, partner):
    made = services.send(analyst, *hit, "urgent", "Qui ?")
    exchange.deliver_due(threads=False)
    deliver(partner, answer_to(made), "essai-2025")
    return made


def test_the_asker_proves_question_receipt_and_answer(analyst, answered, cards):
    data = services.evidence(answered.pk, analyst)
    findings = wire.verify_evidence(data, cards)
    assert wire.evidence_holds(findings), [str(one) for one in findings]
    letters = wire.read_evidence(data).letters
    assert all(letter.payload is not None for letter in letters)
    kinds = [one.facts.get("kind") for one in findings if one.code == "evidence.letter"]
    assert kinds == ["request", "receipt", "release"]
    codes = {one.code for one in findings}
    assert {"evidence.line", "evidence.convention", "evidence.signature"} <= codes
    assert "evidence.letter.sealed" not in codes


def test_the_owner_proves_it_too(asked, liaison, supervisor, cards):
    given = PART | {}
    decision, fields = given.pop("decision"), given.pop("fields")
    proposed = services.release(liaison, asked.pk, decision, fields, **given)
    services.approve(supervisor, proposed.pk)
    exchange.deliver_due(threads=False)
    findings = wire.verify_evidence(services.evidence(asked.pk, liaison), cards)
    assert wire.evidence_holds(findings)
    assert [one.facts.get("kind") for one in findings if one.code == "evidence.letter"] == [
        "request",
        "release",
        "receipt",
    ]


def test_journal_lines_name_the_letters_in_the_file(analyst, answered, cards):
    findings = wire.verify_evidence(services.evidence(answered.pk, analyst), cards)
    unlogged = [one.place for one in findings if one.code == "evidence.letter.unlogged"]
    assert unlogged == ["letters[1]"]  # the receipt; the two letters themselves stand in the journal


def test_after_a_withdrawal_the_receivers_file_shows_that_it_was_withdrawn_and_no_content(
    analyst, answered, partner, cards
):
    release = answered.releases.get()
    payload = wire.Withdrawal(
        release=str(release.pk), version=2, fields=[], reason_code="source", reason="", officer="Y"
    )
    deliver(partner, payload, "essai-2025", thread=str(answered.pk))
    data = services.evidence(answered.pk, analyst)
    findings = wire.verify_evidence(data, cards)
    assert wire.evidence_holds(findings)
    assert "withdrawal" in [one.facts.get("kind") for one in findings]
    assert base64.b64encode("موسى".encode())[:6] not in data
    assert all("22376123456" not in str(letter.payload) for letter in wire.read_evidence(data).letters)


@pytest.mark.parametrize("part", ["letters", "journal", "conventions", "cards"])
def test_an_altered_file_does_not_hold(analyst, answered, cards, part):
    told = json.loads(services.evidence(answered.pk, analyst))
    if part == "letters":
        told["letters"][0]["payload"] = base64.b64encode(b'{"a":1}').decode()
    elif part == "journal":
        told["journal"] = told["journal"][:-1]
    elif part == "conventions":
        told["conventions"] = []
    else:
        told["cards"] = told["cards"][:1]
    import rfc8785

    try:
        holds = wire.evidence_holds(wire.verify_evidence(rfc8785.dumps(told), cards))
    except BenkanError:
        holds = False
    assert not holds


def test_a_request_that_has_not_left_proves_nothing_yet(analyst, hit, partner):
    made = services.send(analyst, *hit, "urgent", "Qui ?")
    with pytest.raises(Refused) as caught:
        services.evidence(made.pk, analyst)
    assert caught.value.code == "evidence.nothing"


def test_taking_the_file_is_a_line_and_only_for_those_who_see_the_request(analyst, answered, db):
    from benkan.apps.accounts import services as accounts

    with pytest.raises(Refused):
        services.evidence(answered.pk, accounts.create_officer("autre", "Autre", "analyst"))
    services.evidence(answered.pk, analyst)
    assert Line.objects.filter(event="evidence-made", officer="analyste").count() == 1

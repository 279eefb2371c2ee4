import datetime as dt

import pytest
from tests.apps.accords.texts import signed
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.accords import services as accords
from benkan.apps.accords.models import Suspension
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Outgoing
from benkan.apps.journal import services as journal
from benkan.core.errors import Invalid, Refused
from benkan.wire import Request, time_text
from benkan.wire import Resumption as ResumptionNotice
from benkan.wire import Suspension as SuspensionNotice

REASON = "Contrôle des fichiers en cours"


@pytest.fixture
def convention(text) -> str:
    return accords.add(text).identifier


def queued_request(convention: str) -> Outgoing:
    from benkan.core.envelope import new_id

    payload = Request.model_validate_json(
        b"""{"request":"%s","purpose":"fraud","urgency":"routine","officer":"A. TRAORE","officer_role":"analyst",
        "case_reference":"2025-117","question":"Q","legal_ground":"L","handle":null,"tier":"identifier",
        "due_at":"2030-01-01T00:00:00Z","language":"fr"}"""
        % new_id().encode()
    )
    return exchange.queue("ma-dgsn", "request", payload, convention=convention)


def test_a_suspension_stops_everything_at_once_and_says_the_clause(convention, officer, own):
    accords.suspend(convention, officer("control"), REASON)
    with pytest.raises(Refused) as caught:
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")
    assert caught.value.code == "convention.suspended"
    assert caught.value.clause.startswith("ml-ma-2025 · ")
    assert caught.value.facts["suspended_by"] == own


def test_a_suspended_convention_stops_a_queued_request(convention, officer):
    waiting = queued_request(convention)
    accords.suspend(convention, officer("control"), REASON)
    waiting.refresh_from_db()
    assert waiting.state == "stopped"
    assert waiting.clause.startswith("ml-ma-2025 · ")


def test_the_partner_is_told_of_the_suspension_and_of_its_end(convention, partner, officer):
    who = officer("control")
    accords.suspend(convention, who, REASON)
    accords.resume(convention, who, "Contrôle terminé")
    exchange.deliver_due(threads=False)
    assert partner.kinds() == ["suspension", "resumption"]
    assert partner.opened[0][1].reason == REASON


def test_every_other_party_with_a_card_is_told(partner, network, officer):
    second = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    accords.add(signed(partner, second, FakePartner("bf-cnlcd", "BF"), identifier="aes-2025"))
    accords.suspend("aes-2025", officer("supervisor"), REASON)
    assert sorted(Outgoing.objects.values_list("recipient", flat=True)) == ["ma-dgsn", "ne-ocrtis"]


def test_a_resumed_convention_permits_again(convention, officer, own):
    who = officer("supervisor")
    accords.suspend(convention, who, REASON)
    accords.resume(convention, who, "Contrôle terminé")
    assert accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")
    assert [line["event"] for line in journal.latest(2)] == ["convention-suspended", "convention-resumed"]


def test_safeguards_pass_while_everything_else_is_stopped(convention, officer, own):
    accords.suspend(convention, officer("control"), REASON)
    for kind in ("witness", "withdrawal", "acknowledgement", "suspension", "resumption"):
        assert accords.decide(kind, actor=own, counterparty="ma-dgsn")


@pytest.mark.parametrize("role", ["control", "supervisor", "administrator"])
def test_these_roles_can_suspend(convention, officer, role):
    assert accords.suspend(convention, officer(role), REASON).lifted_at is None


@pytest.mark.parametrize("role", ["analyst", "liaison"])
def test_these_roles_cannot_suspend_nor_resume(convention, officer, role):
    for act in (accords.suspend, accords.resume):
        with pytest.raises(Refused) as caught:
            act(convention, officer(role) if act is accords.suspend else _again(role), REASON)
        assert caught.value.code == "role.not-allowed"
    assert not Suspension.objects.exists()


def _again(role):
    from benkan.apps.accounts import services as accounts

    return accounts.get(f"{role}-1")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\u202eb"])
def test_a_reason_is_needed(convention, officer, reason):
    with pytest.raises(Invalid) as caught:
        accords.suspend(convention, officer("control"), reason)
    assert caught.value.code == "convention.reason"
    assert not Suspension.objects.exists()


def test_a_convention_is_suspended_once_and_resumed_once(convention, officer):
    who = officer("control")
    with pytest.raises(Refused) as caught:
        accords.resume(convention, who, REASON)
    assert caught.value.code == "convention.not-suspended"
    accords.suspend(convention, who, REASON)
    with pytest.raises(Refused) as caught:
        accords.suspend(convention, who, REASON)
    assert caught.value.code == "convention.suspended-already"


def test_an_unknown_convention_cannot_be_suspended(db, officer):
    with pytest.raises(Refused) as caught:
        accords.suspend("no-such", officer("control"), REASON)
    assert caught.value.code == "convention.unknown"


def test_the_reason_is_in_the_journal_only_as_its_digest(convention, officer):
    import hashlib

    accords.suspend(convention, officer("control"), REASON)
    line = journal.latest(1)[0]
    assert line["facts"]["reason_sha256"] == hashlib.sha256(REASON.encode()).hexdigest()
    assert REASON not in str(line)


def notice(kind, convention="ml-ma-2025"):
    return kind(
        convention=convention,
        version=1,
        reason="Revue interne",
        effective_at=time_text(dt.datetime.now(dt.UTC)),
        officer="M. Alaoui",
    )


def receive(partner, payload, convention="ml-ma-2025"):
    return partner.read(exchange.receive(partner.letter(payload, convention=convention)))


def test_a_partner_s_suspension_stops_our_queued_request(convention, partner, own):
    waiting = queued_request(convention)
    header, _ = receive(partner, notice(SuspensionNotice))
    assert header.kind == "receipt"
    waiting.refresh_from_db()
    assert waiting.state == "stopped"
    with pytest.raises(Refused) as caught:
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")
    assert caught.value.facts["suspended_by"] == "ma-dgsn"


def test_a_repeated_suspension_is_one_suspension(convention, partner):
    receive(partner, notice(SuspensionNotice))
    receive(partner, notice(SuspensionNotice))
    assert Suspension.objects.count() == 1


def test_only_the_party_that_suspended_can_resume(convention, partner, officer, own):
    accords.suspend(convention, officer("control"), REASON)
    header, refusal = receive(partner, notice(ResumptionNotice))
    assert (header.kind, refusal.code) == ("refusal", "convention.not-suspended")
    with pytest.raises(Refused):
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")


def test_two_suspensions_are_lifted_one_by_one(convention, partner, officer, own):
    who = officer("control")
    accords.suspend(convention, who, REASON)
    receive(partner, notice(SuspensionNotice))
    accords.resume(convention, who, "Fin")
    with pytest.raises(Refused):
        accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")
    receive(partner, notice(ResumptionNotice))
    assert accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud")


def test_a_notice_about_another_convention_than_its_letter_is_refused(convention, partner):
    other = accords.add(signed(partner, identifier="other-2025")).identifier
    header, refusal = receive(partner, notice(SuspensionNotice), convention=other)
    assert (header.kind, refusal.code) == ("refusal", "convention.notice")
    assert not Suspension.objects.exists()


def test_a_stranger_s_notice_about_our_convention_is_refused(convention, network):
    stranger = network.add(FakePartner("xx-other", "FR").join_directory())
    header, refusal = receive(stranger, notice(SuspensionNotice))
    assert (header.kind, refusal.code) == ("refusal", "convention.party")
    assert not Suspension.objects.exists()


def test_a_suspension_and_its_journal_line_are_one_transaction(convention, officer, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(exchange, "stop_queued", fails)
    lines = journal.size()
    with pytest.raises(RuntimeError):
        accords.suspend(convention, officer("control"), REASON)
    assert not Suspension.objects.exists()
    assert not Outgoing.objects.exists()
    assert journal.size() == lines

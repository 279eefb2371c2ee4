"""A holder that loosens, rewrites, adds, keeps going after a withdrawal, lies about others, or asks for what is not its."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from pydantic import ValidationError
from tests.several_nodes import CONVENTION, passed, released

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Outgoing
from benkan.apps.requests import services as requests
from benkan.apps.requests.models import Change, Consent, Holder, Release
from benkan.apps.requests.onward import statements
from benkan.core.errors import Invalid, Refused


@pytest.fixture
def permitted(a, b, c, net, release):
    """B has A's permit to give name and phone to C, and what its node sent by itself was thrown away."""
    c.down = True
    asked = passed(b, a, c, net, release, ["name", "phone"])
    with b.here():
        (kept,) = Outgoing.objects.filter(kind="onward.release")
        payload = wire.decode("onward.release", bytes(kept.payload))
        kept.delete()
    c.down = False
    return asked, payload


def sends(giver, receiver, payload, net, **facts):
    """The hostile letter; the code with which the receiver refused it, or nothing."""
    receiver.refused.clear()
    with giver.here():
        given = facts or {"purpose": "drug-trafficking", "handling": "H1", "categories": []}
        exchange.queue(
            receiver.agency,
            wire.kind_of(payload),
            payload,
            convention=CONVENTION,
            thread=str(uuid.uuid4()),
            act_facts=given,
        )
    net.run()
    return [code for _, code in receiver.refused]


def nothing_at(node):
    with node.here():
        return not Release.objects.exists()


def restated(b, payload, **changes):
    """The statement as B would like it, under B's own signature."""
    given = payload.statement.model_dump(by_alias=True, exclude={"signature", "format"}) | changes
    return payload.model_copy(update={"statement": wire.signed(wire.Statement, b.signing, **given)})


def test_what_was_permitted_arrives_as_it_is(b, c, net, permitted):
    assert sends(b, c, permitted[1], net) == []
    with c.here():
        assert Release.objects.get().owner == "ma-dgsn"


@pytest.mark.parametrize(
    "changes",
    [{"handling": "H0"}, {"retained_until": "2099-01-01"}, {"purpose": "fraud"}, {"grade": "A1"}, {"version": 7}],
)
def test_no_condition_is_loosened_on_the_way_neither_unsigned_nor_under_another_name(b, c, net, permitted, changes):
    _, payload = permitted
    plain = payload.model_copy(update={"statement": payload.statement.model_copy(update=changes)})
    assert sends(b, c, plain, net) == ["onward.signature"]
    assert sends(b, c, restated(b, payload, **changes), net) == ["onward.signature"]
    assert nothing_at(c)


def test_the_owner_is_not_rewritten(b, c, d, net, permitted):
    _, payload = permitted
    permit = payload.permits[0]
    for receiver in ("ml-ocs", "bf-cnlcd"):
        mine = restated(b, payload, owner="ml-ocs", receiver=receiver)
        given = permit.model_dump(exclude={"signature", "format"}) | {"owner": "ml-ocs", "giver": receiver}
        mine = mine.model_copy(update={"permits": [wire.signed(wire.Permit, b.signing, **given)]})
        assert sends(b, c, mine, net) == ["onward.chain"]
    assert sends(b, c, restated(b, payload, owner="bf-cnlcd"), net) == ["onward.signature"]
    assert nothing_at(c)


def test_a_field_is_neither_added_nor_changed(b, c, net, permitted):
    _, payload = permitted
    added = payload.model_copy(
        update={
            "properties": payload.properties | {"passportNumber": ["ML123"]},
            "salts": payload.salts | {"passportNumber": b"x" * 16},
        }
    )
    changed = payload.model_copy(update={"properties": payload.properties | {"phone": ["+22399999999"]}})
    assert sends(b, c, added, net) == ["onward.field"]
    assert sends(b, c, changed, net) == ["onward.field"]
    assert nothing_at(c)


def test_a_field_of_the_release_that_was_not_permitted_does_not_pass(b, c, net, permitted, release):
    _, payload = permitted
    with b.here():
        copy = Release.objects.get()
        more = payload.model_copy(
            update={
                "properties": {"notes": copy.properties["notes"]},
                "salts": statements.salts_in(copy, ["notes"]),
            }
        )
    assert sends(b, c, more, net) == ["onward.permit"]
    assert nothing_at(c)


def test_what_the_owner_withdrew_does_not_arrive_afterwards(a, b, c, net, permitted, release):
    with a.here():
        requests.withdraw(a.officer("liaison"), release.pk, [], "other-person")
    net.run()
    with c.here():
        assert Release.objects.get().state == "withdrawn"
    assert "onward.withdrawn-here" in sends(b, c, permitted[1], net)
    assert c.copy(release).properties == {}
    assert a.branches(release)["ne-ocrtis"][0] == "gone"


def test_an_old_state_does_not_come_back(a, b, c, net, permitted, release):
    assert sends(b, c, permitted[1], net) == []
    with b.here():  # B's node knows nothing of the letter that was sent by hand
        Holder.objects.update(state="gone")
    with a.here():
        Holder.objects.filter(agency="ne-ocrtis").update(giver="ma-dgsn")
        requests.withdraw(a.officer("liaison"), release.pk, ["phone"], "source")
    net.run()
    assert "phone" not in c.copy(release).properties
    again = permitted[1].model_copy(update={"reason": "encore"})
    assert sends(b, c, again, net) == ["onward.held"]
    assert "phone" not in c.copy(release).properties


def test_a_permit_serves_one_giver_one_receiver_and_its_time(a, b, c, d, net, permitted):
    _, payload = permitted
    assert sends(b, d, payload, net) == ["onward.chain"]
    assert sends(c, d, payload, net) == ["onward.chain"]
    permit = payload.permits[0]
    given = permit.model_dump(exclude={"signature", "format"})
    for key, changes, code in (
        (a.signing, {"valid_until": "2020-01-01"}, "onward.expired"),
        (b.signing, {}, "onward.signature"),
        (a.signing, {"hop": 3}, "onward.chain"),
        (a.signing, {"release": str(uuid.uuid4())}, "onward.chain"),
    ):
        other = payload.model_copy(update={"permits": [wire.signed(wire.Permit, key, **given | changes)]})
        assert sends(b, c, other, net) == [code]
    assert nothing_at(c)
    assert nothing_at(d)


def test_a_service_outside_the_convention_gets_nothing_and_is_not_even_asked_for(a, b, net, release):
    with b.here():
        with pytest.raises(Refused) as caught:
            requests.ask_onward(b.officer("liaison"), release.pk, "fr-tiers", ["name"], "danger")
        assert (caught.value.code, caught.value.clause) == ("convention.party", f"{CONVENTION} · 1")
        assert not Consent.objects.exists()
    asks = wire.OnwardAsk(
        ask=str(uuid.uuid4()),
        release=str(release.pk),
        receiver="fr-tiers",
        names=["name"],
        reason_code="danger",
        reason="",
        officer="B",
    )
    assert sends(b, a, asks, net) == ["convention.party"]
    with a.here():
        assert not Consent.objects.exists()


def test_nobody_asks_about_what_it_does_not_have(a, b, c, net, release):
    given = {"release": str(release.pk), "reason_code": "danger", "reason": "", "officer": "X"}
    stranger = wire.OnwardAsk(ask=str(uuid.uuid4()), receiver="bf-cnlcd", names=["name"], **given)
    assert sends(c, a, stranger, net) == ["release.unknown"]
    longer = wire.ExtensionAsk(ask=str(uuid.uuid4()), retained_until="2027-01-01", **given)
    assert sends(c, a, longer, net) == ["release.unknown"]
    foreign = wire.OnwardAsk(ask=str(uuid.uuid4()), receiver="ne-ocrtis", names=["iban"], **given)
    assert sends(b, a, foreign, net) == ["onward.no-statement"]
    back = wire.OnwardAsk(ask=str(uuid.uuid4()), receiver="ma-dgsn", names=["name"], **given)
    assert sends(b, a, back, net)[0] in {"onward.circular", "act.self"}


def test_a_second_question_under_one_identity_is_refused_and_the_same_one_changes_nothing(a, b, net, release):
    asks = wire.OnwardAsk(
        ask=str(uuid.uuid4()),
        release=str(release.pk),
        receiver="ne-ocrtis",
        names=["name"],
        reason_code="danger",
        reason="",
        officer="B",
    )
    assert sends(b, a, asks, net) == []
    assert sends(b, a, asks, net) == []
    assert sends(b, a, asks.model_copy(update={"names": ["phone"]}), net) == ["consent.id-reused"]
    assert sends(b, a, asks.model_copy(update={"ask": str(uuid.uuid4())}), net) == ["consent.open"]
    with a.here():
        assert [one.names for one in Consent.objects.all()] == [["name"]]


def test_a_way_ends_after_three_hops_and_never_leads_back(a, b, c, d, net, release):
    passed(b, a, c, net, release, ["name", "phone"])
    passed(c, a, d, net, release, ["name", "phone"])
    with d.here():
        assert requests.receivers(d.copy(release)) == []
        with pytest.raises(Refused) as caught:
            requests.ask_onward(d.officer("liaison"), release.pk, "fr-tiers", ["name"], "danger")
        assert caught.value.code == "onward.hops"
        with pytest.raises(Refused) as caught:
            requests.ask_onward(d.officer("liaison"), release.pk, "ml-ocs", ["name"], "danger")
        assert caught.value.code == "onward.circular"
    asks = wire.OnwardAsk(
        ask=str(uuid.uuid4()),
        release=str(release.pk),
        receiver="fr-tiers",
        names=["name"],
        reason_code="danger",
        reason="",
        officer="D",
    )
    assert sends(d, a, asks, net) == ["onward.hops"]
    with pytest.raises(ValidationError, match="hop"):
        wire.signed(
            wire.Permit,
            a.signing,
            permit=str(uuid.uuid4()),
            owner="ma-dgsn",
            convention=CONVENTION,
            release=str(release.pk),
            giver="bf-cnlcd",
            receiver="fr-tiers",
            hop=4,
            names=["name"],
            valid_until="2027-01-01",
        )


def test_a_change_without_the_owners_signature_changes_nothing(b, c, net, permitted, release):
    assert sends(b, c, permitted[1], net) == []
    given = {"release": str(release.pk), "version": 2, "reason_code": "source", "reason": "", "officer": "B"}
    erase = wire.Withdrawal(fields=[], **given)
    assert sends(b, c, erase, net, purpose="drug-trafficking") == ["statement.missing"]
    fields = c.copy(release).statement | {"version": 2, "digests": []}
    fields = {name: value for name, value in fields.items() if name not in {"signature", "format"}}
    mine = wire.signed(wire.Statement, b.signing, **fields)
    forged = wire.Withdrawal(fields=[], statement=mine, **given)
    assert sends(b, c, forged, net, purpose="drug-trafficking") == ["onward.signature"]
    other = wire.signed(wire.Statement, b.signing, **fields | {"owner": "ml-ocs"})
    renamed = wire.Withdrawal(fields=[], statement=other, **given)
    assert sends(b, c, renamed, net, purpose="drug-trafficking") == ["onward.owner"]
    assert c.copy(release).state == "active"


def test_a_correction_that_is_half_passed_on_costs_the_field_and_never_leaves_it_wrong(
    a, b, c, net, permitted, release
):
    assert sends(b, c, permitted[1], net) == []
    with b.here():
        Holder.objects.update(state="gone")  # its own node tells C nothing
    with a.here():
        change = requests.correct(
            a.officer("liaison"), release.pk, {"phone": ["+22371111111"], "name": ["Moussa"]}, "typing-error"
        )
        requests.approve_correction(a.officer("second"), change.pk)
    net.run()
    with b.here():
        copy = Release.objects.get()
        half = wire.Correction(
            release=str(copy.pk),
            version=2,
            properties={"name": ["Moussa"]},
            reason_code="typing-error",
            reason="",
            officer="A",
            statement=statements.read(wire.Statement, copy.statement),
            salts=statements.salts_in(copy, ["name"]),
        )
    assert sends(b, c, half, net) == []
    assert c.copy(release).properties == {"name": ["Moussa"]}


def test_nobody_speaks_for_another_holder(a, b, c, d, net, release):
    passed(b, a, c, net, release, ["name"])
    given = {
        "release": str(release.pk),
        "owner": "ma-dgsn",
        "holder": "ne-ocrtis",
        "version": 1,
        "what": "deleted",
        "fields_left": 0,
        "reason_code": None,
        "done_at": wire.time_text(timezone.now()),
    }
    forged = wire.signed(wire.Holding, b.signing, **given)
    assert sends(b, a, forged, net, purpose="drug-trafficking") == ["onward.signature"]
    true = wire.signed(wire.Holding, c.signing, **given)
    assert sends(d, a, true, net, purpose="drug-trafficking") == ["holding.unknown"]
    stranger = wire.signed(wire.Holding, d.signing, **given | {"holder": "bf-cnlcd"})
    assert sends(b, a, stranger, net, purpose="drug-trafficking") == ["holding.unknown"]
    assert a.branches(release)["ne-ocrtis"] == ("held", 1, False)


def test_a_word_that_comes_twice_or_late_changes_nothing(a, b, c, net, release):
    passed(b, a, c, net, release, ["name"])
    with a.here():
        requests.withdraw(a.officer("liaison"), release.pk, [], "mistake")
    net.run()
    old = wire.signed(
        wire.Holding,
        c.signing,
        release=str(release.pk),
        owner="ma-dgsn",
        holder="ne-ocrtis",
        version=1,
        what="received",
        fields_left=1,
        reason_code=None,
        done_at=wire.time_text(timezone.now()),
    )
    assert sends(b, a, old, net, purpose="drug-trafficking") == []
    assert a.branches(release)["ne-ocrtis"] == ("gone", 2, False)


def test_consent_takes_two_persons_where_a_release_does(a, b, c, net, release):
    with b.here():
        asked = requests.ask_onward(b.officer("liaison"), release.pk, c.agency, ["name"], "danger")
    net.run()
    with a.here():
        assert requests.grant_consent(a.officer("liaison"), asked.pk).state == "proposed"
        assert requests.to_answer(a.officer("liaison")) == []
        with pytest.raises(Refused) as caught:
            requests.approve_consent(a.officer("liaison"), asked.pk)
        assert caught.value.code == "release.same-person"
    net.run()
    assert nothing_at(c)
    with a.here():
        requests.approve_consent(a.officer("second"), asked.pk)
        assert Consent.objects.get().second_officer == "Second ma-dgsn"
    net.run()
    assert c.copy(release).properties == {"name": ["Mousa ag Alhassan"]}


def test_a_refusal_says_why_and_nothing_leaves(a, b, c, net, release):
    with b.here():
        asked = requests.ask_onward(b.officer("liaison"), release.pk, c.agency, ["name"], "danger")
    net.run()
    with a.here():
        with pytest.raises(Invalid):
            requests.refuse_consent(a.officer("liaison"), asked.pk, "agreed")
        requests.refuse_consent(a.officer("liaison"), asked.pk, "ask-us")
    net.run()
    assert nothing_at(c)
    with b.here():
        assert requests.consent_of(asked.pk, b.officer("liaison")).answer_code == "ask-us"


def test_what_was_withdrawn_before_the_answer_is_not_permitted_any_more(a, b, c, net, release):
    with b.here():
        asked = requests.ask_onward(b.officer("liaison"), release.pk, c.agency, ["name", "phone"], "danger")
    net.run()
    with a.here():
        requests.withdraw(a.officer("liaison"), release.pk, ["phone"], "source")
        with pytest.raises(Refused) as caught:
            requests.grant_consent(a.officer("liaison"), asked.pk)
        assert caught.value.code == "onward.withdrawn"


def test_only_a_releasing_officer_asks_answers_and_erases(a, b, c, release):
    from benkan.apps.accounts import services as accounts

    with b.here():
        analyst = accounts.create_officer("analyste", "Analyste", "analyst")
        for act in (
            lambda: requests.ask_onward(analyst, release.pk, c.agency, ["name"], "danger"),
            lambda: requests.ask_extension(analyst, release.pk, timezone.localdate(), "trial"),
            lambda: requests.delete_copy(analyst, release.pk, "not-needed"),
            lambda: requests.grant_consent(analyst, release.pk),
            lambda: requests.extend(analyst, release.pk, timezone.localdate(), "trial"),
        ):
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.code == "role.not-allowed"


def test_the_strictest_code_is_never_passed_on_and_carries_no_statement(a, b, c, net):
    made = released(a, b, net, handling="H3")
    assert made.statement is None
    with b.here():
        with pytest.raises(Refused) as caught:
            requests.ask_onward(b.officer("liaison"), made.pk, c.agency, ["name"], "danger")
        assert caught.value.code == "convention.onward-handling"


@pytest.mark.parametrize("terms", [{"onward": "never"}])
def test_where_the_convention_says_never_nothing_is_signed_and_nothing_asked(a, b, c, net, release, terms):
    assert b.copy(release).statement is None
    with b.here():
        with pytest.raises(Refused) as caught:
            requests.ask_onward(b.officer("liaison"), release.pk, c.agency, ["name"], "danger")
        assert (caught.value.code, caught.value.clause) == ("convention.onward", f"{CONVENTION} · 10")
    with a.here():
        requests.withdraw(a.officer("liaison"), release.pk, ["phone"], "source")
    net.run()
    assert "phone" not in b.copy(release).properties
    assert a.branches(release) == {"ml-ocs": ("held", 2, False)}


def test_a_release_without_its_statement_is_refused_where_one_is_due(a, b, net, monkeypatch):
    monkeypatch.setattr(statements, "of_new", lambda *_given, **_facts: {})
    released(a, b, net)
    assert [code for _, code in b.refused] == ["statement.missing"]
    assert nothing_at(b)


def test_a_withdrawal_runs_to_the_end_of_the_chain_under_suspension(a, b, c, d, net, release):
    passed(b, a, c, net, release, ["name", "phone"])
    passed(c, a, d, net, release, ["name"])
    for node in (a, b, c, d):
        with node.here():
            accords.suspend(CONVENTION, node.officer("second"), "Réexamen")
    with a.here():
        requests.withdraw(a.officer("liaison"), release.pk, [], "court")
    net.run()
    assert {node.copy(release).state for node in (b, c, d)} == {"withdrawn"}
    assert {state for state, _, _ in a.branches(release).values()} == {"gone"}


def test_a_suspension_stops_what_is_asked(a, b, c, net, release):
    with b.here():
        asked = requests.ask_onward(b.officer("liaison"), release.pk, c.agency, ["name"], "danger")
        accords.suspend(CONVENTION, b.officer("second"), "Réexamen")
        assert requests.consent_of(asked.pk, b.officer("liaison")).state == "stopped"
    net.run()
    with a.here():
        assert not Consent.objects.exists()


def test_a_correction_that_could_not_leave_breaks_no_later_change(a, b, c, net, release):
    passed(b, a, c, net, release, ["name", "phone"])
    b.down = True
    with a.here():
        change = requests.correct(a.officer("liaison"), release.pk, {"phone": ["+22371111111"]}, "typing-error")
        requests.approve_correction(a.officer("second"), change.pk)
        Outgoing.objects.filter(kind="correction").update(expires_at=timezone.now() - dt.timedelta(seconds=1))
        exchange.deliver_due(threads=False)
        assert Change.objects.get().state == "stopped"
        assert not requests.unacknowledged()
        requests.withdraw(a.officer("liaison"), release.pk, ["name"], "source")
    b.down = False
    net.run()
    for node in (b, c):
        assert node.copy(release).properties["phone"] == ["+22376123456"]
        assert "name" not in node.copy(release).properties


def test_a_record_and_what_was_released_of_it_end_in_one_act(a, b, c, net, release):
    passed(b, a, c, net, release, ["name"])
    with a.here():
        (one,) = requests.of_record(release.record)
        assert one.pk == release.pk
        with pytest.raises(Invalid):
            requests.withdraw_record(a.officer("second"), release.record, releases_too=True, reason_code="x")
        assert requests.of_record(release.record)
        assert requests.of_ended_records(a.officer("liaison")) == []
        requests.withdraw_record(a.officer("second"), release.record, releases_too=False)
        assert [one.pk for one in requests.of_ended_records(a.officer("liaison"))] == [release.pk]
        requests.withdraw_record(a.officer("second"), release.record, releases_too=True)
        assert requests.of_ended_records(a.officer("liaison")) == []
    net.run()
    assert {node.copy(release).state for node in (b, c)} == {"withdrawn"}
    with c.here():
        assert Change.objects.get().reason_code == "record-ended"

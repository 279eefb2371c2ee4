"""A gives to B, B to C, C to D, each hop with A's leave; what A changes reaches D, and D's word reaches A."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.several_nodes import CONVENTION, passed

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.exchange.models import Incoming, Outgoing
from benkan.apps.journal import services as journal
from benkan.apps.requests import services as requests
from benkan.apps.requests.models import Change, Holder, Release
from benkan.apps.requests.onward import pressing, statements
from benkan.apps.requests.onward import reading as holding
from benkan.core.errors import Refused

ALL_KNOWN = {"ml-ocs", "ne-ocrtis", "bf-cnlcd"}


@pytest.fixture
def chain(a, b, c, d, net, release):
    """Name, phone and date of birth at C, name and phone at D."""
    passed(b, a, c, net, release, ["name", "phone", "birthDate"])
    passed(c, a, d, net, release, ["name", "phone"])
    return release


def in_force(node, release):
    copy = node.copy(release)
    return copy.state, sorted(copy.properties)


def test_owner_and_first_source_survive_three_hops_with_one_handling_code(a, b, c, d, chain):
    copy = d.copy(chain)
    assert (copy.owner, copy.partner, str(copy.pk)) == ("ma-dgsn", "ne-ocrtis", str(chain.pk))
    assert in_force(d, chain) == ("active", ["name", "phone"])
    assert d.at(requests.way, copy) == ["ma-dgsn", "ml-ocs", "ne-ocrtis", "bf-cnlcd"]
    assert {node.copy(chain).handling for node in (a, b, c, d)} == {"H1"}
    assert len({node.copy(chain).retained_until for node in (a, b, c, d)}) == 1
    statement = statements.read(wire.Statement, copy.statement)
    assert wire.signature_holds(statement, a.signing.public)
    assert wire.uncovered(statement, copy.properties, {n: bytes.fromhex(s) for n, s in copy.salts.items()}) == []


def test_the_owner_sees_everybody_who_has_it(a, chain):
    assert a.branches(chain) == dict.fromkeys(ALL_KNOWN, ("held", 1, False))
    with a.here():
        givers = {one.holder.agency: one.giver for one in requests.tree(a.copy(chain))}
    assert givers["bf-cnlcd"].endswith("ne-ocrtis")


def test_a_correction_reaches_the_last_receiver_and_its_word_the_owner(a, b, c, d, net, chain):
    with a.here():
        change = requests.correct(
            a.officer("liaison"), chain.pk, {"phone": ["+22371111111"], "birthDate": ["1985"]}, "typing-error"
        )
        requests.approve_correction(a.officer("second"), change.pk)
    assert {name: owes for name, (_, _, owes) in a.branches(chain).items()} == dict.fromkeys(ALL_KNOWN, True)
    net.run()
    for node in (b, c, d):
        assert node.copy(chain).properties["phone"] == ["+22371111111"]
        assert node.copy(chain).version == 2
    assert c.copy(chain).properties["birthDate"] == ["1985"]
    assert "birthDate" not in d.copy(chain).properties
    assert a.branches(chain) == dict.fromkeys(ALL_KNOWN, ("held", 2, False))


def test_a_withdrawn_field_is_gone_everywhere_the_letters_in_between_too(a, b, c, d, net, chain):
    with a.here():
        requests.withdraw(a.officer("liaison"), chain.pk, ["phone"], "source")
    net.run()
    for node in (b, c, d):
        assert "phone" not in node.copy(chain).properties
        assert "phone" not in node.copy(chain).salts
        with node.here():
            assert not [row for row in Outgoing.objects.filter(kind="onward.release") if bytes(row.payload)]
            assert not [row for row in Incoming.objects.filter(kind="onward.release") if bytes(row.envelope)]
            stored = b"".join(
                bytes(row.payload) + bytes(row.sealed or b"") for row in Outgoing.objects.exclude(kind="request")
            )
        assert b"76123456" not in stored
    assert a.branches(chain) == dict.fromkeys(ALL_KNOWN, ("held", 2, False))


def test_everything_withdrawn_ends_every_copy(a, b, c, d, net, chain):
    with a.here():
        requests.withdraw(a.officer("liaison"), chain.pk, [], "other-person")
    net.run()
    assert [in_force(node, chain) for node in (b, c, d)] == [("withdrawn", [])] * 3
    assert {state for state, _, owes in a.branches(chain).values() if not owes} == {"gone"}
    with a.here():
        assert not requests.unacknowledged()


def test_an_extension_reaches_everybody(a, b, c, d, net, chain):
    nearer = timezone.localdate() + dt.timedelta(days=30)
    later = timezone.localdate() + dt.timedelta(days=200)
    for node in (a, b, c, d):
        with node.here():
            Release.objects.update(retained_until=nearer)
    with a.here():
        requests.extend(a.officer("liaison"), chain.pk, later, "trial")
    net.run()
    assert {node.copy(chain).retained_until for node in (a, b, c, d)} == {later}
    assert a.branches(chain) == dict.fromkeys(ALL_KNOWN, ("held", 2, False))
    with d.here():
        assert Change.objects.get().reason_code == "trial"


def test_an_extension_ends_where_the_convention_ends(a, chain):
    with a.here():
        for until in (timezone.localdate() + dt.timedelta(days=366), a.copy(chain).retained_until):
            with pytest.raises(Refused) as caught:
                requests.extend(a.officer("liaison"), chain.pk, until, "trial")
            assert caught.value.code == "extension.day"
        assert not Change.objects.exists()


def test_an_extension_that_could_not_leave_is_taken_back_and_holds_no_withdrawal_up(a, b, c, d, net, chain):
    nearer, later = (timezone.localdate() + dt.timedelta(days=days) for days in (30, 200))
    for node in (a, b, c, d):
        with node.here():
            Release.objects.update(retained_until=nearer)
    b.down = True
    with a.here():
        requests.extend(a.officer("liaison"), chain.pk, later, "trial")
    net.run()
    with a.here():
        accords.suspend(CONVENTION, a.officer("second"), "Réexamen")
        assert Change.objects.get().state == "stopped"
        assert not requests.unacknowledged()
    assert a.copy(chain).retained_until == nearer
    with a.here():
        requests.withdraw(a.officer("liaison"), chain.pk, ["phone"], "source")
    b.down = False
    net.run()
    for node in (b, c, d):
        assert "phone" not in node.copy(chain).properties
        assert node.copy(chain).retained_until == nearer


def test_the_last_receiver_asks_the_owner_to_keep_longer_and_all_may(a, b, c, d, net, chain):
    later = timezone.localdate() + dt.timedelta(days=300)
    for node in (a, b, c, d):
        with node.here():
            Release.objects.update(retained_until=timezone.localdate() + dt.timedelta(days=30))
    with d.here():
        asked = requests.ask_extension(d.officer("liaison"), chain.pk, later, "wanted")
    net.run()
    with a.here():
        assert [one.pk for one in requests.to_answer(a.officer("liaison"))] == [asked.pk]
        assert requests.grant_consent(a.officer("liaison"), asked.pk).state == "granted"
    net.run()
    assert {node.copy(chain).retained_until for node in (a, b, c, d)} == {later}
    with d.here():
        assert requests.consent_of(asked.pk, d.officer("liaison")).state == "granted"


def test_a_refused_extension_says_why_and_changes_nothing(a, c, net, chain):
    before = c.copy(chain).retained_until
    for node in (a, c):
        with node.here():
            Release.objects.update(retained_until=timezone.localdate() + dt.timedelta(days=30))
    with c.here():
        asked = requests.ask_extension(c.officer("liaison"), chain.pk, before, "trial")
    net.run()
    with a.here():
        requests.refuse_consent(a.officer("liaison"), asked.pk, "too-long", "Trente jours suffisent")
    net.run()
    with c.here():
        told = requests.consent_of(asked.pk, c.officer("liaison"))
        assert (told.state, told.answer_code, told.answer) == ("refused", "too-long", "Trente jours suffisent")
    assert c.copy(chain).version == 1


def test_a_copy_that_reaches_its_end_says_so_to_its_owner(a, b, c, d, net, chain):
    for node in (b, c, d):
        with node.here():
            Release.objects.update(retained_until=timezone.localdate() - dt.timedelta(days=1))
            assert requests.run_deadlines() == 1
    net.run()
    assert [in_force(node, chain) for node in (b, c, d)] == [("expired", [])] * 3
    assert {state for state, _, _ in a.branches(chain).values()} == {"gone"}
    assert a.copy(chain).state == "expired"


def test_one_who_deletes_early_says_so_and_those_below_hear_from_the_owner_from_then_on(a, b, c, d, net, chain):
    with c.here():
        requests.delete_copy(c.officer("liaison"), chain.pk, "case-closed")
    net.run()
    assert in_force(c, chain) == ("deleted", [])
    assert a.branches(chain)["ne-ocrtis"][0] == "gone"
    with a.here():
        assert Holder.objects.get(agency="ne-ocrtis").what == "deleted"
        requests.withdraw(a.officer("liaison"), chain.pk, ["phone"], "source")
    net.run()
    assert in_force(d, chain) == ("active", ["name"])
    assert a.branches(chain)["bf-cnlcd"] == ("held", 2, False)
    with c.here():
        assert not Change.objects.exists()


def test_a_service_that_keeps_a_change_to_itself_is_passed_by(a, b, c, d, net, chain):
    c.down = True
    with a.here():
        requests.withdraw(a.officer("liaison"), chain.pk, ["phone"], "source")
    net.run()
    assert in_force(d, chain) == ("active", ["name", "phone"])
    later = timezone.now() + dt.timedelta(days=4)
    with a.here():
        assert not holding.overdue(a.officer("liaison"))
        Holder.objects.update(due_at=timezone.now() - dt.timedelta(days=4))
        assert {one.agency for one in holding.overdue(a.officer("liaison"))} == {"ne-ocrtis", "bf-cnlcd"}
        assert pressing.press() == 2
        assert pressing.press(later) == 0
    net.run()
    assert in_force(d, chain) == ("active", ["name"])
    assert a.branches(chain)["bf-cnlcd"] == ("held", 2, False)
    assert a.branches(chain)["ne-ocrtis"] == ("held", 1, True)
    c.down = False
    net.run()
    assert in_force(c, chain) == ("active", ["birthDate", "name"])
    assert not [code for node in (b, c, d) for _, code in node.refused if not code.startswith("envelope.")]
    assert a.branches(chain) == dict.fromkeys(ALL_KNOWN, ("held", 2, False))


def test_every_step_is_a_line_of_each_journal_and_every_journal_holds(a, b, c, d, net, chain):
    with a.here():
        requests.withdraw(a.officer("liaison"), chain.pk, ["phone"], "source")
    net.run()
    expected = {
        a: {"onward-ask-received", "onward-answered", "holding-received", "withdrawal-sent"},
        b: {"onward-asked", "onward-answer-received", "onward-sent", "holding-received", "holding-sent"},
        c: {"onward-received", "onward-sent", "withdrawal-received", "withdrawal-sent", "holding-sent"},
        d: {"onward-received", "withdrawal-received", "holding-sent"},
    }
    for node, events in expected.items():
        with node.here():
            assert events <= {line["event"] for line in journal.latest(200)}, node.agency

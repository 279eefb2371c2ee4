"""What went wrong in the field's sharing tools, tried on this one. Each test names the report of a real user.

MISP and OpenCTI are good tools that many services run; these are the failures that their users reported in public. The
table in docs/threat-model.md says what keeps each from happening here.
"""

# ruff: noqa: F811 - fixtures of other tests are arguments here

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Incoming, Outgoing, State
from benkan.apps.records import services as records
from benkan.apps.records.models import Record
from benkan.apps.requests import services
from benkan.apps.requests.models import Change, Release, ReleaseState, Request
from benkan.apps.requests.onward import statements
from benkan.apps.search import keys, own_index
from benkan.apps.search import services as search
from benkan.apps.search.models import OwnIndex
from benkan.core.envelope import peek
from benkan.core.errors import BenkanError, Refused
from benkan.core.matching import MATCHING_VERSION, Identifier, Subject
from benkan.wire import INDEX_FORMAT, Label
from tests.apps.accords.texts import signed
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.requests.conftest import (  # noqa: F401 - fixtures
    PART,
    _fresh_memory,
    analyst,
    answer_to,
    asked,
    browser,
    case,
    convention,
    deliver,
    handle_of,
    hit,
    liaison,
    network,
    partner,
    question,
    record,
    supervisor,
    their_moussa,
)
from tests.apps.requests.onward.conftest import a, b, c, d, net, release, tables, terms  # noqa: F401 - fixtures
from tests.apps.requests.test_changing import copy, correction, ours, released, withdrawal  # noqa: F401 - fixtures
from tests.apps.search.test_answering import fetched, talk
from tests.apps.search.test_answering import question as blinded
from tests.several_nodes import passed

pytestmark = pytest.mark.django_db

CONVENTION = "essai-2025"
PHONE = "+22376123456"


def outsider(network, **agreed):
    """A service of the directory that is no party of the convention; with a convention of its own if one is named."""
    made = network.add(FakePartner("fr-tiers", "FR").join_directory())
    if agreed:
        agree(made, **agreed)
    return made


def labels(member, name) -> list[Label]:
    """What a member of the convention finds for the phone of our record."""
    manifest, index = fetched(member, name)
    bound = keys.contexts(manifest.responder, name, manifest.epoch, manifest.secret)
    asked_now, query = blinded(manifest, Subject(identifiers=(Identifier("phone", PHONE),)))
    answer = talk(member, asked_now, name)
    return [Label.from_int(one.label) for one in query.resolve(answer.answers, manifest.public_keys, bound, index)]


# -- MISP#1720: an organisation outside the sharing group could pull ---------------------------------------------------
@pytest.mark.parametrize("pretending", [CONVENTION, "tiers-2025", ""])
def test_an_outsider_pulls_nothing_misp_1720(partner, convention, record, network, pretending):
    """MISP#1720: an event shared with a group could be pulled by an organisation that was not in it.

    Here nothing is pulled without a convention that names both sides, whichever convention the outsider writes on its
    letter; a part of one convention's index is not given under another.
    """
    handle = handle_of(record, convention)
    parts = own_index.manifest_of(own_index.current(convention)).parts
    stranger = outsider(network, identifier="tiers-2025")
    epoch = own_index.current(convention).epoch
    for payload in (
        wire.IndexAsk(format=INDEX_FORMAT, matching_version=MATCHING_VERSION),
        *(wire.IndexDigestsAsk(epoch=epoch, sha256=part.sha256) for part in parts),
        *(wire.IndexChunkAsk(epoch=epoch, sha256=part.sha256, number=0) for part in parts),
        question(handle),
    ):
        reply = talk(stranger, payload, pretending)
        if isinstance(payload, wire.Request) and pretending == "tiers-2025":
            # A question under its own convention may be asked; the handle of another convention stands for nothing.
            assert Request.objects.get().records == []
        else:
            assert isinstance(reply, wire.Refusal), type(reply)


# -- MISP: the owner of an event becomes the organisation of whoever synchronised it -----------------------------------
def test_the_owner_of_what_was_given_is_never_rewritten_misp_book(ours, copy, case, network):
    """The book of MISP, sharing: on the receiving server an event's owner becomes the organisation of the sync user.

    Here the copy says who gave it, for ever; it is in no index of ours; and whoever passes it on in its own name is
    refused, because nobody asked it.
    """
    event = next(event for event in services.of_case(case.pk) if event.kind == "answer")
    assert "Youssef Benali" in event.owner
    assert list(records.indexable()) == []
    relay = outsider(network, identifier="tiers-2025")
    again = answer_to(ours, release=str(copy.pk), officer="Un autre")
    assert talk(relay, again, "tiers-2025").code == "release.unsolicited"
    copy.refresh_from_db()
    assert copy.officer == "Youssef Benali"


def test_a_letter_that_a_relay_passes_on_keeps_its_sender_misp_book(ours, partner, network):
    """The same on the way: the sender is signed into the letter, so a relay, a stick or a synchronising server is none."""
    relay = outsider(network)
    letter = partner.letter(answer_to(ours), convention=CONVENTION, thread=str(ours.pk))
    claimed = partner.letter(answer_to(ours), convention=CONVENTION, signing=relay.signing)
    with pytest.raises(BenkanError) as caught:
        exchange.receive(claimed)
    assert caught.value.code == "envelope.signature"
    exchange.receive(letter)
    assert (Incoming.objects.get(kind="release").sender, peek(letter).sender) == (partner.agency, partner.agency)


def test_a_record_of_a_partner_is_not_ours_to_give_misp_book(partner, convention, record, asked, liaison):
    """The same one hop further: what another service owns does not leave this node as ours."""
    Record.objects.filter(pk=record.pk).update(owner=partner.agency)
    with pytest.raises(Refused) as caught:
        services.release(liaison, asked.pk, "all", reason_code="all", handling="H1", grade="B2")
    assert caught.value.code == "release.third-party"
    assert list(records.indexable()) == []


# -- MISP#4681, #7409: deletions do not propagate ----------------------------------------------------------------------
def test_a_withdrawal_is_sent_until_it_is_acknowledged_misp_4681(released, liaison, partner):
    """MISP#4681, #7409: what was deleted at its owner stayed at those who had it, by design.

    Here a withdrawal is a letter: it waits out a dead link, arrives, and is shown as open until the receiver confirms.
    """
    partner.down = True
    services.withdraw(liaison, released.pk, [], "other-person", "Erreur sur la personne")
    exchange.deliver_due(threads=False)
    Outgoing.objects.update(next_attempt_at=timezone.now())
    assert Outgoing.objects.get(kind="withdrawal").state == State.QUEUED
    partner.down = False
    exchange.deliver_due(threads=False)
    assert partner.kinds()[-1] == "withdrawal"
    change = Change.objects.get(kind="withdrawal")
    assert change.acknowledged_at is None
    done = {"of": change.envelope, "release": str(released.pk), "version": change.version, "what": "withdrawn"}
    deliver(partner, wire.Acknowledgement(**done, done_at=wire.time_text(timezone.now())), CONVENTION)
    change.refresh_from_db()
    assert change.acknowledged_at


def test_a_withdrawn_copy_is_gone_and_its_erasure_confirmed_misp_7409(copy, partner):
    """MISP#7409: the receiver of a deletion kept the attribute. Here fields and sealed letters go, and it says so."""
    deliver(partner, withdrawal(copy, fields=[]), CONVENTION)
    copy.refresh_from_db()
    assert (copy.state, copy.properties) == (ReleaseState.WITHDRAWN, {})
    assert bytes(Incoming.objects.get(kind="release").envelope) == b""
    exchange.deliver_due(threads=False)
    (said,) = [payload for header, payload in partner.opened if header.kind == "acknowledgement"]
    assert (said.release, said.what) == (str(copy.pk), "withdrawn")


def test_a_withdrawn_record_is_no_longer_found_by_partners_misp_4681(partner, convention, record):
    """The same for what was only searchable: it leaves the index that partners look into, the same day."""
    handle = handle_of(record, convention)
    assert labels(partner, convention)
    records.withdraw(record.pk, officer="analyste")
    OwnIndex.objects.update(build_s=0)
    search.build_index(force=False)
    assert labels(partner, convention) == []
    assert isinstance(deliver(partner, question(handle), convention), wire.Refusal | wire.Receipt)
    assert not list(records.indexable())


# -- MISP#2223: a removed tag stays, an event has two TLP colours ------------------------------------------------------
def test_a_record_has_one_handling_code_wherever_it_is_seen_misp_2223(partner, convention, record):
    """MISP#2223: a tag removed at the owner stayed elsewhere, and one event had two TLP colours.

    Here the code is a field, not a tag: a stricter one takes the place of the other in the index, and both are never there.
    """
    handle_of(record, convention)
    assert [label.handling for label in labels(partner, convention)] == ["H1"]
    Record.objects.filter(pk=record.pk).update(handling="H2", updated_at=timezone.now())
    OwnIndex.objects.update(build_s=0)
    search.build_index(force=False)
    assert [label.handling for label in labels(partner, convention)] == ["H2"]


@pytest.mark.parametrize("codes", [["H0", "H3"], "H0 H3", "", None])
def test_a_release_with_two_handling_codes_or_none_is_no_release_misp_2223(ours, codes):
    """The same on the wire: a release with two colours cannot be written, and one that is written is not read."""
    with pytest.raises(ValueError, match="handling"):
        answer_to(ours, handling=codes)
    data = wire.encode(answer_to(ours)).replace(b'"handling":"H2"', b'"handling":"H2","handling":"H0"')
    with pytest.raises(BenkanError):
        wire.decode("release", data)


def test_a_correction_changes_no_handling_code_misp_2223(copy, partner):
    """The same afterwards: a correction gives values, and has no place for a second code."""
    with pytest.raises(ValueError, match="handling"):
        correction(copy, handling="H0")
    deliver(partner, correction(copy), CONVENTION)
    copy.refresh_from_db()
    assert copy.handling == "H2"


# -- OpenCTI#9160: shared before it was restricted ---------------------------------------------------------------------
def test_nothing_is_shared_before_it_is_restricted_opencti_9160(partner, convention, record, monkeypatch):
    """OpenCTI#9160: an object was on the stream at once, and its restriction came a moment later.

    Here a record has its code and category when it is made; a new index becomes current in one step when it is whole, so
    no partner sees a state in between; and what has no category is in no index.
    """
    handle_of(record, convention)
    before = own_index.current(convention).manifest
    records.add(
        "Person",
        {"name": "Inconnu", "phone": "+22370000001"},
        subject_category="suspect",
        crime_area="drug-trafficking",
        handling="H3",
        grade="B2",
        officer="analyste",
    )

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    OwnIndex.objects.update(build_s=0)
    with monkeypatch.context() as patched:
        patched.setattr("benkan.apps.search.own_index.journal.write", killed)
        with pytest.raises(KeyboardInterrupt):
            search.build_index(force=True)
    assert own_index.current(convention).manifest == before
    Record.objects.filter(caption="Inconnu").update(subject_category="")
    assert [found.caption for found, _ in records.indexable()] == [record.caption]


def test_a_copy_is_never_there_without_its_conditions_opencti_9160(ours, partner, monkeypatch):
    """The same at the receiver: the copy, its code and its end are one transaction; cut short, there is nothing."""

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("benkan.apps.exchange.store.answer", killed)
        with pytest.raises(KeyboardInterrupt):
            exchange.receive(partner.letter(answer_to(ours), convention=CONVENTION, thread=str(ours.pk)))
    assert not Release.objects.exists()
    deliver(partner, answer_to(ours), CONVENTION)
    made = Release.objects.get()
    assert (made.handling, made.grade, made.retained_until is not None) == ("H2", "B2", True)


def test_what_is_restricted_while_it_waits_for_a_second_person_does_not_leave_opencti_9160(
    asked,
    record,
    liaison,
    supervisor,
    partner,
):
    """The same in between: a record that becomes stricter after the proposal does not leave under the old code."""
    given = PART | {}
    decision, fields = given.pop("decision"), given.pop("fields")
    proposed = services.release(liaison, asked.pk, decision, fields, **given)
    Record.objects.filter(pk=record.pk).update(handling="H3", updated_at=timezone.now())
    with pytest.raises(BenkanError) as caught:
        services.approve(supervisor, proposed.pk)
    assert caught.value.code == "release.handling-lower"
    exchange.deliver_due(threads=False)
    assert "release" not in partner.kinds()


# -- OpenCTI#18151: orphans after un-sharing ---------------------------------------------------------------------------
def test_nothing_is_orphaned_by_a_withdrawal_opencti_18151(ours, copy, partner, analyst, browser):
    """OpenCTI#18151: after un-sharing, parts of what had been shared stayed behind, hanging on nothing.

    Here everything that hung on the copy goes with it, what stays says that it came and went, and its page opens.
    """
    deliver(partner, correction(copy), CONVENTION)
    deliver(partner, withdrawal(copy, version=3, fields=[]), CONVENTION)
    assert not [change for change in Change.objects.all() if change.properties or change.before]
    assert all(bytes(row.envelope) == b"" for row in Incoming.objects.filter(kind__in=("release", "correction")))
    page = browser(analyst, "en").get(reverse("requests:detail", args=[ours.pk]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "212600000000" not in text
    assert PHONE not in text
    assert Change.objects.filter(release=copy).count() == 2


def test_a_withdrawal_that_overtakes_its_release_leaves_nothing_behind_opencti_18151(ours, partner):
    """The same in the wrong order: a withdrawal waits for the release that it follows; nothing arrives after it."""
    payload = answer_to(ours)
    letter = partner.letter(payload, convention=CONVENTION, thread=str(ours.pk))
    taken_back = wire.Withdrawal(
        release=payload.release, version=2, fields=[], reason_code="source", reason="Source", officer="Y. Benali"
    )
    early = partner.letter(taken_back, convention=CONVENTION, thread=str(ours.pk), previous=peek(letter).id)
    assert partner.read(exchange.receive(early))[1].code == "envelope.out-of-order"
    exchange.receive(letter)
    assert isinstance(partner.read(exchange.receive(early))[1], wire.Receipt)
    made = Release.objects.get()
    assert (made.state, made.properties) == (ReleaseState.WITHDRAWN, {})


# -- MISP#3468: a new member of a group does not get what was there before ---------------------------------------------
def test_a_new_member_finds_what_was_there_before_misp_3468(partner, network, record):
    """MISP#3468: an organisation that joined a sharing group never got the events that were shared before.

    Here there is nothing to push: the index of the new version holds every record, old ones too, for each member alike.
    """
    accords.add(signed(partner))
    search.build_index()
    newcomer = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    asks = wire.IndexAsk(format=INDEX_FORMAT, matching_version=MATCHING_VERSION)
    assert isinstance(talk(newcomer, asks, "ml-ma-2025"), wire.Refusal)
    accords.add(signed(partner, newcomer, version=2))
    OwnIndex.objects.update(build_s=0)
    search.build_index(force=False)
    assert labels(newcomer, "ml-ma-2025") == labels(partner, "ml-ma-2025") != []


def test_a_member_that_left_finds_nothing_that_came_after_misp_3468(partner, network, record):
    """The other side of it: who left is refused at once, and the index that follows opens with another secret."""
    former = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    accords.add(signed(partner, former))
    search.build_index()
    assert labels(former, "ml-ma-2025")
    before = own_index.manifest_of(own_index.current("ml-ma-2025")).secret
    accords.add(signed(partner, version=2))
    OwnIndex.objects.update(build_s=0)
    search.build_index(force=False)
    asks = wire.IndexAsk(format=INDEX_FORMAT, matching_version=MATCHING_VERSION)
    assert isinstance(talk(former, asks, "ml-ma-2025"), wire.Refusal)
    assert own_index.manifest_of(own_index.current("ml-ma-2025")).secret != before
    assert labels(partner, "ml-ma-2025")


# -- what became possible with onward transfer: the same failures, tried over three hops -------------------------------
def test_the_owner_survives_three_hops_misp_book(net, a, b, c, d, release):
    """The book of MISP again: here the third service that gets it still reads, and can prove, whose it is."""
    passed(b, a, c, net, release, ["name", "phone"])
    passed(c, a, d, net, release, ["name"])
    with d.here():
        copy = services.copy_of(release.pk, d.officer("liaison"))
        assert services.provenance(copy)["way"] == [f"Service {node.agency}" for node in (a, b, c, d)]
        statement = statements.read(wire.Statement, copy.statement)
    assert (statement.owner, statement.release) == (a.agency, str(release.pk))
    assert wire.signature_holds(statement, a.signing.public)
    assert not any(wire.signature_holds(statement, node.signing.public) for node in (b, c, d))


def test_what_is_passed_on_keeps_its_one_handling_code_misp_2223(net, a, b, c, release):
    """MISP#2223 on the way: the letter has no place for a second code, and the one it has is the owner's."""
    passed(b, a, c, net, release, ["name"])
    assert "handling" not in wire.KINDS["onward.release"].model_fields
    assert [node.copy(release).handling for node in (a, b, c)] == ["H1"] * 3


def test_a_withdrawal_reaches_those_to_whom_it_was_passed_on_misp_7409(net, a, b, c, d, release):
    """MISP#7409 at the third receiver: gone, and its own signed word says so to the owner."""
    passed(b, a, c, net, release, ["name", "phone"])
    passed(c, a, d, net, release, ["name", "phone"])
    with a.here():
        services.withdraw(a.officer("liaison"), release.pk, [], "other-person")
    net.run()
    assert [node.copy(release).properties for node in (b, c, d)] == [{}] * 3
    assert {state for state, _, _ in a.branches(release).values()} == {"gone"}


def test_a_record_takes_its_releases_with_it_misp_4681(net, a, b, release):
    """MISP#4681 at its root: the owner deletes the thing itself, and is not left with copies that nobody remembers."""
    with a.here():
        services.withdraw_record(a.officer("second"), release.record, releases_too=True)
    net.run()
    assert b.copy(release).properties == {}


def test_nobody_is_orphaned_when_the_one_in_between_erases_opencti_18151(net, a, b, c, d, release):
    """OpenCTI#18151 in a chain: when the one in between erases its copy, those below it still hear of every change."""
    passed(b, a, c, net, release, ["name", "phone"])
    passed(c, a, d, net, release, ["name", "phone"])
    for node in (b, c):
        with node.here():
            services.delete_copy(node.officer("liaison"), release.pk, "not-needed")
        net.run()
    with a.here():
        services.withdraw(a.officer("liaison"), release.pk, ["phone"], "source")
    net.run()
    assert list(d.copy(release).properties) == ["name"]
    assert a.branches(release)[d.agency] == ("held", 2, False)


def test_the_table_of_the_threat_model_names_every_test_of_this_file() -> None:
    """A failure of the field that somebody adds here is told to whoever reads the threat model, and the other way round."""
    from pathlib import Path

    here = Path(__file__)
    names = {line[4 : line.index("(")] for line in here.read_text("utf-8").splitlines() if line.startswith("def test_")}
    told = (here.parents[1] / "docs" / "threat-model.md").read_text("utf-8")
    assert {name for name in names if f"::{name}`" not in told} <= {
        "test_the_table_of_the_threat_model_names_every_test_of_this_file"
    }

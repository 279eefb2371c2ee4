"""A party that does not play by the rules, and a service that is none: what our node says and what it keeps."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.apps.exchange.conftest import network, partner  # noqa: F401 - fixtures
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.jointcases.conftest import terms

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import inbox
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Incoming, Outgoing
from benkan.apps.jointcases import services
from benkan.apps.jointcases.models import Entry, Fork, JointCase, State
from benkan.core import jointcases
from benkan.core.errors import BenkanError
from benkan.core.jointcases import Content, Header, Reference, Seen

pytestmark = pytest.mark.django_db
CONVENTION = "trois-2026"


class Party:
    """The other party of a joint case of two, with its key and its own numbering."""

    def __init__(self, fake: FakePartner, case: uuid.UUID) -> None:
        self.fake, self.case, self.headers = fake, str(case), []

    def item(self, kind="note", fields=None, of=None, content=None, **changes) -> wire.JointItem:
        """An item, right in everything that is not given; ``keep=False`` makes it without numbering on."""
        keep = changes.pop("keep", True)
        until = timezone.now().date() + dt.timedelta(days=10)
        data = {"handling": "H1", "grade": "B2", "retained_until": until, "categories": ("person",)}
        given = {name: tuple(values) for name, values in (fields or {"text": ["Vu à Fès"]}).items()}
        made = content or Content(
            "Y. Benali", given, "0" * 32, **({} if kind in ("withdrawal", "leave", "end") else data)
        )
        last = self.headers[-1] if self.headers else None
        header = Header(
            case=self.case,
            party=self.fake.agency,
            number=last.number + 1 if last else 1,
            previous=last.sha256() if last else "",
            clock=int(timezone.now().timestamp() * 1000) + len(self.headers),
            kind=kind,
            of=of,
            seen={},
            content_sha256=made.sha256(),
        )
        signing = changes.pop("signing", self.fake.signing)
        header = replace(header, **changes)
        if keep:
            self.headers.append(header)
        return wire.JointItem.model_validate(
            {"header": header.plain(), "signature": signing.sign(header.signed_bytes()), "content": made.plain()}
        )

    def items(self, *items: wire.JointItem, handling="H1", purpose="drug-trafficking") -> wire.JointCaseItems:
        return wire.JointCaseItems(case=self.case, purpose=purpose, handling=handling, items=list(items))

    def notices(self, *items: wire.JointItem) -> wire.JointCaseNotices:
        return wire.JointCaseNotices(case=self.case, items=list(items))

    def says(self, payload: wire.Message, **letter) -> wire.Message:
        data = self.fake.letter(payload, **{"convention": CONVENTION, "thread": self.case, **letter})
        return self.fake.read(exchange.receive(data))[1]


@pytest.fixture
def stranger(db, network):  # noqa: F811
    return network.add(FakePartner("fr-tiers", "FR").join_directory())


@pytest.fixture
def people(db):
    return {role: accounts.create_officer(role, role.title(), role) for role in ("analyst", "liaison", "supervisor")}


@pytest.fixture
def party(partner, stranger, people, monkeypatch) -> Party:  # noqa: F811
    """The other party of a case of two that is under way; a third service has the same convention."""
    monkeypatch.setattr(inbox, "_last_refused", {})
    agree(partner, stranger, identifier=CONVENTION)
    case = services.propose(people["liaison"], terms("ml-ocs", partner.agency))
    services.sign(people["supervisor"], case.pk)
    made = Party(partner, case.pk)
    assert isinstance(made.says(signature(partner, case)), wire.Receipt)
    assert JointCase.objects.get().state == State.RUNNING
    return made


def signature(fake, of_case, **changes):
    today = timezone.now().date()
    given = {
        "case": str(of_case.pk),
        "sha256": of_case.sha256,
        "purpose": of_case.purpose,
        "value": fake.signing.sign(jointcases.signed_bytes(of_case.sha256, fake.agency, today)),
        "signed_on": today.isoformat(),
        "prepared_by": "A",
        "signed_by": "B",
    }
    return wire.JointCaseSignature(**(given | changes))


def state():
    return services.state(JointCase.objects.get())


def test_an_item_of_the_other_party_is_kept_once(party) -> None:
    letter = party.items(party.item())
    assert isinstance(party.says(letter), wire.Receipt)
    assert isinstance(party.says(letter), wire.Receipt)  # the same item in another letter
    assert Entry.objects.count() == 1
    assert state().things[Reference("ma-dgsn", 1)].first("text") == "Vu à Fès"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"party": "fr-tiers"}, "joint-case.not-own"),
        ({"party": "ml-ocs"}, "joint-case.not-own"),
        ({"case": "22222222-2222-4333-8444-555555555555"}, "joint-case.not-own"),
        ({"content_sha256": "ab" * 32}, "joint-case.content-digest"),
        ({"number": 2, "previous": "ab" * 32}, ""),
        ({"clock": int((dt.datetime.now(dt.UTC) + dt.timedelta(days=3)).timestamp() * 1000)}, "joint-case.clock"),
    ],
)
def test_an_item_that_is_not_what_it_says_is_refused(party, changes, code) -> None:
    answer = party.says(party.items(party.item(**changes)))
    assert getattr(answer, "code", "") == code
    assert Entry.objects.count() == (0 if code else 1)  # a later number alone is a gap, and kept


def test_a_signature_of_another_key_is_refused_and_the_letter_kept_as_evidence(party, stranger) -> None:
    answer = party.says(party.items(party.item(signing=stranger.signing)))
    assert answer.code == "joint-case.item-signature"
    assert Incoming.objects.get(code="joint-case.item-signature").envelope


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"handling": "H3"}, "joint-case.content"),
        ({"categories": ("account",)}, "joint-case.content"),
        ({"retained_until": dt.date(2099, 1, 1)}, "joint-case.content"),
    ],
)
def test_what_the_agreement_does_not_foresee_is_refused(party, content, code) -> None:
    given = {"handling": "H1", "grade": "B2", "retained_until": timezone.now().date(), "categories": ()} | content
    made = Content("Y. Benali", {"text": ("Vu",)}, "0" * 32, **given)
    answer = party.says(party.items(party.item(content=made), handling=given["handling"]))
    assert answer.code == code
    assert not Entry.objects.exists()


def test_data_is_not_smuggled_in_under_another_category(party) -> None:
    made = Content(
        "Y. Benali",
        {"schema": ("Person",), "name": ("Moussa",), "phone": ("+22376123456",)},
        "0" * 32,
        "H1",
        "B2",
        timezone.now().date(),
        ("person",),
    )
    assert party.says(party.items(party.item("entity", content=made))).code == "joint-case.categories"


def test_the_convention_judges_the_letter_by_what_is_in_it(party) -> None:
    assert party.says(party.items(party.item(keep=False), purpose="fraud")).code == "joint-case.other"
    assert party.says(party.items(party.item(keep=False), purpose="political")).code == "convention.article-3"
    assert party.says(party.items(party.item(keep=False)), convention="essai").code == "convention.none"
    assert not Entry.objects.exists()


def test_two_items_under_one_number_are_evidence_and_named_on_the_page(party, people) -> None:
    first = party.item()
    party.headers.clear()
    second = party.item(fields={"text": ["Jamais vu"]})
    assert isinstance(party.says(party.items(first)), wire.Receipt)
    answer = party.says(party.items(second))
    assert (answer.code, Fork.objects.get().number) == ("joint-case.fork", 1)
    assert party.says(party.items(second)).code == "joint-case.fork"
    assert Fork.objects.count() == 1
    kept = Incoming.objects.filter(kind="joint.items").order_by("number")[1]
    assert kept.envelope, "the letter that told the other story is kept"
    assert state().things[Reference("ma-dgsn", 1)].first("text") == "Vu à Fès"
    client = Client(headers={"Accept-Language": "en"})
    people["liaison"].language = "en"
    people["liaison"].save()
    client.force_login(people["liaison"])
    page = client.get(f"/joint-cases/{party.case}/").content.decode()
    assert "told two stories under its number 1" in page


def test_a_chain_that_does_not_hold_is_refused(party) -> None:
    party.says(party.items(party.item()))
    assert party.says(party.items(party.item(keep=False, previous="ab" * 32))).code == "joint-case.chain"
    third = party.item(keep=False, number=3, previous="cd" * 32)
    assert isinstance(party.says(party.items(third)), wire.Receipt)
    assert party.says(party.items(party.item(keep=False))).code == "joint-case.chain"


def test_a_party_withdraws_its_own_only(party, people) -> None:
    case = JointCase.objects.get()
    ours = services.put(people["liaison"], case.pk, "note", {"text": ["À nous"]}, services.Conditions("H1", "B2"))
    answer = party.says(party.notices(party.item("withdrawal", {"reason": ["?"]}, Reference("ml-ocs", ours.number))))
    assert answer.code == "joint-case.not-owner"
    ours.refresh_from_db()
    assert ours.content


def test_a_withdrawal_before_its_item_is_remembered(party) -> None:
    item = party.item()
    notice = party.item("withdrawal", {"reason": ["Erreur"]}, Reference("ma-dgsn", 1))
    assert isinstance(party.says(party.notices(notice)), wire.Receipt)
    assert isinstance(party.says(party.items(item)), wire.Receipt)
    kept = Entry.objects.get(number=1)
    assert kept.content == ""
    assert not Incoming.objects.get(kind="joint.items").envelope
    assert not state().things


def test_after_it_left_a_party_is_heard_no_more_and_gets_nothing(party, people) -> None:
    party.says(party.items(party.item()))
    assert isinstance(party.says(party.notices(party.item("leave", {"keep": ["no"]}))), wire.Receipt)
    assert party.says(party.items(party.item())).code == "joint-case.left"
    assert Entry.objects.get(number=1).content == ""
    before = Outgoing.objects.count()
    services.put(people["liaison"], party.case, "note", {"text": ["Seul"]}, services.Conditions("H1", "B2"))
    assert Outgoing.objects.count() == before
    ask = wire.JointCaseAsk(case=party.case, purpose="drug-trafficking", first=1, last=1)
    assert party.says(ask).code == "joint-case.left"
    assert services.tend() == 0


def test_after_the_end_only_notices_are_taken(party, people) -> None:
    party.says(party.items(party.item()))
    end = services.end(people["supervisor"], party.case, "Jugée")
    entry = Entry.objects.get(party="ml-ocs", kind="end")
    seen = {"ml-ocs": Seen(entry.number, entry.sha256)}
    assert end.state == State.ENDED
    assert party.says(party.items(party.item(keep=False, seen=seen))).code == "joint-case.over"
    notice = party.item("withdrawal", {"reason": ["Erreur"]}, Reference("ma-dgsn", 1), seen=seen)
    assert isinstance(party.says(party.notices(notice)), wire.Receipt)


def test_a_service_that_is_no_party_learns_nothing_of_a_case(party, stranger) -> None:
    """The same answer for a case that it is not in and for one that does not exist; nothing is kept of either."""
    other = Party(stranger, uuid.uuid4())
    knows = Party(stranger, uuid.UUID(party.case))
    answers = [
        one.says(payload)
        for one in (other, knows)
        for payload in (
            one.items(one.item()),
            one.notices(one.item("end")),
            wire.JointCaseAsk(case=one.case, purpose="drug-trafficking", first=1, last=9),
            signature(stranger, JointCase.objects.get(), case=one.case),
        )
    ]
    assert {(answer.code, answer.text) for answer in answers} == {
        ("envelope.out-of-order", "This letter follows one that has not arrived yet.")
    }
    assert not Entry.objects.exists()
    assert not Incoming.objects.filter(sender="fr-tiers").exists()
    assert not Outgoing.objects.filter(recipient="fr-tiers").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"parties": {"ma-dgsn": "B", "fr-tiers": "B"}, "lead": "ma-dgsn"}, "joint-case.not-ours"),
        ({"parties": {"ml-ocs": "B", "fr-tiers": "B"}}, "joint-case.other"),
        ({"convention": "autre-2026"}, "joint-case.other"),
        ({"categories": ["person", "account", "x"]}, "joint-case.beyond"),
        ({"retention_days": 3_000}, "joint-case.beyond"),
        ({"purpose": "political"}, "convention.article-3"),
    ],
)
def test_a_proposal_that_cannot_stand_is_refused(party, partner, change, code) -> None:  # noqa: F811
    text = terms("ml-ocs", "ma-dgsn", **change)
    assert party.says(proposal(text)).code == code
    assert JointCase.objects.count() == 1


def proposal(text: str, **changes) -> wire.JointCaseProposal:
    read = jointcases.parse(text)
    given = {
        "case": read.case,
        "sha256": read.sha256,
        "purpose": read.purpose,
        "text": text,
        "note": "",
        "officer": "Y",
    }
    return wire.JointCaseProposal(**(given | changes))


def test_one_identity_stands_for_one_agreement(party) -> None:
    text = terms("ml-ocs", "ma-dgsn", case=party.case, title="Un autre texte")
    assert party.says(proposal(text)).code == "joint-case.id-reused"
    assert party.says(proposal(terms("ml-ocs", "ma-dgsn"), sha256="ab" * 32)).code == "joint-case.other"
    assert isinstance(party.says(proposal(JointCase.objects.get().text)), wire.Receipt)


def test_a_party_cannot_fill_the_list_with_proposals(party, monkeypatch) -> None:
    monkeypatch.setattr("benkan.apps.jointcases.agreeing.MAX_PROPOSALS", 2)
    answers = [party.says(proposal(terms("ml-ocs", "ma-dgsn"))) for _ in range(3)]
    assert [getattr(answer, "code", "") for answer in answers] == ["", "", "joint-case.too-many"]


def test_a_false_signature_puts_nothing_under_way(party, partner, stranger, people) -> None:  # noqa: F811
    case = services.propose(people["liaison"], terms("ml-ocs", "ma-dgsn"))
    services.sign(people["supervisor"], case.pk)
    other = Party(partner, case.pk)
    wrong = stranger.signing.sign(jointcases.signed_bytes(case.sha256, "ma-dgsn", timezone.now().date()))
    assert other.says(signature(partner, case, value=wrong)).code == "joint-case.signature"
    assert other.says(signature(partner, case, sha256="ab" * 32)).code == "joint-case.signature"
    case.refresh_from_db()
    assert case.state == State.PROPOSED
    assert other.says(other.items(other.item())).code == "envelope.out-of-order"


def test_the_officer_who_prepared_does_not_sign(party, people) -> None:
    case = services.propose(people["supervisor"], terms("ml-ocs", "ma-dgsn"))
    with pytest.raises(BenkanError) as refused:
        services.sign(people["supervisor"], case.pk)
    assert refused.value.code == "joint-case.four-eyes"


def test_a_flood_of_asks_sends_each_item_once_at_a_time(party, people) -> None:
    services.put(people["liaison"], party.case, "note", {"text": ["Un"]}, services.Conditions("H1", "B2"))
    ask = wire.JointCaseAsk(case=party.case, purpose="drug-trafficking", first=1, last=100_000)
    for _ in range(20):
        assert isinstance(party.says(ask), wire.Receipt)
        services.tend()
    assert Outgoing.objects.filter(kind="joint.items").count() == 1  # the first still waits
    exchange.deliver_due(threads=False)
    services.tend()
    services.tend()
    assert Outgoing.objects.filter(kind="joint.items").count() == 2


def test_a_record_of_another_service_is_not_ours_to_put_in(party, people) -> None:
    from benkan.apps.records import services as records
    from benkan.apps.records.models import Record

    given = {"subject_category": "suspect", "crime_area": "drug-trafficking", "grade": "B2", "officer": "analyst"}
    ours = records.add("Person", {"name": "Moussa", "phone": "+22376123456"}, handling="H1", **given)
    strict = records.add("Person", {"name": "Ali"}, handling="H2", **given)
    h1 = services.Conditions("H1", "B2")
    entry = services.put_record(people["liaison"], party.case, str(ours.pk), ["name"], h1)
    shown = state().things[Reference(settings.BENKAN_NODE.agency, entry.number)]
    assert (shown.first("name"), "phone" in shown.fields) == ("Moussa", False)
    Record.objects.filter(pk=ours.pk).update(owner="ma-dgsn")
    for record, code in ((ours, "joint-case.third-party"), (strict, "joint-case.handling-lower")):
        with pytest.raises(BenkanError) as refused:
            services.put_record(people["liaison"], party.case, str(record.pk), ["name"], h1)
        assert refused.value.code == code
    with pytest.raises(BenkanError) as refused:
        services.put_record(people["liaison"], party.case, "nine", ["name"], h1)
    assert refused.value.code == "joint-case.record"

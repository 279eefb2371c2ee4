"""Two services share seizures: what travels, what does not, and that both count the same until it is withdrawn."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.several_nodes import Net, Node, agree, migrated

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.seizures import counting, entering, laboratory, offering, receiving, sharing, statistics, validating
from benkan.apps.seizures.entering import DrugGiven, LegGiven, SeizureGiven
from benkan.apps.seizures.models import Cell, Copy, Seizure, Share, Stream
from benkan.apps.seizures.statistics import Question
from benkan.core.errors import Refused

EVERYTHING = Question(since=200001, until=209912, sure=False)
SECRET = "Moussa Ag Alhassane"


@pytest.fixture(scope="module")
def empty(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return migrated(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def nodes(db, empty, tmp_path, monkeypatch):
    made = [Node(tmp_path / name, name, number, empty) for number, name in enumerate(("ml-ocs", "ma-dgsn"), 1)]
    net = Net(made)
    monkeypatch.setattr("benkan.apps.exchange.transport.post", net.post)
    yield made, net
    for node in made:
        node.connection.close()


@pytest.fixture
def pair(nodes):
    made, net = nodes
    agree(made)
    return *made, net


def given(**changes):
    resin = DrugGiven(
        "cannabis-resin", SECRET, SECRET, kilograms=Decimal("1.4175"), price=Decimal(2500), price_currency="XOF",
        price_unit="gram",
    )  # fmt: skip
    values = {
        "happened_on": dt.date(2026, 9, 25),
        "country": "ML",
        "place": "Gao",
        "latitude": 16.27,
        "longitude": -0.04,
        "drugs": (resin, DrugGiven("tramadol", count=17_500, count_kind="tablet")),
        "service": "OCS Gao",
        "circumstance": "checkpoint",
        "conveyance": "pick-up",
        "persons": "yes",
        "persons_count": 2,
        "remark": SECRET,
        "logo": "three stars",
        "legs": (
            LegGiven("departure", "MA", "Tanger", "B2", 35.76, -5.83),
            LegGiven("destination", "LY", "", "X4"),
        ),
    }
    return SeizureGiven(**(values | changes))


def recorded(node, **changes):
    """A seizure of this node that a second officer validated."""
    with node.here():
        if "analyst" not in {one["username"] for one in accounts.listed()}:
            accounts.create_officer("analyst", "Analyst", "analyst")
        row = entering.record(accounts.get("analyst"), given(**changes))
        validating.validate(accounts.get("liaison"), row.pk, seen_version=row.version)
        return Seizure.objects.get(pk=row.pk)


def again(node, row, **changes):
    """The seizure, changed and validated again."""
    with node.here():
        old = Seizure.objects.get(pk=row.pk)
        new = entering.change(accounts.get("analyst"), row.pk, dataclasses.replace(entering.given_of(old), **changes))
        return validating.validate(accounts.get("liaison"), row.pk, seen_version=new.version)


def sums(node, question=EVERYTHING):
    with node.here():
        return [(row.key, row.seizures, row.kilograms, row.pieces) for row in statistics.table(question, "substance")]


def counted_right(node):
    """The sums as they stand are those that a recount makes."""
    with node.here():
        names = [
            [field.attname for field in model._meta.concrete_fields if field.attname != "id"]
            for model in (Cell, Stream)
        ]
        before = [
            set(model.objects.filter(seizures__gt=0).values_list(*each))
            for model, each in zip((Cell, Stream), names, strict=True)
        ]
        counting.recount()
        after = [set(model.objects.values_list(*each)) for model, each in zip((Cell, Stream), names, strict=True)]
    return before == after


def only(node):
    with node.here():
        return Seizure.objects.select_related("spot").prefetch_related("drugs", "legs").get()


def test_what_is_validated_reaches_the_partner_without_persons_and_both_count_the_same(pair):
    mali, morocco, net = pair
    row = recorded(mali)
    net.run()
    copy = only(morocco)
    assert (copy.owner, copy.number, copy.state, copy.version) == ("ml-ocs", row.number, "validated", row.version)
    assert [leg.place for leg in copy.legs.all()] == ["Tanger", ""]
    assert (
        sums(morocco)
        == sums(mali)
        == [
            ("cannabis-resin", 1, Decimal("1.4175"), 0),
            ("tramadol", 1, Decimal(0), 17_500),
        ]
    )
    assert counted_right(mali)
    assert counted_right(morocco)
    with mali.here():
        share = Share.objects.get()
        assert (share.partner, share.state, share.received_version) == ("ma-dgsn", "received", row.version)
        assert sharing.unacknowledged() == 0


def test_neither_the_remark_nor_what_was_typed_nor_an_officer_is_in_the_letter(pair):
    mali, _morocco, _net = pair
    row = recorded(mali)
    with mali.here():
        sent = wire.encode(sharing.payload(Seizure.objects.get(pk=row.pk))).decode()
    for hidden in (SECRET, "analyst", "liaison"):
        assert hidden not in sent
    assert "OCS Gao" in sent


def test_the_unit_is_not_named_where_the_node_says_so(pair):
    mali, morocco, net = pair
    mali.home = dataclasses.replace(mali.home, seizures_name_service=False)
    recorded(mali)
    net.run()
    assert only(morocco).service == "ml-ocs"


def test_a_later_version_takes_the_place_of_the_earlier_one(pair):
    mali, morocco, net = pair
    row = recorded(mali)
    net.run()
    heroin = DrugGiven("heroin", kilograms=Decimal("0.25"))
    with mali.here():
        entering.change(accounts.get("analyst"), row.pk, dataclasses.replace(given(), drugs=(heroin,), place="Kidal"))
    net.run()
    assert only(morocco).place == "Gao", "what nobody validated does not leave"
    with mali.here():
        validating.validate(accounts.get("liaison"), row.pk, seen_version=2)
    net.run()
    assert (only(morocco).place, only(morocco).version) == ("Kidal", 2)
    assert sums(morocco) == [("heroin", 1, Decimal("0.25"), 0)]
    assert counted_right(morocco)


def test_a_withdrawal_takes_it_out_of_the_partners_sums(pair):
    mali, morocco, net = pair
    row = recorded(mali)
    kept = recorded(mali, place="Kidal")
    net.run()
    with mali.here():
        validating.withdraw(accounts.get("liaison"), row.pk, SECRET)
    net.run()
    assert sums(morocco) == sums(mali)
    assert counted_right(morocco)
    with morocco.here():
        gone = Seizure.objects.get(number=row.number)
        assert (gone.state, gone.drugs.count(), gone.withdrawn_reason) == ("withdrawn", 0, "")
        assert Seizure.objects.get(number=kept.number).state == "validated"


def test_a_withdrawal_reaches_the_partner_after_the_convention_was_suspended(pair):
    from benkan.apps.accords import services as accords

    mali, morocco, net = pair
    row = recorded(mali)
    net.run()
    with mali.here():
        accords.suspend("quatre-2026", accounts.get("second"), "Révision")
        assert sharing.partners("H1") == []
        validating.withdraw(accounts.get("liaison"), row.pk, "Erreur")
    net.run()
    assert only(morocco).state == "withdrawn"
    assert sums(morocco) == []


def test_under_h3_it_stays_at_home_and_what_is_there_is_taken_back(pair):
    mali, morocco, net = pair
    recorded(mali, handling="H3")
    net.run()
    with morocco.here():
        assert Seizure.objects.count() == 0
    row = recorded(mali, place="Kidal")
    net.run()
    again(mali, row, handling="H3")
    net.run()
    assert only(morocco).state == "withdrawn"
    with mali.here():
        assert Share.objects.get().withdrawn


def test_a_convention_that_does_not_name_seizures_gives_none(nodes):
    (mali, morocco), net = nodes
    agree([mali, morocco], categories=["person", "phone"])
    recorded(mali)
    net.run()
    with morocco.here():
        assert Seizure.objects.count() == 0
    with mali.here():
        assert Share.objects.count() == 0


def test_what_was_validated_before_goes_only_when_an_officer_says_so(nodes):
    (mali, morocco), net = nodes
    with mali.here():
        accounts.create_officer("liaison", "Liaison", "liaison")
        accounts.create_officer("second", "Second", "supervisor")
    row, _other = recorded(mali), recorded(mali, happened_on=dt.date(2020, 5, 1))
    with morocco.here():
        accounts.create_officer("liaison", "Liaison", "liaison")
    agree([mali, morocco])
    net.run()
    with morocco.here():
        assert Seizure.objects.count() == 0
    period = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    with mali.here():
        (standing,) = offering.standings(*period)
        assert (standing.partner, standing.missing, standing.received) == ("ma-dgsn", 1, 0)
        with pytest.raises(Refused):
            offering.offer(accounts.get("analyst"), "ma-dgsn", *period)
        assert offering.offer(accounts.get("liaison"), "ma-dgsn", *period) == 1
        assert offering.offer(accounts.get("liaison"), "ma-dgsn", *period) == 0
    net.run()
    assert only(morocco).number == row.number
    with mali.here():
        (standing,) = offering.standings(*period)
        assert (standing.missing, standing.received, standing.waiting) == (0, 1, 0)
        assert journal.latest(20)


def test_what_a_laboratory_measured_reaches_the_partner(pair):
    mali, morocco, net = pair
    row = recorded(mali)
    net.run()
    with mali.here():
        who = accounts.get("analyst")
        sample = laboratory.take_sample(
            who, row.pk, position=0, mark="GAO-1", taken_on=dt.date(2026, 9, 26), laboratory="LNS Bamako"
        )
        laboratory.record_result(
            who, sample.pk, result_on=dt.date(2026, 10, 1), method="GC-MS", substance="cannabis-resin",
            purity=Decimal("0.12"),
        )  # fmt: skip
    net.run()
    assert only(morocco).drugs.first().purity == Decimal("0.12")
    assert only(morocco).version == 2


def test_a_partner_that_is_down_is_shown_until_it_confirms(pair):
    mali, morocco, net = pair
    morocco.down = True
    recorded(mali)
    net.run()
    with mali.here():
        assert sharing.unacknowledged() == 1
        assert [one.partner for one in offering.unacknowledged()] == ["ma-dgsn"]
    morocco.down = False
    net.run()
    with mali.here():
        assert sharing.unacknowledged() == 0


def test_a_copy_goes_at_the_end_of_its_retention_and_out_of_the_sums(pair):
    mali, morocco, net = pair
    recorded(mali)
    net.run()
    with morocco.here():
        copy = Copy.objects.get()
        assert copy.retained_until == timezone.localdate() + dt.timedelta(days=365)
        assert receiving.expire_due(copy.retained_until) == 0
        assert receiving.expire_due(copy.retained_until + dt.timedelta(days=1)) == 1
        assert Seizure.objects.count() == Copy.objects.count() == 0
        assert statistics.total(EVERYTHING).seizures == 0
    assert counted_right(morocco)


class TestHostilePartner:
    """A partner that signs what it must not."""

    @pytest.fixture
    def told(self, pair):
        """What Mali shares, and a way to send it changed."""
        mali, morocco, net = pair
        row = recorded(mali)
        with mali.here():
            right = sharing.payload(Seizure.objects.get(pk=row.pk))
        net.run()

        def send(payload=right, **changes):
            message = payload.model_copy(update={"version": 2, **changes})
            with mali.here():
                facts = {"purpose": "drug-trafficking", "categories": {"seizure"}, "handling": "H1"}
                letter = exchange.queue(
                    "ma-dgsn", wire.kind_of(message), message, convention="quatre-2026",
                    act_facts=facts if isinstance(message, wire.SeizureShare) else {},
                )  # fmt: skip
            net.run()
            with mali.here():
                return exchange.outgoing(letter.id)

        return right, send, morocco

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"version": 1, "place": "Tombouctou"}, "seizure.version-reused"),
            ({"country": "XX", "conveyance": "carpet"}, "seizure.code"),
            ({"happened_on": "2199-01-01"}, "seizure.date"),
            ({"service": "a\u0301\u200b"}, "seizure.text"),
            ({"number": "X\u202e1"}, "wire.invalid"),
            ({"latitude": 95_000_000, "longitude": 0}, "wire.invalid"),
            ({"drugs": []}, "wire.invalid"),
            ({"handling": "H9"}, "wire.invalid"),
        ],
    )
    def test_what_cannot_be_is_refused_and_changes_nothing(self, told, changes, code):
        _right, send, morocco = told
        before = sums(morocco)
        letter = send(**changes)
        assert (letter.state, letter.last_code) == ("stopped", code)
        assert sums(morocco) == before
        assert counted_right(morocco)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"kilograms": "1000000.1"}, "seizure.amount"),
            ({"kilograms": "0"}, "seizure.amount"),
            ({"kilograms": "1", "litres": "1"}, "seizure.two-amounts"),
            ({"substance": "moon-dust"}, "seizure.substance"),
            ({"purity": "0.5"}, "seizure.purity-source"),
            ({"kilograms": "1e3"}, "wire.invalid"),
            ({"kilograms": "1.50"}, "wire.invalid"),
        ],
    )
    def test_an_impossible_amount_is_refused(self, told, changes, code):
        right, send, morocco = told
        before = sums(morocco)
        letter = send(drugs=[right.drugs[0].model_copy(update=changes)])
        assert (letter.state, letter.last_code) == ("stopped", code)
        assert sums(morocco) == before

    def test_the_same_content_again_is_harmless_and_an_older_version_is_refused(self, told):
        right, send, morocco = told
        assert send(version=1).state == "delivered"
        assert send(version=3).state == "delivered"
        assert send(version=2).last_code == "seizure.older-version"
        assert only(morocco).version == 3
        assert sums(morocco)[0][1] == 1
        assert right.number == only(morocco).number

    def test_two_seizures_cannot_have_one_number(self, told):
        _right, send, morocco = told
        letter = send(seizure="11111111-2222-4333-8444-555555555555", version=1)
        assert letter.last_code == "seizure.number-taken"
        with morocco.here():
            assert Seizure.objects.count() == 1

    def test_the_identity_of_ours_makes_nothing_of_ours_the_partners(self, told):
        _right, send, morocco = told
        with morocco.here():
            accounts.create_officer("analyst", "Analyst", "analyst")
        mine = recorded(morocco, place="Tanger", country="MA")
        assert send(seizure=str(mine.pk), number="Z-1", version=9).state == "delivered"
        with morocco.here():
            ours = Seizure.objects.get(pk=mine.pk)
            assert (ours.owner, ours.place) == ("ma-dgsn", "Tanger")
            assert Seizure.objects.get(number="Z-1").owner == "ml-ocs"
        message = wire.SeizureWithdrawal(seizure=str(mine.pk), version=10)
        assert send(message, version=10).state == "delivered"
        with morocco.here():
            assert Seizure.objects.get(pk=mine.pk).state == "validated"
        assert counted_right(morocco)

    def test_a_withdrawn_seizure_does_not_come_back(self, told):
        right, send, morocco = told
        assert send(wire.SeizureWithdrawal(seizure=right.seizure, version=2), version=2).state == "delivered"
        assert send(version=3).last_code == "seizure.withdrawn"
        assert sums(morocco) == []

    def test_a_withdrawal_before_the_seizure_keeps_it_out(self, told):
        _right, send, morocco = told
        other = "11111111-2222-4333-8444-555555555555"
        assert send(wire.SeizureWithdrawal(seizure=other, version=2), version=2).state == "delivered"
        assert send(seizure=other, number="Z-2", version=1).last_code == "seizure.older-version"
        assert sums(morocco)[0][1] == 1

    def test_more_than_a_days_number_is_refused(self, told, monkeypatch):
        _right, send, morocco = told
        monkeypatch.setattr(receiving, "MAX_A_DAY", 1)
        letter = send(seizure="11111111-2222-4333-8444-555555555555", number="Z-3", version=1)
        assert letter.last_code == "seizure.too-many"
        assert send(version=4).state == "delivered", "a later version of what is here is taken all the same"
        assert only(morocco).version == 4

    def test_a_town_of_the_gazetteer_stays_where_it_is(self, told):
        _right, send, morocco = told
        assert send(latitude=1_000_000, longitude=1_000_000).state == "delivered"
        assert only(morocco).spot.latitude == pytest.approx(16.27, abs=0.1)

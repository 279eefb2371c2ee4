"""What a partner's notice becomes here: checked again, compared with our records, replaced, erased, never indexed."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.notices.conftest import arrive, content, row_of, sent_by, theirs
from tests.core.notices.samples import COMPLETE

from benkan import wire
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Incoming, Outgoing
from benkan.apps.journal.models import Line
from benkan.apps.notices import services
from benkan.apps.notices.models import Received
from benkan.apps.records.models import Record
from benkan.core import notices as rules

pytestmark = pytest.mark.django_db


def withdrawal(payload, version=2, **changes):
    given = {"notice": payload.notice, "version": version, "reason": "retrouvé", "officer": "Salma Idrissi"}
    return wire.NoticeWithdrawal(**(given | changes))


@pytest.mark.parametrize("type_", sorted(rules.TYPES))
def test_a_notice_of_every_type_arrives_and_is_receipted(partner, convention, type_):
    payload = theirs(type_)
    assert isinstance(arrive(partner, payload, convention), wire.Receipt)
    row = row_of(payload)
    assert (row.type, row.fields, row.state) == (type_, COMPLETE[type_], "active")
    assert Line.objects.filter(event="notice-received").count() == 1


def test_it_is_compared_with_our_records_and_the_partner_learns_nothing(partner, convention, record, analyst):
    fields = COMPLETE["wanted"] | {"name": ["موسى أغ الحسن"], "birthDate": ["1984"], "phone": ["+223 76 12 34 56"]}
    payload = theirs("wanted", fields=fields)
    reply = arrive(partner, payload, convention)
    assert services.compare_due() == 1
    row = row_of(payload)
    assert [one.record.pk for one in services.known(row)] == [record.pk]
    assert isinstance(reply, wire.Receipt)
    assert not Outgoing.objects.exists()
    assert Line.objects.filter(event="notice-known").count() == 1
    assert services.compare_due() == 0
    Record.objects.filter(pk=record.pk).update(withdrawn_at=timezone.now())
    assert services.known(row) == []


def test_spontaneous_information_and_a_stolen_passport_meet_our_records_too(partner, convention, record):
    from benkan.apps.records import services as records

    holder = records.add(
        "Person",
        {"name": "Autre Personne", "passportNumber": "A1234567"},
        subject_category="suspect",
        crime_area="drug-trafficking",
        officer="analyste",
    )
    told, stolen = theirs("spontaneous"), theirs()
    for payload in (told, stolen):
        arrive(partner, payload, convention)
    services.compare_due()
    assert [one["record"] for one in row_of(told).known] == [str(record.pk)]
    assert [one["record"] for one in row_of(stolen).known] == [str(holder.pk)]


def test_the_same_phone_under_another_name_is_known_too(partner, convention, record):
    fields = COMPLETE["wanted"] | {"name": ["Ingrid Svendsdottir"], "birthDate": ["1971"], "phone": ["+22376123456"]}
    by_phone = theirs("wanted", fields=fields)
    nobody = theirs("wanted", fields=fields | {"phone": ["+22370000000"]})
    for payload in (by_phone, nobody):
        arrive(partner, payload, convention)
    services.compare_due()
    assert [(one.record.pk, one.by_number) for one in services.known(row_of(by_phone))] == [(record.pk, True)]
    assert row_of(nobody).known == []


def test_a_notice_about_nobody_is_compared_with_nothing(partner, convention, record):
    payload = theirs("modus-operandi")
    arrive(partner, payload, convention)
    services.compare_due()
    assert (row_of(payload).known, row_of(payload).compared_at is None) == ([], False)


def test_a_notice_never_becomes_a_record_nor_enters_an_index(partner, convention):
    from benkan.apps.records import services as records

    arrive(partner, theirs("wanted"), convention)
    services.compare_due()
    assert not Record.objects.exists()
    assert not list(records.indexable())


def test_a_later_edition_replaces_an_earlier_one_whichever_comes_first(partner, convention):
    first = theirs()
    fields = first.fields_ | {"remark": ["Série A"]}
    second = theirs(notice=first.notice, version=2, fields=fields)
    arrive(partner, first, convention)
    arrive(partner, second, convention)
    row = row_of(first)
    assert (row.version, row.fields["remark"]) == (2, ["Série A"])
    # The letter that carried the older words is gone as well.
    assert [bytes(one.envelope) == b"" for one in Incoming.objects.order_by("number")] == [True, False]
    late = theirs(notice=first.notice, version=1)
    assert isinstance(arrive(partner, late, convention), wire.Receipt)
    assert row_of(first).fields == fields


def test_a_withdrawal_erases_content_and_letter_and_is_acknowledged(partner, convention, record, analyst):
    payload = theirs("wanted", fields=COMPLETE["wanted"] | {"name": ["Mousa ag Alhassan"], "birthDate": ["1984"]})
    arrive(partner, payload, convention)
    services.compare_due()
    arrive(partner, withdrawal(payload), convention)
    row = row_of(payload)
    assert (row.state, row.fields, row.headline, row.known, row.answers) == ("withdrawn", {}, "", [], {})
    assert bytes(Incoming.objects.get(kind="notice").envelope) == b""
    exchange.deliver_due(threads=False)
    kind, acknowledged = partner.opened[-1][0].kind, partner.opened[-1][1]
    assert (kind, acknowledged.notice, acknowledged.version) == ("notice.acknowledgement", payload.notice, 2)


def test_a_withdrawal_that_comes_first_keeps_the_notice_out(partner, convention, analyst):
    payload = theirs()
    arrive(partner, withdrawal(payload), convention)
    reply = arrive(partner, payload, convention)
    assert reply.code == "notice.withdrawn"
    assert row_of(payload).fields == {}
    assert not services.received(analyst).exists(), "there is nothing to read"


def test_it_expires_by_itself_on_both_sides(partner, convention, analyst, liaison):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    made = sent_by(analyst, liaison, expires_on=tomorrow)
    payload = theirs(expires_on=tomorrow.isoformat())
    arrive(partner, payload, convention)
    assert services.expire_due() == 0
    type(made).objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    Received.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    assert services.expire_due() == 2
    made.refresh_from_db()
    row = row_of(payload)
    assert (made.state, row.state, row.fields) == ("expired", "expired", {})
    assert bytes(Incoming.objects.get(kind="notice").envelope) == b""
    assert Line.objects.filter(event="notice-expired").count() == 2
    assert services.expire_due() == 0


def test_an_expired_notice_lives_again_only_by_a_new_edition(partner, convention):
    payload = theirs()
    arrive(partner, payload, convention)
    Received.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    services.expire_due()
    assert isinstance(arrive(partner, theirs(notice=payload.notice), convention), wire.Receipt)
    assert row_of(payload).state == "expired"
    arrive(partner, theirs(notice=payload.notice, version=2), convention)
    assert row_of(payload).state == "active"


def test_the_first_reader_is_noted_and_it_goes_into_a_case(partner, convention, analyst, liaison, case):
    payload = theirs()
    arrive(partner, payload, convention)
    row = row_of(payload)
    assert services.fresh(analyst).count() == 1
    services.read(row.pk, analyst)
    services.read(row.pk, liaison)
    assert services.fresh(analyst).count() == 0
    assert Line.objects.filter(event="notice-opened").count() == 1
    services.link(analyst, row.pk, case.pk)
    assert [one.kind for one in services.of_case(case.pk)] == ["notice"]
    from benkan.apps.cases.timeline import timeline

    assert "notice" in [item.kind for item in timeline(cases.get(case.pk))]


def test_our_withdrawal_reaches_every_receiver_and_the_silent_one_is_shown(
    analyst, liaison, partner, second_partner, region
):
    made = sent_by(analyst, liaison, "new-substance", partners=(), together=("region-2025",))
    services.withdraw(liaison, made.pk, "Erreur d'analyse")
    exchange.deliver_due(threads=False)
    withdrawn = [each.opened[-1] for each in (partner, second_partner)]
    assert {header.kind for header, _ in withdrawn} == {"notice.withdrawal"}
    assert len(services.unacknowledged(analyst)) == 2
    header, payload = partner.opened[-1]
    said = wire.NoticeAcknowledgement(
        of=header.id, notice=payload.notice, version=payload.version, done_at=wire.time_text(timezone.now())
    )
    assert isinstance(arrive(partner, said, "region-2025"), wire.Receipt)
    assert [one.partner for one in services.unacknowledged(analyst)] == ["ne-ocrtis"]
    assert Line.objects.filter(event="notice-acknowledged").count() == 1


def test_a_withdrawal_leaves_while_the_convention_is_suspended(analyst, liaison, supervisor, partner, convention):
    from benkan.apps.accords import services as accords

    made = sent_by(analyst, liaison)
    accords.suspend(convention, supervisor, "contrôle")
    services.withdraw(analyst, made.pk, "Retrouvé")
    exchange.deliver_due(threads=False)
    assert "notice.withdrawal" in partner.kinds()


def test_an_analyst_withdraws_his_own_notice_and_no_other(analyst, liaison, supervisor, partner, convention):
    from benkan.core.errors import Refused

    made = sent_by(supervisor, liaison)
    with pytest.raises(Refused) as caught:
        services.withdraw(analyst, made.pk, "Erreur")
    assert caught.value.code == "notice.not-yours"
    draft = services.begin(analyst, "stolen-document", content())
    with pytest.raises(Refused) as caught:
        services.withdraw(analyst, draft.pk, "Erreur")
    assert caught.value.code == "notice.not-active"

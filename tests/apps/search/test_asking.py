"""Asking partners: the hit comes home, nothing about the subject leaves, and a hostile partner proves nothing."""

import dataclasses
import datetime as dt
import threading
import time
from pathlib import Path

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree, part_of
from tests.apps.search.conftest import MOUSSA, NOBODY

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import transport
from benkan.apps.journal.models import Line
from benkan.apps.search import asking, services
from benkan.apps.search.models import Inquiry, InquiryState, PartnerIndex
from benkan.core import blind
from benkan.core.envelope import peek
from benkan.core.matching import Subject
from benkan.wire import IndexChunk, Refusal, SearchAnswer, decode, encode

pytestmark = pytest.mark.django_db


def run(search, *, again=False):
    if again:
        Inquiry.objects.filter(search=search, next_attempt_at__isnull=False).update(next_attempt_at=timezone.now())
    services.run_due(search=search.id, threads=False)
    search.refresh_from_db()
    return search.inquiries.order_by("partner").first()


def ask(analyst, case, fields=MOUSSA):
    search = services.make(analyst, case.pk, fields)
    return run(search)


def asks(partner) -> list[bytes]:
    return [data for data in partner.received if peek(data).kind == "search.ask"]


def test_a_name_in_latin_letters_hits_a_record_written_in_arabic(analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [dataclasses.replace(their_moussa, identifiers=())])
    row = ask(analyst, case, {"name": MOUSSA["name"], "born": MOUSSA["born"]})
    assert row.state == InquiryState.ANSWERED
    assert {hit["tier"] for hit in row.hits} <= {"name+date", "rare-name"}
    assert row.hits
    assert {(hit["area"], hit["category"], hit["handling"]) for hit in row.hits} == {
        ("drug-trafficking", "suspect", "H1")
    }
    assert bytes.fromhex(row.hits[0]["handle"]) in partner.handles


def test_a_phone_hits_as_an_identifier(analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [their_moussa])
    row = ask(analyst, case, {"phone": "76 12 34 56"})
    assert [(hit["tier"], hit["what"], hit["namesakes"]) for hit in row.hits] == [("identifier", "phone", 0.0)]


def test_a_name_that_nobody_holds_is_no_hit_with_the_date_of_the_index(
    analyst, case, partner, convention, their_moussa
):
    partner.publish(convention, [their_moussa])
    row = ask(analyst, case, NOBODY)
    assert (row.state, row.hits, row.proofs) == (InquiryState.ANSWERED, [], 2)
    assert row.index_built_at is not None


def test_the_bytes_of_a_question_do_not_depend_on_the_subject(
    analyst, case, partner, convention, their_moussa, whole_shape
):
    partner.publish(convention, [their_moussa])
    long_name = {"name": "Abdoulaye Ousmane Mohamed Lamine Cheick Oumar Diabaté\nMoussa ag Alhassane ould Sidi Brahim"}
    for fields in (MOUSSA, NOBODY, {"phone": "76123456"}, {"plate": "AB-1234-MD"}, {**long_name, "born": "1984"}):
        ask(analyst, case, fields)
    sent = asks(partner)
    assert len(sent) == 5
    assert len({len(data) for data in sent}) == 1
    payloads = [payload for header, payload in partner.opened if header.kind == "search.ask"]
    # Every field that is not a blinded element is the same for all subjects; the elements are all different.
    assert len({encode(payload.model_copy(update={"elements": {}})) for payload in payloads}) == 1
    shapes = {tuple((kind, len(given)) for kind, given in sorted(payload.elements.items())) for payload in payloads}
    assert shapes == {(("identifier", 8), ("name", 32))}
    elements = [element for payload in payloads for given in payload.elements.values() for element in given]
    assert len(set(elements)) == len(elements) == 5 * 40
    headers = [header for header, _ in partner.opened if header.kind == "search.ask"]
    constant = {(one.sender, one.recipient, one.convention, one.previous, len(one.to_bytes())) for one in headers}
    assert len(constant) == 1


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({"phone": "76123456"}, 8),
        ({"name": "Vouidibio Kpassagnon"}, 8),
        (
            {
                "phone": "76 12 34 56",
                "plate": "AB-1234-MD",
                "document": "X0000001",
                "account": "ML13 0160 1201 0260 0100 0668 497",
            },
            16,
        ),
        ({"name": "Moussa Ag Alhassane", "born": "1984"}, 24),
        ({"name": "Abdoulaye Ousmane Mohamed Lamine Cheick Oumar Diabaté", "born": "1984"}, 40),
    ],
)
def test_a_question_takes_the_smallest_shape_that_holds_its_tokens(analyst, case, partner, convention, fields, size):
    partner.publish(convention, [])
    search = ask(analyst, case, fields).search
    (payload,) = [payload for header, payload in partner.opened if header.kind == "search.ask"]
    assert {kind: len(given) for kind, given in payload.elements.items()} == dict(blind.SHAPES[size])
    assert search.elements == size


def test_two_partners_get_messages_of_equal_size_that_cannot_be_linked(analyst, case, partner, convention, network):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    agree(other, identifier="autre-2025")
    partner.publish(convention, [])
    other.publish("autre-2025", [])
    search = services.make(analyst, case.pk, MOUSSA)
    services.run_due(search=search.id, threads=False)
    (first,), (second,) = asks(partner), asks(other)
    assert abs(len(first) - len(second)) <= 2 * len("ne-ocrtis" + "autre-2025")
    one, two = partner.opened[-1][1], other.opened[-1][1]
    assert not {e for given in one.elements.values() for e in given} & {
        e for given in two.elements.values() for e in given
    }
    assert one.officer_commitment != two.officer_commitment
    assert one.case_commitment != two.case_commitment


def test_a_partner_sees_the_same_commitment_for_the_same_officer_and_case_only(analyst, case, partner, convention):
    from benkan.apps.cases import services as cases

    partner.publish(convention, [])
    ask(analyst, case)
    ask(analyst, case, NOBODY)
    second = cases.open_case(analyst, "Autre affaire", "drug-trafficking")
    ask(analyst, second)
    seen = [payload for header, payload in partner.opened if header.kind == "search.ask"]
    assert len({one.officer_commitment for one in seen}) == 1
    assert len({one.case_commitment for one in seen}) == 2


def test_a_dead_link_keeps_the_question_and_the_same_letter_goes_again(
    analyst, case, partner, convention, their_moussa
):
    partner.publish(convention, [their_moussa])
    services.fetch_indexes()
    sent = []
    real = partner.answer

    def lost(data):
        sent.append(data)
        from benkan.core.errors import Unreachable

        raise Unreachable("partner.unreachable", "The partner's node does not answer.")

    partner.answer = lost
    search = services.make(analyst, case.pk, MOUSSA)
    row = run(search)
    assert (row.state, row.code, row.attempts) == (InquiryState.WAITING, "partner.unreachable", 1)
    partner.answer = real
    row = run(search, again=True)
    assert row.state == InquiryState.ANSWERED
    assert asks(partner) == sent


def test_a_killed_worker_sends_the_same_letter_again_and_the_page_has_one_answer(
    analyst, case, partner, convention, their_moussa, monkeypatch
):
    partner.publish(convention, [their_moussa])
    search = services.make(analyst, case.pk, MOUSSA)

    class Killed(BaseException):
        pass

    def dies(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(asking, "answered", dies)
        with pytest.raises(Killed):
            run(search)
    # A new process: its memory is empty and it makes what was being asked due again.
    asking._recovered.clear()
    services.run_due(threads=False)
    row = search.inquiries.get()
    assert len(set(asks(partner))) == 1
    assert len(asks(partner)) == 2
    assert (row.state, bool(row.hits)) == (InquiryState.ANSWERED, True)
    assert Line.objects.filter(event="search-made").count() == 1


def test_a_failure_that_nobody_foresaw_does_not_hold_the_question_until_its_claim_ends(
    analyst, case, partner, convention, monkeypatch
):
    partner.publish(convention, [])
    search = services.make(analyst, case.pk, MOUSSA)
    with monkeypatch.context() as broken:
        broken.setattr(asking, "prepared_with", lambda *args, **kwargs: Path("/nowhere/at/all").read_bytes())
        with pytest.raises(FileNotFoundError):
            run(search)
    row = search.inquiries.get(partner=partner.agency)
    assert (row.state, row.attempts) == (InquiryState.WAITING, 1)
    assert row.next_attempt_at < timezone.now() + dt.timedelta(seconds=5)
    assert run(search, again=True).state == InquiryState.ANSWERED


def test_a_question_that_waits_a_day_is_given_up_in_words(analyst, case, partner, convention):
    partner.down = True
    search = services.make(analyst, case.pk, MOUSSA)
    search.created_at = timezone.now() - dt.timedelta(hours=25)
    search.save()
    row = run(search)
    assert (row.state, row.code) == (InquiryState.FAILED, "search.expired")
    assert search.finished_at is not None


def test_a_partner_s_refusal_is_shown_with_its_clause_and_journaled(analyst, case, partner, convention):
    partner.publish(convention, [])
    services.fetch_indexes()
    partner.refuse_with = Refusal(
        code="convention.quota",
        text="%(used)d searches were made.",
        clause="essai-2025 · 6",
        facts={"used": "9"},
        remedy="",
    )
    row = ask(analyst, case)
    assert (row.state, row.code, row.clause) == (InquiryState.REFUSED, "convention.quota", "essai-2025 · 6")
    overview = services.overview(row.search)
    assert overview.rows[0].explained.sentence == "9 searches were made."
    assert overview.finished
    assert Line.objects.get(event="search-refused").clause == "essai-2025 · 6"


def test_a_suspended_convention_stops_a_waiting_question_at_once(analyst, case, partner, convention):
    supervisor = accounts.create_officer("superviseur", "Superviseur", "supervisor")
    partner.publish(convention, [])
    search = services.make(analyst, case.pk, MOUSSA)
    accords.suspend(convention, supervisor, "Contrôle en cours")
    row = search.inquiries.get()
    assert (row.state, row.code) == (InquiryState.REFUSED, "convention.suspended")
    assert row.clause.startswith(convention)
    run(search)
    assert asks(partner) == []


def hostile(reply):
    """A partner's door that spoils its answer to a search."""

    def spoil(header, payload):
        return reply(payload) if isinstance(payload, SearchAnswer) else payload

    return spoil


def flipped(answers, place):
    spoiled = {}
    for kind, data in answers.items():
        changed = bytearray(data)
        changed[place] ^= 1
        spoiled[kind] = bytes(changed)
    return spoiled


def other_key(payload):
    # Valid points and a valid proof, but under a key that was not published.
    return payload


HOSTILE = {
    "a flipped proof": lambda answer: answer.model_copy(update={"answers": flipped(answer.answers, 3)}),
    "swapped kinds": lambda answer: answer.model_copy(
        update={"answers": {"name": answer.answers["identifier"], "identifier": answer.answers["name"]}}
    ),
    "a missing kind": lambda answer: answer.model_copy(update={"answers": {"name": answer.answers["name"]}}),
    "a shorter answer": lambda answer: answer.model_copy(
        update={"answers": {kind: data[:-32] for kind, data in answer.answers.items()}}
    ),
    "another epoch": lambda answer: answer.model_copy(update={"epoch": answer.epoch + 1}),
}


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_wrong_proof_or_shape_is_no_answer_and_leaves_a_line(analyst, case, partner, convention, their_moussa, reply):
    partner.publish(convention, [their_moussa])
    partner.spoil = hostile(reply)
    row = ask(analyst, case)
    assert (row.state, row.hits, row.proofs) == (InquiryState.FAILED, [], 0)
    assert Line.objects.filter(event="proof-refused", partner=partner.agency).count() == 1
    assert services.overview(row.search).verified == 0


def test_an_answer_under_another_key_is_refused(analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [their_moussa])
    services.fetch_indexes()
    partner.evaluating = {kind: blind.SecretKey.from_seed(b"x" * 32, b"another") for kind in blind.KINDS}
    row = ask(analyst, case)
    assert (row.state, row.code) == (InquiryState.FAILED, "blind.proof")


def test_a_canary_that_hits_is_fraud(analyst, case, partner, convention, their_moussa, monkeypatch):
    partner.publish(convention, [their_moussa])
    monkeypatch.setattr(blind.Index, "lookup", lambda self, wanted: 0)
    row = ask(analyst, case)
    assert (row.state, row.code, row.hits) == (InquiryState.FAILED, "blind.canary", [])
    assert Line.objects.get(event="proof-refused").facts["code"] == "blind.canary"


def test_the_answer_to_an_older_question_is_no_answer(analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [their_moussa])
    kept = []
    partner.spoil_bytes = lambda data: kept.append(data) or data
    ask(analyst, case)
    replayed = kept[-1]
    partner.spoil_bytes = lambda data: replayed
    row = ask(analyst, case, NOBODY)
    assert (row.state, row.code, row.hits) == (InquiryState.WAITING, "envelope.other-reply", [])
    partner.spoil_bytes = lambda data: data
    row = run(row.search, again=True)
    assert row.state == InquiryState.ANSWERED


def test_a_partner_that_never_answers_honestly_is_given_up_after_a_day(analyst, case, partner, convention):
    partner.publish(convention, [])
    services.fetch_indexes()
    partner.spoil_bytes = lambda data: b"<html>"
    search = services.make(analyst, case.pk, MOUSSA)
    row = run(search)
    for _ in range(5):
        row = run(search, again=True)
    assert row.state == InquiryState.WAITING
    search.created_at -= dt.timedelta(hours=25)
    search.save()
    row = run(search, again=True)
    assert (row.state, row.code) == (InquiryState.FAILED, "search.expired")


def test_a_partner_that_turned_to_a_new_epoch_is_asked_again_with_its_new_index(
    analyst, case, partner, convention, their_moussa
):
    partner.publish(convention, [], epoch=7)
    services.fetch_indexes()
    old = partner.manifest
    partner.publish(convention, [their_moussa], epoch=8)
    stale = Refusal(code="index.epoch", text="new epoch", clause="", facts={}, remedy="")

    def spoil(header, reply):
        if header.kind == "search.ask" and partner.opened[-1][1].epoch == old.epoch:
            return stale
        return reply

    partner.spoil = spoil
    row = ask(analyst, case)
    assert (row.state, row.index_epoch, bool(row.hits)) == (InquiryState.ANSWERED, 8, True)


def test_a_partner_without_an_index_is_asked_later(analyst, case, partner, convention):
    row = ask(analyst, case)
    assert (row.state, row.code) == (InquiryState.WAITING, "index.none")
    partner.publish(convention, [])
    assert run(row.search, again=True).state == InquiryState.ANSWERED


# -- indexes of partners -----------------------------------------------------------------------------------------------


def test_an_index_is_fetched_once_and_then_only_looked_at(partner, convention, their_moussa):
    partner.publish(convention, [their_moussa])
    services.fetch_indexes()
    services.fetch_indexes()
    assert partner.kinds() == ["index.ask", "index.chunk.ask", "index.ask"]
    assert Line.objects.filter(event="index-fetched").count() == 1


def crowd(count: int) -> list[Subject]:
    return [Subject(identifiers=(blind_identifier(number),)) for number in range(count)]


def blind_identifier(number: int):
    from benkan.core.matching import Identifier

    return Identifier("document", f"P{number:07d}")


def test_a_cut_fetch_goes_on_where_it_stopped(partner, convention, monkeypatch):
    monkeypatch.setattr("benkan.core.blind.delivery.CHUNK_BYTES", 256)
    monkeypatch.setattr(blind, "CHUNK_BYTES", 256)
    partner.publish(convention, crowd(150))
    pieces = -(-partner.manifest.base.data_bytes // 256)
    assert pieces > 3
    real, count = partner.answer, []

    def cut(data):
        count.append(data)
        if len(count) == 5:
            partner.down = True
        return real(data)

    partner.answer = cut
    services.fetch_indexes()
    assert not PartnerIndex.objects.get().complete
    partner.answer, partner.down = real, False
    services.fetch_indexes()
    assert PartnerIndex.objects.get().complete
    numbers = [payload.number for header, payload in partner.opened if header.kind == "index.chunk.ask"]
    assert numbers == list(range(pieces))
    assert partner.kinds().count("index.digests.ask") == 1


def test_a_forged_chunk_is_refused_and_never_used(analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [their_moussa])

    def forge(header, reply):
        if isinstance(reply, IndexChunk):
            return reply.model_copy(update={"data": b"\0" * len(reply.data)})
        return reply

    partner.spoil = forge
    row = ask(analyst, case)
    assert not PartnerIndex.objects.filter(complete=True).exists()
    assert Line.objects.get(event="proof-refused").facts["code"] == "blind.chunk"
    assert row.state in {InquiryState.WAITING, InquiryState.FAILED}
    assert asks(partner) == []


def test_a_truncated_index_whose_digests_agree_is_refused(analyst, case, partner, convention, their_moussa):
    partner.publish(convention, [their_moussa])
    partner.index_data = partner.index_data[:-6]
    partner.sign_parts()
    row = ask(analyst, case)
    assert (row.state, row.code) == (InquiryState.FAILED, "blind.index")
    assert not PartnerIndex.objects.filter(complete=True).exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"responder": "ne-ocrtis"}, "index.other"),
        ({"convention": "autre-2025"}, "index.other"),
        ({"matching_version": "0-other"}, "index.matching-version"),
        ({"public_keys": {"name": bytes(32)}}, "index.manifest"),
        ({"format": "benkan-index-3"}, "index.format"),
        ({"base": part_of(b"x" * 64, 64).model_copy(update={"data_bytes": 2**35})}, "index.manifest"),
        ({"base": part_of(b"x" * 64, 64, 64)}, "index.manifest"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "index.manifest"),
    ],
)
def test_a_manifest_that_does_not_hold_is_refused_before_it_costs_anything(partner, convention, change, code):
    partner.publish(convention, [])
    partner.manifest = partner.manifest.model_copy(update=change)
    ((_, _, error),) = services.fetch_indexes()
    assert error.code == code
    assert not PartnerIndex.objects.filter(complete=True).exists()


def test_a_key_that_changes_within_an_epoch_is_refused(partner, convention):
    partner.publish(convention, [])
    services.fetch_indexes()
    other = blind.SecretKey.from_seed(b"x" * 32, b"another")
    keys = dict.fromkeys(blind.KINDS, other.public_key)
    partner.manifest = partner.manifest.model_copy(update={"public_keys": keys, "built_at": "2026-01-01T00:00:00Z"})
    ((_, _, error),) = services.fetch_indexes()
    assert error.code == "index.key-changed"
    assert Line.objects.get(event="proof-refused").facts["code"] == "index.key-changed"


def test_two_manifests_of_one_moment_are_refused(partner, convention, their_moussa):
    partner.publish(convention, [])
    services.fetch_indexes()
    moment = partner.manifest.built_at
    partner.publish(convention, [their_moussa])
    partner.manifest = partner.manifest.model_copy(update={"built_at": moment})
    ((_, _, error),) = services.fetch_indexes()
    assert error.code == "index.two-manifests"


def test_a_manifest_survives_its_own_encoding(partner, convention):
    partner.publish(convention, [])
    assert decode("index.manifest", encode(partner.manifest)) == partner.manifest


# -- partners beside each other ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_slow_partner_does_not_hold_the_others(network, monkeypatch):
    from benkan.apps.cases import services as cases

    analyst = accounts.create_officer("analyste", "Fatoumata Traoré", "analyst")
    case = cases.open_case(analyst, "Cargaison de Gao", "drug-trafficking")
    slow, quick = (
        network.add(FakePartner(name, name[:2].upper()).join_directory()) for name in ("ma-dgsn", "ne-ocrtis")
    )
    for one, identifier in ((slow, "lente-2025"), (quick, "rapide-2025")):
        agree(one, identifier=identifier)
        one.publish(identifier, [])
    free = threading.Event()
    real = slow.answer
    monkeypatch.setattr(slow, "answer", lambda data: free.wait(20) and real(data))
    search = services.make(analyst, case.pk, MOUSSA)
    try:
        services.run_due(search=search.id)
        until = time.monotonic() + 15
        while time.monotonic() < until and not search.inquiries.filter(state=InquiryState.ANSWERED).exists():
            time.sleep(0.02)
        states = dict(search.inquiries.values_list("partner", "state"))
        assert states["ne-ocrtis"] == InquiryState.ANSWERED
        assert states["ma-dgsn"] == InquiryState.WAITING
    finally:
        free.set()
        services.run_due(search=search.id, wait_for=True)
    services.run_due(search=search.id, wait_for=True)
    assert search.inquiries.get(partner="ma-dgsn").state == InquiryState.ANSWERED
    assert transport.post == network.post


@pytest.mark.parametrize("reply", [b"<html>captive portal</html>", b"", b"BKR2" + bytes(400)])
def test_what_is_not_authentic_ends_no_question_and_fills_no_journal(
    analyst, case, partner, convention, their_moussa, reply
):
    """A hotel's portal, or anybody else on the line, answers for hours; then the partner does."""
    partner.publish(convention, [their_moussa])
    services.fetch_indexes()
    search = services.make(analyst, case.pk, MOUSSA)
    partner.spoil_bytes = lambda data: reply
    for _ in range(6):
        search.inquiries.update(next_attempt_at=timezone.now())
        assert run(search).state == InquiryState.WAITING
    assert Line.objects.filter(event="proof-refused").count() == asking.MAX_TOLD
    partner.spoil_bytes = lambda data: data
    search.inquiries.update(next_attempt_at=timezone.now())
    assert run(search).state == InquiryState.ANSWERED
    assert len(set(asks(partner))) == 1

"""The responder's side: what it publishes, what it answers, what it counts, and what it never learns."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import agree

from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Incoming
from benkan.apps.journal.models import Line
from benkan.apps.records import services as records
from benkan.apps.search import files, keys, own_index, services
from benkan.apps.search.models import Answered, OwnIndex
from benkan.apps.search.publishing import holdings
from benkan.core import blind
from benkan.core.errors import Invalid, Refused
from benkan.core.matching import MATCHING_VERSION, Subject, tokens
from benkan.wire import INDEX_FORMAT, IndexAsk, IndexChunkAsk, IndexDigestsAsk, Label, Refusal, SearchAnswer, SearchAsk

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(partner, convention, our_moussa):
    services.build_index()
    return convention


def talk(partner, payload, convention, **changes):
    data = partner.letter(payload, convention=convention, **changes)
    return partner.read(exchange.receive(data))[1]


ASK = IndexAsk(format=INDEX_FORMAT, matching_version=MATCHING_VERSION)


def fetched(partner, convention):
    """The index as a partner that follows the protocol has it."""
    manifest = talk(partner, ASK, convention)
    data = []
    for part in manifest.parts:
        asked = {"epoch": manifest.epoch, "sha256": part.sha256}
        given = talk(partner, IndexDigestsAsk(**asked), convention).digests
        listed = [given[start : start + 32].hex() for start in range(0, len(given), 32)]
        assert blind.root(listed) == part.sha256
        pieces = [
            talk(partner, IndexChunkAsk(**asked, number=number), convention).data for number in range(len(listed))
        ]
        data.append(blind.join(pieces, listed))
        assert len(data[-1]) == part.data_bytes
    return manifest, blind.Index.load(data[0], data[1:])


def handles_of(convention) -> list[str]:
    """Every handle of the present index."""
    index = own_index.current(convention)
    folder = files.epoch_folder(convention, index.epoch)
    rows = [holdings.handles(folder, part.sha256) for part in own_index.manifest_of(index).parts]
    return sorted({row["handle"].ljust(16, b"\0").hex() for each in rows for row in each})


def published_path(convention):
    index = own_index.current(convention)
    part = own_index.manifest_of(index).base
    return files.part(files.epoch_folder(convention, index.epoch), part.sha256)


def question(manifest, subject=None, **changes) -> tuple[SearchAsk, blind.Query]:
    found = tokens(subject, default_region="ML") if subject else frozenset()
    query = blind.prepare(
        {kind: [t.bytes for t in found if t.kind == kind and t.tier != "weak"] for kind in blind.KINDS}
    )
    values = {
        "purpose": "drug-trafficking",
        "case_commitment": "1" * 64,
        "officer_commitment": "2" * 64,
        "epoch": manifest.epoch,
        "certified_until": 0,
        "elements": query.elements,
    }
    return SearchAsk(**{**values, **changes}), query


def test_a_partner_finds_our_record_and_its_handle_resolves_to_it(partner, published, our_moussa):
    manifest, index = fetched(partner, published)
    asked, query = question(manifest, Subject(names=["موسى أغ الحسن"], birth_dates=["1984"]))
    answer = talk(partner, asked, published)
    assert isinstance(answer, SearchAnswer)
    bound = keys.contexts(manifest.responder, published, manifest.epoch, manifest.secret)
    hits = query.resolve(answer.answers, manifest.public_keys, bound, index)
    assert hits
    assert {Label.from_int(hit.label) for hit in hits} == {
        Label("drug-trafficking", "suspect", our_moussa.handling, "1")
    }
    for hit in hits:
        assert services.record_ids_by_handle(published, hit.handle.hex()) == [str(our_moussa.pk)]
    assert services.record_ids_by_handle(published, "0" * 32) == []
    assert services.record_ids_by_handle("autre-2025", hits[0].handle.hex()) == []


def test_an_answer_leaves_a_line_with_counts_and_commitments_only(partner, published):
    manifest, _ = fetched(partner, published)
    asked = question(manifest)[0]
    talk(partner, asked, published)
    (line,) = Line.objects.filter(event="search-answered")
    assert (line.partner, line.convention) == (partner.agency, published)
    assert line.facts == {
        "purpose": "drug-trafficking",
        "elements": 8,
        "elements_sha256": blind.elements_sha256(asked.elements),
        "epoch": manifest.epoch,
        "case_commitment": "1" * 64,
        "officer_commitment": "2" * 64,
    }
    assert Answered.objects.get().elements == 8


def test_a_replayed_search_counts_once_and_gets_the_same_answer(partner, published):
    manifest, _ = fetched(partner, published)
    data = partner.letter(question(manifest)[0], convention=published)
    assert exchange.receive(data) == exchange.receive(data)
    assert (Answered.objects.count(), Line.objects.filter(event="search-answered").count()) == (1, 1)


@pytest.mark.parametrize(
    "quota", ["searches_per_officer_per_day", "searches_per_case_per_day", "searches_per_party_per_day"]
)
def test_quotas_hold_on_the_responder_s_side_whoever_asks(partner, our_moussa, quota):
    others = dict.fromkeys(
        ("searches_per_party_per_day", "searches_per_officer_per_day", "searches_per_case_per_day"), 100
    )
    name = agree(partner, **{**others, quota: 2})
    services.build_index()
    manifest, _ = fetched(partner, name)
    for _ in range(2):
        assert isinstance(talk(partner, question(manifest)[0], name), SearchAnswer)
    refused = talk(partner, question(manifest)[0], name)
    assert isinstance(refused, Refusal)
    assert refused.clause.startswith(name)
    assert Answered.objects.count() == 2
    assert Line.objects.filter(event="message-refused").count() == 1
    other = question(manifest, case_commitment="3" * 64, officer_commitment="4" * 64)[0]
    assert isinstance(talk(partner, other, name), Refusal if "party" in quota else SearchAnswer)


@pytest.mark.parametrize("size", blind.SHAPES)
def test_a_search_of_any_shape_counts_once(partner, published, size):
    manifest, _ = fetched(partner, published)
    asked, _ = question(manifest, elements=blind.prepare({}, smallest=size).elements)
    assert isinstance(talk(partner, asked, published), SearchAnswer)
    assert Answered.objects.get().elements == size
    assert services.used_today(actor=partner.agency, counterparty="ml-ocs", convention=published).party == 1


def test_ten_thousand_tokens_are_refused(partner, published):
    from pydantic import ValidationError

    manifest, _ = fetched(partner, published)
    with pytest.raises(ValidationError):
        question(manifest, elements={"name": [b"\1" * 32] * 10_000, "identifier": [b"\1" * 32] * 8})
    short, _ = question(manifest)
    too_few = short.model_copy(update={"elements": {"name": short.elements["name"][:3]}})
    refused = talk(partner, too_few, published)
    assert refused.code == "wire.invalid"
    assert Answered.objects.count() == 0


def test_a_point_that_is_no_point_is_refused_and_nothing_is_counted(partner, published):
    manifest, _ = fetched(partner, published)
    for bad in (b"\0" * 32, b"\xff" * 32):
        asked, _ = question(manifest)
        spoiled = {**asked.elements, "name": [bad, *asked.elements["name"][1:]]}
        refused = talk(partner, asked.model_copy(update={"elements": spoiled}), published)
        assert isinstance(refused, Refusal)
    assert Answered.objects.count() == 0


def test_a_search_of_another_epoch_is_told_to_fetch_the_new_index(partner, published):
    manifest, _ = fetched(partner, published)
    asked, _ = question(manifest, epoch=manifest.epoch - 1)
    assert talk(partner, asked, published).code == "index.epoch"


def test_a_search_for_a_purpose_outside_the_convention_is_refused_with_its_clause(partner, our_moussa):
    name = agree(partner, purposes=["fraud"])
    services.build_index()
    manifest, _ = fetched(partner, name)
    refused = talk(partner, question(manifest)[0], name)
    assert refused.clause.startswith(name)
    assert Answered.objects.count() == 0


def test_a_search_under_a_convention_without_an_index_is_told_so(partner, convention):
    assert talk(partner, ASK, convention).code == "index.none"


def test_indexes_and_chunks_are_not_kept_as_letters(partner, published):
    fetched(partner, published)
    assert Incoming.objects.count() == 0


def test_a_chunk_of_an_index_that_is_gone_says_so(partner, published):
    manifest = talk(partner, ASK, published)
    for epoch, sha256 in ((manifest.epoch, "0" * 64), (1, manifest.base.sha256)):
        assert talk(partner, IndexChunkAsk(epoch=epoch, sha256=sha256, number=0), published).code == "index.gone"
    published_path(published).unlink()
    asked = {"epoch": manifest.epoch, "sha256": manifest.base.sha256}
    for ask in (IndexChunkAsk(**asked, number=0), IndexDigestsAsk(**asked)):
        assert talk(partner, ask, published).code == "index.gone"


# -- building ----------------------------------------------------------------------------------------------------------


def test_nothing_is_built_when_nothing_changed_and_a_change_is_built(partner, published, our_moussa):
    assert services.build_index(force=False) == []
    OwnIndex.objects.update(build_s=0)
    records.withdraw(our_moussa.pk, officer="superviseur")
    (index,) = services.build_index(force=False)
    assert handles_of(published) == []
    assert own_index.current(published) == index


def test_a_withdrawn_record_is_no_longer_found_by_its_handle(partner, published, our_moussa):
    handle = handles_of(published)[0]
    assert services.record_ids_by_handle(published, handle) == [str(our_moussa.pk)]
    records.withdraw(our_moussa.pk, officer="superviseur")
    assert services.record_ids_by_handle(published, handle) == []


def test_a_node_rests_after_a_long_build(partner, published, our_moussa):
    OwnIndex.objects.update(build_s=3600)
    records.withdraw(our_moussa.pk, officer="superviseur")
    assert services.build_index(force=False) == []


def test_the_epoch_turns_even_when_nothing_changed(partner, published, monkeypatch):
    before = own_index.current(published)
    OwnIndex.objects.update(build_s=3600)
    later = timezone.now() + dt.timedelta(days=30)
    monkeypatch.setattr(own_index.timezone, "now", lambda: later)
    (index,) = services.build_index(force=False)
    assert index.epoch == before.epoch + 1


def test_two_builds_of_the_same_records_are_the_same_bytes(partner, published):
    first = published_path(published).read_bytes()
    published_path(published).unlink()
    services.build_index()
    assert published_path(published).read_bytes() == first


def test_a_build_that_dies_leaves_the_old_index_in_place(partner, published, our_moussa, monkeypatch):
    before = own_index.current(published)

    class Killed(BaseException):
        pass

    def dies(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(own_index, "_publish", dies)
        with pytest.raises(Killed):
            services.build_index()
    assert own_index.current(published) == before
    services.build_index()
    assert services.record_ids_by_handle(published, handles_of(published)[0]) == [str(our_moussa.pk)]


@pytest.mark.parametrize(
    ("terms", "record", "found"),
    [
        ({}, {}, True),
        ({"purposes": ["fraud"]}, {}, False),
        ({"categories": ["phone"]}, {}, True),
        ({"categories": ["account"]}, {}, False),
        ({}, {"subject_category": ""}, False),
    ],
)
def test_only_what_the_convention_gives_goes_into_its_index(partner, terms, record, found):
    values = {"subject_category": "suspect", "crime_area": "drug-trafficking", "officer": "analyste", **record}
    records.add("Person", {"name": "Mousa ag Alhassan", "birthDate": "1984", "phone": "+22376123456"}, **values)
    agree(partner, **terms)
    services.build_index()
    assert bool(handles_of("essai-2025")) is found
    if terms.get("categories") == ["phone"]:
        assert len(handles_of("essai-2025")) == 1


def test_a_token_that_several_records_carry_has_one_label_with_their_count(partner, convention):
    for category in ("suspect", "contact"):
        records.add(
            "Person",
            {"name": "Mousa ag Alhassan", "birthDate": "1984"},
            subject_category=category,
            crime_area="drug-trafficking",
            officer="analyste",
        )
    services.build_index()
    index = own_index.current(convention)
    held = holdings.live(files.epoch_folder(convention, index.epoch), [own_index.manifest_of(index).base.sha256])
    assert {Label.from_int(int(one)) for one in held["label"]} == {Label("drug-trafficking", "", "H1", "2")}
    assert len(services.record_ids_by_handle(convention, handles_of(convention)[0])) == 2


def test_an_unknown_convention_has_no_index(db):
    with pytest.raises(Refused) as caught:
        services.build_index("nulle-2025")
    assert caught.value.code == "convention.unknown"


def test_a_folder_never_leaves_the_node_s_home(db):
    for name in ("../..", "a/b", "", "é", "a" * 65):
        with pytest.raises(Invalid):
            files.own_folder(name)


def test_keys_differ_by_convention_and_epoch_and_the_same_ones_come_again():
    made = {keys.public_keys(name, epoch)["name"] for name in ("a-1", "b-1") for epoch in (1, 2)}
    assert len(made) == 4
    assert keys.public_keys("a-1", 1)["name"] in made
    assert keys.members_secret("a-1", 1, ["x"]) != keys.members_secret("a-1", 2, ["x"])
    assert keys.members_secret("a-1", 1, ["x", "y"]) == keys.members_secret("a-1", 1, ["y", "x"])
    assert keys.members_secret("a-1", 1, ["x", "y"]) != keys.members_secret("a-1", 1, ["x"])
    assert keys.members_secret("a-1", 2, ["x"]) != keys.padding_seed("a-1", 2, ["x"])
    assert keys.commitment("officer", "x", "ma", "c") != keys.commitment("case", "x", "ma", "c")


def test_suspension_stops_answers_too(partner, published):
    from benkan.apps.accords import services as accords

    manifest, _ = fetched(partner, published)
    supervisor = accounts.create_officer("superviseur", "Superviseur", "supervisor")
    accords.suspend(published, supervisor, "Contrôle en cours")
    for payload in (question(manifest)[0], ASK):
        assert talk(partner, payload, published).code.startswith("convention.")

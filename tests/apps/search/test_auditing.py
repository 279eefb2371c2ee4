"""What partners cannot read, the control officer can have opened: by lot, against the journal, once, by another person."""

import collections
import dataclasses
import datetime as dt
import hashlib
import json
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.search.conftest import MOUSSA, NOBODY
from tests.core.tlog.leaves import Leaves
from tests.said import said

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.journal.models import Line
from benkan.apps.search import committing, questions, services
from benkan.apps.search.auditing import coverage, drawing, judging, opening, reading
from benkan.apps.search.models import Draw, Inquiry, Opening, Question, Search, Verdict
from benkan.core import blind, tlog
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def control(db):
    return accounts.create_officer("controle", "Mady Danté", "control")


@pytest.fixture
def searches(analyst, case, partner, convention, network):
    """Three searches that two partners were asked about: 144 elements."""
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    agree(other, identifier="autre-2025")
    partner.publish(convention, [])
    other.publish("autre-2025", [])
    made = [services.make(analyst, case.pk, fields) for fields in (MOUSSA, NOBODY, {"phone": "76123456"})]
    services.run_due(threads=False)
    return made


def real(search):
    """How many elements of a search are no padding."""
    return sum(len(questions.opened(one).meanings) for one in Question.objects.filter(inquiry__search=search))


# -- committing --------------------------------------------------------------------------------------------------------


def test_the_line_of_a_search_commits_to_every_element_that_travels(searches, partner):
    for search in searches:
        line = Line.objects.get(event="search-made", seq=search.line)
        stored = list(Question.objects.filter(inquiry__search=search).order_by("first"))
        leaves = b"".join(bytes(one.leaves) for one in stored)
        assert line.facts["committed"] == len(leaves) // 32 == 2 * search.elements
        assert line.facts["elements_root"] == committing.root(leaves) == search.elements_root
    sent = [payload for header, payload in partner.opened if header.kind == "search.ask"]
    kept = {one.elements_sha256 for one in Question.objects.filter(inquiry__partner=partner.agency)}
    assert {blind.elements_sha256(payload.elements) for payload in sent} == kept


def test_a_commitment_binds_search_partner_convention_case_kind_place_token_and_scalar(searches):
    question = Question.objects.select_related("inquiry").filter(inquiry__search=searches[0]).first()
    place = questions.place_of(question.inquiry, question.inquiry.search)
    slot, other = questions.opened(question).query.slots()[:2]
    true = committing.leaf(place, 0, slot)
    another = next(one for one in searches if one.pk != question.inquiry.search_id)
    assert true == bytes(question.leaves)[:32]
    blinding = slot.blinding
    changed = [
        committing.leaf(dataclasses.replace(place, search=another.pk), 0, slot),
        committing.leaf(dataclasses.replace(place, partner="xx-xx"), 0, slot),
        committing.leaf(dataclasses.replace(place, convention="xx"), 0, slot),
        committing.leaf(dataclasses.replace(place, case_commitment="0" * 64), 0, slot),
        committing.leaf(place, 1, slot),
        committing.leaf(place, 0, dataclasses.replace(slot, kind="identifier")),
        committing.leaf(place, 0, dataclasses.replace(slot, blinding=dataclasses.replace(blinding, token=b"x"))),
        committing.leaf(place, 0, dataclasses.replace(slot, blinding=dataclasses.replace(blinding, scalar=5))),
        committing.leaf(place, 0, other),
    ]
    assert len({true, *changed}) == 1 + len(changed)


def test_an_element_can_be_proved_in_the_journal_s_root_alone(searches):
    question = Question.objects.filter(inquiry__search=searches[0]).order_by("first").last()
    stored = Question.objects.filter(inquiry__search=searches[0]).order_by("first")
    every = b"".join(bytes(one.leaves) for one in stored)
    leaves = [every[at : at + 32] for at in range(0, len(every), 32)]
    at = question.first + 3
    proof = tlog.inclusion(Leaves(leaves), at, len(leaves))
    root = bytes.fromhex(Line.objects.get(seq=searches[0].line).facts["elements_root"])
    tlog.verify_inclusion(leaves[at], at, len(leaves), proof, root)


# -- drawing -----------------------------------------------------------------------------------------------------------


def test_the_seed_is_in_the_journal_before_it_draws(searches, control, monkeypatch):
    lines = []

    def look(*given):
        lines.append(Line.objects.order_by("-seq").first())
        return real_opened(*given)

    real_opened = opening.opened
    monkeypatch.setattr(opening, "opened", look)
    made = drawing.draw(control, 10, 30)
    (seen,) = lines
    assert (seen.event, seen.facts["seed"], seen.seq) == ("audit-drawn", made.seed, made.line)
    told = Line.objects.get(seq=made.opened_line)
    assert told.event == "audit-opened"
    assert told.facts["population"] == made.population == 144
    assert told.facts["opened"] == made.openings.count()


def test_who_has_the_journal_draws_the_same_elements_again(searches, control):
    made = drawing.draw(control, 10, 30)
    lines = Line.objects.filter(event="search-made", seq__gte=made.first_line, seq__lt=made.line).order_by("seq")
    slots = [(line.facts["search"], place) for line in lines for place in range(line.facts["committed"])]
    drawn, counter = [], 0
    while len(drawn) < made.openings.count():
        data = b"benkan-audit-sample-1" + bytes.fromhex(made.seed) + counter.to_bytes(8, "big")
        number = int.from_bytes(hashlib.sha256(data).digest()[:16], "big") % len(slots)
        counter += 1
        if slots[number] not in drawn:
            drawn.append(slots[number])
    assert [(str(one.search_id), one.place) for one in made.openings.all()] == drawn


def test_drawing_goes_on_until_so_many_are_no_padding(searches, control):
    made = drawing.draw(control, 7, 30)
    found = collections.Counter(made.openings.values_list("verdict", flat=True))
    assert found[Verdict.WAITING] == 7
    assert found[Verdict.BROKEN] == 0
    every = drawing.draw(control, 500, 30)
    found = collections.Counter(every.openings.values_list("verdict", flat=True))
    assert every.openings.count() == 144
    assert found[Verdict.WAITING] == sum(map(real, searches))


def test_every_element_is_as_likely_as_every_other():
    """Chi-square of the first ten of each of 2,000 orders over 50 numbers: 49 degrees of freedom, p = 0.001 at 85.4."""
    drawn = collections.Counter()
    for seed in range(2_000):
        found = drawing.order(hashlib.sha256(seed.to_bytes(4, "big")).hexdigest(), 50)
        drawn.update(next(found) for _ in range(10))
    expected = 2_000 * 10 / 50
    assert sum((drawn[number] - expected) ** 2 / expected for number in range(50)) < 85.4
    assert sorted(drawing.order("00" * 32, 50)) == list(range(50))


def test_a_draw_whose_process_was_killed_is_finished_once(searches, control, monkeypatch):
    class Killed(BaseException):
        pass

    def dies(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(opening, "save", dies)
        with pytest.raises(Killed):
            drawing.draw(control, 5, 30)
    Draw.objects.update(at=timezone.now() - dt.timedelta(minutes=6))
    for _ in range(2):
        services.tend()
    made = Draw.objects.get()
    assert made.openings.filter(verdict=Verdict.WAITING).count() == 5
    assert Line.objects.filter(event="audit-opened").count() == 1


@pytest.mark.parametrize("role", ["analyst", "liaison", "administrator"])
def test_only_control_officers_and_supervisors_draw(searches, role):
    other = accounts.create_officer("autre", "Autre", role)
    with pytest.raises(Refused) as caught:
        drawing.draw(other)
    assert caught.value.code == "role.not-allowed"
    assert Draw.objects.count() == 0


@pytest.mark.parametrize(
    ("wanted", "days", "code"),
    [
        (0, 30, "audit.count"),
        (501, 30, "audit.count"),
        (True, 30, "audit.count"),
        (5, 0, "audit.days"),
        (5, 90, "audit.days"),
    ],
)
def test_a_number_out_of_bounds_is_refused(searches, control, wanted, days, code):
    with pytest.raises(Invalid) as caught:
        drawing.draw(control, wanted, days)
    assert caught.value.code == code


def test_without_searches_there_is_nothing_to_draw(control):
    with pytest.raises(Refused) as caught:
        drawing.draw(control)
    assert caught.value.code == "audit.nothing"


# -- opening -----------------------------------------------------------------------------------------------------------


def verdicts(control):
    made = drawing.draw(control, 500, 30)
    return collections.Counter(made.openings.values_list("verdict", "code"))


def tampered_subject(search):
    Search.objects.filter(pk=search.pk).update(subject={"name": "Quelqu’un d’autre"})


def tampered_case(search):
    other = cases.open_case(search.officer, "Une affaire qui convient mieux", "drug-trafficking")
    Search.objects.filter(pk=search.pk).update(case=other)


def tampered_leaves(search):
    question = Question.objects.filter(inquiry__search=search).first()
    question.leaves = bytes(32) + bytes(question.leaves)[32:]
    question.save()


def lost_keys(search):
    Question.objects.filter(inquiry__search=search).update(sealed=b"x" * 100)


@pytest.mark.parametrize(
    ("tamper", "code", "count"),
    [
        (tampered_subject, "audit.subject", 80),
        (tampered_case, "audit.commitment", 80),
        (tampered_leaves, "audit.root", 80),
        (lost_keys, "search.sealed", 80),
        (Search.delete, "audit.missing", 80),
        (lambda search: Question.objects.filter(inquiry__search=search).delete(), "audit.missing", 80),
    ],
)
def test_what_was_changed_after_the_search_does_not_open(searches, control, tamper, code, count):
    tamper(searches[1])
    found = verdicts(control)
    assert found[Verdict.BROKEN, code] == count
    assert sum(found.values()) == 144
    assert coverage.coverage().broken == count


def test_secrets_of_another_question_do_not_open(searches, control):
    question = Question.objects.filter(inquiry__search=searches[0]).first()
    inquiry = Inquiry.objects.get(pk=question.pk)
    question.sealed = questions.prepare(inquiry, searches[0], {"name": {}, "identifier": {}}, 0, blind.Blinder()).sealed
    question.save()
    assert verdicts(control)[Verdict.BROKEN, "audit.commitment"] == searches[0].elements


def test_a_token_that_is_none_of_the_subject_s_is_found(analyst, case, partner, convention, control, monkeypatch):
    """An altered program asks for somebody else than its form says, and commits to it."""
    partner.publish(convention, [])
    honest = questions.meanings_of

    def dishonest(chosen):
        found = honest(chosen)
        meaning = questions.Meaning("identifier", "phone", 0.0)
        return {**found, "identifier": {b"I|phone:+22370000000": meaning}}

    monkeypatch.setattr(questions, "meanings_of", dishonest)
    services.make(analyst, case.pk, NOBODY)
    monkeypatch.undo()
    assert verdicts(control)[Verdict.BROKEN, "audit.token"] == 1


def test_a_token_that_travels_as_padding_is_found(analyst, case, partner, convention, control, monkeypatch):
    partner.publish(convention, [])
    with monkeypatch.context() as patched:
        disguised = SimpleNamespace(token_bytes=b"I|phone:+22370000000".ljust)
        patched.setattr("benkan.core.blind.query.secrets", disguised)
        services.make(analyst, case.pk, NOBODY)
    assert verdicts(control)[Verdict.BROKEN, "audit.canary"] > 0


def test_the_proof_recomputes_the_element_that_the_partner_got(searches, control, partner):
    made = drawing.draw(control, 500, 30)
    sent = {
        element
        for header, payload in partner.opened
        if header.kind == "search.ask"
        for given in payload.elements.values()
        for element in given
    }
    letters = {header.id for header, _ in partner.opened if header.kind == "search.ask"}
    proofs = [one for search in searches for one in reading.proofs(made, search.pk)]
    assert len(proofs) == sum(map(real, searches))
    for one in proofs:
        again = blind.Blinding.from_bytes(one.token.encode(), bytes.fromhex(one.scalar))
        assert again.element.hex() == one.element
        if one.partner.endswith(partner.agency):
            assert again.element in sent
            assert one.message in letters


# -- judging -----------------------------------------------------------------------------------------------------------


def test_a_judgement_is_one_line_for_the_case(searches, control):
    made = drawing.draw(control, 500, 30)
    count = judging.judge(control, made, searches[0].pk, "unfit")
    assert count == real(searches[0])
    line = Line.objects.get(event="audit-judged")
    assert (line.officer, line.reference) == ("controle", "2025-117")
    assert line.facts == {"of": str(made.pk), "search": str(searches[0].pk), "verdict": "unfit", "count": count}
    assert Opening.objects.filter(verdict="unfit").count() == count
    # A wrong button: the new word counts, the old one stays in the journal.
    judging.judge(control, made, searches[0].pk, "fits")
    assert Opening.objects.filter(verdict="unfit").count() == 0
    assert [line.facts["verdict"] for line in Line.objects.filter(event="audit-judged").order_by("seq")] == [
        "unfit",
        "fits",
    ]


def test_nobody_judges_a_search_of_their_own(partner, convention, control):
    supervisor = accounts.create_officer("superviseur", "Superviseur", "supervisor")
    case = cases.open_case(supervisor, "Affaire du superviseur", "drug-trafficking")
    partner.publish(convention, [])
    search = services.make(supervisor, case.pk, MOUSSA)
    made = drawing.draw(supervisor, 500, 30)
    with pytest.raises(Refused) as caught:
        judging.judge(supervisor, made, search.pk, "fits")
    assert caught.value.code == "audit.own"
    assert judging.judge(control, made, search.pk, "fits") > 0


@pytest.mark.parametrize("verdict", ["canary", "broken", "waiting", "", "FITS"])
def test_people_say_only_whether_it_fits(searches, control, verdict):
    made = drawing.draw(control, 5, 30)
    with pytest.raises(Invalid) as caught:
        judging.judge(control, made, searches[0].pk, verdict)
    assert caught.value.code == "audit.verdict"


@pytest.mark.parametrize("name", ["", "nope", "99999999999999999999999", "0"])
def test_an_unknown_sample_is_refused(searches, control, name):
    with pytest.raises(Refused) as caught:
        judging.find(name)
    assert caught.value.code == "audit.unknown"
    made = drawing.draw(control, 5, 30)
    assert judging.find(str(made.line)) == judging.find(made.pk) == made


def test_no_line_of_an_audit_says_what_was_searched(searches, control):
    made = drawing.draw(control, 500, 30)
    for search in searches:
        judging.judge(control, made, search.pk, "fits")
    told = said(bytes(line.entry) for line in Line.objects.all())
    assert "search-made" in told
    for secret in ("moussa", "alhassan", "1984", "76123456", "ingrid", "svend", "i|", "phone"):
        assert secret not in told


# -- coverage ----------------------------------------------------------------------------------------------------------


def test_the_chance_is_that_of_drawing_blindly():
    assert coverage.chance(0) == 0
    assert coverage.chance(60) == pytest.approx(0.9539, abs=1e-4)
    assert coverage.needed() == 59
    assert coverage.chance(58) < 0.95 <= coverage.chance(59)


def test_coverage_counts_searches_that_were_judged_once(searches, control):
    for _ in range(2):
        made = drawing.draw(control, 500, 30)
        judging.judge(control, made, searches[0].pk, "fits")
    judging.judge(control, made, searches[1].pk, "unfit")
    found = coverage.coverage()
    assert (found.searches, found.elements, found.opened) == (3, 144, 144)
    assert (found.judged, found.unfit, found.broken) == (2, 1, 0)
    assert found.canaries == 144 - sum(map(real, searches))
    assert found.chance == pytest.approx(1 - 0.95**2)
    assert found.missing == 57


# -- keeping -----------------------------------------------------------------------------------------------------------


def test_secrets_are_erased_at_the_end_of_the_audit_period_and_the_judgements_stay(searches, control):
    made = drawing.draw(control, 500, 30)
    judging.judge(control, made, searches[0].pk, "fits")
    Question.objects.filter(inquiry__search=searches[0]).update(erase_at=timezone.now())
    services.tend()
    services.tend()
    assert Question.objects.filter(sealed=b"").count() == 2
    assert [line.facts["count"] for line in Line.objects.filter(event="audit-secrets-erased")] == [2]
    with pytest.raises(Invalid) as caught:
        reading.proofs(made, searches[0].pk)
    assert caught.value.code == "search.erased"
    assert coverage.coverage().judged == 1


def test_the_audit_period_is_a_setting(analyst, case, partner, convention, settings):
    settings.BENKAN_NODE = dataclasses.replace(settings.BENKAN_NODE, audit_days=400)
    partner.publish(convention, [])
    search = services.make(analyst, case.pk, MOUSSA)
    assert Question.objects.get().erase_at == search.created_at + dt.timedelta(days=400)


def test_a_sample_asks_the_database_as_often_for_many_searches_as_for_few(
    searches, control, django_assert_max_num_queries, analyst, case
):
    made = drawing.draw(control, 500, 30)
    with django_assert_max_num_queries(4):
        assert len(reading.sampled(made, control)) == 3


def test_programs_get_what_an_auditor_recomputes(searches, control):
    from benkan.apps.search.auditing import api

    told = json.loads(json.dumps(api.opened_object(drawing.draw(control, 500, 30), control, proofs=True)))
    assert len(told["searches"]) == 3
    assert "Ingrid" in json.dumps(told["searches"])
    proof = told["searches"][0]["proofs"][0]
    assert set(proof) == {"token", "scalar", "element", "message", "elements_sha256"}

"""The only gate: exact codes, exact clauses, exact boundaries, and no permit without a signed convention in force."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.conventions import (
    ARTICLE_3,
    CATEGORIES,
    LANGUAGES,
    PURPOSES,
    SAFEGUARDS,
    Act,
    ActKind,
    Agreement,
    Permit,
    decide,
    parse,
)
from benkan.core.errors import Refused

from .pact import AGENCIES, DURING, ENDS, STARTS, act, agreement, drafted

AES = agreement(onward="with-consent")
SECTION = {
    "search": "search",
    "index": "search",
    "request": "answers",
    "release": "exchange",
    "attachment": "exchange",
    "delay": "answers",
    "clarification": "answers",
    "feedback": "answers",
    "notice": "exchange",
    "correction": "exchange",
    "withdrawal": "safeguards",
    "extension": "retention",
    "consent": "onward",
    "onward": "onward",
    "holding": "safeguards",
    "acknowledgement": "safeguards",
    "seizure": "exchange",
    "seizure-withdrawal": "safeguards",
    "witness": "safeguards",
    "suspension": "safeguards",
    "resumption": "safeguards",
    "directory": "parties",
    "follow-up": "parties",
    "joint-case": "purposes",
    "joint-item": "exchange",
    "certificate": "training",
    "loan": "means",
    "loan-end": "safeguards",
}
ARTICLE = {
    "parties": "1",
    "dates": "2",
    "purposes": "3",
    "exchange": "4",
    "search": "5",
    "quotas": "6",
    "answers": "7",
    "handling": "8",
    "retention": "9",
    "onward": "10",
    "safeguards": "11",
    "training": "12",
    "means": "13",
}
SAFE = sorted(SAFEGUARDS)
RULE = "BKP-03 · 5"
UNDER_CONVENTIONS = sorted(set(ActKind) - {ActKind.NEGOTIATION})
ORDINARY = sorted(set(UNDER_CONVENTIONS) - SAFEGUARDS)


def refused(agreements, wish):
    verdict = decide(agreements, wish)
    assert isinstance(verdict, Refused), verdict
    assert verdict.sentence  # its facts fill its places
    assert verdict.remedy
    assert verdict.place == ""
    return verdict


def says_why(verdict):
    """A refusal has its sentence, a remedy, and a clause with its words in three languages."""
    assert verdict.sentence
    assert verdict.remedy
    assert verdict.clause
    for language in LANGUAGES:
        assert str(verdict.facts[f"clause_{language}"]).strip()


def refusal(agreements, wish):
    verdict = refused(agreements, wish)
    return verdict.code, verdict.clause


def changed(held, **changes):
    return dataclasses.replace(held, convention=dataclasses.replace(held.convention, **changes))


def at(day, hour=12, zone=dt.UTC):
    return dt.datetime.combine(day, dt.time(hour), zone)


@pytest.mark.parametrize("kind", UNDER_CONVENTIONS)
def test_each_kind_of_act_is_permitted_by_its_own_clause(kind):
    verdict = decide([AES], act(kind))
    assert isinstance(verdict, Permit)
    assert (verdict.convention, verdict.version) == ("aes-2025", 1)
    assert (verdict.clause.path, verdict.clause.article) == (SECTION[kind], ARTICLE[SECTION[kind]])
    assert set(verdict.clause.text) == {"fr", "en", "ar"}


def test_a_refusal_carries_the_clause_and_its_words_in_three_languages():
    verdict = refused([AES], act(purpose="military"))
    clause = AES.convention.clauses["purposes"]
    assert verdict.clause == "aes-2025 · 3"
    assert verdict.facts == {
        "convention": "aes-2025",
        "version": 1,
        "section": "purposes",
        "clause_fr": clause.text["fr"],
        "clause_en": clause.text["en"],
        "clause_ar": clause.text["ar"],
        "purpose": "military",
    }


# Parties


@pytest.mark.parametrize(("actor", "counterparty"), [("ml-ocs", "ma-dgsn"), ("ma-dgsn", "ml-ocs")])
@pytest.mark.parametrize("kind", UNDER_CONVENTIONS)
def test_a_service_that_is_no_party_is_refused_for_every_act(kind, actor, counterparty):
    verdict = refused([AES], act(kind, actor, counterparty))
    assert (verdict.code, verdict.clause) == ("convention.party", "aes-2025 · 1")
    assert verdict.facts["agency"] == "ma-dgsn"
    assert "ma-dgsn" in verdict.sentence


def test_without_any_convention_nothing_is_allowed():
    verdict = refused([], act())
    assert (verdict.code, verdict.clause) == ("convention.none", RULE)
    assert verdict.facts.items() >= {"actor": "ml-ocs", "counterparty": "bf-drug"}.items()


def test_a_service_cannot_act_towards_itself():
    assert refusal([AES], act(counterparty="ml-ocs")) == ("act.self", RULE)


def test_a_kind_that_nobody_defined_is_refused():
    assert refusal([AES], dataclasses.replace(act(), kind="wiretap")) == ("act.unknown", RULE)


# Time


@pytest.mark.parametrize(
    "when", [DURING.replace(tzinfo=None), dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=1)))]
)
def test_a_time_without_a_zone_or_beyond_the_calendar_is_refused(when):
    assert refusal([AES], act(at=when)) == ("act.time", RULE)


@pytest.mark.parametrize("kind", UNDER_CONVENTIONS)
def test_nothing_is_allowed_before_the_first_day(kind):
    verdict = refused([AES], act(kind, at=at(STARTS - dt.timedelta(days=1), 23)))
    assert (verdict.code, verdict.clause, verdict.facts["starts_on"]) == (
        "convention.not-yet",
        "aes-2025 · 2",
        "2025-10-01",
    )
    assert isinstance(decide([AES], act(kind, at=at(STARTS, 0))), Permit)


@pytest.mark.parametrize("kind", ORDINARY)
def test_the_last_day_is_the_last(kind):
    assert isinstance(decide([AES], act(kind, at=at(ENDS, 23))), Permit)
    verdict = refused([AES], act(kind, at=at(ENDS + dt.timedelta(days=1), 0)))
    assert (verdict.code, verdict.clause, verdict.facts["ends_on"]) == (
        "convention.expired",
        "aes-2025 · 2",
        "2030-09-30",
    )


def test_days_are_counted_in_utc():
    east = dt.timezone(dt.timedelta(hours=10))
    assert isinstance(decide([AES], act(at=at(ENDS + dt.timedelta(days=1), 9, east))), Permit)
    assert refusal([AES], act(at=at(ENDS + dt.timedelta(days=1), 10, east)))[0] == "convention.expired"


# Signatures and suspension


@pytest.mark.parametrize("kind", UNDER_CONVENTIONS)
def test_an_unsigned_convention_allows_nothing(kind):
    assert refusal([agreement(signed=False)], act(kind)) == ("convention.unsigned", "aes-2025 · 1")


@pytest.mark.parametrize("kind", ORDINARY)
def test_a_suspended_convention_stops_everything_that_carries_data(kind):
    verdict = refused([agreement(suspended_by={"ne-drug"})], act(kind))
    assert (verdict.code, verdict.clause, verdict.facts["suspended_by"]) == (
        "convention.suspended",
        "aes-2025 · 11",
        "ne-drug",
    )


def test_all_who_suspended_are_named():
    verdict = refused([agreement(suspended_by={"ne-drug", "bf-drug"})], act())
    assert verdict.facts["suspended_by"] == "bf-drug, ne-drug"
    assert "bf-drug, ne-drug" in verdict.sentence


@pytest.mark.parametrize("kind", SAFE)
def test_safeguards_survive_suspension_and_expiry(kind):
    late = act(
        kind, at=at(ENDS + dt.timedelta(days=400)), purpose="political", handling="H9", party_searches_today=10**9
    )
    assert isinstance(decide([agreement(suspended_by={"bf-drug"})], late), Permit)


@pytest.mark.parametrize(("suspender", "allowed"), [("ne-drug", True), ("ml-ocs", False), ("bf-drug", False)])
def test_where_the_convention_says_so_a_suspension_binds_only_who_suspended(suspender, allowed):
    text = drafted().replace('scope = "convention"', 'scope = "party"')
    verdict = decide([agreement(text, suspended_by={suspender})], act())
    assert isinstance(verdict, Permit) == allowed


# Purposes


@pytest.mark.parametrize("kind", ["search", "request", "release"])
def test_an_act_that_needs_a_purpose_is_refused_without_one(kind):
    assert refusal([AES], act(kind, purpose=None)) == ("act.purpose.missing", "aes-2025 · 3")


@pytest.mark.parametrize("kind", ["search", "request", "release", "correction"])
@pytest.mark.parametrize("purpose", sorted(ARTICLE_3))
def test_article_3_is_refused_whatever_the_parties_signed(kind, purpose):
    # A convention that lists it cannot be parsed; should one appear from elsewhere, the gate still says no.
    lax = changed(AES, purposes=(purpose,))
    assert refusal([lax], act(kind, purpose=purpose)) == ("convention.article-3", "aes-2025 · 3")


@pytest.mark.parametrize("kind", ["search", "request", "release", "correction", "index", "directory"])
def test_a_purpose_that_was_not_agreed_is_refused(kind):
    narrow = agreement(purposes=["fraud"])
    verdict = refused([narrow], act(kind, purpose="terrorism"))
    assert (verdict.code, verdict.clause, verdict.facts["purpose"]) == (
        "convention.purpose",
        "aes-2025 · 3",
        "terrorism",
    )
    assert isinstance(decide([narrow], act(kind, purpose="fraud")), Permit)


@pytest.mark.parametrize("purpose", ["", "Fraud", "fraud "])
def test_a_purpose_is_compared_letter_by_letter(purpose):
    assert refusal([AES], act(purpose=purpose))[0] == "convention.purpose"


# Categories


ONE_WAY = agreement(
    drafted(categories=["person", "phone"]).replace('from = "*"\nto = "*"', 'from = "bf-drug"\nto = "ml-ocs"')
)


@pytest.mark.parametrize("kind", ["search", "index", "request"])
def test_who_asks_receives_only_where_the_other_gives(kind):
    assert isinstance(decide([ONE_WAY], act(kind, "ml-ocs", "bf-drug")), Permit)
    verdict = refused([ONE_WAY], act(kind, "bf-drug", "ml-ocs"))
    assert (verdict.code, verdict.clause) == ("convention.exchange", "aes-2025 · 4")
    assert (verdict.facts["giver"], verdict.facts["receiver"]) == ("ml-ocs", "bf-drug")


@pytest.mark.parametrize("kind", ["search", "index", "request"])
def test_seizures_without_persons_are_nothing_to_search_for(kind):
    counted = agreement(drafted(categories=["seizure"]))
    assert refused([counted], act(kind, "bf-drug", "ml-ocs")).code == "convention.exchange"


def test_a_seizure_goes_only_where_the_category_is_given():
    given = {"kind": "seizure", "categories": frozenset({"seizure"})}
    assert isinstance(decide([AES], act(**given)), Permit)
    without = agreement(drafted(categories=["person", "phone"]))
    assert refused([without], act(**given)).code == "convention.category"


@pytest.mark.parametrize("kind", ["search", "index", "request"])
def test_asking_for_a_category_that_is_not_given_is_refused(kind):
    assert isinstance(decide([ONE_WAY], act(kind, categories=frozenset({"person", "phone"}))), Permit)
    verdict = refused([ONE_WAY], act(kind, categories=frozenset({"person", "vessel", "account"})))
    assert (verdict.code, verdict.clause, verdict.facts["category"]) == (
        "convention.category",
        "aes-2025 · 4",
        "account",
    )
    assert (verdict.facts["giver"], verdict.facts["receiver"]) == ("bf-drug", "ml-ocs")


@pytest.mark.parametrize("kind", ["release", "correction"])
def test_giving_a_category_is_allowed_only_in_its_direction(kind):
    data = frozenset({"person"})
    assert isinstance(decide([ONE_WAY], act(kind, "bf-drug", "ml-ocs", categories=data)), Permit)
    verdict = refused([ONE_WAY], act(kind, "ml-ocs", "bf-drug", categories=data))
    assert (verdict.code, verdict.clause, verdict.facts["giver"]) == ("convention.category", "aes-2025 · 4", "ml-ocs")
    assert verdict.facts["receiver"] == "bf-drug"


def test_a_release_of_nothing_carries_no_data_and_is_allowed_in_any_direction():
    assert isinstance(decide([ONE_WAY], act("release", "ml-ocs", "bf-drug")), Permit)


def test_the_directory_carries_no_category():
    assert isinstance(
        decide([ONE_WAY], act("directory", "bf-drug", "ml-ocs", categories=frozenset({"vessel"}))), Permit
    )


# Handling


def test_a_release_without_a_handling_code_is_refused():
    assert refusal([AES], act("release", handling=None)) == ("act.handling.missing", "aes-2025 · 8")


@pytest.mark.parametrize("kind", ["release", "correction", "request"])
def test_a_handling_code_that_was_not_agreed_is_refused(kind):
    text = drafted().replace('allowed = ["H0", "H1", "H2", "H3"]', 'allowed = ["H0", "H1"]')
    verdict = refused([agreement(text)], act(kind, handling="H2"))
    assert (verdict.code, verdict.clause, verdict.facts["handling"]) == ("convention.handling", "aes-2025 · 8", "H2")
    assert isinstance(decide([agreement(text)], act(kind, handling="H0")), Permit)


# Quotas


@pytest.mark.parametrize(
    ("counted", "quota", "words"), [("party", 2400, "whole service"), ("officer", 240, "officer"), ("case", 60, "case")]
)
def test_the_last_search_of_a_quota_is_allowed_and_the_next_is_not(counted, quota, words):
    field = f"{counted}_searches_today"
    assert isinstance(decide([AES], act(**{field: quota - 1})), Permit)
    verdict = refused([AES], act(**{field: quota}))
    assert (verdict.code, verdict.clause, verdict.facts["quota"]) == (
        f"convention.quota.{counted}",
        "aes-2025 · 6",
        quota,
    )
    assert words in verdict.sentence
    assert str(quota) in verdict.sentence
    assert refusal([AES], act(**{field: quota + 1}))[0] == f"convention.quota.{counted}"


@pytest.mark.parametrize("kind", ["index", "request", "release", "correction", "directory"])
def test_quotas_count_searches_only(kind):
    busy = act(kind, party_searches_today=10**6, officer_searches_today=10**6, case_searches_today=10**6)
    assert isinstance(decide([AES], busy), Permit)


# Several agreements


BILATERAL = agreement(identifier="ml-bf", names=AGENCIES[:2], purposes=["fraud"])


def test_the_first_agreement_that_permits_counts():
    assert decide([AES, BILATERAL], act(purpose="fraud")).convention == "aes-2025"
    assert decide([BILATERAL, AES], act(purpose="fraud")).convention == "ml-bf"
    assert decide([BILATERAL, AES], act(purpose="terrorism")).convention == "aes-2025"


def test_a_named_convention_is_the_only_one_that_counts():
    assert decide([AES, BILATERAL], act(purpose="fraud", convention="ml-bf")).convention == "ml-bf"
    assert refusal([AES, BILATERAL], act(purpose="terrorism", convention="ml-bf")) == (
        "convention.purpose",
        "ml-bf · 3",
    )
    assert refusal([AES, BILATERAL], act(convention="ml-ma")) == ("convention.none", RULE)


def test_the_refusal_that_came_furthest_is_the_one_that_is_told():
    elsewhere = agreement(identifier="ml-ma", names=("ml-ocs", "ne-drug"))
    unsigned = agreement(identifier="draft", signed=False)
    suspended = agreement(identifier="held", suspended_by={"ml-ocs"})
    ladder = [elsewhere, unsigned, suspended, BILATERAL]
    codes = ["convention.party", "convention.unsigned", "convention.suspended", "convention.purpose"]
    for count, code in enumerate(codes, start=1):
        assert refusal(ladder[:count], act(purpose="terrorism"))[0] == code
        assert refusal(ladder[:count][::-1], act(purpose="terrorism"))[0] == code


def test_of_equal_refusals_the_first_is_told():
    one, two = agreement(identifier="one", signed=False), agreement(identifier="two", signed=False)
    assert refusal([one, two], act())[1] == "one · 1"
    assert refusal([two, one], act())[1] == "two · 1"


def newer(**changes):
    return agreement(drafted(version=2, purposes=["fraud"]), **changes)


def test_a_later_version_takes_the_place_of_the_earlier():
    for held in ([AES, newer()], [newer(), AES]):
        assert refusal(held, act(purpose="terrorism"))[0] == "convention.purpose"
        assert decide(held, act(purpose="fraud")).version == 2


def test_a_later_version_that_is_unsigned_or_not_begun_changes_nothing():
    future = changed(newer(), starts_on=DURING.date() + dt.timedelta(days=1))
    for later in (newer(signed=False), future):
        assert decide([AES, later], act(purpose="terrorism")).version == 1
    assert (
        refusal([AES, changed(newer(), starts_on=DURING.date())], act(purpose="terrorism"))[0] == "convention.purpose"
    )


def test_a_later_version_that_is_suspended_does_not_bring_the_earlier_back():
    assert refusal([AES, newer(suspended_by={"bf-drug"})], act(purpose="fraud"))[0] == "convention.suspended"


def test_a_later_version_of_another_convention_changes_nothing():
    other = agreement(drafted("ml-bf", AGENCIES[:2], version=2, purposes=["fraud"]))
    assert decide([AES, other], act(purpose="terrorism")).convention == "aes-2025"


@pytest.mark.parametrize("kind", SAFE)
def test_safeguards_of_an_earlier_version_remain_due(kind):
    without_ne = agreement(drafted(names=AGENCIES[:2], version=2))
    assert decide([AES, without_ne], act(kind, "ml-ocs", "ne-drug")).version == 1
    assert refusal([AES, without_ne], act("search", "ml-ocs", "ne-drug"))[0] == "convention.party"


# Laws


CONVENTIONS = [
    parse(drafted()),
    parse(drafted("ml-bf", AGENCIES[:2], purposes=["fraud"], categories=["phone"], searches_per_case_per_day=1)),
    parse(drafted(version=2, ends_on=dt.date(2026, 6, 30))),
    parse(drafted().replace('scope = "convention"', 'scope = "party"')),
    ONE_WAY.convention,
]
names = st.sampled_from([*AGENCIES, "ma-dgsn", ""])
held = st.lists(
    st.builds(Agreement, st.sampled_from(CONVENTIONS), st.booleans(), st.frozensets(names, max_size=2)), max_size=4
)
zones = st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=14)), dt.timezone(dt.timedelta(hours=-12))])
EDGES = (dt.datetime(2025, 9, 29), dt.datetime(2030, 10, 2))  # noqa: DTZ001 - Hypothesis puts the zone on
times = st.one_of(
    st.datetimes(timezones=zones),
    st.datetimes(*EDGES, timezones=zones),
    st.sampled_from([dt.datetime.min, dt.datetime.max]).flatmap(  # noqa: DTZ901 - zones are put on
        lambda edge: zones.map(lambda zone: edge.replace(tzinfo=zone))
    ),
)
counts = st.integers(-1, 3000)
acts = st.builds(
    Act,
    kind=st.sampled_from(list(ActKind)),
    actor=names,
    counterparty=names,
    at=times,
    purpose=st.none() | st.sampled_from([*PURPOSES, *ARTICLE_3, "", "x"]),
    convention=st.none() | st.sampled_from(["aes-2025", "ml-bf", "x"]),
    categories=st.frozensets(st.sampled_from([*sorted(CATEGORIES), "x"]), max_size=3),
    handling=st.none() | st.sampled_from(["H0", "H3", "H9", ""]),
    owner=st.none() | names,
    party_searches_today=counts,
    officer_searches_today=counts,
    case_searches_today=counts,
)


def allows(one, wish):
    """What the words of the convention say, written a second time and independently of the gate."""
    convention, day = one.convention, wish.at.astimezone(dt.UTC).date()
    concerned = {wish.actor, wish.counterparty} | ({wish.owner} if wish.owner is not None else set())
    if not one.signed or not concerned <= set(convention.parties) or day < convention.starts_on:
        return False
    if wish.kind in SAFEGUARDS:
        return True
    stops = (
        one.suspended_by
        if convention.suspension_scope == "convention"
        else one.suspended_by & {wish.actor, wish.counterparty}
    )
    if wish.kind in {"onward", "consent"} and (convention.onward_transfer == "never" or wish.handling == "H3"):
        return False
    return (
        not stops
        and day <= convention.ends_on
        and wish.purpose not in ARTICLE_3
        and wish.purpose in (None, *convention.purposes)
    )


@settings(max_examples=600, deadline=None)
@given(held, acts)
def test_no_combination_of_acts_is_permitted_without_a_signed_convention_in_force(agreements, wish):
    verdict = decide(agreements, wish)
    if isinstance(verdict, Refused):
        says_why(verdict)
        return
    grounds = [
        one
        for one in agreements
        if (one.convention.identifier, one.convention.version) == (verdict.convention, verdict.version)
    ]
    assert any(allows(one, wish) for one in grounds)
    assert wish.convention in (None, verdict.convention)
    assert wish.actor != wish.counterparty


@settings(deadline=None)
@given(held, acts)
def test_taking_a_signature_away_never_permits_more(agreements, wish):
    before = decide(agreements, wish)
    unsigned = [dataclasses.replace(one, signed=False) for one in agreements]
    assert isinstance(decide(unsigned, wish), Refused)
    again = decide(agreements, wish)
    assert type(before) is type(again)
    assert before == again if isinstance(before, Permit) else (before.code, before.clause) == (again.code, again.clause)


@settings(deadline=None)
@given(held, acts, names)
def test_suspending_never_permits_more(agreements, wish, suspender):
    suspended = [dataclasses.replace(one, suspended_by=one.suspended_by | {suspender}) for one in agreements]
    if isinstance(decide(suspended, wish), Permit):
        assert isinstance(decide(agreements, wish), Permit)


ANYTHING = st.text(max_size=12)
ANY_COUNT = st.integers(-(2**70), 2**70)
ANY_MOMENT = st.datetimes(timezones=st.none() | st.timezones() | st.just(dt.timezone(dt.timedelta(hours=-23))))
any_act = st.builds(
    Act,
    kind=st.sampled_from(list(ActKind)) | ANYTHING,
    actor=names | ANYTHING,
    counterparty=names | ANYTHING,
    at=ANY_MOMENT,
    purpose=st.none() | ANYTHING,
    convention=st.none() | ANYTHING,
    categories=st.frozensets(ANYTHING, max_size=3),
    handling=st.none() | ANYTHING,
    owner=st.none() | names | ANYTHING,
    party_searches_today=ANY_COUNT,
    officer_searches_today=ANY_COUNT,
    case_searches_today=ANY_COUNT,
)


@settings(deadline=None, max_examples=300)
@given(held, any_act)
def test_the_gate_answers_every_act_whatever_stands_in_it(agreements, wish):
    verdict = decide(agreements, wish)
    if isinstance(verdict, Refused):
        says_why(verdict)
    else:
        assert any(allows(one, wish) for one in agreements)


@settings(deadline=None)
@given(held, acts)
def test_after_its_last_day_only_safeguards_pass(agreements, wish):
    after = at(ENDS + dt.timedelta(days=1))
    verdict = decide(agreements, dataclasses.replace(wish, at=after))
    if isinstance(verdict, Permit):
        assert wish.kind in SAFEGUARDS


@settings(deadline=None)
@given(held, acts)
def test_what_all_parties_suspend_lets_only_safeguards_pass(agreements, wish):
    suspended = [dataclasses.replace(one, suspended_by=frozenset(one.convention.parties)) for one in agreements]
    if isinstance(decide(suspended, wish), Permit):
        assert wish.kind in SAFEGUARDS


@given(held, acts)
@settings(deadline=None)
def test_no_convention_permits_the_making_of_one(agreements, wish):
    assert refusal(agreements, dataclasses.replace(wish, kind=ActKind.NEGOTIATION))[0] in {"act.unknown", "act.self"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": None}, "act.purpose.missing"),
        ({"purpose": "political"}, "convention.article-3"),
        ({"handling": None}, "act.handling.missing"),
        ({"handling": "H9"}, "convention.handling"),
        ({"categories": frozenset({"person", "x"})}, "convention.category"),
    ],
)
def test_what_is_put_into_a_joint_case_is_judged_like_a_release(changes, code) -> None:
    given_now = {"kind": "joint-item", "categories": frozenset({"person"})}
    assert isinstance(decide([agreement()], act(**given_now)), Permit)
    verdict = decide([agreement()], act(**(given_now | changes)))
    assert isinstance(verdict, Refused)
    assert verdict.code == code


def test_a_notice_is_given_in_the_agreed_direction_with_a_purpose_and_a_handling_code():
    person = frozenset({"person"})
    assert isinstance(decide([ONE_WAY], act("notice", "bf-drug", "ml-ocs", categories=person)), Permit)
    assert refused([ONE_WAY], act("notice", categories=person)).code == "convention.category"
    assert refused([ONE_WAY], act("notice", purpose=None)).code == "act.purpose.missing"
    assert refused([ONE_WAY], act("notice", handling=None)).code == "act.handling.missing"
    # Nothing of a person in it: a modus operandi needs no category.
    assert isinstance(decide([ONE_WAY], act("notice")), Permit)


# Training


@pytest.mark.parametrize(
    ("until", "permitted"),
    [(None, False), (DURING.date() - dt.timedelta(days=1), False), (DURING.date(), True), (dt.date.max, True)],
)
def test_where_the_parties_ask_for_it_only_certified_officers_search(until, permitted):
    strict = agreement(training_places=10, certificate_required=True)
    verdict = decide([strict], act(certified_until=until))
    if permitted:
        assert isinstance(verdict, Permit)
    else:
        assert (verdict.code, verdict.clause) == ("convention.certificate", "aes-2025 · 12")
    assert isinstance(decide([strict], act("request")), Permit), "only searching needs it"
    assert isinstance(decide([agreement(training_places=10)], act(certified_until=until)), Permit)


def test_certificates_are_a_matter_of_conventions_with_a_part_on_training():
    without = agreement(training_places=None)
    assert refused([without], act("certificate")).code == "convention.training"


# Means


@pytest.mark.parametrize(
    ("kind", "permitted"), [("dogs", True), ("laboratory", True), ("aircraft", False), (None, True)]
)
def test_only_the_kinds_of_means_that_the_parties_pool_are_lent(kind, permitted):
    shared = agreement(means=("dogs", "laboratory"))
    verdict = decide([shared], act("loan", means=kind))
    if permitted:
        assert isinstance(verdict, Permit)
    else:
        assert (verdict.code, verdict.clause) == ("convention.means-kind", "aes-2025 · 13")
    assert isinstance(decide([shared], act("loan-end", means=kind)), Permit), "what is owed is owed for every kind"


def test_loans_are_a_matter_of_conventions_with_a_part_on_means():
    without = agreement(means=())
    assert refused([without], act("loan")).code == "convention.means"
    assert isinstance(decide([without], act("loan-end")), Permit)

"""Seizures that look like the work of the same hands: rare agreements weigh, common and unknown ones do not."""

from hypothesis import given
from hypothesis import strategies as st

from benkan.core.seizures import similar
from benkan.core.seizures.similar import Features, compare, logo_key, rank, shares_of

COMMON = {("substances", "cannabis-resin"): 0.5, ("conveyance", "car"): 0.5, ("packaging", "plates"): 0.25}


def kinds(a: Features, b: Features, shares=COMMON) -> list[str]:
    return [reason.kind for reason in compare(a, b, shares)]


def test_a_rare_logo_outweighs_what_everybody_has() -> None:
    a = Features(frozenset({"cannabis-resin"}), logo="Toyota 888", packaging="plates", conveyance="car")
    same_logo = Features(frozenset({"cocaine"}), logo="TOYOTA-888")
    same_habits = Features(frozenset({"cannabis-resin"}), packaging="plates", conveyance="car")
    found = rank(a, {"logo": same_logo, "habits": same_habits}, COMMON)
    assert [one.key for one in found] == ["logo"]
    assert found[0].reasons[0].kind == "logo"


def test_the_same_phone_is_the_heaviest_reason() -> None:
    a = Features(records=frozenset({"r1", "r2"}), logo="88")
    b = Features(records=frozenset({"r2"}), logo="88")
    reasons = compare(a, b, {("logo", "88"): 0.01})
    assert (reasons[0].kind, reasons[0].value, reasons[0].bits) == ("record", "r2", 16.0)


def test_unknown_agrees_with_nothing() -> None:
    a = Features(packaging="unknown", concealment="none", conveyance="other", logo="  ")
    assert compare(a, a, {}) == ()


def test_a_purity_agrees_when_it_is_near_and_says_more_the_nearer() -> None:
    a, near, far = (Features(purities={"cocaine": share}) for share in (0.80, 0.82, 0.90))
    exact = compare(a, Features(purities={"cocaine": 0.80}), {})[0].bits
    assert kinds(a, near, {}) == ["purity", "near-in-time"]
    assert compare(a, near, {})[0].bits < exact
    assert compare(a, far, {}) == ()


def test_nearness_in_time_alone_is_no_reason() -> None:
    assert compare(Features(day=10), Features(day=11), {}) == ()


def test_logos_are_read_without_case_accents_and_order() -> None:
    assert logo_key("Étoile — ROUGE") == "etoile rouge"
    assert kinds(Features(logo="Étoile rouge"), Features(logo="rouge etoile"), {})[0] == "logo"
    assert compare(Features(logo="Lion"), Features(logo="Rolex"), {}) == ()


def test_shares_are_counted_over_all() -> None:
    many = [Features(packaging="plates"), Features(packaging="plates"), Features(packaging="balls"), Features()]
    assert shares_of(many)["packaging", "plates"] == 0.5


FEATURES = st.builds(
    Features,
    substances=st.frozensets(st.sampled_from(["cocaine", "heroin", "cannabis-resin"])),
    logo=st.sampled_from(["", "888", "Toyota", "lion d'or"]),
    packaging=st.sampled_from(["", "unknown", "plates", "balls"]),
    places=st.frozensets(st.tuples(st.sampled_from(["transit", "seized"]), st.sampled_from(["NE/Agadez", "ML/Gao"]))),
    purities=st.dictionaries(st.sampled_from(["cocaine", "heroin"]), st.floats(0.01, 1.0)),
    records=st.frozensets(st.sampled_from(["a", "b"])),
    day=st.integers(0, 30_000),
)


@given(FEATURES, FEATURES, st.lists(FEATURES, max_size=5))
def test_agreement_is_mutual_and_never_negative(a: Features, b: Features, more: list[Features]) -> None:
    shares = shares_of([a, b, *more])
    ours, theirs = compare(a, b, shares), compare(b, a, shares)
    assert sum(one.bits for one in ours) == sum(one.bits for one in theirs)
    assert all(reason.bits >= 0 for reason in ours)


@given(st.dictionaries(st.text("xyz", min_size=1, max_size=3), FEATURES, max_size=8), FEATURES)
def test_the_order_does_not_depend_on_the_order_of_the_input(others: dict[str, Features], wanted: Features) -> None:
    shares = shares_of(others.values())
    backwards = dict(reversed(list(others.items())))
    assert rank(wanted, others, shares) == rank(wanted, backwards, shares)
    assert all(one.score >= similar.LOWEST_SCORE for one in rank(wanted, others, shares))

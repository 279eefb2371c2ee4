"""Votes by delegation: each refusal, the count, what a secret ballot leaves behind, rounds and the chair."""

import json

import pytest
from django.apps import apps
from django.core import serializers

from benkan.apps.resolutions import services
from benkan.apps.resolutions.models import Vote
from benkan.core.errors import BenkanError
from benkan.core.voting import Majority, Quorum, Rule, Tie

pytestmark = pytest.mark.django_db
THREE = [services.Sitting(one, {"fr": one, "en": one, "ar": one}) for one in ("ML", "MA", "BF")]
OBSERVER = services.Sitting("UN", {"en": "UNODC"}, votes=False)
ABSENT = services.Sitting("NE", {"en": "Niger"}, present=False)


def opened(who, rule=None, **given) -> Vote:
    given = {"subject": "Plan d’action", "seats": [*THREE, OBSERVER, ABSENT]} | given
    return services.open_vote(who, rule or Rule(), **given)


def drafted(who):
    return services.record(who, services.Wording(fr="Créer un point de contact."))


def code_of(call) -> str:
    with pytest.raises(BenkanError) as refused:
        call()
    assert refused.value.text
    assert refused.value.remedy
    return refused.value.code


def test_an_open_vote_is_counted_and_decides_its_recommendation(secretary) -> None:
    row = drafted(secretary)
    vote = opened(secretary, recommendation=row, subject="")
    for delegation, choice in (("ML", "in-favour"), ("MA", "in-favour"), ("BF", "against")):
        services.cast(secretary, vote.pk, delegation, choice)
    vote = services.close_vote(secretary, vote.pk)
    assert (vote.verdict, vote.in_favour, vote.against, vote.abstaining) == ("adopted", 2, 1, 0)
    assert (vote.members, vote.present) == (4, 3)
    row.refresh_from_db()
    assert row.state == "adopted"
    assert services.vote_as_object(vote)["roll_call"] == {"ML": "in-favour", "MA": "in-favour", "BF": "against"}
    told = services.sentences(services.outcome(vote))
    assert set(told) == {"fr", "en", "ar"}
    assert len(set(told.values())) == 3
    assert all("2" in one and "3" in one for one in told.values())


def test_each_wrong_voice_is_refused_and_counts_nothing(secretary, analyst) -> None:
    vote = opened(secretary)
    services.cast(secretary, vote.pk, "ML", "in-favour")
    assert code_of(lambda: services.cast(secretary, vote.pk, "ML", "against")) == "vote.twice"
    assert code_of(lambda: services.cast(secretary, vote.pk, "UN", "against")) == "vote.observer"
    assert code_of(lambda: services.cast(secretary, vote.pk, "NE", "against")) == "vote.absent"
    assert code_of(lambda: services.cast(secretary, vote.pk, "FR", "against")) == "vote.unknown-delegation"
    assert code_of(lambda: services.cast(secretary, vote.pk, "MA", "maybe")) == "vote.choice"
    assert code_of(lambda: services.cast(analyst, vote.pk, "MA", "against")) == "role.not-allowed"
    assert code_of(lambda: services.mark(secretary, vote.pk, "ML", present=False)) == "vote.twice"
    vote = services.close_vote(secretary, vote.pk)
    assert code_of(lambda: services.cast(secretary, vote.pk, "MA", "against")) == "vote.closed"
    assert code_of(lambda: services.close_vote(secretary, vote.pk)) == "vote.closed"
    assert (vote.in_favour, vote.against, vote.abstaining) == (1, 0, 0)


def test_whoever_comes_late_votes_once_marked_present(secretary) -> None:
    vote = opened(secretary)
    services.mark(secretary, vote.pk, "NE", present=True)
    services.cast(secretary, vote.pk, "NE", "abstaining")
    vote = services.close_vote(secretary, vote.pk)
    assert (vote.present, vote.abstaining) == (4, 1)


def everything() -> str:
    rows = [row for model in apps.get_app_config("resolutions").get_models() for row in model.objects.all()]
    rows += list(apps.get_model("journal", "Line").objects.all())
    return serializers.serialize("json", rows)


def test_a_secret_ballot_joins_no_voice_to_a_delegation(secretary) -> None:
    """Whichever delegation said what, the whole database reads the same but for its sums."""
    vote = opened(secretary, Rule(secret=True))
    services.cast(secretary, vote.pk, "ML", "in-favour")
    one_way = json.loads(everything())
    assert "roll_call" not in services.vote_as_object(vote)
    assert "in_favour" not in services.vote_as_object(vote), "no sums while it is open"
    seats = {row["fields"]["delegation"]: row["fields"] for row in one_way if row["model"] == "resolutions.seat"}
    assert seats["ML"]["choice"] == ""
    assert seats["ML"]["voted"] is True
    assert "in-favour" not in everything()
    services.cast(secretary, vote.pk, "MA", "against")
    services.cast(secretary, vote.pk, "BF", "in-favour")
    vote = services.close_vote(secretary, vote.pk)
    assert (vote.in_favour, vote.against, vote.verdict) == (2, 1, "adopted")
    assert "roll_call" not in services.vote_as_object(vote)


def test_a_tie_leads_to_another_round_once(secretary) -> None:
    vote = opened(secretary, Rule(tie=Tie.AGAIN))
    services.cast(secretary, vote.pk, "ML", "in-favour")
    services.cast(secretary, vote.pk, "MA", "against")
    assert code_of(lambda: services.again(secretary, vote.pk)) == "vote.decided"
    assert services.close_vote(secretary, vote.pk).verdict == "again"
    second = services.again(secretary, vote.pk)
    assert (second.round, second.seats.filter(voted=True).count(), second.seats.count()) == (2, 0, 5)
    assert code_of(lambda: services.again(secretary, vote.pk)) == "vote.decided"


def test_the_chair_is_heard_in_a_tie_after_the_close(secretary) -> None:
    row = drafted(secretary)
    vote = opened(secretary, Rule(tie=Tie.CHAIR), recommendation=row)
    services.cast(secretary, vote.pk, "ML", "in-favour")
    services.cast(secretary, vote.pk, "MA", "against")
    assert services.close_vote(secretary, vote.pk).verdict == "chair"
    row.refresh_from_db()
    assert row.state == "proposed"
    assert services.close_vote(secretary, vote.pk, chair=True).verdict == "adopted"
    row.refresh_from_db()
    assert row.state == "adopted"
    assert code_of(lambda: services.close_vote(secretary, vote.pk, chair=False)) == "vote.closed"


def test_without_a_quorum_nothing_is_decided(secretary) -> None:
    row = drafted(secretary)
    vote = opened(secretary, Rule(quorum=Quorum(1, 1)), recommendation=row)
    services.cast(secretary, vote.pk, "ML", "in-favour")
    assert services.close_vote(secretary, vote.pk).verdict == "no-quorum"
    row.refresh_from_db()
    assert row.state == "proposed"


def test_what_cannot_be_opened(secretary, analyst) -> None:
    row = drafted(secretary)
    assert code_of(lambda: opened(analyst)) == "role.not-allowed"
    assert code_of(lambda: opened(secretary, subject=" ")) == "vote.subject"
    assert code_of(lambda: opened(secretary, seats=[OBSERVER])) == "vote.seats"
    assert code_of(lambda: opened(secretary, seats=[*THREE, THREE[0]])) == "vote.seat-twice"
    assert code_of(lambda: opened(secretary, Rule(Majority.ABSOLUTE, tie=Tie.AGAIN))) == "vote.tie"
    opened(secretary, recommendation=row)
    assert code_of(lambda: opened(secretary, recommendation=row)) == "vote.open-already"
    settled = services.settle(secretary, drafted(secretary).pk, adopted=True)
    assert code_of(lambda: opened(secretary, recommendation=settled)) == "vote.not-a-draft"

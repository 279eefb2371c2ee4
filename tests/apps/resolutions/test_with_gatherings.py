"""A real assembly votes by badge and gets its minutes: gatherings and resolutions together."""

import io

import docx
import pytest
from django.utils import timezone

from benkan.apps.gatherings import services as gatherings
from benkan.apps.resolutions import services
from benkan.core.errors import Refused
from benkan.core.voting import Rule

pytestmark = pytest.mark.django_db


def test_delegations_with_a_badge_vote_and_stand_in_the_minutes(secretary) -> None:
    today = timezone.localdate()
    title = {"fr": "Assemblée", "en": "Assembly", "ar": "الجمعية العامة"}
    assembly = gatherings.add(title, "assembly", place="Marrakech", starts=today, ends=today, by=secretary)
    badges = {}
    for country, name in (("ML", "Awa Kantara"), ("MA", "Salma Idrissi"), ("NE", "Ali Moussa")):
        of = gatherings.add_delegation(assembly, by=secretary, country=country)
        row = gatherings.accrediting.add(of, name, by=secretary)
        badges[country] = gatherings.decide(row, "granted", by=secretary).code
    public_id = str(gatherings.listed()[0].public_id)
    row = services.record(secretary, services.Wording(fr="Créer un point de contact."), gathering=public_id)
    vote = services.open_vote(secretary, Rule(), recommendation=row)
    assert vote.seats.filter(present=True).count() == 0
    with pytest.raises(Refused) as refused:
        services.cast_by_badge(secretary, vote.pk, badges["ML"], "in-favour")
    assert refused.value.code == "vote.absent"
    for country in ("ML", "MA"):
        gatherings.check_in(assembly, badges[country], by=secretary)
        services.cast_by_badge(secretary, vote.pk, badges[country], "in-favour")
    done = services.close_vote(secretary, vote.pk)
    assert (done.verdict, done.members, done.present, done.in_favour) == ("adopted", 3, 2, 2)
    made = services.write_paper(secretary, services.Paper("minutes", "fr", "docx", "H0", gathering=public_id))
    said = "\n".join(one.text for one in docx.Document(io.BytesIO(made)).paragraphs)
    for words in ("Assemblée", "Marrakech", "Awa Kantara", "Mali", row.number, "Pour 2, contre 0"):
        assert words in said, words

"""A real assembly votes by badge and gets its minutes: gatherings and resolutions together."""

import io

import docx
import pytest
from django.test import Client
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


def test_the_page_of_a_gathering_leads_to_what_it_recommends(secretary) -> None:
    today = timezone.localdate()
    workshop, other = (
        gatherings.add({"fr": title}, "workshop", place="Bamako", starts=today, ends=today, by=secretary)
        for title in ("Atelier", "Autre atelier")
    )
    services.record(secretary, services.Wording(fr="Recommandation d'ici."), gathering=str(workshop.pk))
    services.record(secretary, services.Wording(fr="Recommandation d'ailleurs."), gathering=str(other.pk))
    mine = Client()
    mine.force_login(secretary)
    page = mine.get(f"/gatherings/{workshop.pk}/").content.decode()
    for address in (f"/resolutions/new/?gathering={workshop.pk}", f"/resolutions/?gathering={workshop.pk}"):
        assert address in page
    assert (
        f'<option value="{workshop.pk}" selected>'
        in mine.get(f"/resolutions/new/?gathering={workshop.pk}").content.decode()
    )
    listed = mine.get(f"/resolutions/?gathering={workshop.pk}").content.decode()
    assert "d&#x27;ici" in listed
    assert "d&#x27;ailleurs" not in listed

"""Issuing and revoking: who may, what is refused, what the journal keeps."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.certificates import services
from benkan.apps.journal.models import Line
from benkan.core.errors import Invalid, Refused
from benkan.formats import open_badges

from .conftest import COURSE

pytestmark = pytest.mark.django_db


def test_a_certificate_is_signed_with_the_key_of_the_service(issue, settings):
    made = issue(service="OCS", country="ml")
    found = open_badges.read(made.text)
    assert (found.holder.name, found.holder.country) == ("Awa Kantara", "ML")
    assert found.issuer.agency == settings.BENKAN_NODE.agency
    assert (found.achievement.competence, found.place) == ("search", made.place)
    assert services.state_of(made) == "valid"


def test_the_journal_has_a_line_without_a_name(issue, director):
    made = issue()
    services.revoke(made.pk, "Délivré par erreur", by=director)
    lines = list(Line.objects.filter(event__startswith="certificate-").order_by("seq"))
    assert [line.event for line in lines] == ["certificate-issued", "certificate-revoked"]
    assert all(line.reference == str(made.pk) and line.officer == "formation" for line in lines)
    assert "Kantara" not in "".join(bytes(line.entry).decode() for line in lines)
    assert "erreur" not in "".join(bytes(line.entry).decode() for line in lines)


@pytest.mark.parametrize("role", ["analyst", "liaison", "coordinator", "control", "administrator"])
def test_other_roles_neither_issue_nor_revoke(issue, role):
    made, other = issue(), accounts.create_officer("autre", "Autre", role)
    with pytest.raises(Refused) as refused:
        services.issue(services.Holder("X"), COURSE, by=other)
    assert refused.value.code == "role.not-allowed"
    with pytest.raises(Refused):
        services.revoke(made.pk, "parce que", by=other)


def test_nobody_certifies_themselves(issue):
    with pytest.raises(Refused) as refused:
        issue(username="formation")
    assert refused.value.code == "certificate.own"


def test_a_learner_gets_one_certificate_of_a_run_and_another_after_it_was_revoked(issue, director):
    learner, run = uuid.uuid4(), uuid.uuid4()
    first = issue(learner=learner, run=run)
    with pytest.raises(Refused) as refused:
        issue(learner=learner, run=run)
    assert refused.value.code == "certificate.twice"
    services.revoke(first.pk, "nom mal écrit", by=director)
    again = issue(learner=learner, run=run)
    assert again.place != first.place
    assert services.of_learner(learner) == [again, first]


def test_revoking_needs_a_reason_and_happens_once(issue, director):
    made = issue()
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(Invalid) as refused:
            services.revoke(made.pk, reason, by=director)
        assert refused.value.place == "reason"
    services.revoke(made.pk, "fraude", by=director)
    with pytest.raises(Refused) as again:
        services.revoke(made.pk, "fraude", by=director)
    assert again.value.code == "certificate.revoked"
    with pytest.raises(Refused) as unknown:
        services.revoke(uuid.uuid4(), "fraude", by=director)
    assert unknown.value.code == "certificate.unknown"


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("holder", {"name": " "}),
        ("holder", {"name": "a\nb"}),
        ("holder", {"name": "a" * 201}),
        ("country", {"country": "Mali"}),
        ("course", {"achievement": services.Achievement("no spaces", "search", {"fr": "x"})}),
        ("competence", {"achievement": services.Achievement("CR-1", "é", {"fr": "x"})}),
        ("names", {"achievement": services.Achievement("CR-1", "search", {})}),
        ("names", {"achievement": services.Achievement("CR-1", "search", {"de": "x"})}),
        ("hours", {"achievement": services.Achievement("CR-1", "search", {"fr": "x"}, hours=-1)}),
        ("until", {"days": 10, "since": timezone.localdate() + dt.timedelta(days=11)}),
    ],
)
def test_what_cannot_stand_on_a_certificate_is_refused_with_its_place(issue, place, change):
    with pytest.raises(Invalid) as refused:
        issue(**change)
    assert refused.value.place == place
    assert not services.listed()


def test_the_list_tells_of_revoked_ones_alone(issue, director):
    kept, gone = issue(), issue(name="Bréhima Tolo")
    services.revoke(gone.pk, "fraude", by=director)
    found = open_badges.read_list(services.own_list(1))
    assert found.revoked(gone.place)
    assert not found.revoked(kept.place)
    with pytest.raises(Refused):
        services.own_list(2)


def test_the_matrix_counts_persons_what_runs_out_and_what_is_missing(issue, director):
    issue(service="OCS")
    issue(service="OCS")
    issue(name="B", service="OCS", days=30)
    issue(name="C", service="DGSN", country="MA", days=None)
    gone = issue(name="D", service="OCS")
    services.revoke(gone.pk, "fraude", by=director)
    services.want("OCS", "search", 5, by=director)
    services.want("Douanes", "dogs", 2, by=director)
    found = {
        (one.service, one.competence): (one.holders, one.soon, one.wanted, one.missing) for one in services.cells()
    }
    assert found == {
        ("OCS", "search"): (2, 1, 5, 3),
        ("DGSN", "search"): (1, 0, None, 0),
        ("Douanes", "dogs"): (0, 0, 2, 2),
    }
    assert [one.service for one in services.cells("MA")] == ["DGSN"]
    assert [one.holder for one in services.ending()] == ["B"]
    services.want("OCS", "search", 0, by=director)
    assert services.cells()[-1].wanted is None
    for wrong in (("", "search", 1), ("OCS", "é", 1), ("OCS", "search", -1)):
        with pytest.raises(Invalid):
            services.want(*wrong, by=director)

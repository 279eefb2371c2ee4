"""What a node does for its own searches and indexes while no signer answers, and when ceilings are met."""

import contextlib
import datetime as dt

import pytest
from django.utils import timezone

from benkan.apps.search import asking, keys, own_index, services
from benkan.apps.search.models import Inquiry, OwnIndex
from benkan.core.errors import Refused, Unreachable
from benkan.signer.keys import Keys
from benkan.signer.meter import Ceilings, Meter
from benkan.signer.service import Service

SEED = bytes(32)


@pytest.fixture
def away(settings):
    """No signer listens."""

    class Away:
        def __getattr__(self, name):
            def fail(*_given):
                raise Unreachable("signer.unreachable", "Nobody.", "Start it.", place="/a/path")

            return fail

    settings.BENKAN_SIGNER = lambda _node: Away()


@pytest.fixture
def small(settings, tmp_path):
    """A signer with low ceilings."""

    def of(ceilings):
        service = Service(Keys(SEED), Meter(tmp_path / "counts.json", ceilings))
        settings.BENKAN_SIGNER = lambda _node: service
        return service

    return of


def test_a_partner_without_a_signer_is_asked_again_by_itself():
    assert {"signer.unreachable", "signer.caller", "signer.counts-unwritten"} <= asking.LATER


def test_a_search_says_that_the_signer_is_away_and_nothing_is_kept_of_it(away, partner, convention, case, analyst):
    from benkan.apps.search.making import make

    with pytest.raises(Unreachable) as raised:
        make(analyst, case.pk, {"name": "Moussa Ag Alhassane", "born": "1984"})
    assert raised.value.code == "signer.unreachable"
    assert not Inquiry.objects.exists()


def test_a_build_that_meets_the_ceiling_goes_on_the_next_day_where_it_stopped(convention, partner, our_moussa, small):
    evaluated = small(Ceilings(own_tokens=10_000))
    with pytest.MonkeyPatch.context() as patched:
        days = [dt.date(2026, 3, 1)]
        patched.setattr(evaluated._meter, "_today", lambda: days[-1])
        evaluated._meter.take_own(9_999)
        with pytest.raises(Refused) as raised:
            services.build_index()
        assert raised.value.code == "signer.own-ceiling"
        assert "own_tokens_per_day" in raised.value.remedy
        assert not OwnIndex.objects.exists()
        days.append(dt.date(2026, 3, 2))
        (index,) = services.build_index()
    assert own_index.manifest_of(index).public_keys == Keys(SEED).public(convention, index.epoch)


def test_the_worker_does_not_walk_over_the_records_again_at_once(convention, partner, our_moussa, small, monkeypatch):
    small(Ceilings(own_tokens=1))
    monkeypatch.setattr(services, "_held_until", 0.0)
    tried = []
    real = own_index.build_all
    monkeypatch.setattr(own_index, "build_all", lambda: (tried.append(timezone.now()), real()))
    for _ in range(3):
        with contextlib.suppress(Refused):
            services.refresh(threads=False)
    assert len(tried) == 1


def test_the_secrets_of_existing_homes_are_the_same_over_any_signer(small):
    small(Ceilings())
    assert keys.sealing_key() == Keys(SEED).secret("sealing")
    assert keys.members_secret("a-1", 3, ["y", "x"]) == Keys(SEED).secret("members", "a-1", "3", "x", "y")
    assert keys.evaluate("a-1", 3, "name", []) == []
    assert len(keys.evaluate("a-1", 3, "name", [b"a", b"b"])) == 2

"""What a partner gets while this node's signer does not answer, or has evaluated enough for the day."""

import pytest

from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Incoming
from benkan.apps.journal.models import Line
from benkan.apps.records import services as records
from benkan.apps.search import services
from benkan.apps.search.models import Answered
from benkan.core.errors import Refused, Unreachable
from benkan.signer.keys import Keys
from benkan.signer.meter import Ceilings, Meter
from benkan.signer.service import Service
from benkan.wire import Refusal, SearchAnswer
from tests.one_node import World, world  # noqa: F401 - a fixture


class Away:
    """No signer listens."""

    def answer(self, *_given: object) -> None:
        raise Unreachable("signer.unreachable", "Nobody.", "Start it.", place="/a/path")


@pytest.fixture
def asked(world: World) -> World:  # noqa: F811 - a fixture
    """A node that has published its index."""
    records.add(
        "Person",
        {"name": "Mousa ag Alhassan", "birthDate": "1984", "phone": "+22376123456"},
        subject_category="suspect",
        crime_area="drug-trafficking",
        officer="analyste",
    )
    services.build_index()
    return world


def test_a_question_is_refused_for_now_and_answered_when_the_same_letter_comes_again(asked: World, settings) -> None:
    letter, real = asked.letter(asked.question()), settings.BENKAN_SIGNER
    settings.BENKAN_SIGNER = lambda _node: Away()
    _, reply = asked.partner.read(exchange.receive(letter))
    assert isinstance(reply, Refusal)
    assert reply.code == "signer.unreachable"
    assert "/a/path" not in str(reply), "where the socket lies is nobody's matter"
    assert not Incoming.objects.filter(kind="search.ask").exists()
    assert not Answered.objects.exists()
    settings.BENKAN_SIGNER = real
    _, reply = asked.partner.read(exchange.receive(letter))
    assert isinstance(reply, SearchAnswer)
    assert Answered.objects.count() == 1


def test_a_partner_beyond_the_ceiling_is_refused_with_what_to_do_and_a_line(asked: World, settings, tmp_path) -> None:
    service = Service(Keys(bytes(32)), Meter(tmp_path / "counts.json", Ceilings(partner_elements=40)))
    settings.BENKAN_SIGNER = lambda _node: service
    asked.door(asked.letter(asked.question()))
    with pytest.raises(Refused) as raised:
        asked.door(asked.letter(asked.question()))
    assert raised.value.code == "signer.partner-ceiling"
    assert "40" in raised.value.sentence
    assert Line.objects.filter(event="message-refused").latest("seq").facts["code"] == "signer.partner-ceiling"
    assert Answered.objects.count() == 1

"""What a service tries that is no longer a party: to stop those who went on without it."""

import pytest
from tests.apps.accords.texts import signed
from tests.apps.exchange.fake_partner import FakePartner, now

from benkan.apps.accords import services as accords
from benkan.apps.accords.models import Suspension
from benkan.apps.exchange import services as exchange
from benkan.core.errors import Refused
from benkan.wire import Receipt, Refusal, time_text
from benkan.wire import Suspension as Notice


@pytest.fixture
def former(partner, network) -> FakePartner:
    """A party to the first version; the second was signed without it."""
    left = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    accords.add(signed(partner, left))
    return left


def notice() -> Notice:
    return Notice(
        convention="ml-ma-2025", version=1, reason="Dépit", effective_at=time_text(now()), officer="Directeur"
    )


def send(sender: FakePartner):
    return sender.read(exchange.receive(sender.letter(notice(), convention="ml-ma-2025")))[1]


def asks(own: str) -> None:
    accords.decide("request", actor=own, counterparty="ma-dgsn", purpose="fraud", convention="ml-ma-2025")


def test_a_former_party_suspends_nothing(partner, former, own):
    accords.add(signed(partner, version=2))
    reply = send(former)
    assert isinstance(reply, Refusal)
    assert reply.code == "convention.unknown"
    assert not Suspension.objects.exists()
    asks(own)


def test_a_suspension_ends_with_the_membership_of_its_party(partner, former, own):
    assert isinstance(send(former), Receipt)
    with pytest.raises(Refused):
        asks(own)
    accords.add(signed(partner, version=2))
    asks(own)


def test_a_present_party_still_suspends(partner, former, own):
    accords.add(signed(partner, version=2))
    assert isinstance(send(partner), Receipt)
    with pytest.raises(Refused) as caught:
        asks(own)
    assert caught.value.code == "convention.suspended"

"""The link: bounded in size and time, and nothing a stranger says is believed."""

import httpx
import pytest

from benkan.apps.exchange import transport
from benkan.core.envelope import MAX_ENVELOPE_BYTES
from benkan.core.errors import Invalid, Unreachable


@pytest.fixture
def door(monkeypatch):
    def serve(handler):
        client = httpx.Client(transport=httpx.MockTransport(handler))
        monkeypatch.setattr(transport, "client", lambda: client)

    return serve


def code_of(caught) -> str:
    return caught.value.code


def test_a_reply_comes_back_as_it_is(door):
    door(lambda request: httpx.Response(200, stream=httpx.ByteStream(request.content[::-1])))
    assert transport.post("http://partner", b"abc") == b"cba"


def test_a_huge_reply_is_cut_off(door):
    def endless():
        while True:
            yield b"x" * 65_536

    door(lambda request: httpx.Response(200, content=endless()))
    with pytest.raises(Invalid) as caught:
        transport.post("http://partner", b"abc")
    assert code_of(caught) == "partner.reply-too-large"
    assert caught.value.facts["limit"] == MAX_ENVELOPE_BYTES


def test_a_huge_error_is_cut_off(door):
    door(lambda request: httpx.Response(403, stream=httpx.ByteStream(b"x" * 100_000)))
    with pytest.raises(Invalid):
        transport.post("http://partner", b"abc")


def test_a_reply_that_drips_is_cut_off_by_the_deadline(door):
    def drip():
        while True:
            yield b"x"

    door(lambda request: httpx.Response(200, content=drip()))
    with pytest.raises(Unreachable):
        transport.post("http://partner", b"abc", deadline_s=0.05)


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_busy_partner_is_asked_again(door, status):
    door(lambda request: httpx.Response(status, stream=httpx.ByteStream(b"")))
    with pytest.raises(Unreachable) as caught:
        transport.post("http://partner", b"abc")
    assert code_of(caught) == "partner.busy"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"code": "agency.unknown"}', "agency.unknown"),
        (b'{"code": "%(secret)s <script>"}', "403"),
        (b'{"code": 7}', "7"),
        (b"[]", "403"),
        (b"\xff", "403"),
    ],
)
def test_a_plain_refusal_gives_its_code_and_nothing_else(door, body, reason):
    door(lambda request: httpx.Response(403, stream=httpx.ByteStream(body)))
    with pytest.raises(Unreachable) as caught:
        transport.post("http://partner", b"abc")
    assert (code_of(caught), caught.value.facts["reason"]) == ("partner.turned-away", reason)


def test_a_dead_link_is_unreachable(door):
    def dead(request):
        raise httpx.ConnectError("no route")

    door(dead)
    with pytest.raises(Unreachable) as caught:
        transport.post("http://partner", b"abc")
    assert code_of(caught) == "partner.unreachable"


def test_a_redirect_is_not_followed(door):
    door(lambda request: httpx.Response(302, headers={"Location": "http://elsewhere/"}, stream=httpx.ByteStream(b"")))
    with pytest.raises(Unreachable):
        transport.post("http://partner", b"abc")

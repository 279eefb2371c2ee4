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


def test_nothing_travels_beside_the_letter_that_says_nothing(monkeypatch):
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"reply"))

    transport.client.cache_clear()
    made = transport.client()
    monkeypatch.setattr(made, "_transport", httpx.MockTransport(answer))
    assert transport.post("http://partner", b"abc") == b"reply"
    transport.client.cache_clear()
    assert {name.lower() for name in seen[0].headers} == {"host", "content-type", "content-length"}


def test_a_connection_stays_open_between_letters_and_is_let_go_before_the_server_closes_it():
    from granian.http import HTTP1Settings

    assert HTTP1Settings().header_read_timeout > transport.KEPT_S * 1000
    transport.client.cache_clear()
    pool = transport.client()._transport._pool  # type: ignore[attr-defined]
    transport.client.cache_clear()
    assert pool._keepalive_expiry == transport.KEPT_S
    assert pool._max_keepalive_connections >= 196

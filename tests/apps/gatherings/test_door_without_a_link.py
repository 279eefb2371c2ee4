"""Passages that a door sends later: twice harmless, forged and withdrawn badges refused, and the list that it signed."""

import base64
import datetime as dt
import json

import pytest
from django.utils import timezone

from benkan.apps.agencies import services as agencies
from benkan.apps.gatherings import accrediting, door, door_list, services
from benkan.apps.gatherings.models import CheckIn, Passage
from benkan.apps.journal.models import Line
from benkan.core.envelope import verify_signature
from benkan.core.errors import BenkanError

pytestmark = pytest.mark.django_db


def came(row, at):
    return door.Came(door.digest(row.code), at)


def test_a_bundle_that_comes_twice_counts_once(gathering, delegation, badge, liaison, at):
    first, second = badge(delegation(), "Awa"), badge(delegation("NE"), "Sani")
    bundle = [came(first, at(0, 1)), came(second, at(0, 2)), came(first, at(0, 3))]
    for new in (3, 0):
        done = door.receive(gathering, "door-1", bundle, by=liaison)
        assert [(place, one.delegate.name, one.again) for place, one in done.taken] == [
            (0, "Awa", False),
            (1, "Sani", False),
            (2, "Awa", True),
        ]
        assert (done.known, done.refused) == (3 - new, [])
    assert [(row.delegate.name, row.again, row.at, row.last_at) for row in CheckIn.objects.order_by("at")] == [
        ("Awa", 1, at(0, 1), at(0, 3)),
        ("Sani", 0, at(0, 2), at(0, 2)),
    ]
    # Another door saw her at the same moment: that is another passage, and an earlier one moves the arrival.
    assert door.receive(gathering, "door-2", [came(first, at(0, 0))], by=liaison).known == 0
    assert (CheckIn.objects.get(delegate=first).again, CheckIn.objects.get(delegate=first).at) == (2, at(0, 0))
    entries = [bytes(line.entry) for line in Line.objects.filter(officer="liaison")]
    assert sum(b"passages-received" in one for one in entries) == 2


def test_what_cannot_have_been_is_refused_by_its_place_and_the_rest_is_taken(gathering, delegation, badge, liaison, at):
    mali = delegation()
    good, asked = badge(mali, "Awa"), accrediting.add(mali, "Sani", by=liaison)
    other = services.add(
        {"fr": "Autre"}, "workshop", place="x", starts=gathering.starts, ends=gathering.ends, by=liaison
    )
    elsewhere = badge(services.add_delegation(other, by=liaison, country="NE"), "Ali")
    bundle = [
        door.Came("0" * 64, at(0, 1)),
        came(good, at(0, 1)),
        came(asked, at(0, 1)),
        came(elsewhere, at(0, 1)),
        came(good, timezone.now() + dt.timedelta(hours=2)),
        came(good, at(0) - dt.timedelta(days=1)),
    ]
    done = door.receive(gathering, "door-1", bundle, by=liaison)
    assert [(place, error.code) for place, error in done.refused] == [
        (0, "badge.not-here"),
        (2, "badge.not-granted"),
        (3, "badge.not-here"),
        (4, "door.clock"),
        (5, "gathering.not-now"),
    ]
    assert [place for place, _one in done.taken] == [1]


def test_a_badge_counts_until_the_moment_it_was_withdrawn(gathering, delegation, badge, liaison):
    row = badge(delegation(), "Awa")
    services.decide(row, "withdrawn", by=liaison, reason="because")
    row.refresh_from_db()
    before, after = row.decided_at - dt.timedelta(seconds=1), row.decided_at + dt.timedelta(seconds=1)
    done = door.receive(gathering, "door-1", [came(row, before), came(row, after)], by=liaison)
    assert [(one.delegate.pk, one.withdrawn) for _place, one in done.taken] == [(row.pk, True)]
    assert [(place, error.code) for place, error in done.refused] == [(1, "badge.withdrawn")]


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        "x",
        [1],
        [{}],
        [{"badge": "0" * 64}],
        [{"badge": "0" * 63, "at": "2026-11-27T10:00:00Z"}],
        [{"badge": "A" * 64, "at": "2026-11-27T10:00:00Z"}],
        [{"badge": "0" * 64, "at": "2026-11-27T10:00:00"}],
        [{"badge": "0" * 64, "at": "soon"}],
        [{"badge": 5, "at": "2026-11-27T10:00:00Z"}],
    ],
)
def test_what_is_no_list_of_passages_is_refused_with_its_place(given):
    with pytest.raises(BenkanError) as refused:
        door.from_object(given)
    assert (refused.value.code, refused.value.place) == ("door.passages", "passages")


def test_a_device_without_a_name_and_a_bundle_without_end_are_refused(gathering, delegation, badge, liaison, at):
    one = came(badge(delegation()), at(0, 1))
    for device, bundle, code in (("", [one], "offline.device"), ("d", [one] * 2_001, "offline.too-many")):
        with pytest.raises(BenkanError) as refused:
            door.receive(gathering, device, bundle, by=liaison)
        assert refused.value.code == code
    assert not Passage.objects.exists()


def test_the_list_is_signed_names_who_may_come_in_and_holds_no_code(gathering, delegation, badge, liaison):
    mali = delegation()
    good, gone = badge(mali, "Awa"), badge(mali, "Sani")
    accrediting.add(mali, "Only asked", by=liaison)
    services.decide(gone, "withdrawn", by=liaison, reason="because")
    services.check_in(gathering, good.code, by=liaison)
    made = door_list.write(gathering, "ar", by=liaison)
    key = base64.b64decode(door_list.public_key())
    assert key == agencies.signing_key(agencies.own().pk)
    signature = base64.b64decode(made["signature"])
    altered = made["text"].replace("withdrawn", "granted")
    assert [verify_signature(key, signature, door_list.DOMAIN + text.encode()) for text in (made["text"], altered)] == [
        True,
        False,
    ]
    found = json.loads(made["text"])
    assert {one["name"]: (one["of"], one["state"], one["here"]) for one in found["badges"].values()} == {
        "Awa": ("مالي", "granted", True),
        "Sani": ("مالي", "withdrawn", False),
    }
    assert set(found["badges"]) == {door.digest(good.code), door.digest(gone.code)}
    assert good.code not in made["text"]


def test_a_program_sends_passages_and_reads_the_list(gathering, delegation, badge, liaison, browser, at):
    row, client = badge(delegation(), "Awa"), browser(liaison)
    address = f"/api/gatherings/{gathering.pk}"
    sent = {
        "device": "d1",
        "passages": [
            {"badge": door.digest(row.code), "at": at(0, 1).isoformat()},
            {"badge": "f" * 64, "at": at(0, 1).isoformat()},
        ],
    }
    answer = client.post(f"{address}/passages/", sent, content_type="application/json").json()
    assert [(one["place"], one["name"], one["of"], one["again"]) for one in answer["taken"]] == [
        (0, "Awa", "Mali", False)
    ]
    assert [(one["place"], one["code"]) for one in answer["refused"]] == [(1, "badge.not-here")]
    assert "signature" in client.get(f"{address}/door-list/").json()


def test_only_who_organises_reads_the_list_or_sends_passages(gathering, browser):
    from benkan.apps.accounts import services as accounts

    client = browser(accounts.create_officer("analyste", "A", "analyst"))
    address = f"/api/gatherings/{gathering.pk}"
    assert client.get(f"{address}/door-list/").status_code == 403
    assert client.post(f"{address}/passages/", {}, content_type="application/json").status_code == 403


def test_the_worker_keeps_the_page_of_the_door_and_no_other(gathering, browser, liaison):
    answer = browser(liaison).get("/gatherings/offline-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    text = answer.content.decode()
    assert json.dumps(r"^/gatherings/[0-9a-f-]{36}/door/$") in text
    assert answer["Cache-Control"] == "no-store"

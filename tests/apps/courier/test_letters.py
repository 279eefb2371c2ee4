"""Letters by hand: the same gate, the same bytes, once; twice, in any order, half copied, altered."""

import json
import os

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner
from tests.apps.exchange.test_receiving import request
from tests.apps.exchange.test_sending import deliver, queue

from benkan.apps.accords import services as accords
from benkan.apps.courier import folder, layout, packing, services
from benkan.apps.courier.models import Journey, Owed
from benkan.apps.exchange import registry
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Incoming, Outgoing, State
from benkan.apps.journal.models import Line
from benkan.core.envelope import new_id
from benkan.core.errors import BenkanError
from benkan.wire import IndexAsk, Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def handled(monkeypatch):
    """The identities of the requests that reached a handler: one that takes everything."""
    seen = []
    handler = registry.Handler(
        "request", registry.ACT_OF["request"], lambda message: seen.append(message.header.id), True, registry.facts_of
    )
    monkeypatch.setitem(registry._handlers, "request", handler)
    return seen


def refused(act) -> BenkanError:
    with pytest.raises(BenkanError) as caught:
        act()
    return caught.value


def codes(outcome: services.Outcome) -> list[str]:
    return [error.code for error in outcome.problems]


# -- ours ---------------------------------------------------------------------------------------------------------
def test_a_letter_that_was_exported_waits_until_its_receipt_is_brought(partner, convention, stick):
    sent = queue(partner, convention)
    assert stick.export().letters == 1
    sent.refresh_from_db()
    assert sent.state == State.QUEUED
    stick.bring(*stick.answered())
    assert stick.take().brought[partner.agency].delivered == 1
    sent.refresh_from_db()
    assert (sent.state, bool(sent.receipt)) == (State.DELIVERED, True)
    again = stick.take().brought[partner.agency]
    assert (again.delivered, again.problems) == (0, 0)


def test_a_letter_that_goes_by_stick_and_by_line_is_one_letter(partner, convention, stick, monkeypatch):
    heard = []
    monkeypatch.setattr(registry, "_outcomes", {"request": lambda outgoing: heard.append(outgoing.state)})
    queue(partner, convention)
    stick.export()
    replies = stick.answered()
    partner.down = False
    deliver()
    assert len(set(partner.received)) == 1
    stick.bring(*replies)
    assert stick.take().brought[partner.agency].delivered == 0
    assert heard == [State.DELIVERED]


def test_the_line_may_be_slower_than_the_stick(partner, convention, stick, monkeypatch):
    """The worker has posted the letter and waits for the answer while the receipt is taken in from the stick."""
    heard = []
    monkeypatch.setattr(registry, "_outcomes", {"request": lambda outgoing: heard.append(outgoing.state)})
    queue(partner, convention)
    stick.export()
    stick.bring(*stick.answered())
    partner.down = False

    def while_it_is_posted(header, reply):
        partner.spoil = lambda header, reply: reply
        stick.take()
        return reply

    partner.spoil = while_it_is_posted
    deliver()
    assert heard == [State.DELIVERED]


def test_every_export_writes_the_same_bytes(partner, convention, stick, tmp_path):
    queue(partner, convention)
    stick.export()
    first = stick.letters("request")
    stick.export()
    other = type(stick)(tmp_path / "other", partner)
    other.export()
    assert first == stick.letters("request") == other.letters("request")


def test_the_convention_is_asked_before_a_letter_is_put_on_the_stick(partner, convention, stick, officer):
    sent = queue(partner, convention)
    accords.suspend(convention, officer, "Contrôle en cours")
    stick.export()
    sent.refresh_from_db()
    assert sent.state == State.STOPPED
    assert "request" not in stick.kinds()
    assert "suspension" in stick.kinds()


def test_what_arrived_leaves_the_bag_with_the_next_export_and_nothing_else_does(partner, convention, stick):
    queue(partner, convention)
    stick.there_and_back()
    (stick.outward / "notes.txt").write_text("pour le courrier")
    stick.export()
    assert "request" not in stick.kinds()
    assert (stick.outward / "notes.txt").read_text() == "pour le courrier"


def test_an_altered_receipt_delivers_nothing_and_names_its_file(partner, convention, stick):
    sent = queue(partner, convention)
    stick.export()
    replies = stick.answered()
    paths = stick.bring(*replies, listed=False)
    for path in paths:
        data = path.read_bytes()
        path.rename(path.with_name(f"renamed-{path.name}")).write_bytes(data[:-5] + b"12345")
    outcome = stick.take()
    sent.refresh_from_db()
    assert sent.state == State.QUEUED
    assert set(codes(outcome)) == {"envelope.signature"}
    assert all("renamed-" in error.place for error in outcome.problems)
    stick.bring(*replies)
    assert stick.take().brought[partner.agency].delivered == 1


def test_a_partner_s_refusal_by_stick_stops_the_letter_with_its_clause(partner, convention, stick):
    from benkan.wire import Refusal

    sent = queue(partner, convention)
    partner.refuse_with = Refusal(code="request.no-record", text="None.", clause="essai-2025 · 5", facts={}, remedy="")
    assert stick.there_and_back().brought[partner.agency].refused
    sent.refresh_from_db()
    assert (sent.state, sent.clause) == (State.STOPPED, "essai-2025 · 5")


# -- theirs -------------------------------------------------------------------------------------------------------
def test_a_brought_letter_passes_the_gate_and_its_receipt_travels_back(partner, convention, stick, handled):
    letter = partner.letter(request(), convention=convention)
    stick.bring(letter)
    outcome = stick.take()
    assert (outcome.brought[partner.agency].letters, outcome.replies, len(handled)) == (1, 1, 1)
    (reply,) = stick.replies()
    header, receipt = partner.read(reply)
    assert isinstance(receipt, Receipt)
    assert receipt.envelope == header.previous


def test_everything_may_come_twice_and_by_line_too(partner, convention, stick, handled):
    letter = partner.letter(request(), convention=convention)
    stick.bring(letter)
    stick.take()
    first = stick.replies()
    assert stick.take().brought[partner.agency].known == 1
    assert exchange.receive(letter) == first[0]
    assert stick.replies() == first
    assert (len(handled), Incoming.objects.count()) == (1, 1)


def test_a_letter_that_came_by_line_is_known_from_the_stick_and_its_receipt_goes_by_both(
    partner, convention, stick, handled
):
    letter = partner.letter(request(), convention=convention)
    by_line = exchange.receive(letter)
    stick.bring(letter)
    assert stick.take().brought[partner.agency].known == 1
    assert stick.replies() == [by_line]
    assert len(handled) == 1


def test_a_refused_letter_is_answered_with_the_refusal(partner, convention, stick):
    stick.bring(partner.letter(request(), convention="nulle-2025"))
    brought = stick.take().brought[partner.agency]
    assert brought.letters == 0
    assert brought.refused.total() == 1
    (reply,) = stick.replies()
    assert partner.read(reply)[0].kind == "refusal"


def test_letters_are_handled_after_those_they_follow_whatever_their_clocks_say(partner, convention, stick, handled):
    import datetime as dt

    thread, ids = new_id(), [new_id() for _ in range(4)]
    chain = [
        partner.letter(
            request(),
            convention=convention,
            identity=identity,
            thread=thread,
            previous=before,
            sent_at=timezone.now() - dt.timedelta(minutes=number),
        )
        for number, (identity, before) in enumerate(zip(ids, ["", *ids], strict=False))
    ]
    stick.bring(*chain)
    assert stick.take().brought[partner.agency].letters == 4
    assert handled == ids


def test_letters_that_follow_each_other_in_a_circle_end_the_import(partner, convention, stick, handled):
    one, two = new_id(), new_id()
    circle = [
        partner.letter(request(), convention=convention, identity=identity, thread=one, previous=before)
        for identity, before in ((one, two), (two, one))
    ]
    stick.bring(*circle)
    assert stick.take().brought[partner.agency].held == 2
    assert handled == []


def test_a_letter_whose_predecessor_is_on_another_stick_is_taken_in_when_that_comes(
    partner, convention, stick, handled
):
    first = partner.letter(request(), convention=convention)
    identity = partner_id(first)
    second = partner.letter(request(), convention=convention, thread=identity, previous=identity)
    stick.bring(second)
    outcome = stick.take()
    assert (outcome.brought[partner.agency].held, handled, Owed.objects.count()) == (1, [], 0)
    stick.bring(first)
    assert stick.take().brought[partner.agency].letters == 2
    assert handled[0] == identity


def partner_id(data: bytes) -> str:
    from benkan.core.envelope import peek

    return peek(data).id


# -- a stick that was spoilt --------------------------------------------------------------------------------------
def test_a_half_copied_file_is_named_and_stops_no_other(partner, convention, stick, handled):
    whole, cut = (partner.letter(request(), convention=convention) for _ in range(2))
    stick.bring(whole)
    (path,) = stick.bring(cut)
    path.write_bytes(cut[: len(cut) // 2])
    outcome = stick.take()
    assert codes(outcome) == ["courier.altered"]
    assert outcome.problems[0].place.endswith(path.name)
    assert outcome.problems[0].remedy
    assert len(handled) == 1
    path.write_bytes(cut)
    assert stick.take().brought[partner.agency].letters == 1
    assert len(handled) == 2


def test_a_file_without_its_list_is_still_held_to_its_name(partner, convention, stick, handled):
    (path,) = stick.bring(partner.letter(request(), convention=convention), listed=False)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert codes(stick.take()) == ["courier.altered"]
    assert handled == []


def test_a_renamed_and_altered_letter_is_refused_by_its_signature(partner, convention, stick, handled):
    (path,) = stick.bring(partner.letter(request(), convention=convention), listed=False)
    data = path.read_bytes()
    path.rename(stick.path / "letter.bin").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    outcome = stick.take()
    assert codes(outcome) == ["envelope.signature"]
    assert (outcome.problems[0].place, handled) == ("letter.bin", [])


def test_a_file_that_the_list_names_and_is_gone_is_said_so(partner, convention, stick, handled):
    stick.bring(*(partner.letter(request(), convention=convention) for _ in range(2)))
    next(stick.inward.glob("*.bke")).unlink()
    outcome = stick.take()
    assert codes(outcome) == ["courier.missing"]
    assert len(handled) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"name": "', '"name": "../../../'),
        lambda text: text.replace('"files": [', '"files": [7, '),
        lambda text: '{"format": "benkan-courier-1"}',
    ],
)
def test_a_spoilt_list_is_said_and_letters_are_taken_all_the_same(partner, convention, stick, handled, spoil):
    stick.bring(partner.letter(request(), convention=convention))
    path = stick.inward / layout.LIST
    path.write_text(spoil(path.read_text()))
    outcome = stick.take()
    assert codes(outcome) in ([], ["courier.list"])
    assert len(handled) == 1


def test_a_letter_for_another_service_is_left_alone(partner, convention, stick, handled):
    mine = partner.letter(request(), convention=convention)
    other = partner.letter(request(), convention=convention, recipient="ne-ocrtis")
    target = stick.path / "courier" / "ne-ocrtis" / partner.agency
    target.mkdir(parents=True)
    (target / "x.bke").write_bytes(other)
    stick.bring(mine)
    assert stick.take().for_others == 1
    assert (target / "x.bke").read_bytes() == other
    assert len(handled) == 1


def test_a_stranger_s_letter_is_refused_and_leaves_no_journey(convention, stick, handled):
    stranger = FakePartner("xx-unknown", "FR")
    stick.bring(stranger.letter(request(), convention=convention))
    assert codes(stick.take()) == ["agency.unknown"]
    assert (handled, Journey.objects.count()) == ([], 0)


def test_files_that_are_no_part_of_it_links_and_pipes_are_left_alone(partner, convention, stick, handled, tmp_path):
    letter = partner.letter(request(), convention=convention)
    outside = tmp_path / "outside.bke"
    outside.write_bytes(letter)
    (stick.path / "link.bke").symlink_to(outside)
    (stick.path / "loop").symlink_to(stick.path)
    os.mkfifo(stick.path / "pipe.bke")
    (stick.path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (stick.path / ".half.part").write_bytes(letter)
    before = {path.name for path in stick.path.iterdir()}
    assert refused(stick.take).code == "courier.nothing"
    assert (handled, {path.name for path in stick.path.iterdir()}) == ([], before)


def test_a_stick_with_more_than_one_import_takes_is_refused_before_anything_is_opened(
    partner, convention, stick, handled, monkeypatch
):
    stick.bring(*(partner.letter(request(), convention=convention) for _ in range(3)))
    with monkeypatch.context() as patched:
        patched.setattr(folder, "MAX_LETTERS", 2)
        assert refused(stick.take).code == "courier.too-much"
    with monkeypatch.context() as patched:
        patched.setattr(folder, "MAX_LETTER_BYTES", 2_000)
        assert refused(stick.take).code == "courier.too-much"
    with monkeypatch.context() as patched:
        patched.setattr(folder, "MAX_ENTRIES", 3)
        assert refused(stick.take).code == "courier.too-much"
    assert handled == []
    assert stick.take().brought[partner.agency].letters == 3


def test_questions_for_an_index_are_not_answered_by_hand(partner, convention, stick):
    asked = IndexAsk(format="benkan-index-2", matching_version="1")
    stick.bring(partner.letter(asked, convention=convention))
    assert codes(stick.take()) == ["courier.line-only"]
    assert Owed.objects.count() == 0


def test_a_folder_that_is_none_is_refused_with_its_place(partner, stick, tmp_path):
    error = refused(lambda: services.take(tmp_path / "nowhere"))
    assert (error.code, error.place) == ("courier.folder", str(tmp_path / "nowhere"))


# -- writing ------------------------------------------------------------------------------------------------------
def test_a_power_cut_in_an_export_leaves_whole_files_and_the_next_one_finishes(partner, convention, stick, monkeypatch):
    for _ in range(3):
        queue(partner, convention)
    real, written = packing.write_whole, []

    def cut(path, data):
        if len(written) == 2:
            path.with_name(".half.part").write_bytes(data[:9])
            raise OSError(5, "Input/output error")
        written.append(path)
        return real(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(packing, "write_whole", cut)
        assert refused(stick.export).code == "courier.folder"
    assert len(stick.letters("request")) == 2
    stick.export()
    assert len(set(stick.letters("request"))) == 3


def test_a_stick_that_cannot_be_written_keeps_no_letter_out_and_the_replies_go_with_the_next_export(
    partner, convention, stick, handled, tmp_path
):
    stick.bring(partner.letter(request(), convention=convention))
    (stick.path / "courier" / partner.agency).write_bytes(b"")
    outcome = stick.take()
    assert (len(handled), outcome.replies) == (1, 0)
    assert outcome.replies_kept.code == "courier.folder"
    other = type(stick)(tmp_path / "other", partner)
    assert other.export().replies == 1
    assert len(other.replies()) == 1


@pytest.mark.parametrize(
    "link", ["courier", "courier/ma-dgsn", "courier/ma-dgsn/ml-ocs", "indexes", "indexes/essai-2025"]
)
def test_a_link_on_the_stick_leads_no_export_out_of_it(partner, convention, stick, tmp_path, link):
    queue(partner, convention)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / f"{'0' * 64}.bke").write_bytes(b"of somebody else")
    target = stick.path / link
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(elsewhere)
    error = refused(stick.export)
    assert (error.code, error.place) == ("courier.link", str(target))
    assert [path.read_bytes() for path in elsewhere.iterdir()] == [b"of somebody else"]
    assert Outgoing.objects.get().carried_at is None


def test_journal_and_journeys_hold_counts_alone(partner, convention, stick, handled):
    queue(partner, convention)
    stick.bring(partner.letter(request(), convention=convention))
    stick.export(officer="admin")
    stick.take()
    out, back = (Line.objects.get(event=event) for event in ("courier-exported", "courier-imported"))
    assert (out.officer, out.partner, out.facts["letters"]) == ("admin", partner.agency, 1)
    assert back.facts["letters"] == 1
    assert all(isinstance(value, int) for line in (out, back) for value in line.facts.values())
    assert {row.way for row in Journey.objects.all()} == {"in", "out"}


def test_what_waits_for_which_partner_is_said(partner, convention, stick, handled):
    queue(partner, convention)
    stick.bring(partner.letter(request(), convention=convention))
    stick.take()
    (row,) = services.status()
    assert (row.partner, row.letters, row.questions, row.replies) == (partner.agency, {"request": 1}, 0, 1)
    assert row.imported_at
    assert row.exported_at is None


def test_the_sealed_letter_is_all_that_lies_on_the_stick(partner, convention, stick):
    queue(partner, convention)
    stick.export()
    for path in stick.path.rglob("*"):
        if path.is_file():
            assert request().question.encode() not in path.read_bytes()
    told = json.loads((stick.outward / layout.LIST).read_text())
    assert set(told) == {"format", "sender", "recipient", "written_at", "files"}
    assert Outgoing.objects.get().carried_at

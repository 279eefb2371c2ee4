"""An evidence file verifies with public keys alone; whatever is altered in it is named."""

import base64
import dataclasses
import json
from collections import Counter
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan import wire
from benkan.core.envelope import SigningKey
from benkan.core.errors import Invalid
from benkan.wire import Outcome, evidence_holds, verify_evidence
from benkan.wire.evidence import MAX_EVIDENCE_BYTES

from . import file
from .file import (
    ASKED,
    ENTRIES,
    GIVEN,
    KEYS,
    OTHER,
    PARTS,
    RECEIVED,
    RELEASE,
    REQUEST,
    card,
    convention,
    entry,
    journal,
    letter,
    made,
    sha256,
)
from .samples import AT, BY_KIND, UUIDS

VECTORS = Path(__file__).parents[1] / "vectors" / "evidence.json"
WHOLE = made()
TRUSTED = [card("ml-ocs"), card("ma-dgsn")]


def findings(data, trusted=TRUSTED):
    found = verify_evidence(data, trusted)
    assert all(finding.sentence and "%(" not in finding.sentence for finding in found)
    return found


def failures(data, trusted=TRUSTED):
    return [(finding.code, finding.place) for finding in findings(data, trusted) if finding.outcome is Outcome.FAILS]


def notes(data, trusted=TRUSTED):
    return [(finding.code, finding.place) for finding in findings(data, trusted) if finding.outcome is Outcome.NOTE]


def test_a_true_file_holds_in_every_part():
    found = findings(WHOLE)
    assert evidence_holds(found)
    assert [(finding.outcome, finding.code, finding.place) for finding in found] == [
        ("holds", "evidence.card", "cards[0]"),
        ("holds", "evidence.card", "cards[1]"),
        ("holds", "evidence.signature", "signature"),
        ("holds", "evidence.convention", "conventions[0]"),
        *[
            ("holds", code, f"letters[{number}]")
            for number in range(3)
            for code in ("evidence.letter", "evidence.letter.convention")
        ],
        *[
            ("holds", code, place)
            for number in range(3)
            for code, place in (
                ("evidence.line", f"journal[{number}]"),
                ("evidence.cosignature", f"journal[{number}].cosignatures[0]"),
            )
        ],
    ]


def test_the_sentences_say_who_did_what_when():
    text = "\n".join(finding.sentence for finding in findings(WHOLE))
    assert "“ml-ocs” signed and sent “ma-dgsn” exactly this (request, 2026-01-01T12:00:00Z)." in text
    assert "“ma-dgsn” signed and sent “ml-ocs” exactly this (release, 2026-01-01T12:00:00Z)." in text
    assert "Line 3 stands in the journal of “ml-ocs”." in text
    assert "“ma-dgsn” saw this state of the journal at 2026-01-01T12:00:00Z." in text
    assert "version 1, is signed by all of its parties" in text


def test_the_file_is_read_back_as_it_was_made():
    evidence = wire.read_evidence(WHOLE)
    assert (evidence.made_by, evidence.made_at, evidence.letters) == ("ml-ocs", AT, [ASKED, GIVEN, RECEIVED])
    assert wire.encode(evidence) == WHOLE


def test_the_published_file_holds():
    published = VECTORS.read_bytes().strip()
    assert evidence_holds(findings(published))
    assert len(published) > 5_000


# Without trusted cards


def test_without_trusted_cards_each_key_is_noted_with_its_fingerprint():
    found = findings(WHOLE, None)
    assert evidence_holds(found)
    untrusted = [finding for finding in found if finding.code == "evidence.card.untrusted"]
    assert [finding.place for finding in untrusted] == ["cards[0]", "cards[1]"]
    assert len(str(untrusted[0].facts["fingerprint"]).split()) == 10
    assert Counter(finding.outcome for finding in found)[Outcome.NOTE] == 2


def test_a_card_that_the_reader_does_not_trust_breaks_all_that_it_vouches_for():
    assert failures(WHOLE, [card("ml-ocs")])[0] == ("evidence.card.other", "cards[1]")
    assert ("evidence.key", "letters[1]") in failures(WHOLE, [card("ml-ocs")])
    assert ("evidence.key", "journal[0].cosignatures[0]") in failures(WHOLE, [card("ml-ocs")])
    assert failures(WHOLE, [card("ml-ocs", OTHER), card("ma-dgsn")])[:2] == [
        ("evidence.card.other", "cards[0]"),
        ("evidence.key", "signature"),
    ]


# Altered by someone who cannot sign for the maker


def altered(path, value):
    values = json.loads(WHOLE)
    *steps, last = path
    holder = values
    for step in steps:
        holder = holder[step]
    holder[last] = value(holder[last])
    return rfc8785.dumps(values)


def flipped(text):
    data = base64.b64decode(text)
    return base64.b64encode(data[:-1] + bytes([data[-1] ^ 1])).decode()


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("made_at",), lambda _: "2026-01-01T12:00:01Z", []),
        (("made_by",), lambda _: "ma-dgsn", []),
        (("signature",), flipped, []),
        (("cards", 0, "url"), lambda _: "http://127.0.0.1:1", [("card.signature", "cards[0]: card.signature")]),
        (("cards",), lambda cards: cards[::-1], []),
        (
            ("conventions", 0),
            lambda text: text.replace("days = 365", "days = 366"),
            [("convention.signature", "conventions[0]: signatures.ml-ocs")],
        ),
        (
            ("conventions", 0),
            lambda text: text.replace("days = 365", "days = "),
            [("convention.invalid", "conventions[0]: line 55, column 8")],
        ),
        (("conventions",), lambda _: [], [("evidence.letter.convention", "letters[0]")]),
        (("letters", 0, "envelope"), flipped, [("envelope.signature", "letters[0]: signature")]),
        (("letters", 1, "payload"), flipped, [("envelope.commitment", "letters[1]: header.commitment")]),
        (("letters", 1, "salt"), flipped, [("envelope.commitment", "letters[1]: header.commitment")]),
        (
            ("letters", 2, "envelope"),
            lambda text: base64.b64encode(base64.b64decode(text)[:-1]).decode(),
            [("envelope.signature", "letters[2]: signature")],
        ),
        (("letters",), lambda letters: letters[1:], []),
        (("letters",), lambda letters: [*letters, letters[0]], [("evidence.letter.twice", "letters[3]")]),
        (("journal", 1, "entry"), flipped, [("tlog.inclusion", "journal[1]")]),
        (("journal", 1, "index"), lambda _: 0, [("tlog.inclusion", "journal[1]")]),
        (("journal", 1, "proof", 0), flipped, [("tlog.inclusion", "journal[1]")]),
        (("journal", 1, "proof"), lambda proof: proof[1:], [("tlog.inclusion", "journal[1]")]),
        (("journal", 1, "checkpoint"), lambda note: note.replace("\n3\n", "\n4\n"), [("tlog.signature", "journal[1]")]),
        (("journal", 1, "agency"), lambda _: "ma-dgsn", [("tlog.signature", "journal[1]")]),
        (("journal", 0, "agency"), lambda _: "ne-drug", [("evidence.key", "journal[0]")]),
        (
            ("journal", 2, "cosignatures", 0, "witness"),
            lambda _: "ml-ocs",
            [("tlog.signature", "journal[2].cosignatures[0]")],
        ),
        (
            ("journal", 2, "cosignatures", 0, "line"),
            lambda _: "nonsense",
            [("tlog.note", "journal[2].cosignatures[0]: signature")],
        ),
        (("journal", 2, "cosignatures"), lambda _: [], []),
        (("journal",), lambda _: [], []),
    ],
)
def test_whatever_is_altered_is_named_and_the_makers_signature_breaks(path, value, expected):
    found = failures(altered(path, value))
    if path == ("cards", 0, "url"):
        assert ("evidence.key", "signature") in found  # the maker's own card is gone, so nothing vouches for the whole
    else:
        assert ("evidence.signature", "signature") in found
    for failure in expected:
        assert failure in found


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "evidence"),
        (b"{}", "evidence.made_by"),
        (WHOLE[:-1], "evidence"),
        (WHOLE + b"\n", "evidence"),
        (rfc8785.dumps(json.loads(WHOLE) | {"extra": 1}), "evidence.extra"),
        (rfc8785.dumps(json.loads(WHOLE) | {"format": "benkan-evidence-2"}), "evidence.format"),
        (rfc8785.dumps(json.loads(WHOLE) | {"letters": []}), "evidence.letters"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_finding_with_its_place(data, place):
    found = findings(data)
    assert [(finding.outcome, finding.place) for finding in found] == [(Outcome.FAILS, place)]
    assert not evidence_holds(found)


def test_an_oversized_file_is_refused_unread():
    assert failures(bytes(MAX_EVIDENCE_BYTES + 1)) == [("wire.too-large", "evidence")]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_no_single_altered_byte_goes_unnoticed(position, change):
    assert not evidence_holds(
        verify_evidence(WHOLE[:position] + bytes([WHOLE[position] ^ change]) + WHOLE[position + 1 :], TRUSTED)
    )


# Made and signed by a dishonest maker


def test_a_card_signed_by_another_key_is_named():
    forged = PARTS["cards"][1].model_copy(update={"country": "FR"})
    assert failures(made(cards=[card("ml-ocs"), forged]))[0] == ("card.signature", "cards[1]: card.signature")


def test_two_cards_of_one_service_are_refused():
    assert failures(made(cards=[*PARTS["cards"], card("ml-ocs")])) == [("evidence.card.twice", "cards[2]")]


def test_a_maker_without_a_card_vouches_for_nothing():
    assert failures(made(made_by="ne-drug"))[0] == ("evidence.key", "signature")


def test_a_half_signed_convention_names_who_is_missing():
    text = file.unsigned_convention()
    text = file.sign(text, "ml-ocs", KEYS["ml-ocs"].sign, KEYS["ml-ocs"].public, file.dt.date(2025, 1, 1))
    found = findings(made(conventions=[text]))
    (finding,) = [each for each in found if each.place == "conventions[0]"]
    assert (finding.code, finding.facts["missing"]) == ("evidence.convention.unsigned", "ma-dgsn")
    assert ("evidence.letter.convention", "letters[0]") in failures(made(conventions=[text]))


def test_a_convention_signed_with_another_key_than_the_partners_card_is_named():
    text = convention(keys={"ml-ocs": KEYS["ml-ocs"], "ma-dgsn": OTHER})
    finding = next(each for each in findings(made(conventions=[text])) if each.place == "conventions[0]")
    assert (finding.outcome, finding.code, finding.facts["agency"]) == (
        Outcome.FAILS,
        "evidence.convention.key",
        "ma-dgsn",
    )


def test_a_letter_that_the_partner_did_not_sign_is_named():
    forged = letter("ma-dgsn", RELEASE, BY_KIND["release"], key=OTHER)
    assert ("envelope.signature", "letters[1]: signature") in failures(made(letters=[ASKED, forged, RECEIVED]))


def test_a_letter_of_a_service_without_a_card_is_named():
    stranger = letter("ne-drug", REQUEST, BY_KIND["request"], key=OTHER)
    assert ("evidence.key", "letters[0]") in failures(made(letters=[stranger]))


def test_a_content_that_is_not_of_its_kind_is_named():
    odd = letter("ml-ocs", REQUEST, BY_KIND["request"], kind="release")
    assert failures(made(letters=[odd], journal=[]))[0] == ("wire.invalid", "letters[0]: release.release")


def test_a_letter_whose_content_is_not_shown_is_noted():
    sealed = letter("ml-ocs", REQUEST, BY_KIND["request"], bare=True)
    data = made(letters=[sealed])  # sealed again: the journal names other bytes, perhaps those of the content
    assert (failures(data), notes(data)) == (
        [],
        [("evidence.letter.sealed", "letters[0]"), ("evidence.letter.unlogged", "letters[0]")],
    )
    data = made(letters=[sealed], journal=journal([entry(1, REQUEST, sha256(sealed.envelope))]))
    assert (failures(data), notes(data)) == ([], [("evidence.letter.sealed", "letters[0]")])


@pytest.mark.parametrize("missing", ["salt", "payload"])
def test_a_content_without_its_salt_or_a_salt_without_its_content_proves_nothing(missing):
    data = made(letters=[ASKED.model_copy(update={missing: None})], journal=[])
    assert ("evidence.letter.sealed", "letters[0]") in notes(data)


def test_a_receipt_for_other_bytes_is_named():
    wrong = letter("ml-ocs", RECEIPT_ID, wire.Receipt(envelope=RELEASE, sha256="00" * 32, received_at=AT))
    assert failures(made(letters=[GIVEN, wrong], journal=[])) == [("evidence.receipt", "letters[1]")]
    assert failures(made(letters=[wrong], journal=[])) == []  # the letter that it names is not in the file


RECEIPT_ID = UUIDS[2]


def test_a_letter_under_a_convention_of_others_is_named():
    others = convention(identifier="bf-ne", keys={"bf-drug": OTHER, "ne-drug": SigningKey.from_bytes(b"n" * 32)})
    foreign = letter("ml-ocs", REQUEST, BY_KIND["request"], convention="bf-ne")
    data = made(conventions=[others], letters=[foreign], journal=[])
    assert failures(data) == [("evidence.letter.party", "letters[0]")]


def test_a_letter_outside_the_dates_of_its_convention_is_noted():
    late = letter(
        "ml-ocs", REQUEST, BY_KIND["request"], sent_at="2027-01-02T00:00:00Z", expires_at="2027-01-03T00:00:00Z"
    )
    last = letter(
        "ml-ocs", REQUEST, BY_KIND["request"], sent_at="2027-01-01T23:59:59Z", expires_at="2027-01-03T00:00:00Z"
    )
    assert ("evidence.letter.dates", "letters[0]") in notes(made(letters=[late], journal=[]))
    assert ("evidence.letter.dates", "letters[0]") not in notes(made(letters=[last], journal=[]))


def test_one_of_two_versions_in_force_is_enough():
    versions = [convention(version=1, ends_on=file.dt.date(2025, 6, 1)), convention(version=2)]
    assert notes(made(conventions=versions)) == []


def test_a_letter_outside_any_convention_is_judged_by_its_signature_alone():
    free = letter("ml-ocs", REQUEST, BY_KIND["request"], convention="")
    data = made(conventions=[], letters=[free], journal=journal([entry(1, REQUEST, sha256(free.envelope))]))
    assert (failures(data), notes(data)) == ([], [])


def test_a_letter_that_no_line_names_is_noted():
    data = made(journal=[])
    assert (failures(data), notes(data)) == (
        [],
        [("evidence.letter.unlogged", f"letters[{number}]") for number in range(3)],
    )


def test_a_line_that_names_other_bytes_than_the_letter_is_named():
    entries = [entry(1, REQUEST, "00" * 32), *ENTRIES[1:]]
    assert failures(made(journal=journal(entries))) == [("evidence.line.letter", "journal[0]")]


@pytest.mark.parametrize(
    "data",
    [
        b"not json",
        b"[]",
        b"{}",
        b'{"facts":[]}',
        b'{"facts":{"envelope":[1]}}',
        b"[" * 60_000,
        entry(1, UUIDS[3], "00" * 32),
    ],
)
def test_a_line_that_names_no_letter_of_the_file_still_stands_in_the_journal(data):
    found = findings(made(journal=journal([data])))
    assert [finding.code for finding in found if finding.place == "journal[0]"] == ["evidence.line"]


def test_a_line_without_a_digest_names_its_letter():
    line = json.dumps({"facts": {"envelope": REQUEST}}).encode()
    assert notes(made(letters=[ASKED], journal=journal([line]))) == []


def test_a_journal_that_no_partner_saw_is_noted():
    data = made(journal=journal(ENTRIES, witness=None))
    assert (failures(data), notes(data)) == ([], [("evidence.line.alone", f"journal[{number}]") for number in range(3)])


def test_a_checkpoint_of_another_journal_is_named():
    assert failures(made(journal=journal(ENTRIES[:1], origin="ml-ocs/other"))) == [
        ("evidence.line.origin", "journal[0]")
    ]


def test_a_checkpoint_signed_by_another_key_is_named():
    assert failures(made(journal=journal(ENTRIES[:1], key=OTHER)))[0] == ("tlog.signature", "journal[0]")


def test_a_cosignature_by_another_key_is_named():
    assert failures(made(journal=journal(ENTRIES[:1], witness_key=OTHER))) == [
        ("tlog.signature", "journal[0].cosignatures[0]")
    ]


def test_a_witness_whose_clock_says_anything_is_shown_as_it_is(monkeypatch):
    monkeypatch.setattr(file, "SEEN_AT", 2**62)
    found = findings(made(journal=file.journal(ENTRIES)))
    assert str(2**62) in next(finding.sentence for finding in found if finding.code == "evidence.cosignature")


def test_parts_that_do_not_fit_are_not_made_into_a_file():
    with pytest.raises(Invalid) as caught:
        made(letters=[])
    assert caught.value.place == "evidence.letters"
    with pytest.raises(Invalid) as caught:
        made(made_at="today")
    assert caught.value.place == "evidence.made_at"


def test_findings_are_values():
    one, two = findings(WHOLE)[0], findings(WHOLE)[0]
    assert one == two
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.code = "x"

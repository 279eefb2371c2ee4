"""Tampering with the database and with an exported file: the line is named."""

import json

import pytest
from tests.apps.exchange.fake_partner import FakePartner

from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Checkpoint, Cosignature, Head, Line, Witness
from benkan.core import tlog
from benkan.core.errors import Invalid


def numbers(report):
    return [(problem.code, problem.seq) for problem in report.problems]


def changed(line: Line, **changes) -> bytes:
    entry = {**json.loads(bytes(line.entry)), **changes}
    import rfc8785

    return rfc8785.dumps(entry)


# -- the database ----------------------------------------------------------------------------------------------------
def test_a_true_journal_verifies_and_says_so_in_a_sentence(ten_lines):
    report = journal.verify()
    assert report.ok
    assert (report.lines, report.checkpoints, report.unsigned) == (10, 2, 0)
    assert report.sentence.startswith("All 10 lines are intact; 2 signed checkpoints")


def test_an_empty_journal_verifies(db):
    assert journal.verify().ok
    journal.checkpoint()
    assert journal.verify().ok


def test_lines_after_the_last_checkpoint_are_counted_as_not_yet_signed(ten_lines):
    journal.write("case-opened")
    report = journal.verify()
    assert report.ok
    assert report.unsigned == 1


@pytest.mark.parametrize("seq", [1, 4, 5, 6, 10])
def test_an_altered_line_is_named(ten_lines, seq):
    line = Line.objects.get(seq=seq)
    Line.objects.filter(seq=seq).update(entry=changed(line, officer="nobody"), officer="nobody")
    assert numbers(journal.verify()) == [("journal.altered", seq)]


@pytest.mark.parametrize("seq", [1, 4, 6, 9])
def test_a_line_altered_together_with_its_hash_is_named_by_the_line_after_it(ten_lines, seq):
    data = changed(Line.objects.get(seq=seq), officer="nobody")
    Line.objects.filter(seq=seq).update(entry=data, officer="nobody", leaf_hash=tlog.leaf_hash(data))
    assert numbers(journal.verify())[0] == ("journal.altered", seq)


def test_the_last_line_altered_together_with_its_hash_is_caught_by_its_checkpoint(ten_lines):
    data = changed(Line.objects.get(seq=10), officer="nobody")
    Line.objects.filter(seq=10).update(entry=data, officer="nobody", leaf_hash=tlog.leaf_hash(data))
    report = journal.verify()
    (problem,) = report.problems
    assert problem.code == "journal.altered-between"
    assert problem.sentence == "A line between 6 and 10 was altered."


def test_two_altered_lines_are_both_named(ten_lines):
    for seq in (3, 8):
        Line.objects.filter(seq=seq).update(entry=changed(Line.objects.get(seq=seq), officer="nobody"))
    assert [seq for _, seq in numbers(journal.verify())] == [3, 8]


@pytest.mark.parametrize(
    "column", [{"officer": "nobody"}, {"event": "case-closed"}, {"facts": {}}, {"clause": "x"}, {"reference": "y"}]
)
def test_a_column_that_says_something_else_than_the_entry_is_named(ten_lines, column):
    Line.objects.filter(seq=7).update(**column)
    assert numbers(journal.verify()) == [("journal.altered", 7)]


def test_a_missing_line_is_named(ten_lines):
    Line.objects.filter(seq=4).delete()
    assert ("journal.missing", 4) in numbers(journal.verify())


def test_missing_lines_are_named_as_a_range(ten_lines):
    Line.objects.filter(seq__in=[6, 7, 8]).delete()
    report = journal.verify()
    assert [problem.sentence for problem in report.problems] == ["Lines 6 to 8 are missing."]


def test_two_lines_that_changed_places_are_named(ten_lines):
    six, seven = Line.objects.get(seq=6), Line.objects.get(seq=7)
    for seq, other in ((6, seven), (7, six)):
        Line.objects.filter(seq=seq).update(
            entry=other.entry, leaf_hash=other.leaf_hash, reference=other.reference, at=other.at
        )
    codes = numbers(journal.verify())
    assert ("journal.reordered", 6) in codes
    assert ("journal.reordered", 7) in codes


def test_lines_cut_off_at_the_end_are_named(ten_lines):
    Line.objects.filter(seq__gt=7).delete()
    assert ("journal.missing-between", 8) in numbers(journal.verify())


def test_lines_cut_off_with_the_state_set_back_are_betrayed_by_the_signed_checkpoint(ten_lines):
    Line.objects.filter(seq__gt=7).delete()
    leaves = Line.objects.values_list("leaf_hash", flat=True)
    frontier = tlog.Frontier()
    for leaf in leaves:
        frontier.append(bytes(leaf))
    Head.objects.update(size=7, frontier=frontier.to_bytes())
    assert ("journal.missing-between", 8) in numbers(journal.verify())


def test_a_journal_set_back_whole_is_betrayed_by_what_a_partner_has_seen(ten_lines):
    Witness.objects.create(partner="ma-dgsn", size=10)
    Checkpoint.objects.filter(size=10).delete()
    Line.objects.filter(seq__gt=5).delete()
    frontier = tlog.Frontier()
    for leaf in Line.objects.values_list("leaf_hash", flat=True):
        frontier.append(bytes(leaf))
    Head.objects.update(size=5, frontier=frontier.to_bytes())
    report = journal.verify()
    assert [problem.sentence for problem in report.problems] == ["ma-dgsn has cosigned 10 lines, but only 5 are here."]


def test_a_state_that_was_set_back_alone_is_named(ten_lines):
    Head.objects.update(size=5)
    assert not journal.verify().ok


def test_a_damaged_state_is_named(ten_lines):
    Head.objects.update(frontier=b"\0" * 9)
    assert numbers(journal.verify()) == [("journal.head", 10)]


def test_a_checkpoint_with_another_root_is_named(ten_lines):
    key = journal.log_key()
    note = tlog.sign(tlog.Checkpoint(key.name, 5, b"\1" * 32).text(), key)
    Checkpoint.objects.filter(size=5).update(note=note)
    report = journal.verify()
    assert numbers(report)[0] == ("journal.altered-between", 1)


def test_a_checkpoint_signed_by_somebody_else_is_named(ten_lines):
    stranger = tlog.SigningKey("ml-ocs/journal", b"x" * 32)
    text = tlog.split(Checkpoint.objects.get(size=5).note)[0]
    Checkpoint.objects.filter(size=5).update(note=tlog.sign(text, stranger))
    assert numbers(journal.verify()) == [("journal.checkpoint-signature", 5)]


def cosign(partner: FakePartner, checkpoint: Checkpoint, *, key: bytes | None = None) -> None:
    signing = tlog.SigningKey(f"{partner.agency}/journal", key or partner.signing.to_bytes())
    line = tlog.cosign(checkpoint.note, signing, 1_760_000_000).removesuffix("\n")
    Cosignature.objects.create(checkpoint=checkpoint, witness=partner.agency, line=line, at=checkpoint.at)


def test_a_partner_s_cosignature_is_checked_and_says_how_far_it_reaches(db):
    partner = FakePartner().join_directory()
    journal.checkpoint()
    cosign(partner, Checkpoint.objects.get())
    report = journal.verify()
    assert report.ok
    assert report.cosignatures == 1
    assert report.witnesses == {"ma-dgsn": journal.size()}


def test_a_wrong_cosignature_is_named_with_its_witness(db):
    partner = FakePartner().join_directory()
    journal.checkpoint()
    cosign(partner, Checkpoint.objects.get(), key=b"z" * 32)
    report = journal.verify()
    (problem,) = report.problems
    assert problem.code == "journal.cosignature"
    assert "ma-dgsn" in problem.sentence


# -- an exported file ------------------------------------------------------------------------------------------------
def rewrite(path, change):
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in change(records)), "utf-8")


def place_of(records, number):
    return next(at for at, item in enumerate(records) if item.get("line") == number)


def test_an_exported_journal_verifies_with_the_card_alone(exported, keys):
    report = journal.verify_file(exported, keys)
    assert report.ok
    assert report.lines == 11  # the export is a line too
    assert report.unsigned == 0


def test_an_exported_journal_is_readable_by_its_owner_alone(exported):
    assert exported.stat().st_mode & 0o077 == 0


def test_an_export_never_overwrites(exported):
    before = exported.read_bytes()
    with pytest.raises(Invalid) as caught:
        journal.export(exported)
    assert caught.value.code == "journal.file"
    assert exported.read_bytes() == before


@pytest.mark.parametrize("number", [1, 6, 11])
def test_a_line_altered_in_the_file_is_named(exported, keys, number):
    def alter(records):
        records[place_of(records, number)]["entry"]["officer"] = "nobody"
        return records

    rewrite(exported, alter)
    assert numbers(journal.verify_file(exported, keys)) == [("journal.altered", number)]


def test_a_line_altered_in_the_file_together_with_its_hash_is_named(exported, keys):
    def alter(records):
        import rfc8785

        item = records[place_of(records, 4)]
        item["entry"]["officer"] = "nobody"
        item["leaf_sha256"] = tlog.leaf_hash(rfc8785.dumps(item["entry"])).hex()
        return records

    rewrite(exported, alter)
    assert numbers(journal.verify_file(exported, keys))[0] == ("journal.altered", 4)


def test_a_line_missing_from_the_file_is_named(exported, keys):
    rewrite(exported, lambda records: [item for item in records if item.get("line") != 6])
    assert ("journal.missing", 6) in numbers(journal.verify_file(exported, keys))


def test_lines_in_another_order_are_named(exported, keys):
    def swap(records):
        six, seven = place_of(records, 6), place_of(records, 7)
        records[six], records[seven] = records[seven], records[six]
        return records

    rewrite(exported, swap)
    codes = numbers(journal.verify_file(exported, keys))
    assert ("journal.reordered", 6) in codes
    assert not [code for code, _ in codes if "missing" in code]


def test_a_truncated_file_is_named(exported, keys):
    rewrite(exported, lambda records: records[: place_of(records, 8)])
    assert ("journal.missing-between", 8) in numbers(journal.verify_file(exported, keys))


def test_a_file_whose_header_was_shortened_too_lacks_a_checkpoint(exported, keys):
    def cut(records):
        records = records[: place_of(records, 8)]
        records[0]["size"] = 7
        return records

    rewrite(exported, cut)
    assert numbers(journal.verify_file(exported, keys)) == [("journal.uncovered", 6)]


def test_a_line_that_is_no_json_is_named_by_the_gap_it_leaves(exported, keys):
    text = exported.read_text("utf-8").splitlines()
    records = [json.loads(line) for line in text]
    text[place_of(records, 6)] = "{broken"
    exported.write_text("\n".join(text) + "\n", "utf-8")
    codes = numbers(journal.verify_file(exported, keys))
    assert ("journal.unreadable", 5) in codes
    assert ("journal.missing", 6) in codes


def test_a_checkpoint_moved_to_another_place_is_named(exported, keys):
    def move(records):
        at = next(index for index, item in enumerate(records) if "checkpoint" in item)
        records.append(records.pop(at))
        return records

    rewrite(exported, move)
    assert "journal.checkpoint-place" in [code for code, _ in numbers(journal.verify_file(exported, keys))]


def test_the_card_of_another_service_does_not_verify_the_file(exported, keys):
    with pytest.raises(Invalid) as caught:
        journal.verify_file(exported, {"ma-dgsn": b"k" * 32})
    assert caught.value.code == "journal.card-missing"


def test_a_forged_card_of_the_owner_does_not_verify_the_file(exported):
    report = journal.verify_file(exported, {"ml-ocs": b"k" * 32})
    assert "journal.checkpoint-signature" in [code for code, _ in numbers(report)]


@pytest.mark.parametrize(
    "content", ["", "{}", "not json\n", '{"format":"benkan-journal-9","agency":"ml-ocs","size":1}\n', "[" * 5000]
)
def test_a_file_that_is_no_journal_is_refused(tmp_path, keys, content):
    path = tmp_path / "x.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(Invalid) as caught:
        journal.verify_file(path, keys)
    assert caught.value.code == "journal.format"


def test_a_file_that_does_not_exist_is_refused_with_its_name(tmp_path, keys):
    with pytest.raises(Invalid) as caught:
        journal.verify_file(tmp_path / "absent.jsonl", keys)
    assert "absent.jsonl" in caught.value.place


def test_verification_reads_the_database_in_a_bounded_number_of_queries(ten_lines, django_assert_max_num_queries):
    for _ in range(60):
        journal.write("case-opened")
    journal.checkpoint()
    with django_assert_max_num_queries(19):
        assert journal.verify().ok

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_data import shared_data

from benkan.core.errors import Invalid, Unverified
from benkan.core.tlog import (
    COSIGNATURE,
    ED25519,
    Signature,
    SigningKey,
    VerifierKey,
    cosign,
    note,
    open_note,
    parse_checkpoint,
    sign,
    split,
)

LOG = SigningKey("ml-ocs/journal", bytes(range(32)))
OTHER = SigningKey("bf-bnd/journal", bytes(32))
TEXT = "first line\n\nthird line\n"


def published():
    return json.loads(shared_data("vectors", "signed-note.json").read_text())


def published_signing_key():
    name, _, rest = published()["skey"].removeprefix("PRIVATE+KEY+").partition("+")
    return SigningKey(name, base64.b64decode(rest.partition("+")[2])[1:])


def refused(act, *args):
    with pytest.raises(Invalid) as refusal:
        act(*args)
    assert refusal.value.remedy
    return refusal.value.code, refusal.value.place


def unverified(act, *args):
    with pytest.raises(Unverified) as refusal:
        act(*args)
    return refusal.value.code


def test_the_published_note_is_reproduced_and_opens():
    vectors = published()
    key = VerifierKey.parse(vectors["vkey"])
    assert (key.text(), key.kind, key.name) == (vectors["vkey"], ED25519, "PeterNeumann")
    assert published_signing_key().verifier == key
    assert key.key_id.hex() == "c74f20a3"
    assert sign(vectors["text"], published_signing_key()) == vectors["signed"]
    opened = open_note(vectors["signed"], [key])
    assert opened.text == vectors["text"]
    assert [each.name for each in opened.signatures] == ["PeterNeumann"]
    assert opened.others == ()


def test_published_bad_verifier_keys_are_refused():
    assert len(published()["bad_vkeys"]) == 2
    for text in published()["bad_vkeys"]:
        assert refused(VerifierKey.parse, text) == ("tlog.key", "")


def test_a_published_checkpoint_with_a_cosignature_is_read():
    text, signatures = split(published()["checkpoint_syntax_only"])
    assert parse_checkpoint(text).size == 20852163
    assert [(each.name, len(each.value)) for each in signatures] == [
        ("example.com/behind-the-sofa", 64),
        ("witness.example.com/w1", 72),
    ]
    assert "".join(each.line() for each in signatures) in published()["checkpoint_syntax_only"]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60), st.binary(min_size=32, max_size=32))
def test_what_is_signed_opens_to_the_same_text(line, seed):
    key = SigningKey("agence/journal", seed)
    opened = open_note(sign(line + "\n", key), [key.verifier])
    assert opened.text == line + "\n"
    assert opened.signatures == split(sign(line + "\n", key))[1]


def test_a_text_with_blank_lines_is_split_at_the_last_one():
    text, signatures = split(sign(TEXT, LOG, OTHER))
    assert text == TEXT
    assert [each.name for each in signatures] == ["ml-ocs/journal", "bf-bnd/journal"]
    assert split(sign(TEXT + "\n", LOG))[0] == TEXT + "\n"


def test_the_form_of_a_note_is_exact():
    value = base64.b64encode(LOG.verifier.key_id + LOG.sign_bytes(TEXT.encode())).decode()
    assert sign(TEXT, LOG) == f"{TEXT}\n— ml-ocs/journal {value}\n"


def test_signatures_of_unknown_keys_are_kept_apart():
    opened = open_note(sign(TEXT, OTHER, LOG), [LOG.verifier])
    assert [each.name for each in opened.signatures] == ["ml-ocs/journal"]
    assert [each.name for each in opened.others] == ["bf-bnd/journal"]


def test_a_note_that_no_known_key_signed_is_unverified():
    assert unverified(open_note, sign(TEXT, OTHER), [LOG.verifier]) == "tlog.signature"
    assert unverified(open_note, sign(TEXT, OTHER), []) == "tlog.signature"


def test_a_known_key_with_a_wrong_signature_refuses_the_note_even_beside_a_good_one():
    forged = Signature(OTHER.name, OTHER.verifier.key_id, bytes(64)).line()
    assert unverified(open_note, sign(TEXT, LOG) + forged, [LOG.verifier, OTHER.verifier]) == "tlog.signature"
    assert open_note(sign(TEXT, LOG) + forged, [LOG.verifier]).text == TEXT


def test_an_altered_text_is_unverified():
    assert unverified(open_note, sign(TEXT, LOG).replace("first", "last"), [LOG.verifier]) == "tlog.signature"


def test_a_signature_moved_to_another_name_is_not_known():
    renamed = SigningKey("ml-ocs/other", LOG.seed)
    assert renamed.verifier.key_id != LOG.verifier.key_id
    moved = sign(TEXT, LOG).replace("ml-ocs/journal", "ml-ocs/other")
    assert unverified(open_note, moved, [LOG.verifier, renamed.verifier]) == "tlog.signature"


def test_verify_refuses_a_signature_of_another_name_or_id():
    (good,) = split(sign(TEXT, LOG))[1]
    assert note.verify(TEXT, good, LOG.verifier) is None
    assert unverified(note.verify, TEXT, Signature("x", good.key_id, good.value), LOG.verifier) == "tlog.signature"
    assert unverified(note.verify, TEXT, Signature(good.name, b"0000", good.value), LOG.verifier) == "tlog.signature"


def test_a_repeated_signature_counts_once():
    signed = sign(TEXT, LOG)
    assert len(open_note(signed + split(signed)[1][0].line(), [LOG.verifier]).signatures) == 1


def test_a_cosignature_line_opens_under_the_witness_key():
    signed = sign("log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", LOG)
    both = signed + cosign(signed, OTHER, 1764547200)
    opened = open_note(both, [LOG.verifier, OTHER.witness])
    assert [each.name for each in opened.signatures] == ["ml-ocs/journal", "bf-bnd/journal"]
    assert note.verify(opened.text, opened.signatures[1], OTHER.witness) == 1764547200
    assert open_note(both, [OTHER.verifier, LOG.verifier]).others == (opened.signatures[1],)


def test_a_note_has_at_most_100_signatures_and_a_megabyte():
    signed = sign(TEXT, LOG)
    line = split(signed)[1][0].line()
    assert len(split(signed + line * 99)[1]) == 100
    assert refused(split, signed + line * 100) == ("tlog.note", "signatures")
    room = 1_000_000 - len(sign("\n", LOG).encode())
    assert split(sign("a" * room + "\n", LOG))[0] == "a" * room + "\n"
    assert refused(split, sign("a" * room + "a\n", LOG)) == ("tlog.note", "length")
    assert refused(split, sign("é" * room + "\n", LOG)) == ("tlog.note", "length")


@pytest.mark.parametrize(
    ("damaged", "place"),
    [
        ("", "text"),
        ("no signature\n", "text"),
        ("text\n\n", "text"),
        ("text\n\n— a AAAAAAA=", "text"),
        ("te\txt\n\n— a AAAAAAA=\n", "text"),
        ("te\r\n\n— a AAAAAAA=\n", "text"),
        ("te\ud800\n\n— a AAAAAAA=\n", "text"),
        ("text\n\n- a AAAAAAA=\n", "signature"),
        ("text\n\n— a\n", "signature"),
        ("text\n\n—  AAAAAAA=\n", "signature"),
        ("text\n\n— a AAAAAAA\n", "signature"),
        ("text\n\n— a AAAAAAB=\n", "signature"),
        ("text\n\n— a AAAAAA==\n", "signature"),
        ("text\n\n— a AAAA-AA=\n", "signature"),
        ("text\n\n— a AAAAéAA=\n", "signature"),
        ("text\n\n— a+b AAAAAAA=\n", "signature"),
        ("text\n\n— a b AAAAAAA=\n", "signature"),
    ],
)
def test_a_malformed_note_is_refused_with_its_place(damaged, place):
    assert refused(split, damaged) == ("tlog.note", place)


def test_the_smallest_signature_line_has_five_bytes():
    text, signatures = split("text\n\n— a AAAAAAA=\n")
    assert (text, signatures) == ("text\n", (Signature("a", bytes(4), bytes(1)),))


def test_a_line_without_its_line_feed_is_refused():
    assert refused(note.parse_line, "— a AAAAAAA=") == ("tlog.note", "signature")


@pytest.mark.parametrize("text", ["", "no line feed", "tab\t\n", "null\x00\n", "\ud800\n", "cosignature/v1\ntime 1\n"])
def test_a_text_that_must_not_be_signed_is_refused(text):
    assert refused(sign, text, LOG) == ("tlog.note", "text")


def test_a_note_needs_a_signer():
    assert refused(sign, TEXT) == ("tlog.note", "text")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n", "a\u00a0b", "a\u202eb", "a\x00"])
def test_a_name_that_could_mislead_is_refused(name):
    assert refused(SigningKey, name, bytes(32)) == ("tlog.key", "")
    assert refused(VerifierKey, name, LOG.verifier.public) == ("tlog.key", "")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    assert refused(SigningKey, "a", bytes(length)) == ("tlog.key", "")
    assert refused(VerifierKey, "a", bytes(length)) == ("tlog.key", "")


@pytest.mark.parametrize("kind", [0, 2, 3, 5, 255])
def test_a_key_of_an_unknown_type_is_refused(kind):
    assert refused(VerifierKey, "a", bytes(32), kind) == ("tlog.key", "")


@pytest.mark.parametrize("key", [LOG.verifier, LOG.witness, SigningKey("جهاز/سجل", bytes(32)).verifier])
def test_a_verifier_key_survives_its_text(key):
    assert VerifierKey.parse(key.text()) == key


def test_the_types_of_a_key_give_different_ids():
    assert (ED25519, COSIGNATURE) == (1, 4)
    assert LOG.verifier.key_id != LOG.witness.key_id
    assert LOG.verifier.public == LOG.witness.public
    assert LOG.witness.kind == COSIGNATURE


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: "",
        lambda text: text.replace("+", " "),
        lambda text: text.replace("journal", "Journal"),
        lambda text: text[:-4],
        lambda text: text + "=",
        lambda text: text.rpartition("+")[0] + "+",
        lambda text: text.upper(),
    ],
)
def test_a_damaged_verifier_key_is_refused(alter):
    assert refused(VerifierKey.parse, alter(LOG.verifier.text())) == ("tlog.key", "")


def test_a_signing_key_does_not_print_its_seed():
    assert repr(LOG) == "SigningKey(name='ml-ocs/journal')"

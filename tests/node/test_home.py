import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.node import home as homes
from benkan.node.home import KEY_NAMES, Home, home_path, load, make, write_private

IDENTITY = {
    "agency": "bf-cnlcd",
    "name": {"fr": "Comité national", "en": "National Committee", "ar": "اللجنة الوطنية"},
    "country": "BF",
    "url": "https://benkan.example.bf/",
    "listen": "127.0.0.1:8440",
}


@pytest.fixture
def made(tmp_path: Path) -> Home:
    return make(tmp_path / "node", **IDENTITY)


def failure(path: Path) -> Invalid:
    with pytest.raises(Invalid) as raised:
        load(path)
    assert raised.value.remedy
    return raised.value


def test_a_new_home_says_again_what_it_was_made_with(made: Home) -> None:
    again = load(made.home)
    assert again == made
    assert (again.agency, again.country, again.listen) == ("bf-cnlcd", "BF", "127.0.0.1:8440")
    assert again.name == IDENTITY["name"]
    assert again.url == "https://benkan.example.bf", "an address has no slash at its end: paths are added to it"
    assert (again.database, again.language, again.phone_region, again.time_zone) == ("sqlite", "fr", "BF", "UTC")
    assert again.demo is False


def test_only_a_home_that_the_demo_marked_is_a_demo_home(made: Home) -> None:
    (made.home / "demo.json").write_text("{}")
    assert load(made.home).demo is True


def test_every_key_and_the_description_are_readable_by_their_owner_alone(made: Home) -> None:
    files = [made.home / "node.toml", *(made.home / "keys" / f"{name}.key" for name in (*KEY_NAMES, "blind"))]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 5
    assert [
        stat.S_IMODE(folder.stat().st_mode) for folder in (made.home, made.home / "keys", made.home / "signer")
    ] == [0o700] * 3


def test_two_homes_never_share_a_key(tmp_path: Path) -> None:
    one, other = make(tmp_path / "one", **IDENTITY), make(tmp_path / "other", **IDENTITY)
    keys = [home.key(name) for home in (one, other) for name in (*KEY_NAMES, "blind")]
    assert len(set(keys)) == 8
    assert [len(key) for key in keys] == [32, 32, 48, 32] * 2


def test_a_seed_gives_the_same_signing_key_and_no_other(tmp_path: Path) -> None:
    one = make(tmp_path / "one", **IDENTITY, seed=b"k" * 32)
    other = make(tmp_path / "other", **IDENTITY, seed=b"k" * 32)
    assert one.signing_seed() == other.signing_seed() == b"k" * 32
    assert one.key("blind") != other.key("blind")
    assert one.encryption_private() != other.encryption_private()


def test_a_home_is_never_made_over_another(made: Home) -> None:
    before = {file: file.read_bytes() for file in made.home.rglob("*") if file.is_file()}
    with pytest.raises(Invalid) as raised:
        make(made.home, **{**IDENTITY, "agency": "ne-ocrtis"})
    assert raised.value.code == "home.exists"
    assert raised.value.place == str(made.home / "node.toml")
    assert {file: file.read_bytes() for file in made.home.rglob("*") if file.is_file()} == before


def test_keys_without_a_description_are_not_written_over(made: Home) -> None:
    (made.home / "node.toml").unlink()
    with pytest.raises(Invalid) as raised:
        make(made.home, **IDENTITY)
    assert raised.value.code == "home.exists"
    assert made.signing_seed()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Invalid) as raised:
        make(tmp_path / "file" / "node", **IDENTITY)
    assert raised.value.code == "home.unwritable"
    assert str(tmp_path / "file") in raised.value.place
    assert raised.value.remedy


def test_a_private_file_is_never_overwritten(tmp_path: Path) -> None:
    write_private(tmp_path / "key", b"first")
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "key", b"second")
    assert (tmp_path / "key").read_bytes() == b"first"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_name_survives_the_description(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("home")
    assert make(folder / "node", **{**IDENTITY, "name": {"fr": name}}).name == {"fr": name}


def test_a_folder_without_a_node_is_named_with_the_command_that_makes_one(tmp_path: Path) -> None:
    error = failure(tmp_path)
    assert error.code == "home.missing"
    assert error.place == str(tmp_path / "node.toml")
    assert "benkan node init" in error.remedy


def test_broken_toml_is_refused_with_its_line_and_column(made: Home) -> None:
    file = made.home / "node.toml"
    file.write_text('agency = "bf-cnlcd"\ncountry = BF\n')
    error = failure(made.home)
    assert error.code == "home.unreadable"
    assert error.place == str(file)
    assert "line 2" in error.sentence


def test_a_description_that_is_not_utf8_is_refused(made: Home) -> None:
    (made.home / "node.toml").write_bytes(b'agency = "\xe9"\n')
    assert failure(made.home).code == "home.unreadable"


@pytest.mark.parametrize("key", ["agency", "country", "url", "listen"])
def test_a_missing_key_of_the_description_is_named(made: Home, key: str) -> None:
    file = made.home / "node.toml"
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(f"{key} ")]
    file.write_text("\n".join(lines), "utf-8")
    error = failure(made.home)
    assert (error.code, error.facts["key"]) == ("home.incomplete", key)


@pytest.mark.parametrize("key", ["witness_silent_days", "witness_silent_lines"])
@pytest.mark.parametrize("value", ["0", "-1", "true", "1.5", '"7"', "10000000000"])
def test_a_limit_of_silence_that_is_none_is_named(made: Home, key: str, value: str) -> None:
    assert (made.witness_silent_days, made.witness_silent_lines) == (7, 10_000)
    file = made.home / "node.toml"
    whole = file.read_text("utf-8")
    file.write_text(f"{key} = {value}\n{whole}", "utf-8")
    error = failure(made.home)
    assert (error.code, error.facts["key"]) == ("home.incomplete", key)
    file.write_text(f"{key} = 30\n{whole}", "utf-8")
    assert getattr(load(made.home), key) == 30


@pytest.mark.parametrize("names", ["", '[name]\nen = "Committee"\n'])
def test_a_node_without_a_french_name_is_refused(made: Home, names: str) -> None:
    file = made.home / "node.toml"
    file.write_text(file.read_text("utf-8").partition("[name]")[0] + names, "utf-8")
    assert failure(made.home).code == "home.incomplete"


def test_a_name_that_is_not_a_table_is_refused(made: Home) -> None:
    file = made.home / "node.toml"
    file.write_text('name = "Comité"\n' + file.read_text("utf-8").partition("[name]")[0], "utf-8")
    assert failure(made.home).code == "home.incomplete"


@pytest.mark.parametrize("name", KEY_NAMES)
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(Path.unlink, id="missing"),
        pytest.param(lambda file: file.write_bytes(b""), id="empty"),
        pytest.param(lambda file: file.write_bytes(b"not base64!\n"), id="not base64"),
        pytest.param(lambda file: file.write_bytes(base64.b64encode(b"k" * 31)), id="cut short"),
    ],
)
def test_a_spoilt_key_is_named_with_its_path(made: Home, name: str, spoil) -> None:
    file = made.home / "keys" / f"{name}.key"
    spoil(file)
    for read in (made.check_keys, lambda: made.key(name)):
        with pytest.raises(Invalid) as raised:
            read()
        assert raised.value.code == "home.key-missing"
        assert raised.value.place == str(file)
        assert "backup" in raised.value.remedy


def test_whole_keys_pass(made: Home) -> None:
    made.check_keys()


def test_no_secret_is_in_the_description_or_the_representation(made: Home) -> None:
    told = (made.home / "node.toml").read_text("utf-8") + repr(made)
    for name in KEY_NAMES:
        assert base64.b64encode(made.key(name)).decode() not in told


def test_the_variable_names_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BENKAN_HOME", str(tmp_path / "here"))
    assert home_path() == (tmp_path / "here").resolve()
    monkeypatch.delenv("BENKAN_HOME")
    assert home_path() == (Path.home() / ".benkan").resolve()


def test_an_unreadable_description_is_refused(made: Home) -> None:
    (made.home / "node.toml").unlink()
    (made.home / "node.toml").mkdir()
    assert failure(made.home).code == "home.unreadable"


def test_the_folders_of_a_home_are_there(made: Home) -> None:
    assert {path.name for path in made.home.iterdir()} == {"node.toml", "keys", "indexes", "received", "signer"}
    assert homes.KEY_NAMES == ("signing", "encryption", "django")

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.node.database import connection_of
from benkan.node.home import Home
from benkan.node.settings import database

NODE = Home(Path("/srv/benkan"), "ml-ocs", {"fr": "Office"}, "ML", "https://ml.example", "127.0.0.1:8440")


def postgresql(address: str) -> dict[str, object]:
    made = database(replace(NODE, database=address))
    assert made["ENGINE"] == "django.db.backends.postgresql"
    return made


def test_sqlite_is_a_file_of_the_home_that_writes_one_at_a_time_and_survives_a_power_cut() -> None:
    made = database(NODE)
    assert made["ENGINE"] == "django.db.backends.sqlite3"
    assert made["NAME"] == "/srv/benkan/benkan.sqlite3"
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    pragmas = made["OPTIONS"]["init_command"]
    for wanted in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert wanted in pragmas


def test_an_address_gives_name_user_password_host_and_port() -> None:
    made = postgresql("postgresql://benkan:secret@db.example:5433/node")
    assert [made[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "node",
        "benkan",
        "secret",
        "db.example",
        "5433",
    ]


def test_what_an_address_leaves_out_is_left_to_postgresql() -> None:
    made = postgresql("postgresql:///node")
    assert [made[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == ["node", "", "", "", ""]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:///node?host=/run/Postgresql",
        "postgresql:///node?host=%2Frun%2FPostgresql",
        "postgresql://%2Frun%2FPostgresql/node",
    ],
)
def test_a_socket_is_named_by_its_folder_with_its_capitals(address: str) -> None:
    made = postgresql(address)
    assert (made["HOST"], made["NAME"]) == ("/run/Postgresql", "node")


def test_a_socket_may_have_a_user_and_a_port() -> None:
    made = postgresql("postgresql://benkan@/node?host=/tmp/pg&port=5434")
    assert [made[key] for key in ("USER", "HOST", "PORT")] == ["benkan", "/tmp/pg", "5434"]


def test_options_of_the_connection_are_passed_on() -> None:
    made = postgresql("postgresql://benkan@db.example/node?sslmode=verify-full")
    assert made["OPTIONS"]["sslmode"] == "verify-full"
    assert made["HOST"] == "db.example"


@pytest.mark.parametrize("password", ["p@ss", "a:b/c?d#e", "100%", "é ç", "[x]", "++ +", "الأمن"])
def test_special_characters_of_a_password_are_percent_encoded(password: str) -> None:
    made = postgresql(f"postgresql://benkan:{quote(password, safe='')}@db.example/node")
    assert (made["PASSWORD"], made["HOST"], made["NAME"]) == (password, "db.example", "node")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_user_and_password_survive_the_address(user: str, password: str) -> None:
    found = connection_of(f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@db.example/node")
    assert found is not None
    assert (found.user, found.password, found.host, found.name) == (user, password, "db.example", "node")


def test_an_address_of_version_six_keeps_its_colons() -> None:
    made = postgresql("postgresql://benkan@[2001:db8::1]:5432/node")
    assert (made["HOST"], made["PORT"]) == ("2001:db8::1", "5432")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mysql://benkan:secret@db.example/node",
        "postgresql://benkan:secret@db.example",
        "postgresql://benkan:secret@db.example/",
        "postgresql://benkan:secret@db.example:port/node",
        "postgresql://benkan:secret@db.example:99999/node",
        "postgresql://benkan:secret@[::1/node",
        "postgresql://benkan:secret@db.example/node?options=-c%20x",
        "postgresql://benkan:secret@db.example/node?host",
        "/srv/secret.sqlite3",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(Invalid) as raised:
        connection_of(address, place="--database")
    error = raised.value
    assert (error.code, error.place) == ("home.database", "--database")
    assert "secret" not in str(error)
    assert "postgresql://user:password@host/name" in str(error)


def test_a_password_is_not_in_the_representation_of_a_connection() -> None:
    assert "secret" not in repr(connection_of("postgresql://benkan:secret@db.example/node"))


def test_both_databases_give_up_on_a_lock_after_the_same_time() -> None:
    assert database(NODE)["OPTIONS"]["timeout"] == 20
    assert postgresql("postgresql:///node")["OPTIONS"]["options"] == "-c lock_timeout=20s"


def test_cookies_of_two_nodes_on_one_address_have_different_names() -> None:
    names = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME]
    assert all("ml-ocs" in name for name in names)
    assert len(set(names)) == 3


def test_httpx_writes_no_line_for_each_partner_that_is_asked() -> None:
    assert settings.LOGGING["loggers"]["httpx"]["level"] == "ERROR"

import pytest

from benkan.core.errors import Invalid
from benkan.node.setting_up import describe, prepare, valid_identity

GOOD = {
    "agency": "ml-ocs",
    "country": "ML",
    "url": "https://benkan.example.ml",
    "listen": "127.0.0.1:8440",
    "language": "fr",
    "time_zone": "Africa/Bamako",
    "database": "sqlite",
    "names": ("Office central des stupéfiants", "المكتب المركزي"),
}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"agency": "ne-ocrtis2"},
        {"url": "https://benkan.example.ml:8443/benkan"},
        {"url": "http://127.0.0.1:8440"},
        {"url": "http://localhost:8440"},
        {"url": "http://[::1]:8440"},
        {"listen": "0.0.0.0:80"},
        {"listen": "[::1]:8440"},
        {"listen": "benkan.example.ml:65535"},
        {"language": "ar"},
        {"database": "postgresql://benkan@/node?host=/run/postgresql"},
    ],
)
def test_a_usable_identity_passes(changes: dict[str, object]) -> None:
    valid_identity(**{**GOOD, **changes})


@pytest.mark.parametrize(
    ("option", "changes"),
    [
        ("--agency", {"agency": "OCS"}),
        ("--agency", {"agency": "ml"}),
        ("--agency", {"agency": "ml-"}),
        ("--agency", {"agency": "mali-ocs"}),
        ("--agency", {"agency": "ml-ocs\n"}),
        ("--agency", {"agency": "../ml-ocs"}),
        ("--country", {"country": "ml"}),
        ("--country", {"country": "MLI"}),
        ("--country", {"country": ""}),
        ("--name", {"names": ("Office", " ")}),
        ("--name", {"names": ("Office\ncentral",)}),
        ("--name", {"names": ("é" * 201,)}),
        ("--name", {"names": ("Office \u202elartnec",)}),
        ("--url", {"url": "http://benkan.example.ml"}),
        ("--url", {"url": "ftp://benkan.example.ml"}),
        ("--url", {"url": "benkan.example.ml"}),
        ("--url", {"url": "https://"}),
        ("--url", {"url": "https://[::1"}),
        ("--url", {"url": "https://benkan.example.ml:99999"}),
        ("--url", {"url": "https://officer@benkan.example.ml"}),
        ("--url", {"url": "https://benkan.example.ml?x=1"}),
        ("--listen", {"listen": "8440"}),
        ("--listen", {"listen": "127.0.0.1"}),
        ("--listen", {"listen": "127.0.0.1:0"}),
        ("--listen", {"listen": "127.0.0.1:65536"}),
        ("--listen", {"listen": "::1:8440"}),
        ("--language", {"language": "bm"}),
        ("--time-zone", {"time_zone": "Bamako"}),
        ("--time-zone", {"time_zone": "../../etc/passwd"}),
        ("--database", {"database": "mysql://node"}),
    ],
)
def test_an_unusable_option_is_named(option: str, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid) as raised:
        valid_identity(**{**GOOD, **changes})
    error = raised.value
    assert error.place == option
    assert error.code == ("home.database" if option == "--database" else "node.identity")
    assert error.remedy


@pytest.mark.django_db
def test_preparing_a_node_twice_writes_one_first_line() -> None:
    from benkan.apps.journal import services as journal

    prepare()
    prepare()
    assert [line["event"] for line in journal.latest(10)] == ["node-initialised"]


@pytest.mark.django_db
def test_a_node_describes_itself_with_its_fingerprint_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(
        settings,
        "BENKAN_NODE",
        settings.BENKAN_NODE.__class__(
            **{
                **{name: getattr(settings.BENKAN_NODE, name) for name in settings.BENKAN_NODE.__slots__},
                "database": "postgresql://benkan:secret@db.example/node",
            }
        ),
    )
    told = describe()
    assert told["agency"] == "ml-ocs"
    assert told["database"] == "postgresql"
    assert len(told["fingerprint"].split()) == 10
    assert "secret" not in str(told)

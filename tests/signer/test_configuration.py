"""signer.toml: all of it may be left out, and nothing else may stand in it."""

from __future__ import annotations

import grp
import os
import pwd
from pathlib import Path

import pytest

from benkan.core.errors import Invalid
from benkan.signer.configuration import load
from benkan.signer.meter import Ceilings


def test_without_a_file_the_seed_of_the_home_is_used_and_only_its_user_may_call(tmp_path: Path) -> None:
    told = load(tmp_path / "signer")
    assert told.seed.resolve() == (tmp_path / "keys" / "blind.key").resolve()
    assert told.socket == tmp_path / "signer" / "signer.sock"
    assert told.allowed == {os.getuid()}
    assert told.ceilings == Ceilings(200_000, 2_000_000, 10_000_000)
    assert (told.group, told.passphrase_file) == (None, None)


def test_everything_can_be_said(tmp_path: Path) -> None:
    other = next(one for one in pwd.getpwall() if one.pw_uid != os.getuid())
    group = grp.getgrall()[0]
    (tmp_path / "signer.toml").write_text(
        f"""
        seed = "blind.key"
        socket = "/run/benkan-signer/signer.sock"
        passphrase_file = "/media/stick/passphrase"
        allow_users = ["{other.pw_name}"]
        group = "{group.gr_name}"
        elements_per_partner_per_day = 7
        elements_per_day = 8
        own_tokens_per_day = 9
        """
    )
    told = load(tmp_path)
    assert told.seed == tmp_path / "blind.key"
    assert told.socket == Path("/run/benkan-signer/signer.sock")
    assert told.passphrase_file == Path("/media/stick/passphrase")
    assert told.allowed == {os.getuid(), other.pw_uid}
    assert told.group == group.gr_gid
    assert told.ceilings == Ceilings(7, 8, 9)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("elements_per_partner_per_day = 0", "elements_per_partner_per_day"),
        ("elements_per_day = true", "elements_per_day"),
        ('own_tokens_per_day = "many"', "own_tokens_per_day"),
        ("own_tokens_per_day = 10000000000000", "own_tokens_per_day"),
        ('allow_users = ["no-such-user-here"]', "allow_users"),
        ('allow_users = "root"', "allow_users"),
        ("allow_users = [0]", "allow_users"),
        ('group = "no-such-group-here"', "group"),
        ("group = 0", "group"),
        ("seed = 1", "seed"),
        ('socket = ""', "socket"),
        ("passphrase_file = false", "passphrase_file"),
        ("celings = 3", "celings"),
        ("= ?", ""),
    ],
)
def test_what_it_may_not_say_is_named(tmp_path: Path, line: str, key: str) -> None:
    (tmp_path / "signer.toml").write_text(line)
    with pytest.raises(Invalid) as raised:
        load(tmp_path)
    assert raised.value.code == "signer.configuration"
    assert raised.value.place == str(tmp_path / "signer.toml") + (f" · {key}" if key else "")

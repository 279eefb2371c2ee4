"""A file appears whole or not at all, and nothing is left beside it."""

import errno
import os
import stat

import numpy as np
import pytest

from benkan import disk


def test_a_file_is_written_whole_for_its_owner_alone(tmp_path):
    disk.write_pieces(tmp_path / "file", [b"ab", bytearray(b"c"), np.frombuffer(b"de", np.uint8)])
    disk.write_whole(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    disk.write_pieces(tmp_path / "file", [b"ab", bytearray(b"c"), np.frombuffer(b"de", np.uint8)], mode=0o640)
    assert (tmp_path / "file").read_bytes() == b"abcde"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) & 0o137 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_what_fails_half_way_leaves_the_old_file_and_no_draft(tmp_path):
    def pieces():
        yield b"half"
        raise OSError(errno.ENOSPC, "full")

    disk.write_whole(tmp_path / "file", b"old")
    with pytest.raises(OSError, match="full"):
        disk.write_pieces(tmp_path / "file", pieces())
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_bytes_then_name_then_folder_reach_the_disk(tmp_path, monkeypatch):
    done = []
    real_sync, real_replace = os.fsync, disk.Path.replace

    def synced(descriptor):
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "bytes")
        real_sync(descriptor)

    def replaced(draft, path):
        done.append("name")
        return real_replace(draft, path)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(disk.Path, "replace", replaced)
    disk.write_whole(tmp_path / "file", b"x")
    assert done == ["bytes", "name", "folder"]


@pytest.mark.parametrize(("code", "refused"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_file_system_that_cannot_settle_folders_is_not_an_error_and_a_broken_disk_is(
    tmp_path, monkeypatch, code, refused
):
    real = os.fsync

    def synced(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(code, "no")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", synced)
    if refused:
        with pytest.raises(OSError, match="no"):
            disk.write_whole(tmp_path / "file", b"x")
    else:
        disk.write_whole(tmp_path / "file", b"x")
        assert (tmp_path / "file").read_bytes() == b"x"

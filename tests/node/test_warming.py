"""The server reads its database once when it starts, if there is memory for it."""

from benkan.node import warming


def test_the_whole_file_is_read(tmp_path, monkeypatch):
    read = []
    real = warming._read
    monkeypatch.setattr(warming, "_read", lambda file: (real(file), read.append(file)))
    file = tmp_path / "database"
    file.write_bytes(bytes(3 * warming.PIECE_BYTES + 1))
    warming.warm(file).join(timeout=10)
    assert read == [file]


def test_a_file_that_memory_cannot_hold_is_left_on_the_disk(tmp_path, monkeypatch):
    file = tmp_path / "database"
    file.write_bytes(bytes(1000))
    monkeypatch.setattr(warming, "free_bytes", lambda: 1999)
    assert warming.warm(file) is None
    monkeypatch.setattr(warming, "free_bytes", lambda: 2000)
    assert warming.warm(file) is not None


def test_no_file_and_an_empty_one_are_nothing_to_read(tmp_path):
    assert warming.warm(tmp_path / "none") is None
    (tmp_path / "empty").touch()
    assert warming.warm(tmp_path / "empty") is None


def test_the_system_says_how_much_memory_is_free():
    assert warming.free_bytes() > 1 << 20

"""A second implementation of BKP-04's published forms in plain Python, from the document alone: a reader, and a builder."""

import hashlib
import math
import struct

M64 = (1 << 64) - 1


def _mix(h):
    h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD & M64
    h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53 & M64
    return h ^ h >> 33


def positions(handle, seed, log, segments):
    segment = 1 << log
    m = _mix(int.from_bytes(handle[:8], "little") + seed & M64)
    first = m * (segments * segment) >> 64
    return first, (first + segment) ^ (m >> 18 & segment - 1), (first + 2 * segment) ^ (m & segment - 1)


class Bits:
    """The bits of some bytes, the highest of each byte first."""

    def __init__(self, data, at):
        self.data, self.at = data, 8 * at

    def take(self, count):
        value = 0
        for _ in range(count):
            value = value << 1 | self.data[self.at // 8] >> 7 - self.at % 8 & 1
            self.at += 1
        return value

    def align(self):
        """The number of the next whole byte."""
        while self.at % 8:
            assert self.take(1) == 0
        return self.at // 8


def numbers(data, at, count, k):
    """The sorted numbers that begin at this byte, and the byte behind them."""
    bits = Bits(data, at)
    low = [bits.take(k) for _ in range(count)]
    at = bits.align()
    found, last, bits = [], -1, Bits(data, at)
    for each in low:
        high = 0
        while bits.take(1):
            high += 1
        last += 1 + (high << k | each)
        found.append(last)
    return found, bits.align()


def packed(found, k):
    """The bytes of sorted numbers: all low bits, then all high bits in unary, each filled up to a byte."""
    gaps = [number - before - 1 for before, number in zip([-1, *found], found, strict=False)]
    low = "".join(f"{gap & (1 << k) - 1:0{k}b}" if k else "" for gap in gaps)
    high = "".join("1" * (gap >> k) + "0" for gap in gaps)
    return b"".join(
        bytes(int(bits[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(bits), 8)) for bits in (low, high)
    )


def read_map(data, at=0):
    """The geometry and the cells of a map that begins at this byte and ends with the data."""
    magic, _entries, segments, empties, log, seed, k, zero = struct.unpack_from("<4sIIIBBBB", data, at)
    assert (magic, zero) == (b"BKI2", 0)
    empty, at = numbers(data, at + 20, empties, k)
    full = iter(data[start : start + 6] for start in range(at, len(data), 6))
    skipped = set(empty)
    cells = [
        0 if number in skipped else int.from_bytes(next(full), "little") for number in range((segments + 2) << log)
    ]
    assert next(full, None) is None
    return (seed, log, segments), cells


def look_up_map(read, handle, mask):
    geometry, cells = read
    value = mask
    for at in positions(handle, *geometry):
        value ^= cells[at]
    return None if value & 0xFFFFFFFF else value >> 32


def read_delta(data):
    """The name of the part before, the tombstones, and the map."""
    magic, follows, count = struct.unpack_from("<4s16sI", data)
    assert magic == b"BKD2"
    found, at = numbers(data, 24, count, 31)
    return follows, found, read_map(data, at)


def name(data):
    """The digest of a part; the first 16 bytes are its name in the next delta."""
    chunks = [data[at : at + 65536] for at in range(0, len(data), 65536)]
    return hashlib.sha256(b"benkan-index-part-1" + b"".join(hashlib.sha256(each).digest() for each in chunks)).digest()


def lookup(data, handle, mask, deltas=()):
    """The label, or None."""
    before = [data, *deltas]
    for number in range(len(deltas), 0, -1):
        follows, tombstones, read = read_delta(deltas[number - 1])
        assert follows == name(before[number - 1])[:16]
        label = look_up_map(read, handle, mask)
        if label is not None:
            return label
        if int.from_bytes(handle[8:16], "little") * len(tombstones) >> 32 in tombstones:
            return None
    return look_up_map(read_map(data), handle, mask)


# -- the builder -------------------------------------------------------------------------------------------------------


def ladder(count):
    size = 64
    while size < count:
        size += size // 20
    return size


def noise(seed, number):
    return hashlib.sha512(b"benkan-blind-dummy-1" + seed + number.to_bytes(8, "big")).digest()[:22]


def build_map(entries, seed):
    """The bytes of a map of {handle: cell} with its padding."""
    entries = dict(entries)
    count = ladder(len(entries))
    for number in range(count - len(entries)):
        made = noise(seed, number)
        entries[made[:16]] = int.from_bytes(made[16:], "little")
    log = max(e for e in range(19) if 4**e <= 20 * count)
    least = max(1, math.ceil((count + 14 * count // 100 + 5 * math.isqrt(count)) / (1 << log)) - 2)
    handles = sorted(entries, key=lambda handle: int.from_bytes(handle[:8], "little"))
    for attempt in range(256):
        segments = least + attempt // 2 * max(1, least // 64)
        rounds = _peel([positions(handle, attempt, log, segments) for handle in handles], (segments + 2) << log)
        if rounds is not None:
            break
    cells = [0] * ((segments + 2) << log)
    for at_round in reversed(rounds):
        for number, own in at_round:
            cells[own] = entries[handles[number]]
            for at in positions(handles[number], attempt, log, segments):
                if at != own:
                    cells[own] ^= cells[at]
    empty = [number for number, cell in enumerate(cells) if not cell]
    k = min(range(9), key=lambda each: len(packed(empty, each)))
    header = struct.pack("<4sIIIBBBB", b"BKI2", count, segments, len(empty), log, attempt, k, 0)
    return header + packed(empty, k) + b"".join(cell.to_bytes(6, "little") for cell in cells if cell)


def _peel(places, cells):
    """Rounds of (entry, its own cell): entries that are alone in a cell once the rounds before are gone."""
    inside = [set() for _ in range(cells)]
    for number, three in enumerate(places):
        for at in three:
            inside[at].add(number)
    rounds, left = [], len(places)
    while left:
        alone = {}
        for at, numbers_there in enumerate(inside):
            if len(numbers_there) == 1:
                alone.setdefault(next(iter(numbers_there)), at)
        if not alone:
            return None
        rounds.append(list(alone.items()))
        left -= len(alone)
        for number in alone:
            for at in places[number]:
                inside[at].discard(number)
    return rounds


def build_delta(before, added, left, seed):
    """The bytes of a delta.

    ``added`` is {handle: (mask, label)}, ``left`` a list of handles; nothing else is in the index.
    """
    follows = name(before)[:16]
    digest = hashlib.sha256(b"benkan-blind-delta-1" + seed + follows)
    rows = sorted(
        handle + mask.to_bytes(6, "little") + label.to_bytes(2, "little") for handle, (mask, label) in added.items()
    )
    for part in (rows, sorted(left)):
        digest.update(len(part).to_bytes(8, "big") + b"".join(part))
    own = digest.digest()
    count = ladder(len(left))
    places = {int.from_bytes(handle[8:16], "little") * count >> 32 for handle in left}
    number = 1 << 63
    while len(places) < count:
        places.add(int.from_bytes(noise(own, number)[8:16], "little") * count >> 32)
        number += 1
    header = struct.pack("<4s16sI", b"BKD2", follows, count)
    cells = {handle: mask ^ label << 32 for handle, (mask, label) in added.items()}
    return header + packed(sorted(places), 31) + build_map(cells, own)

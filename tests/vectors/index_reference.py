"""A second reader of the published index, in plain Python from BKP-01 alone: header, bitmap, cells, three hashes."""

import struct

M64 = (1 << 64) - 1
P1, P2, P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


def _rotate(x, bits):
    return (x << bits | x >> (64 - bits)) & M64


def xxh64_of_handle(handle):
    """XXH64 with seed 0 of exactly 16 bytes."""
    h = P5 + 16
    for (lane,) in struct.iter_unpack("<Q", handle):
        h = (_rotate(h ^ (_rotate(lane * P2 & M64, 31) * P1 & M64), 27) * P1 + P4) & M64
    h = (h ^ h >> 33) * P2 & M64
    h = (h ^ h >> 29) * P3 & M64
    return h ^ h >> 32


def _mix(h):
    h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD & M64
    h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53 & M64
    return h ^ h >> 33


def lookup(data, handle, mask):
    """The label, or None."""
    magic, _entries, seed, segment, segments, _checksum = struct.unpack_from("<4sIQIIQ", data)
    assert magic == b"BKI1"
    cells = (segments + 2) * segment
    bitmap, body = data[32 : 32 + (cells + 7) // 8], data[32 + (cells + 7) // 8 :]

    def cell(position):
        if not bitmap[position // 8] >> position % 8 & 1:
            return 0
        rank = sum(bitmap[at // 8] >> at % 8 & 1 for at in range(position))
        return int.from_bytes(body[6 * rank : 6 * rank + 6], "little")

    h = _mix((xxh64_of_handle(handle) + seed) & M64)
    first = h * (segments * segment) >> 64
    second = (first + segment) ^ (h >> 18 & segment - 1)
    third = (first + 2 * segment) ^ (h & segment - 1)
    value = cell(first) ^ cell(second) ^ cell(third) ^ mask
    return None if value & 0xFFFFFFFF else value >> 32


def fnv1a64(data):
    """The checksum of the map's CMAP0003 form."""
    h = 0xCBF29CE484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001B3 & M64
    return h

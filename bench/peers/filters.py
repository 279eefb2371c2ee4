"""clkhash and anonlink: names become Bloom filters of their bigrams (CLKs), and two filters their Dice coefficient."""

from __future__ import annotations

from peers.folding import ascii_name

BITS = 1024
BITS_PER_BIGRAM = 15


def scorer():
    """Scores of ASCII spellings; birth dates would need a field of their own and are not used."""
    from anonlink.similarities import dice_coefficient_accelerated
    from clkhash.bloomfilter import stream_bloom_filters
    from clkhash.comparators import NgramComparison
    from clkhash.field_formats import BitsPerTokenStrategy, FieldHashingProperties, StringSpec
    from clkhash.key_derivation import generate_key_lists
    from clkhash.schema import Schema

    hashing = FieldHashingProperties(
        comparator=NgramComparison(2, False), strategy=BitsPerTokenStrategy(BITS_PER_BIGRAM)
    )
    schema = Schema([StringSpec(identifier="name", hashing_properties=hashing, regex=".*")], BITS)
    keys = generate_key_lists(b"one secret on both sides", 1, key_size=64)

    def filters(names):
        # An empty spelling has no bigram to hash.
        return [
            found for found, _, _ in stream_bloom_filters([(ascii_name(name) or "x",) for name in names], keys, schema)
        ]

    def scores(rows):
        found = []
        for a, b in zip(filters(row.name_a for row in rows), filters(row.name_b for row in rows), strict=True):
            dice, _ = dice_coefficient_accelerated(([a], [b]), 0.0)
            found.append(dice[0] if len(dice) else 0.0)
        return found

    return scores

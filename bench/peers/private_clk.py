"""clkhash and anonlink beside our index: each record a Bloom filter of its bigrams (a CLK), compared with every other.

Run by bench/blind_peers.py with the Python in which clkhash and anonlink are installed; work in as JSON, figures out as
JSON. A record stands for as many tokens of ours as a question holds. Both sides hash under one secret, so whoever has
the filters and the secret reads them: there is nothing to evaluate, and no question that the other side sees.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

BITS, BITS_PER_BIGRAM, THRESHOLD = 1024, 15, 0.8


def main():
    from anonlink.similarities import dice_coefficient_accelerated

    work = json.load(sys.stdin)
    records = max(100, work["tokens"] // work["elements"])
    people = [person(number) for number in range(records)]
    filters = hasher()
    begun = time.process_time()
    held = filters(people)
    built_s = time.process_time() - begun
    asker, compared, right = [], [], True
    for query in range(work["queries"]):
        times = [time.process_time()]
        (asked,) = filters([people[query % records]])
        times.append(time.process_time())
        _, (_, found) = dice_coefficient_accelerated(([asked], held), THRESHOLD)
        times.append(time.process_time())
        asker.append(times[1] - times[0])
        compared.append(times[2] - times[1])
        right = right and query % records in list(found)
    one, other = filters([(work["name"], "1984"), (work["other_spelling"], "1984")])
    dice, _ = dice_coefficient_accelerated(([one], [other]), THRESHOLD)
    each = work["tokens"] / records
    print(
        json.dumps(
            {
                "build_cpu_us_per_token": built_s / records * 1e6 / each,
                "bytes_per_token": BITS / 8 / each,
                "asker_cpu_ms": statistics.median(asker) * 1e3,
                "responder_cpu_ms": statistics.median(compared) * 1e3,
                "bytes_up": BITS // 8,
                "bytes_down": 16,
                "all_right": right,
                "notices_another_key": False,
                "label": False,
                "tolerates_spelling": bool(len(dice)),
            }
        )
    )


def person(number):
    """An invented name of syllables and a year: as many bigrams as a name has."""
    syllables = ("mou", "ssa", "di", "ko", "ba", "ra", "tou", "re", "al", "ha", "ne", "ya", "sy", "lla", "fa", "ti")
    drawn = [syllables[number * 2_654_435_761 >> shift & 15] for shift in (4, 8, 12, 16, 20, 24)]
    return f"{''.join(drawn[:3])} {''.join(drawn[3:])}", str(1950 + number % 55)


def hasher():
    from clkhash.bloomfilter import stream_bloom_filters
    from clkhash.comparators import NgramComparison
    from clkhash.field_formats import BitsPerTokenStrategy, FieldHashingProperties, StringSpec
    from clkhash.key_derivation import generate_key_lists
    from clkhash.schema import Schema

    hashing = FieldHashingProperties(
        comparator=NgramComparison(2, False), strategy=BitsPerTokenStrategy(BITS_PER_BIGRAM)
    )
    fields = [StringSpec(identifier=name, hashing_properties=hashing, regex=".*") for name in ("name", "born")]
    schema, keys = Schema(fields, BITS), generate_key_lists(b"one secret on both sides", 2, key_size=64)
    return lambda people: [found for found, _, _ in stream_bloom_filters(people, keys, schema)]


if __name__ == "__main__":
    main()

"""splink: Fellegi–Sunter weights of sorted ASCII spelling, shared words and birth year, learned without labels.

The first rows that are scored teach the model (u by random pairs, m by expectation maximisation); then it is kept.
"""

from __future__ import annotations

import logging

from peers.folding import ascii_name

SAME_SHARE = 0.25  # of the pairs, as in the files that are judged


def scorer(*, dated):
    """Match weights of exactly the given pairs."""
    import pandas as pd
    import splink.comparison_library as comparisons
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.disable(logging.WARNING)  # splink tells each step of its learning, and resets the level of its own logger
    learned = []

    def table(rows, side):
        records = []
        for at, row in enumerate(rows):
            words = sorted(ascii_name(getattr(row, f"name_{side}")).split())
            record = {
                "unique_id": f"{side}{at}",
                "pair": at,
                "spelling": " ".join(words) or None,
                "words": words or None,
            }
            if dated:
                record["year"] = getattr(row, f"birth_date_{side}")[:4] or None
            records.append(record)
        return pd.DataFrame(records)

    def settings():
        compared = [
            comparisons.JaroWinklerAtThresholds("spelling", [0.97, 0.93, 0.88, 0.8, 0.7]),
            comparisons.ArrayIntersectAtSizes("words", [3, 2, 1]),
        ]
        if dated:
            compared.append(comparisons.LevenshteinAtThresholds("year", [1]))
        return SettingsCreator(
            link_type="link_only",
            blocking_rules_to_generate_predictions=[block_on("pair")],
            probability_two_random_records_match=SAME_SHARE,
            additional_columns_to_retain=["pair"],
            comparisons=compared,
        )

    def scores(rows):
        database = DuckDBAPI()
        tables = [database.register(table(rows, side), dataset_display_name=f"side_{side}") for side in "ab"]
        linker = Linker(tables, learned[0] if learned else settings())
        if not learned:
            linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on("pair"), fix_u_probabilities=True
            )
            learned.append(linker.misc.save_model_to_json())
        found = [-99.0] * len(rows)
        for row in linker.inference.predict().as_pandas_dataframe().itertuples():
            found[int(row.pair_l)] = row.match_weight
        return found

    return scores

"""The process that alone holds the seed of private search: it evaluates, it counts, and it gives neither seed nor key.

It knows no database, no records and no network but one Unix socket of this machine. ``python -m benkan.signer FOLDER``
runs it (``__main__``); the rest of a node speaks to it through ``client``. See docs/decisions/0016-signer.md.

A request goes through ``server`` (who calls, how much, how long), ``messages`` (strict form), ``service`` (what is
answered at all), ``meter`` (how much of it in a day) and ``evaluators`` (the arithmetic, on every core).
"""

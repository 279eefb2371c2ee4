"""Benkan's own matcher, on the same rows."""

from __future__ import annotations


def scorer(*, dated):
    """Scores of persons; a name that an importer would refuse matches nothing."""
    from benkan.core.errors import Invalid
    from benkan.core.matching import Subject, compare

    def subject(name, birth_date):
        return Subject(names=(name,), birth_dates=(birth_date,) if dated and birth_date else ())

    def score(row):
        try:
            a, b = subject(row.name_a, row.birth_date_a), subject(row.name_b, row.birth_date_b)
        except Invalid:
            return 0.0
        return compare(a, b).score

    return lambda rows: [score(row) for row in rows]

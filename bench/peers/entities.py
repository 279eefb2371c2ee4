"""nomenklatura's algorithms on two entities that carry one name each, and a birth date where one is given."""

from __future__ import annotations

from itertools import count


def pair_scorer(algorithm):
    """One score of (schema, (name, birth date), (name, birth date))."""
    from followthemoney import ValueEntity, model
    from nomenklatura.matching import get_algorithm

    found = get_algorithm(algorithm)
    config = found.default_config()
    # nomenklatura keeps the names of an entity by its id: two entities of one id would share their names.
    numbers = count()

    def entity(schema, name, birth_date):
        made = ValueEntity(model.get(schema), {"id": f"e{next(numbers)}"})
        made.add("name", name)
        if birth_date:
            made.add("birthDate", birth_date)
        return made

    return lambda schema, a, b: float(found.compare(entity(schema, *a), entity(schema, *b), config).score)


def scorer(algorithm, *, dated):
    """Scores of persons."""
    score = pair_scorer(algorithm)
    return lambda rows: [
        score("Person", (row.name_a, row.birth_date_a * dated), (row.name_b, row.birth_date_b * dated)) for row in rows
    ]

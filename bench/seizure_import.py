"""How fast a list of seizures is imported: rows per CPU second, read and stored, with the sums of all tables.

    python bench/seizure_import.py --rows 100000 --json
    python bench/seizure_import.py --rows 100000 --xlsx

The list is made up: messy dates, drugs, places and amounts of the region with a fixed seed, most amounts different, as
in a real list. It is imported through the program's own path into a node of its own, then once more (nothing is
added), and validated together. CPU seconds of this process; figures of a loaded machine are comparable.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

DRUGS = (
    "chira", "résine de cannabis", "kif", "ganja", "cocaïne HCl", "héroïne", "ترامادول", "tafrodol (tramadol)", "XTC",
    "rivotril 2 mg", "prégabaline", "crystal meth", "هيروين", "الشيرا", "karkoubi",
)  # fmt: skip
PLACES = (
    "Gao", "غاو", "Bamako", "Tombouctou", "Agadez", "ديركو", "Niamey", "Bobo Dioulasso", "Ouagadougou", "Conakry",
    "Abidjan", "Guerguerat", "الكركرات", "Tanger", "Ketama", "Tamanrasset", "Nouadhibou", "Dakar", "Lomé", "Lagos",
)  # fmt: skip
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
WAYS = ("camion", "4x4", "moto", "à pied", "pick up", "شاحنة", "bus", "")


def rows(count: int) -> list[list[str]]:
    """The made-up list, its header first."""
    chance = random.Random(7)
    made = [["Date de saisie", "Lieu", "Drogue", "Quantité", "Moyen de transport", "Service", "Personnes"]]
    for _ in range(count):
        year, month, day = chance.randint(2015, 2025), chance.randint(1, 12), chance.randint(1, 28)
        date = chance.choice(
            (f"{day:02}/{month:02}/{year}", f"{year}-{month:02}-{day:02}", f"{day} {MONTHS[month - 1]} {year}")
        )
        grams = chance.randint(10, 60_000_000) / 10
        whole = f"{int(grams):,}".replace(",", " ")
        amount = chance.choice(
            (f"{whole},{int(grams * 10) % 10} g", f"{grams / 1000:.1f} kg".replace(".", ","), f"{int(grams)} comprimés")
        )
        drug, place, way, persons = (chance.choice(each) for each in (DRUGS, PLACES, WAYS, "01234"))
        made.append([date, place, drug, amount, way, "OCS", persons])
    return made


def as_csv(made: list[list[str]]) -> bytes:
    """The list as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(made)
    return out.getvalue().encode()


def as_xlsx(made: list[list[str]]) -> bytes:
    """The list as a spreadsheet."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in made:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def node(folder: Path) -> None:
    """A node of its own with an empty database."""
    from benkan.node import home

    os.environ["BENKAN_HOME"] = str(folder)
    home.make(
        folder, agency="ml-ocs", name={"fr": "OCS", "en": "OCS", "ar": "OCS"}, country="ML",
        url="http://127.0.0.1:8440", listen="127.0.0.1:8440", database="sqlite", seed=b"s" * 32,
    )  # fmt: skip
    os.environ["DJANGO_SETTINGS_MODULE"] = "benkan.node.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--xlsx", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    made = rows(asked.rows)
    data = as_xlsx(made) if asked.xlsx else as_csv(made)
    with tempfile.TemporaryDirectory() as folder:
        node(Path(folder))
        from benkan.apps.seizures.services import Said, import_list

        said = Said("bench")
        first = import_list(data, said, officer="a.bench")
        again = import_list(data, said, officer="a.bench")
        started = time.process_time()
        from benkan.formats.report import Report
        from benkan.formats.seizure_rows import read_sheet

        sheet = sum(1 for _ in read_sheet(io.BytesIO(data), Report()))
        sheet_s = time.process_time() - started
    figures = {
        "rows": asked.rows,
        "format": "xlsx" if asked.xlsx else "csv",
        "imported": first.imported,
        "asked": first.asked_rows,
        "refused": len(first.refused),
        "rows_per_cpu_second": round(first.read / first.cpu_seconds),
        "again_added": again.imported,
        "again_rows_per_cpu_second": round(again.read / again.cpu_seconds),
        "file_alone_rows_per_cpu_second": round(sheet / sheet_s),
        "load": os.getloadavg()[0],
    }
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:32} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()

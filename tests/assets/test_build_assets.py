"""The build: what it fetches is in the lock and nowhere else, and a node is whole where npm is out of reach."""

import gzip
import importlib.util
import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = json.loads((ROOT / "assets" / "package-lock.json").read_text("utf-8"))
WANTED = json.loads((ROOT / "assets" / "package.json").read_text("utf-8"))


@pytest.fixture
def build(monkeypatch, tmp_path):
    """The script as a module, with a vendor folder of its own."""
    spec = importlib.util.spec_from_file_location("build_assets", ROOT / "assets" / "build_assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENDOR", tmp_path / "static" / "vendor")
    return module


@pytest.fixture
def modules(build, tmp_path):
    """Packages as npm would leave them, with two words in each file."""
    folder = tmp_path / "work" / "node_modules"
    files = [build.PICO, *(path for _name, path in build.LICENCES)]
    files += [f"@fontsource-variable/{package}/files/{file}" for _family, package, file, _letters in build.FONTS]
    files += [f"@fontsource/{package}/files/{file}" for package, file in build.PAPER_FONTS]
    files += [f"{package}/dist/{file}" for package, file in build.SCRIPTS]
    files += [f"{package}/{path}" for package, path, _file in build.CHART_SCRIPTS]
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(f"file {file}", "utf-8")
    return folder


def node_that(build, monkeypatch, act):
    def run(command, **options):
        if "outlines.mjs" in command:
            act(Path(command[-1]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(build, "command_of", lambda program: [program])
    monkeypatch.setattr(build.subprocess, "run", run)


def test_the_lock_names_versions_and_hashes_but_no_registry():
    packages = {name: found for name, found in LOCK["packages"].items() if name}
    assert packages
    for name, found in packages.items():
        assert found["integrity"].startswith("sha512-"), name
        assert "resolved" not in found, name
    assert LOCK["packages"][""]["dependencies"] == WANTED["dependencies"]


def test_every_package_has_a_licence_that_may_be_passed_on():
    free = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "OFL-1.1"}
    found = {name: packed.get("license") for name, packed in LOCK["packages"].items() if name}
    assert {name: licence for name, licence in found.items() if licence not in free} == {}


def test_versions_are_fixed():
    assert all(version[0].isdigit() for version in WANTED["dependencies"].values())


def test_the_chosen_files_are_copied_whole_and_packed(build, modules, monkeypatch):
    node_that(build, monkeypatch, lambda target: target.write_text('{"type":"Topology"}', "utf-8"))
    build.copy_from(modules)
    assert build.missing() == []
    for file in (*build.MAPS, *build.CHARTS):
        packed = gzip.decompress((build.VENDOR / f"{file}.gz").read_bytes())
        assert packed == (build.VENDOR / file).read_bytes()


def test_where_node_fails_all_but_the_outlines_is_there(build, modules, monkeypatch, capsys):
    def fail(target):
        target.write_text("half a fi", "utf-8")
        raise subprocess.CalledProcessError(1, "node")

    node_that(build, monkeypatch, fail)
    build.copy_from(modules)
    assert build.missing() == [build.OUTLINES]
    assert "no borders" in capsys.readouterr().err


@pytest.mark.parametrize("reach", [None, ["false"]])
def test_where_npm_is_out_of_reach_the_build_warns_and_goes_on(build, monkeypatch, capsys, reach):
    monkeypatch.setattr(build, "command_of", lambda program: reach)
    assert build.build_front_end() is False
    assert not build.VENDOR.exists()
    assert "npm" in capsys.readouterr().err


def test_another_drawing_makes_the_files_anew(build, modules, monkeypatch, tmp_path):
    copied = tmp_path / "assets"
    copied.mkdir()
    for name in ("package.json", "package-lock.json", "outlines.mjs", "build_assets.py"):
        (copied / name).write_bytes((ROOT / "assets" / name).read_bytes())
    monkeypatch.setattr(build, "ASSETS", copied)
    node_that(build, monkeypatch, lambda target: target.write_text("{}", "utf-8"))
    made = []
    monkeypatch.setattr(build, "copy_from", lambda _modules, _copy=build.copy_from: (made.append(1), _copy(modules)))
    assert build.build_front_end()
    assert build.build_front_end()
    assert len(made) == 1, "what is there and right is left alone"
    (copied / "outlines.mjs").write_text("// another", "utf-8")
    assert build.build_front_end()
    assert len(made) == 2

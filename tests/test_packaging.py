"""What is shipped: the data inside the wheel, one version, two commands, and no lock file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSION: str = PROJECT["version"]

NOT_OURS = {".git", ".venv", "__pycache__", "dist", "figures"}
LOCK_FILES = {
    "Pipfile.lock",
    "conda-lock.yml",
    "pdm.lock",
    "pixi.lock",
    "poetry.lock",
    "pylock.toml",
    "uv.lock",
}
INSTALL_FILES = ("pyproject.toml", "*.cfg", "*.ini", "*requirements*", "*constraints*", ".ci/*")


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a wheel and an sdist, built from the checkout without any download."""
    pytest.importorskip("hatchling", reason="hatchling is in the extra 'dev'")
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Iterator[zipfile.ZipFile]:
    """Wheel of the checkout."""
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as archive:
        yield archive


def digest(content: bytes) -> str:
    """SHA-256 of some bytes."""
    return sha256(content).hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Files of the checkout, without environments, caches and what the commands write."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        yield from (Path(place) / name for name in names)


def command_after(marker: str) -> list[str]:
    """Lines of the code block that follows a marker comment in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"^<!-- {marker} -->\n```bash\n(.*?)\n```$", readme, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1, f"{marker}: one block wanted, {len(blocks)} found"
    return str(blocks[0]).splitlines()


def floors(requirements: list[str]) -> dict[str, str]:
    """Lowest version of each requirement that is not one of our own extras."""
    pattern = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)>=(?P<floor>[0-9.]+)(,<[0-9.]+)?")
    matches = [(text, pattern.fullmatch(text)) for text in requirements if not text.startswith("ca-events[")]
    assert [text for text, match in matches if match is None] == [], "a requirement without a floor"
    return {match["name"]: match["floor"] for _, match in matches if match is not None}


def test_wheel_ships_every_data_file_unchanged(wheel: zipfile.ZipFile) -> None:
    data = {path.relative_to(ROOT).as_posix(): path for path in files_below(ROOT / "data")}
    shipped = {name: digest(wheel.read(f"ca_events/{name}")) for name in data}
    assert "data/events.csv" in shipped
    assert shipped == {name: digest(path.read_bytes()) for name, path in data.items()}


def test_wheel_ships_every_module_and_the_typing_marker(wheel: zipfile.ZipFile) -> None:
    source = ROOT / "src"
    modules = {path.relative_to(source).as_posix() for path in files_below(source)}
    assert {"ca_events/__init__.py", "ca_events/py.typed"} <= modules
    assert modules <= set(wheel.namelist())


def test_wheel_ships_nothing_but_package_and_metadata(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0] for name in wheel.namelist()} == {
        "ca_events",
        f"ca_events-{VERSION}.dist-info",
    }
    assert [name for name in wheel.namelist() if "test_" in name or "conftest" in name] == []


def test_wheel_ships_both_licences_and_the_command(wheel: zipfile.ZipFile) -> None:
    information = f"ca_events-{VERSION}.dist-info"
    assert {f"{information}/licenses/{name}" for name in ("LICENSE", "LICENSE-DATA.md")} <= set(
        wheel.namelist()
    )
    assert b"ca-events = ca_events.cli:main" in wheel.read(f"{information}/entry_points.txt")


def test_sdist_ships_what_the_tests_need_and_no_rubbish(distributions: Path) -> None:
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as archive:
        names = [name.split("/", 1)[1] for name in archive.getnames()]
    wanted = {
        ".ci/run",
        "README.md",
        "data/events.csv",
        "src/ca_events/__init__.py",
        "tests/test_packaging.py",
    }
    assert wanted <= set(names)
    parts = {part for name in names for part in name.split("/")}
    assert [part for part in sorted(parts) if part in NOT_OURS or part.endswith(("_cache", ".pyc"))] == []


def test_no_module_states_a_version_of_its_own() -> None:
    stated = re.compile(r"^__version__\b.*=\s*[\"']", re.MULTILINE)
    modules = [path for path in files_below(ROOT / "src") if path.suffix == ".py"]
    assert modules
    assert [path.name for path in modules if stated.search(path.read_text(encoding="utf-8"))] == []


def test_changelog_and_citation_name_the_version() -> None:
    assert f"\n## [{VERSION}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^ *(?:- )?version: (.+)$", citation, re.MULTILINE) == [VERSION, VERSION]


@pytest.mark.parametrize("marker", ["main job command", "test command"])
def test_readme_command_is_one_line_that_makes_its_own_environment(marker: str) -> None:
    (line,) = command_after(marker)
    assert line.startswith("python3 -m venv .venv && .venv/bin/python -m pip install ")


def test_readme_links_and_images_lead_to_files() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / target).is_file()] == []


def test_every_requirement_has_one_floor() -> None:
    extras: dict[str, list[str]] = PROJECT["optional-dependencies"]
    lists = [PROJECT["dependencies"], *extras.values()]
    together = [requirement for requirements in lists for requirement in requirements]
    named = [name for requirements in lists for name in floors(requirements)]
    assert sorted(floors(together)) == sorted(named), "a package is named twice: its floor has two places"


def test_tree_holds_no_lock_file() -> None:
    names = {path.name for path in files_below(ROOT)}
    assert {name for name in names if name in LOCK_FILES or name.endswith(".lock")} == set()


def test_no_install_file_holds_an_address() -> None:
    files = sorted(path for pattern in INSTALL_FILES for path in ROOT.glob(pattern) if path.is_file())
    assert ROOT / "pyproject.toml" in files
    address = re.compile(r"://|index-url|find-links")
    assert [path.name for path in files if address.search(path.read_text(encoding="utf-8"))] == []

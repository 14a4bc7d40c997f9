"""The rooms of the library are read in one direction; the import lines say whether that is still so."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "ca_events"
TOP = "ca_events"

# A room imports rooms of earlier lines only; rooms of one line do not know one another. The top package
# stands where its table of contents may be used: that names the figures too, so no room before it may ask it.
ORDER = (
    ("errors", "mapping", "markdown"),
    ("dates",),
    ("cells",),
    ("files",),
    ("study", "event"),
    ("reading",),
    ("workbook",),
    ("schema",),
    ("rules",),
    ("derivation",),
    ("assembly", "register_links"),
    ("engines",),
    ("gaps", "lazy_columns", "stale"),
    ("query", "tables", "display"),
    ("conditions", "frames", "completion", "writing"),
    ("steps",),
    ("coded_steps",),
    ("collection", "bundled"),
    ("loading", "changelog", "datapackage"),
    ("plots", "coding", "importers"),
    ("review",),
    ("quality",),
    ("figures", "notes"),
    (TOP,),
    ("testing",),
    ("cli",),
    ("__main__",),
)
LEVEL = {room: level for level, rooms in enumerate(ORDER) for room in rooms}
NEVER_IMPORTED = {"testing": (), "cli": ("__main__",)}
SHAPELESS_NAMES = {"utils", "core", "base", "common"}

HEAVY = ("matplotlib", "narwhals", "numpy", "pandas")


def module_name(path: Path, source: Path = SOURCE) -> str:
    """Dotted name of the module in a file."""
    parts = path.relative_to(source).with_suffix("").parts
    return ".".join((TOP, *(part for part in parts if part != "__init__")))


def room_of(module: str) -> str:
    """Room of a module: the part of its name after the top package."""
    return module.split(".")[1] if "." in module else TOP


def imported_modules(node: ast.Import | ast.ImportFrom, module: str, is_package: bool) -> list[str]:
    """Names of our own modules that one import line asks for."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name.split(".")[0] == TOP]
    package = module if is_package else module.rpartition(".")[0]
    origin = resolve_name("." * node.level + (node.module or ""), package)
    if origin.split(".")[0] != TOP:
        return []
    if origin != TOP:
        return [origin]
    return [f"{TOP}.{alias.name}" if alias.name in LEVEL else TOP for alias in node.names]


def imports(tree: ast.AST, depth: int = 0) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Every import line, and whether it stands at the top of the file (a condition is still the top)."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, depth == 0
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
        yield from imports(node, depth + inside)


def imports_by_name(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls such as ``import_module("ca_events.plots")``, which import lines would not show."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            wanted = str(node.args[0].value)
            if called in ("import_module", "__import__") and wanted.startswith((TOP, ".")):
                yield node.lineno, wanted


def order_breach(importer: str, imported: str) -> str:
    """What is wrong with one room importing another, or an empty text."""
    if importer == imported:
        return ""
    if imported not in LEVEL:
        return f"{imported} has no place in the order"
    if imported in NEVER_IMPORTED and importer not in NEVER_IMPORTED[imported]:
        return f"nothing imports {imported}"
    if LEVEL[imported] < LEVEL[importer]:
        return ""
    if LEVEL[imported] == LEVEL[importer]:
        return f"{importer} and {imported} do not import one another"
    return f"{importer} comes before {imported}"


def breaches(text: str, module: str, *, is_package: bool = False) -> list[str]:
    """Every breach of the order in the text of one module, with its line."""
    room = room_of(module)
    if room not in LEVEL:
        return [f"{module}: {room} has no place in the order"]
    found = []
    tree = ast.parse(text)
    for node, at_top in imports(tree):
        for imported in imported_modules(node, module, is_package):
            if breach := order_breach(room, room_of(imported)):
                found.append(f"{module}:{node.lineno}: {breach}")
            if not at_top:
                found.append(f"{module}:{node.lineno}: {imported} is imported inside a function or class")
    found += [f"{module}:{line}: {name} is imported by name" for line, name in imports_by_name(tree)]
    return found


def modules() -> list[Path]:
    """All modules but the table of contents, which names everything and is exempt."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if path != SOURCE / "__init__.py"]


def test_modules_import_only_rooms_that_come_before_their_own() -> None:
    found = [
        breach
        for path in modules()
        for breach in breaches(
            path.read_text(encoding="utf-8"), module_name(path), is_package=path.name == "__init__.py"
        )
    ]
    assert found == []


def test_checker_reads_every_module_of_the_library() -> None:
    read = {room_of(module_name(path)) for path in modules()}
    assert {"errors", "dates", "cells"} <= read


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {part for path in SOURCE.rglob("*.py") for part in path.relative_to(SOURCE).with_suffix("").parts}
    assert names & SHAPELESS_NAMES == set()


@pytest.mark.parametrize(
    ("module", "is_package", "text", "expected"),
    [
        ("dates.edtf", False, "from ca_events.cells import read", "1: dates comes before cells"),
        ("dates.edtf", False, "from ..cells import read", "1: dates comes before cells"),
        ("dates", True, "import sys\nfrom ..schema import check", "2: dates comes before schema"),
        ("errors", False, "from .dates import EventDate", "1: errors comes before dates"),
        ("tables", False, "from . import collection", "1: tables comes before collection"),
        ("query", False, "import ca_events.plots.timeline", "1: query comes before plots"),
        (
            "plots.counts",
            False,
            "from ca_events.coding import report",
            "1: plots and coding do not import one another",
        ),
        ("event", False, "from ca_events.study import Study", "1: event and study do not import one another"),
        ("collection", False, "from ca_events import Event", "1: collection comes before ca_events"),
        ("collection", False, "from ca_events import cli", "1: nothing imports cli"),
        ("cli", False, "from ca_events.testing import events", "1: nothing imports testing"),
        ("cells", False, "from ca_events.odds import x", "1: odds has no place in the order"),
        (
            "cli",
            False,
            "def main():\n    from ca_events import plots",
            "2: ca_events.plots is imported inside a function or class",
        ),
        (
            "schema",
            False,
            "import importlib\nimportlib.import_module('ca_events.cli')",
            "2: ca_events.cli is imported by name",
        ),
        (
            "event",
            False,
            "if TYPE_CHECKING:\n    from ca_events.collection import Events",
            "2: event comes before collection",
        ),
    ],
)
def test_checker_reports_a_made_up_breach(module: str, is_package: bool, text: str, expected: str) -> None:
    module = f"{TOP}.{module}"
    assert breaches(text, module, is_package=is_package) == [f"{module}:{expected}"]


def test_checker_reports_a_module_outside_every_room() -> None:
    assert breaches("", "ca_events.odds") == ["ca_events.odds: odds has no place in the order"]


@pytest.mark.parametrize(
    ("module", "is_package", "text"),
    [
        ("dates.edtf", False, "from .value import EventDate\nfrom ca_events.errors import DateError"),
        ("dates", True, "from .edtf import parse\nfrom . import edtf\nfrom ..errors import DateError"),
        ("study.codebook", False, "from ..files import read\nfrom . import actors"),
        ("schema", False, "def check():\n    import pandas as pd\n    from narwhals.stable import v2"),
        ("collection", False, "from ca_events import errors, query, tables"),
        ("event", False, "if TYPE_CHECKING:\n    from ca_events.dates import EventDate"),
        ("cli", False, "import ca_events as ca\nfrom ca_events import plots"),
        ("__main__", False, "from ca_events.cli import main"),
    ],
)
def test_checker_accepts_what_the_order_allows(module: str, is_package: bool, text: str) -> None:
    assert breaches(text, f"{TOP}.{module}", is_package=is_package) == []


def heavy_modules_after(statement: str) -> list[str]:
    """Heavy packages in memory after a statement in a new process."""
    report = f"print(*(name for name in {HEAVY} if name in sys.modules))"
    code = f"import sys\n{statement}\n{report}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("statement", ["import ca_events", "from ca_events import EventDate, Codebook"])
def test_a_light_import_loads_no_heavy_package(statement: str) -> None:
    assert heavy_modules_after(statement) == []


def test_heavy_packages_are_seen_when_they_are_loaded() -> None:
    assert heavy_modules_after("import numpy") == ["numpy"]

"""The public names: that they exist, have a page of their own in words, and survive a pickle."""

from __future__ import annotations

import ast
import inspect
import pickle
import re
from importlib.metadata import version
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot
import pytest
from PIL import Image

import ca_events as ca
from ca_events.figures import standard_figures

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "ca_events" / "__init__.py"


def test_the_three_lists_of_names_agree() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {
        alias.asname for node in guarded.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert typed - {"testing"} == set(ca.__all__) == (set(ca._MODULE_OF) | set(ca._ROOMS)) - {"testing"}
    assert ca.__all__ == sorted(ca.__all__)
    assert dir(ca) == ca.__all__


@pytest.mark.parametrize("name", ca.__all__)
def test_a_public_name_says_what_it_is_and_survives_a_pickle(name: str) -> None:
    value = getattr(ca, name)
    assert inspect.getdoc(value)
    if not inspect.ismodule(value):
        assert value.__module__.startswith("ca_events.")
        assert pickle.loads(pickle.dumps(value)) is value


def test_the_version_is_that_of_the_installed_package() -> None:
    assert ca.__version__ == version("ca-events")  # type: ignore[attr-defined]


def test_a_misspelt_name_is_refused() -> None:
    with pytest.raises(AttributeError, match=r"^module 'ca_events' has no attribute 'lod'$"):
        ca.lod  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("name", ca.__all__)
def test_every_public_name_stands_in_the_documentation(name: str) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]
    assert any(re.search(rf"`{name}`|\bca\.{name}\b", page.read_text(encoding="utf-8")) for page in pages)


def test_generated_pages_are_current() -> None:
    namespace: dict[str, object] = {"__file__": str(ROOT / "docs" / "generate.py"), "__name__": "generate"}
    exec(
        compile((ROOT / "docs" / "generate.py").read_text(encoding="utf-8"), "generate.py", "exec"), namespace
    )
    for page, text in namespace["pages"]().items():  # type: ignore[operator]
        current = (ROOT / "docs" / page).read_text(encoding="utf-8")
        assert current == text, f"docs/{page} is stale: run python docs/generate.py"


def test_pictures_of_the_readme_show_the_data_as_they_are() -> None:
    namespace: dict[str, object] = {"__file__": str(ROOT / "docs" / "generate.py"), "__name__": "generate"}
    exec(
        compile((ROOT / "docs" / "generate.py").read_text(encoding="utf-8"), "generate.py", "exec"), namespace
    )
    mpl.use("Agg")
    figures = standard_figures(ca.load())
    for name in namespace["FIGURES"]:  # type: ignore[attr-defined]
        with Image.open(ROOT / "docs" / "images" / f"{name}.png") as picture:
            said = picture.text["Description"]
        with ca.plots.style("double"):
            axes = figures[name]()
        assert ca.plots.alt_text(axes) in said, (
            f"docs/images/{name}.png is stale: run python docs/generate.py"
        )
        mpl.pyplot.close(axes.figure)

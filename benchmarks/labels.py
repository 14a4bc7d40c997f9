"""Labels of 30 to 250 events beside a time axis: how well they stand, ours and those of peers.

Run ``python benchmarks/labels.py [--n 30,60] [--seeds 1,2] [--only NAMES] [--save FOLDER] [--quick]``. The page is 7
inches wide, the lettering 7 points of DejaVu Sans, the axis 36 years long. All that is printed is Markdown.

*Faults* are pairs of labels that overlap, labels outside the axes, leaders that run through the label of another
event, pairs of leaders that cross, and labels left out. The same figure, laid out at 200 dots per inch, is read on six
media, as `labels_metrics` tells; of several seeds the worst is printed.

*Measures* are medians over the seeds, at 200 dots per inch:

- displacement: how far labels stand from their dates along the axis, summed; on a vertical axis from the middle of
  the label, on a horizontal one from its nearest edge, which is nothing when it stands over its date;
- near: labels that are nearer to the marker of another event than to their own, by more than a pixel;
- leaders: their whole length; height: from the lowest label to the highest;
- same twice, and the same at 72, 200 and 600 dots per inch: where the labels are put, to a hundredth of a point;
- CPU seconds of the placing alone, best of three, fonts loaded, with all that was remembered of widths forgotten.

A method that needs more than two seconds is run once; one known to be slow on the first seed only. Further tables:
the growth of the time with the number, the bundled study as the library draws and saves it, and the width of the same
labels on the six media. Peers: ``pip install adjustText textalloc labella``; for the PDF, ``pdfminer.six``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import attrs
import numpy as np
from labels_metrics import DPI, MEDIA, POINTS, Faults, Sheet, faults, measures
from labels_ours import place_horizontal, place_vertical
from labels_peers import (
    Placed,
    Placer,
    dataset,
    frame_of,
    page,
    place_adjusttext,
    place_adjusttext_tuned,
    place_gallery,
    place_labella,
    place_textalloc,
    spots_of,
)
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text
from measure import cpu

import ca_events as ca
from ca_events import plots
from ca_events.figures import landmarks
from ca_events.plots.lettering import text_width

FONTSIZE = 7.0
OTHER_DPI = (72, 600)
ROUNDS = 3
PATIENCE = 2.0
GROWTH = (250, 500, 1000, 2000)
# Name of a measure -> number of labels -> the most that it should be.
CPU = {30: 0.05, 60: 0.1, 120: 0.2, 250: 0.5}
GOALS = {
    "vertical": {
        "displacement": {30: 0.1, 60: 0.9, 120: 7.7, 250: 31.5},
        "near": {30: 0, 60: 0, 120: 20, 250: 80},
        "seconds": CPU,
    },
    "horizontal": {
        "displacement": {30: 2, 60: 10},
        "near": {30: 4, 60: 12},
        "leaders": {30: 28, 60: 80},
        "height": {30: 1.9, 60: 3.5},
        "seconds": CPU,
    },
}


@attrs.frozen
class Method:
    """A way to place labels: its title in the tables, and whether it is known to be slow."""

    title: str
    place: Placer
    slow: bool = False
    most: int = sys.maxsize

    @property
    def vertical(self) -> bool:
        """Say whether it is for a vertical axis."""
        return bool(getattr(self.place, "vertical", False))


METHODS = {
    "vertical": Method("ours, vertical", place_vertical),
    "horizontal": Method("ours, horizontal", place_horizontal),
    "gallery": Method("matplotlib gallery", place_gallery),
    "adjusttext": Method("adjustText", place_adjusttext, slow=True),
    "adjusttext-tuned": Method("adjustText, tuned", place_adjusttext_tuned, slow=True, most=60),
    "textalloc": Method("textalloc, tuned", place_textalloc),
    "labella": Method("labella, two sides", place_labella, slow=True),
}


@attrs.frozen(kw_only=True)
class Run:
    """What was measured of one method on one set of events; inches and CPU seconds; None: not tried."""

    media: dict[str, Faults]
    dropped: int
    displacement: float
    near: int
    leaders: float
    height: float
    same: bool | None
    steady: bool | None
    seconds: float


def run(name: str, number: int, seed: int, folder: Path | None) -> Run:
    """Place labels with one method, and measure."""
    method = METHODS[name]
    events = dataset(number, seed)
    seconds, ax, placed = timed(method, number, events)
    places = [anchors(placed[0])]
    for _ in range(ROUNDS - 1 if seconds <= PATIENCE else 0):
        again, other, replaced = timed(method, number, events)
        seconds = min(seconds, again)
        places.append(anchors(replaced[0]))
        plt.close(other.figure)
    tried = len(places) > 1
    steady = tried and all(equal(places[0], placed_at(method, number, events, dpi)) for dpi in OTHER_DPI)
    sheet = named(ax, placed)
    files = sheet.files()
    if folder is not None:
        for form, content in files.items():
            (folder / f"{name}-{number}-{seed}.{form}").write_bytes(content)
        sheet.figure.savefig(folder / f"{name}-{number}-{seed}.png")
    media = sheet.media(files)
    plt.close(sheet.figure)
    spots = spots_of(ax, events[0], vertical=method.vertical)
    return Run(
        media={medium: faults(reading) for medium, reading in media.items()},
        dropped=sum(text is None for text in placed[0]),
        **measures(media[str(DPI)], list(sheet.texts), spots, vertical=method.vertical),
        same=all(equal(*two) for two in pairwise(places)) if tried else None,
        steady=steady if tried else None,
        seconds=seconds,
    )


def timed(
    method: Method, number: int, events: tuple[np.ndarray, list[str]], dpi: float = DPI
) -> tuple[float, Axes, Placed]:
    """Place labels on a new page, with no width remembered; give the CPU seconds too."""
    figure, ax = page(number, vertical=method.vertical, dpi=dpi)
    forget()
    kept: list[Placed] = []
    seconds = cpu(lambda: kept.append(method.place(ax, *events, FONTSIZE)))
    return seconds, figure.axes[0], kept[0]


def forget() -> None:
    """Forget what the library remembers, such as widths of texts; a new page has a renderer that knows nothing."""
    for name, module in list(sys.modules.items()):
        if name.startswith("ca_events.plots"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def anchors(texts: Iterable[Text | None]) -> np.ndarray:
    """Give the points at which texts are put."""
    spots = []
    for text in texts:
        if text is None:
            spots.append((-1.0, -1.0))
            continue
        text.get_window_extent()  # an annotation learns here where it is
        spot = text.get_transform().transform(text.get_unitless_position())
        spots.append(spot * POINTS / text.figure.dpi)
    return np.array(spots)


def placed_at(method: Method, number: int, events: tuple[np.ndarray, list[str]], dpi: float) -> np.ndarray:
    """Place labels anew at another resolution, and give the points at which they are put."""
    _, ax, (texts, _) = timed(method, number, events, dpi)
    spots = anchors(texts)
    plt.close(ax.figure)
    return spots


def equal(one: np.ndarray, two: np.ndarray) -> bool:
    """Say whether labels stand at the same places."""
    return bool(np.allclose(one, two, rtol=0.0, atol=0.01))


def named(ax: Axes, placed: Placed) -> Sheet:
    """Draw markers and leaders, and give labels and leaders the names by which they are found in the files."""
    texts, leaders = placed
    back = ax.transData.inverted()
    for index, (text, leader) in enumerate(zip(texts, leaders, strict=True)):
        if text is not None:
            text.set_gid(f"label-{index}")
        if text is not None and leader is not None:
            points = back.transform(leader)
            line = Line2D(*points.T, linewidth=0.4, zorder=0, clip_on=False, gid=f"leader-{index}")
            line.set_transform(ax.transData)
            ax.add_artist(line)
    for index, text in enumerate(ax.texts):
        if text not in texts and text.get_text():
            text.set_gid(f"label-more{index}")
    return Sheet.of(ax.figure, frame_of(ax))


def fault_cells(runs: Sequence[dict[str, Faults]]) -> list[str]:
    """Write the worst of all seeds for each fault: one number where the media agree, else all in their order."""
    cells = []
    for name in ("overlaps", "outside", "through", "crossings"):
        numbers = [max(getattr(media[medium], name) for media in runs) for medium in MEDIA]
        cells.append(str(numbers[0]) if len(set(numbers)) == 1 else " / ".join(map(str, numbers)))
    return cells


def measured(runs: Sequence[Run], name: str, number: int, measure: str, form: str) -> str:
    """Write the median of a measure, and its goal where there is one."""
    value = median(getattr(one, measure) for one in runs)
    goal = GOALS.get(name, {}).get(measure, {}).get(number)
    if goal is None:
        return f"{value:{form}}"
    return f"{value:{form}} (goal {goal}{'' if float(f'{value:{form}}') <= goal else ', missed'})"


def always(answers: Iterable[bool | None]) -> str:
    """Say whether all answers are yes."""
    found = set(answers)
    return "no" if False in found else "not tried" if None in found else "yes"


def row(*cells: object) -> None:
    """Print a row of a table."""
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def head(title: str, *names: str) -> None:
    """Print the title and the head of a table."""
    print(f"\n{title}\n")
    row(*names)
    row(*["---"] * len(names))


def available(names: Sequence[str]) -> list[str]:
    """Keep the methods that are installed, and name the others; what they import is loaded, and so are the fonts."""
    found = []
    for name in names:
        try:
            _, ax, _ = timed(METHODS[name], 4, dataset(4, 0))
        except ImportError as error:
            print(f"{METHODS[name].title}: skipped, {error}")
        else:
            plt.close(ax.figure)
            found.append(name)
    return found


def compare(names: Sequence[str], numbers: Sequence[int], seeds: Sequence[int], folder: Path | None) -> None:
    """Run the methods and print both tables."""
    results: dict[tuple[int, str], list[Run]] = {}
    for number in numbers:
        for name in names:
            if number <= METHODS[name].most:
                chosen = seeds[:1] if METHODS[name].slow else seeds
                results[number, name] = [run(name, number, seed, folder) for seed in chosen]
                print(f"{METHODS[name].title}, {number} labels: done", file=sys.stderr, flush=True)
    head(
        f"Faults, worst of the seeds; where the media differ: {' / '.join(MEDIA)}. The goal of ours is 0 everywhere.",
        "n", "method", "seeds", "overlaps", "outside", "through labels", "crossings", "left out",
    )  # fmt: skip
    for (number, name), runs in results.items():
        lost = max(one.dropped for one in runs)
        row(number, METHODS[name].title, len(runs), *fault_cells([one.media for one in runs]), lost)
    head(
        "Measures, medians of the seeds; inches, CPU seconds.",
        "n", "method", "displacement", "near", "leaders", "height", "same twice", "same at every dpi", "seconds",
    )  # fmt: skip
    forms = {"displacement": ".1f", "near": ".0f", "leaders": ".1f", "height": ".2f"}
    for (number, name), runs in results.items():
        cells = [measured(runs, name, number, measure, form) for measure, form in forms.items()]
        told = always(one.same for one in runs), always(one.steady for one in runs)
        row(number, METHODS[name].title, *cells, *told, measured(runs, name, number, "seconds", ".3f"))


def growth(numbers: Sequence[int], seed: int) -> None:
    """Print how the time of the vertical placement grows."""
    seconds = []
    for number in numbers:
        events = dataset(number, seed)
        rounds = [timed(METHODS["vertical"], number, events) for _ in range(ROUNDS)]
        seconds.append(min(one for one, *_ in rounds))
        plt.close("all")
    head("Growth of the vertical placement with the number of labels.", "", *map(str, numbers))
    row("CPU seconds", *(f"{one:.3f}" for one in seconds))
    each = (1e6 * one / number for one, number in zip(seconds, numbers, strict=True))
    row("microseconds a label", *(f"{one:.0f}" for one in each))


def study() -> None:
    """Print the faults of the bundled study, as it is drawn and saved by the library."""
    events = ca.load()
    chief = landmarks(events)
    head(
        f"The bundled study ({len(events)} events, {len(chief)} landmarks), as the library draws and saves it; "
        "reported: what `plots.placement` says.",
        "figure", "labels", "height, in", "reported: overlaps, outside", "overlaps", "outside", "through labels",
        "crossings",
    )  # fmt: skip
    figures = (
        ("all, vertical", events, "vertical"),
        ("landmarks, vertical", chief, "vertical"),
        ("landmarks, horizontal", chief, "horizontal"),
    )
    for title, chosen, orientation in figures:
        with plots.style("double"), TemporaryDirectory() as folder:
            ax = plots.timeline(chosen, orientation=orientation)
            sheet = Sheet.of(ax.figure, frame_of(ax))
            written = plots.save(ax, Path(folder) / "timeline", formats=["pdf", "svg"])
            files = {path.suffix[1:]: path.read_bytes() for path in written}
            found = {medium: faults(reading) for medium, reading in sheet.media(files).items()}
        report = plots.placement(ax)
        told = f"{report.overlaps}, {report.outside}"
        height = f"{report.height / POINTS:.1f}"
        row(title, report.placed, height, told, *fault_cells([found]))
        plt.close(ax.figure)


def widths(number: int, seed: int) -> None:
    """Print how wide the same labels are on the media."""
    events = dataset(number, seed)
    _, ax, placed = timed(METHODS["vertical"], number, events)
    sheet = named(ax, placed)
    media = sheet.media(sheet.files())
    plt.close(ax.figure)
    # Labels of one line: those of several have a box for each line in the files, and one box on a screen.
    names = list(sheet.texts)
    plain = [owner for owner, name in enumerate(names) if "\n" not in sheet.texts[name][0].get_text()]
    own = {
        medium: np.array([[owner, *reading.whole(owner)] for owner in plain])
        for medium, reading in media.items()
    }
    sides = {medium: boxes[:, 3:] - boxes[:, 1:3] for medium, boxes in own.items()}
    room = np.array(
        [text_width(events[1][int(name)], FONTSIZE) for name in (names[owner] for owner in plain)]
    )
    head(f"The same {len(plain)} labels on the media: least and greatest.", "", *MEDIA)
    ratios = {medium: side[:, 0] / sides["PDF"][:, 0] for medium, side in sides.items()}
    row("width / width in the PDF", *(f"{one.min():.3f} to {one.max():.3f}" for one in ratios.values()))
    row("width / room", *(f"to {(side[:, 0] / room).max():.3f}" for side in sides.values()))
    row("height, points", *(f"{one[:, 1].min():.2f} to {one[:, 1].max():.2f}" for one in sides.values()))


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the options of the command."""
    parser = argparse.ArgumentParser(description="Placement of labels, ours and those of peers.")
    numbers = {"type": lambda text: [int(number) for number in text.split(",")]}
    parser.add_argument("--n", default=[30, 60, 120, 250], help="numbers of labels", **numbers)
    parser.add_argument("--seeds", default=[1, 2, 3, 4, 5], help="sets of events", **numbers)
    parser.add_argument("--only", help=f"some of {','.join(METHODS)},growth,study,widths")
    parser.add_argument("--save", type=Path, help="folder for PDF, SVG and PNG of every run")
    parser.add_argument("--quick", action="store_true", help="30 and 60 labels, one seed, no slow peers")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the tables."""
    chosen = options(arguments)
    names = chosen.only.split(",") if chosen.only else [*METHODS, "growth", "study", "widths"]
    numbers, seeds = chosen.n, chosen.seeds
    if unknown := set(names) - {*METHODS, "growth", "study", "widths"}:
        raise SystemExit(f"no such method or table: {', '.join(sorted(unknown))}")
    if find_spec("pdfminer") is None:
        raise SystemExit("the PDF is read with pdfminer: pip install pdfminer.six")
    if chosen.quick:
        numbers, seeds = [number for number in numbers if number <= 60], seeds[:1]
        names = [name for name in names if name not in METHODS or not METHODS[name].slow]
    if chosen.save is not None:
        chosen.save.mkdir(parents=True, exist_ok=True)
    methods = available([name for name in names if name in METHODS])
    if methods:
        compare(methods, numbers, seeds, chosen.save)
    if "growth" in names:
        growth(GROWTH[:2] if chosen.quick else GROWTH, seeds[0])
    if "study" in names:
        study()
    if "widths" in names:
        widths(120, seeds[0])


if __name__ == "__main__":
    main()

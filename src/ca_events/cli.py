"""The command line: parse, call, print.

``ca-events figures`` draws the figures of a study, ``check`` finds what is wrong in it, ``new`` lays out a study of
one's own, ``count`` prints a table of counts, ``cite`` says how to cite. The exit status is 0 only when all went
well; errors go to the standard error stream, one line each, with file and line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from ca_events import bundled, figures
from ca_events.errors import CaEventsError, InvalidData
from ca_events.loading import load
from ca_events.notes import notes
from ca_events.study import Study


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments
        The words after ``ca-events``; None takes those of the process.

    Returns
    -------
    int
        Exit status: 0 when all went well, 1 when the data or the disk refused, 2 for a wrong command.
    """
    options = _parser().parse_args(arguments)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except InvalidData as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(error.counted(), file=sys.stderr)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough; what Python still holds back must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (CaEventsError, OSError) as error:
        print(f"ca-events: {error}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    parser = argparse.ArgumentParser(prog="ca-events", description="Timelines and event coding.")
    parser.add_argument("--version", action="version", version=f"ca-events {version('ca-events')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    command = commands.add_parser("figures", help="draw the figures of a study, with the tables behind them")
    _add_study(command)
    command.add_argument(
        "--out", type=Path, default=Path("figures"), help="folder for the files (default: figures)"
    )
    command.set_defaults(run=_figures)

    command = commands.add_parser("check", help="check a study folder and list every problem with its line")
    _add_study(command)
    command.set_defaults(run=_check)

    command = commands.add_parser("new", help="lay out a new study with examples")
    command.add_argument("folder", type=Path, help="a folder that is not there yet or is empty")
    command.add_argument("--name", help="name of the study (default: the name of the folder)")
    command.set_defaults(run=_new)

    command = commands.add_parser("count", help="print counts with their bounds")
    _add_study(command)
    command.add_argument("--by", default="category", help="variable, actor, dyad or role; '' for none")
    command.add_argument("--bins", default="year", help="year, quarter, month, decade, or a set of periods")
    command.add_argument("--depth", type=int, default=1, help="depth in a hierarchical variable (default: 1)")
    command.add_argument(
        "--count", default="began", choices=("began", "ended", "active"), help="what is counted"
    )
    command.add_argument("--csv", action="store_true", help="print CSV")
    command.set_defaults(run=_count)

    command = commands.add_parser("cite", help="say how to cite a study")
    _add_study(command)
    command.set_defaults(run=_cite)
    return parser


def _add_study(command: argparse.ArgumentParser) -> None:
    """Add the folder of a study to a command."""
    command.add_argument("--part", action="store_true", help="the folder holds a part of a study")
    command.add_argument("study", nargs="?", type=Path, help="folder of a study (default: the bundled one)")


def _figures(options: argparse.Namespace) -> int:
    """Draw the figures."""
    for path in figures.draw_all(load(options.study, part=options.part), options.out):
        print(path)
    return 0


def _check(options: argparse.Namespace) -> int:
    """Check a study; problems are raised by loading it, and what is no error but worth a look is printed."""
    events = load(options.study, part=options.part)
    study = events.study
    assert study is not None
    print(f"{study.name}: {len(events):,} events, no problems.")
    for note in notes(events, study):
        print(f"Note: {note}")
    return 0


def _new(options: argparse.Namespace) -> int:
    """Lay out a study."""
    study = Study.new(options.folder, name=options.name or options.folder.resolve().name)
    print(
        f"{options.folder}: a new study, {study.name}. Read {options.folder / 'README.md'} and begin there."
    )
    return 0


def _count(options: argparse.Namespace) -> int:
    """Print a table of counts."""
    table = load(options.study, part=options.part).counts(
        options.by or None, options.bins or None, depth=options.depth, count=options.count
    )
    print(table.to_csv(index=False) if options.csv else table.to_string(index=False))
    return 0


def _cite(options: argparse.Namespace) -> int:
    """Say how to cite."""
    print(bundled.cite() if options.study is None else load(options.study, part=options.part).cite())
    return 0

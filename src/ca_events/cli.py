"""The command line: parse, call, print.

``ca-events figures`` draws the figures of a study, ``check`` finds what is wrong in it, ``new`` lays out a study of
one's own, ``count`` prints a table of counts, ``agreement`` measures how far coders agree and lays out their sheets,
``apply`` brings final codes into a study, ``package`` describes it for other programs, ``changes`` lists what changed
since a release, ``quality`` prints how good the data are, ``cite`` says how to cite. The exit status is 0 only when all
went well; errors go to the standard error stream, one line each, with file and line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from ca_events import bundled, coding, figures
from ca_events.cells import LIST_SEPARATOR, escape_text
from ca_events.changelog import difference
from ca_events.coding.judgement_files import named_units
from ca_events.collection import EVENTS_FILE, Events
from ca_events.datapackage import write_datapackage
from ca_events.errors import CaEventsError, InvalidData, Problem
from ca_events.files import format_csv, write_file
from ca_events.loading import load
from ca_events.notes import notes
from ca_events.quality import quality_page
from ca_events.reading import read_table
from ca_events.review import remarks
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

    _add_agreement(
        commands.add_parser("agreement", help="measure how far coders agree, or lay out their sheets")
    )

    command = commands.add_parser(
        "apply", help="show what final codes change in a study, and write it if asked"
    )
    command.add_argument("log", type=Path, help="the log of decisions")
    command.add_argument("study", type=Path, help="folder of a study")
    command.add_argument("--write", action="store_true", help="write events.csv; else nothing is written")
    command.set_defaults(run=_apply)

    command = commands.add_parser("package", help="write datapackage.json, which other programs can check")
    command.add_argument("study", type=Path, help="folder of a study")
    command.set_defaults(run=_package)

    command = commands.add_parser("changes", help="list what changed between two releases of a study")
    command.add_argument("old", type=Path, help="folder of the release before")
    command.add_argument("new", type=Path, help="folder of the release to come")
    command.add_argument("--withdrawn", action="store_true", help="list events that are gone, not changes")
    command.set_defaults(run=_changes)

    _add_quality(commands.add_parser("quality", help="print the report on the quality of a study (Markdown)"))

    command = commands.add_parser("cite", help="say how to cite a study")
    _add_study(command)
    command.set_defaults(run=_cite)
    return parser


def _add_quality(command: argparse.ArgumentParser) -> None:
    """Add what the command `quality` takes."""
    command.add_argument("study", nargs="?", type=Path, help="folder of a study (default: the bundled one)")
    command.add_argument(
        "--places", default="", help="columns of the map, such as KAZ,KGZ (default: those of coverage.csv)"
    )
    command.add_argument(
        "--judgements", action="append", type=Path, default=[], metavar="FILE",
        help="a CSV file of several coders' judgements; may be given several times",
    )  # fmt: skip
    command.add_argument(
        "--one-coder",
        action="store_true",
        help="these are passes of one automated coder: check consistency only",
    )
    command.set_defaults(run=_quality)


def _add_agreement(command: argparse.ArgumentParser) -> None:
    """Add what the command `agreement` takes."""
    command.add_argument(
        "files", nargs="*", type=Path, help="CSV files of judgements, one or several coders each"
    )
    command.add_argument("--study", type=Path, help="folder of the study (default: the bundled one)")
    command.add_argument(
        "--one-coder",
        action="store_true",
        help="these are passes of one automated coder: check consistency only",
    )
    command.add_argument("--round", type=int, help="which round is measured (default: the first)")
    command.add_argument(
        "--markdown", type=Path, metavar="OUT", help="write the whole report to this file too"
    )
    command.add_argument("--latex", type=Path, metavar="OUT", help="write its table to this file too")
    command.add_argument("--seed", type=int, default=0, help="seed of intervals and samples (default: 0)")
    sheet = command.add_argument_group("a sheet to be filled in by a coder")
    sheet.add_argument("--template", type=Path, metavar="OUT", help="write a sheet to this file")
    sheet.add_argument("--coder", default="", help="name of the coder, such as anna")
    sheet.add_argument("--units", type=int, help="so many events, drawn at random (default: all)")
    sheet.add_argument("--variables", default="", help="what is coded, such as category,stage (default: all)")
    sheet.add_argument("--long", action="store_true", help="a line for each judgement, not for each event")
    sheet.add_argument("--blind", default="", help="what the coder must not see, such as title,note")
    command.set_defaults(run=_agreement)


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
    """Check a study; problems are raised by loading it, contradictions too, and what is worth a look is printed."""
    events = load(options.study, part=options.part)
    study = events.study
    assert study is not None
    found = remarks(events)
    contradictions = found[found["kind"] == "contradiction"]
    if len(contradictions):
        raise InvalidData(_problems(contradictions, (options.study or bundled.folder()) / EVENTS_FILE))
    print(f"{study.name}: {len(events):,} events, no problems.")
    for note in notes(events, study):
        print(f"Note: {note}")
    alone = found[found["rule"] == "single-family"]
    for remark in found.drop(alone.index).to_dict("records"):
        print(f"Note ({remark['rule']}): {remark['events']}: {remark['message']}")
    if len(alone):
        number = sum(len(ids.split(LIST_SEPARATOR)) for ids in alone["events"])
        rest = f"{number:,} event{' rests' if number == 1 else 's rest'} on one family of publishers or none"
        print(f"Note (single-family): {rest}; ca-events quality lists them.")
    return 0


def _problems(contradictions: pd.DataFrame, file: Path) -> list[Problem]:
    """Give contradictions with the lines of their events."""
    table = read_table(file, fixed=True)
    ids = table.columns["id"]
    lines = dict(zip((ids.texts[place] for place in ids.places), table.lines().tolist(), strict=True))
    return [
        Problem(
            f"{remark['message']} [{remark['rule']}]",
            file=file.name,
            line=lines.get(remark["events"].split(LIST_SEPARATOR)[0]),
            value=remark["events"],
        )
        for remark in contradictions.to_dict("records")
    ]


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


def _agreement(options: argparse.Namespace) -> int:
    """Measure agreement, or lay out the sheet of a coder."""
    if bool(options.files) == (options.template is not None):
        raise coding.CodingError(
            "give files of judgements to be measured, or --template OUT --coder NAME for a sheet to fill in."
        )
    sheet = options.coder or options.units is not None or options.variables or options.blind or options.long
    if options.files and sheet:
        raise coding.CodingError("--coder, --units, --variables, --blind and --long are for --template OUT.")
    if options.template and (
        options.markdown or options.latex or options.one_coder or options.round is not None
    ):
        raise coding.CodingError("--markdown, --latex, --one-coder and --round are for files of judgements.")
    events = load(options.study)
    if options.template is not None:
        return _template(events, options)
    judgements = coding.read_judgements(options.files, _rules(events, options.files))
    report = coding.report(
        judgements, independent=not options.one_coder, round=options.round, rng=options.seed
    )
    for path, text in ((options.markdown, report.to_markdown), (options.latex, report.to_latex)):
        if path is not None:
            write_file(path, text().encode("utf-8"))
    print(f"{report}\n\n{report.paragraph}")
    return 0


def _rules(events: Events, files: Sequence[Path]) -> Events | Study:
    """Check units against the events where any of them is an event; else they are units of the coders' own."""
    study = events.study
    assert study is not None
    known = set(events.to_pandas()["id"])
    named = named_units(files)
    if known & named or not named:
        return events
    print("Note: no unit is an event of the study, so units are taken as they are.")
    return study


def _template(events: Events, options: argparse.Namespace) -> int:
    """Lay out the sheet of a coder."""
    if not options.coder:
        raise coding.CodingError("--template needs the name of the coder: --coder anna.")
    sample = coding.double_coding_sample(
        events,
        len(events) if options.units is None else options.units,
        by=None if options.units is None else "category",
        rng=options.seed,
        blind=_words(options.blind),
        variables=_words(options.variables) or None,
    )
    form = "long" if options.long else "wide"
    print(f"{sample.to_csv(options.template, coder=options.coder, form=form)}: {sample.words}")
    return 0


def _words(text: str) -> tuple[str, ...]:
    """Split a list of words."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _apply(options: argparse.Namespace) -> int:
    """Show what final codes change, and write it if asked."""
    events, log = load(options.study), coding.read_log(options.log)
    changes = coding.final_changes(events, log)
    for row in changes.to_dict("records"):
        by = f" by {row['by']}: {row['reason']}" if row["by"] else ""
        old, new = row["old"] or "(empty)", row["new"] or "(empty)"
        print(f"{row['id']} {row['variable']}: {old} -> {new} ({row['status']}{by})")
    cells = f"{len(changes):,} cell{'' if len(changes) == 1 else 's'}"
    print(f"{cells} to change; {len(log.unresolved):,} unresolved.")
    if options.write and len(changes):
        print(coding.write_final_codes(events, log, options.study / EVENTS_FILE))
    elif len(changes):
        print("Nothing is written; add --write to write events.csv.")
    return 0


def _package(options: argparse.Namespace) -> int:
    """Write the description of a study."""
    events = load(options.study)
    assert events.study is not None
    print(write_datapackage(events.study, options.study))
    return 0


def _changes(options: argparse.Namespace) -> int:
    """List what changed, as the rows of a log that wait for their reasons."""
    # As parts: the log of the draft is not complete yet, which a whole study would be refused for.
    old, new = load(options.old, part=True), load(options.new, part=True)
    assert new.study is not None
    if not new.study.version:
        raise CaEventsError(
            f"{options.new} has no version, and every change stands first in one; give study.toml a version."
        )
    found = difference(old, new, version=new.study.version)
    table = found.withdrawn if options.withdrawn else found.changes
    cells = [[escape_text(str(cell)) for cell in row] for row in table.itertuples(index=False, name=None)]
    print(format_csv(list(table.columns), cells), end="")
    return 0


def _quality(options: argparse.Namespace) -> int:
    """Print the report on the quality of a study."""
    events = load(options.study)
    judgements = coding.read_judgements(options.judgements, events) if options.judgements else None
    if options.one_coder and judgements is None:
        raise CaEventsError("--one-coder speaks of judgements; give their files with --judgements.")
    page = quality_page(
        events,
        places=_words(options.places) or None,
        judgements=judgements,
        independent=None if judgements is None else not options.one_coder,
    )
    print(page, end="")
    return 0


def _cite(options: argparse.Namespace) -> int:
    """Say how to cite."""
    print(bundled.cite() if options.study is None else load(options.study, part=options.part).cite())
    return 0

"""The rules that hold between the files of a study: what one file names must stand in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ca_events.errors import Problem, nearest
from ca_events.study.codebook import FILE as CODEBOOK_FILE
from ca_events.study.codebook import Codebook
from ca_events.study.columns import EVENT_COLUMNS, OWN_PREFIX
from ca_events.study.records import Actor, CoverageRow, Indicator
from ca_events.study.rereading import Segment
from ca_events.study.sheet import Sheet
from ca_events.study.variables import Derived


def study_problems(sheets: Mapping[str, Sheet[Any]], codebook: Codebook | None) -> list[Problem]:
    """Check the files of a study against one another.

    Parameters
    ----------
    sheets
        The rows of the registers by their names in `Study`.
    codebook
        The codebook, or None if it could not be read; what depends on it is then left out.

    Returns
    -------
    list of Problem
        Everything that is wrong.
    """
    actors, sources = sheets["actors"], sheets["sources"]
    problems = _indicator_problems(sheets["indicators"], actors, sources)
    if codebook is not None:
        problems += _derived_problems(actors, codebook)
        problems += _coverage_problems(sheets["coverage"], actors, codebook)
    problems += _no_sources(sheets["evidence"], sources)
    problems += _no_sources(sheets["claims"], sources)
    problems += _segment_problems(sheets["segments"], sources, codebook)
    problems += _no_sources(sheets["rechecks"], sources)
    columns = dict.fromkeys((*EVENT_COLUMNS, *codebook.columns)) if codebook else {}
    for name in ("evidence", "changes", "rechecks"):
        problems += _no_columns(sheets[name], columns)
    return _file_by_file(problems)


def _file_by_file(problems: list[Problem]) -> list[Problem]:
    """Put the problems of a file together and in the order of its lines."""
    place = {file: number for number, file in enumerate(dict.fromkeys(problem.file for problem in problems))}
    return sorted(problems, key=lambda problem: (place[problem.file], problem.line or 0))


def _derived_problems(actors: Sheet[Actor], codebook: Codebook) -> list[Problem]:
    """Find words of actors.csv that a computed variable does not know."""
    found = []
    for name in codebook.derived:
        variable = codebook[name]
        derived = variable.derived
        if derived is None or not derived.field or not variable.codes:
            continue
        found += _unknown_actor(actors, name, derived)
        for line, actor in actors.numbered():
            word = actor.own.get(derived.field, "") or str(getattr(actor, derived.field, ""))
            if word and word not in variable.codes:
                message = f"is no code of the variable {name!r}, which takes its values from this column."
                found.append(
                    actors.problem(line, derived.field, word, message, nearest(word, variable.codes))
                )
    return found


def _unknown_actor(actors: Sheet[Actor], name: str, derived: Derived) -> list[Problem]:
    """Find an actor that the codebook names and the register does not have; an empty register has none to miss."""
    if not actors.ids:
        return []
    return [
        Problem(
            f"the variable {name!r} is derived for actors below {other!r}; there is no such actor in actors.csv.",
            file=CODEBOOK_FILE,
            nearest=nearest(other, actors.ids),
        )
        for other in (derived.of, derived.not_of)
        if other and actors.lacks(other)
    ]


def _coverage_problems(
    coverage: Sheet[CoverageRow], actors: Sheet[Actor], codebook: Codebook
) -> list[Problem]:
    """Find codes, actors and regions in coverage.csv that the study does not know."""
    codes = codebook["category"].codes
    regions = _regions(actors.rows, codebook)
    found = []
    for line, row in coverage.numbered():
        if row.code and row.code not in codes:
            message = "there is no such code of the variable category."
            found.append(coverage.problem(line, "code", row.code, message, nearest(row.code, codes)))
        if row.actor and actors.lacks(row.actor) and row.actor not in regions:
            near = nearest(row.actor, [*sorted(regions), *sorted(actors.ids)])
            message = "there is no such actor or region in actors.csv."
            found.append(coverage.problem(line, "actor", row.actor, message, near))
    return found


def _regions(actors: Iterable[Actor], codebook: Codebook) -> set[str]:
    """Give all regions: those of actors, those above them, and those that the codebook defines."""
    words = {actor.region for actor in actors if actor.region}
    for name in codebook.derived:
        derived = codebook[name].derived
        if derived is not None and derived.field == "region":
            words.update(codebook[name].codes)
    return {word.rsplit(".", up)[0] for word in words for up in range(word.count(".") + 1)}


def _no_columns(sheet: Sheet[Any], columns: Mapping[str, None]) -> list[Problem]:
    """Find fields that are no columns of events.csv; nothing is known without the codebook."""
    if not columns:
        return []
    message = "field names a column of events.csv; there is none of this name."
    return [
        sheet.problem(line, "field", row.field, message, nearest(row.field, columns))
        for line, row in sheet.numbered()
        if row.field not in columns and not row.field.startswith(OWN_PREFIX)
    ]


def _no_sources(sheet: Sheet[Any], sources: Sheet[Any]) -> list[Problem]:
    """Find sources that the study does not know."""
    return [
        _no_source(sheet, line, row.source, sources)
        for line, row in sheet.numbered()
        if row.source and sources.lacks(row.source)
    ]


def _segment_problems(
    segments: Sheet[Segment], sources: Sheet[Any], codebook: Codebook | None
) -> list[Problem]:
    """Find sources and codes in segments.csv that the study does not know."""
    codes = codebook["category"].codes if codebook else {}
    found = _no_sources(segments, sources)
    for line, row in segments.numbered():
        for code in row.category:
            if codes and code not in codes:
                message = "there is no such code of the variable category."
                found.append(segments.problem(line, "category", code, message, nearest(code, codes)))
    return found


def _indicator_problems(
    indicators: Sheet[Indicator], actors: Sheet[Actor], sources: Sheet[Any]
) -> list[Problem]:
    """Find sources and actors in indicators.csv that the study does not know."""
    found = []
    for line, row in indicators.numbered():
        for actor in row.actors:
            if actors.lacks(actor):
                message = "there is no such actor in actors.csv."
                found.append(indicators.problem(line, "actors", actor, message, nearest(actor, actors.ids)))
        if row.source and sources.lacks(row.source):
            found.append(_no_source(indicators, line, row.source, sources))
    return found


def _no_source(sheet: Sheet[Any], line: int | None, source: str, sources: Sheet[Any]) -> Problem:
    """Say that a source is not in the register."""
    return sheet.problem(
        line, "source", source, "there is no such source in sources.csv.", nearest(source, sources.ids)
    )

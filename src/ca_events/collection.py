"""Collections of events: ask, count, iterate, save.

`Events` is a frame of coded events together with its study. Every question gives a new collection and leaves the old
one as it was; the questions so far can be read in `Events.selection`. On a lazy engine nothing runs until rows are
wanted.

A date that is only partly known makes two answers possible. ``how="possible"``, the default, keeps an event that could
lie in the window; ``how="definite"`` keeps it only if it certainly does. The choice is printed in the selection.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, overload

import narwhals.stable.v2 as nw
import pandas as pd

from ca_events import coded_steps, display, frames, query, steps, tables, writing
from ca_events.cells import parse_ids
from ca_events.completion import Completion
from ca_events.conditions import Condition
from ca_events.dates import as_event_date
from ca_events.dates.relations import How
from ca_events.dates.resolving import generator
from ca_events.engines import collect, distinct, texts
from ca_events.errors import CaEventsError, UnknownCode, problems_frame
from ca_events.event import Event
from ca_events.reading import Origin
from ca_events.steps import Asked, Step
from ca_events.study import Period, Study

EVENTS_FILE = "events.csv"


class Events:
    """A collection of coded events and their study.

    Parameters
    ----------
    data
        `Event` objects, or a frame with the canonical columns: of pandas or polars (read like a file, every cell
        checked), or lazy, of polars, DuckDB or PySpark (taken as it is; it must bring the columns computed from the
        date, as `to_parquet` writes them). What comes out is of the same kind. The rows behind a lazy frame must not
        change while the collection lives: their number and the dates with gaps among them are looked up once.
    study
        The study whose codebook and registers they are checked against. None means no study: codes are not checked,
        `where` is exact, and the selection says so.

    Raises
    ------
    InvalidData
        With all problems of the data; of a lazy frame those of its names and types.
    CaEventsError
        For a lazy frame without the computed columns (the message has the command that adds them), and where the
        connection of DuckDB is closed or the session of Spark was stopped.

    Examples
    --------
    >>> events = Events([Event(id="E1", date="2001-06-15", title="Founding", actors="CHN; KAZ"),
    ...                  Event(id="E2", date="2005", title="Loan", actors="CHN:lender; UZB:borrower")])
    >>> events.involving("UZB").between("2005-03", "2005-04")
    Events: 1 event, 2005
      E2  2005  Loan
    >>> len(events.between("2005-03", "2005-04", how="definite"))
    0
    """

    __slots__ = ("_chosen", "_descending", "_frame", "_known", "_length", "_origins", "_steps", "_study")

    def __init__(self, data: Any, study: Study | None = None) -> None:
        if study is not None and not isinstance(study, Study):
            raise TypeError(f"study is {study!r}; give a Study, as Study.read(folder) does, or None.")
        self._study = study
        self._frame: Any = frames.enter(list(data) if isinstance(data, Iterator) else data, study)
        self._known = frames.Known(self._frame)
        self._steps: tuple[Step, ...] = ()
        self._descending: bool | None = None
        self._chosen = False
        self._length: int | None = None
        self._origins: tuple[Origin, ...] = ()

    @classmethod
    def of_checked(cls, frame: Any, study: Study | None, *, origin: Origin | None = None) -> Events:
        """Wrap a canonical frame that has been checked already, such as one just read from a file.

        Parameters
        ----------
        frame
            The canonical frame.
        study
            Its study.
        origin
            The file it was read from, which a part of it must not overwrite. Where it holds only a part of a study,
            nothing can be said of what is not among these events.

        Returns
        -------
        Events
            All rows.
        """
        events = object.__new__(cls)
        events._study, events._frame, events._descending = study, frame, None
        events._known, events._chosen, events._length = frames.Known(frame), False, None
        events._origins = () if origin is None else (origin,)
        events._steps = (_everything("a part of a study"),) if origin is not None and origin.part else ()
        return events

    @property
    def study(self) -> Study | None:
        """The study of these events, or None."""
        return self._study

    def _copy(self, **changes: Any) -> Events:
        """Give a collection that differs in some parts; the parts are not checked again."""
        other = object.__new__(Events)
        if "_frame" in changes:
            changes["_known"] = frames.Known(changes["_frame"])
        for name in self.__slots__:
            setattr(other, name, changes.get(name, getattr(self, name)))
        other._length = None
        return other

    # Questions

    def between(self, start: Any, end: Any, *, how: How = "possible") -> Events:
        """Keep events that have a day in a window.

        Parameters
        ----------
        start, end
            EDTF text, `EventDate`, date, pandas Timestamp or Period; both inclusive, so that ``"2012"`` as the end
            means its last day. None leaves that side open.
        how
            ``"possible"``: could have a day in the window; ``"definite"``: certainly has one.

        Returns
        -------
        Events
            The events kept.

        Raises
        ------
        DateError
            For a text that is no date.
        CaEventsError
            If the window ends before it begins, or for another `how`.
        """
        begin, stop = steps.first_day(start), steps.last_day(end)
        words = f"between {'the first day' if start is None else as_event_date(start)} and "
        words += "the last day" if end is None else str(as_event_date(end))
        return self._with(steps.window_step(self._asked(), begin, stop, how=how, words=words))

    def during(self, period: str | Period, *, how: How = "possible") -> Events:
        """Keep events that have a day in a period of the study.

        Parameters
        ----------
        period
            A `Period`, or ``"set:id"``, such as ``"administration:hu"``.
        how
            As in `between`.

        Returns
        -------
        Events
            The events kept.

        Raises
        ------
        UnknownCode
            If the study has no such period.
        """
        if not isinstance(period, Period):
            period = self._studied("register of periods").period(period)
        return self._with(steps.period_step(self._asked(), period, how=how))

    def where(self, **codes: str | Iterable[str]) -> Events:
        """Keep events that have one of the codes, for every variable named.

        Parameters
        ----------
        **codes
            Variable -> code, or several codes. A code of a hierarchical variable stands for itself and all below it.
            The columns chain, series, place, currency, coder and the like are matched exactly.

        Returns
        -------
        Events
            The events kept.

        Raises
        ------
        UnknownCode
            For a variable or code that the codebook does not know.
        """
        selected = self
        for name, wanted in codes.items():
            selected = selected._with(coded_steps.code_step(self._asked(), name, wanted, keep=True))
        return selected

    def without(self, **codes: str | Iterable[str]) -> Events:
        """Drop events that have one of the codes; the opposite of `where` with one variable.

        Parameters
        ----------
        **codes
            As in `where`; with several variables an event is dropped if any of them matches.

        Returns
        -------
        Events
            The events kept.
        """
        selected = self
        for name, wanted in codes.items():
            selected = selected._with(coded_steps.code_step(self._asked(), name, wanted, keep=False))
        return selected

    def involving(
        self,
        *actors: str,
        match: str = "all",
        role: str | None = None,
        exact: bool = False,
    ) -> Events:
        """Keep events in which actors take part.

        Parameters
        ----------
        *actors
            Ids or names of the register. An actor stands for itself and all below it by parent (``CHN`` finds its
            banks, provinces and firms); a group also for its members.
        match
            ``"all"``: every one of them takes part; ``"any"``: at least one.
        role
            Only in this role, a code of the codebook's vocabulary ``role``.
        exact
            Take each actor for itself alone.

        Returns
        -------
        Events
            The events kept.

        Raises
        ------
        UnknownCode
            For an actor that the register, or a role that the codebook does not know.
        """
        step = coded_steps.actor_step(self._asked(), actors, match=match, role=role, exact=exact)
        return self._with(step)

    def filter(self, condition: Condition) -> Events:
        """Keep events for which a condition holds.

        Parameters
        ----------
        condition
            Made with `ca_events.col`, such as ``ca.col("amount") > 1e9``.

        Returns
        -------
        Events
            The events kept.

        Raises
        ------
        TypeError
            For anything else, such as a mask or a function, which lazy engines could not run.
        """
        return self._with(steps.condition_step(self._asked(), condition))

    def search(self, text: str, *, columns: str | Sequence[str] = steps.SEARCHED) -> Events:
        """Keep events whose title or note holds a text, upper and lower case alike.

        Parameters
        ----------
        text
            Looked for as it stands; no pattern.
        columns
            Text columns to look in.

        Returns
        -------
        Events
            The events kept.
        """
        return self._with(steps.text_step(self._asked(), text, columns))

    def sort(self, *, descending: bool = False) -> Events:
        """Order events by what is known of their days.

        The order is total and the same on every engine: first possible day (open and unknown starts first), last
        possible day, text of the date, id. It claims nothing about what came before what.

        Parameters
        ----------
        descending
            Latest first.

        Returns
        -------
        Events
            The same events, ordered.
        """
        return self._copy(_descending=descending)

    def resolve(self, how: str, *, rng: Any = None) -> Events:
        """Put every event on one day that is chosen, for those who must have one; collects a lazy collection.

        The days are made up, so the result is for statistics: it says in its selection how they were chosen, and it
        cannot be written as a study or a file of events. An end that is open or not known stays so.

        Parameters
        ----------
        how
            ``"earliest"``, ``"latest"``, ``"midpoint"`` or ``"random"``; see `ca_events.dates.resolve`.
        rng
            For ``"random"``: a seed or a ``numpy.random.Generator``.

        Returns
        -------
        Events
            The same events on pandas.

        Raises
        ------
        ValueError
            For another `how`, a random draw without `rng`, or `rng` without a random draw.

        Examples
        --------
        >>> events = Events([Event(id="E1", date="2005", title="A loan")])
        >>> events.resolve("midpoint")["E1"].date
        EventDate.parse('2005-07-02')
        """
        chance = generator(how, rng)
        return self._resolved(Completion(self.to_pandas()).frame(how, chance), how)

    def completions(self, draws: int, *, rng: Any) -> Iterator[Events]:
        """Give random completions of the dates, one after the other; see `ca_events.tables.sensitivity`.

        Parameters
        ----------
        draws
            How many.
        rng
            A seed or a ``numpy.random.Generator``.

        Yields
        ------
        Events
            The same events, every date that has two limits put on one of its days.
        """
        if draws < 1:
            raise CaEventsError(f"draws is {draws!r}; at least one completion is drawn.")
        chance = generator("random", rng)
        completion = Completion(self.to_pandas())
        for _ in range(draws):
            yield self._resolved(completion.frame("random", chance), "random")

    def _resolved(self, frame: pd.DataFrame, how: str) -> Events:
        """Wrap a frame of chosen days."""
        words = (self._words() or "all events") + _chosen_words(how)
        steps = (_everything(words),)
        return self._copy(_frame=frame, _steps=steps, _descending=None, _chosen=True)

    def with_study(self, study: Study | None) -> Events:
        """Give the same events under another study, checked against it.

        Variables that only the other study has are left uncoded. The selection so far becomes one step. On a lazy
        engine nothing is checked and nothing runs.

        Parameters
        ----------
        study
            The other study, or None.

        Returns
        -------
        Events
            With the same rows.

        Raises
        ------
        InvalidData
            With all that the other study does not allow.
        """
        rows = frames.moved(self._lazy(), self._study, study)
        frame = frames.enter((rows if self.is_lazy else collect(rows)).to_native(), study)
        past = (_everything(self._words()),) if self._steps else ()
        return self._copy(_frame=frame, _study=study, _steps=past, _descending=None)

    def with_codes(self, cells: Mapping[tuple[str, str], str]) -> Events:
        """Give the same events with other codes in some cells, checked; collects a lazy collection.

        Parameters
        ----------
        cells
            (id of an event, name of a variable) -> codes, separated by ``"; "``.

        Returns
        -------
        Events
            On pandas. The selection so far becomes one step, and the file they came from is still spared by a part.

        Raises
        ------
        InvalidData
            With all codes that the study does not allow.
        UnknownCode
            For an id or a variable that is not there.
        """
        frame = self.to_pandas()
        places = {identifier: place for place, identifier in enumerate(frame["id"])}
        for (identifier, name), codes in cells.items():
            if identifier not in places or name not in frame.columns:
                raise UnknownCode(f"there is no cell {name!r} of an event {identifier!r} in this selection.")
            column = frame[name].astype(object)
            column.iloc[places[identifier]] = codes
            frame[name] = column
        past = (_everything(self._words()),) if self._steps else ()
        return self._copy(_frame=frames.enter(frame, self._study), _steps=past, _descending=None)

    def _with(self, step: Step) -> Events:
        """Add a filter."""
        return self._copy(_steps=(*self._steps, step))

    # What was asked

    @property
    def selection(self) -> str:
        """The filters so far, in words."""
        words = self._words() or "all events"
        return words if self.study is not None else f"{words} [no study: codes unchecked]"

    @property
    def is_whole(self) -> bool:
        """Whether these are all events of their file or frame: nothing was asked, and it is no part of a study."""
        return not self._steps

    def _words(self) -> str:
        """Join the words of the filters."""
        return "; ".join(step.words for step in self._steps)

    def funnel(self) -> pd.DataFrame:
        """Count the events left after each filter, in one query.

        Returns
        -------
        pandas.DataFrame
            Columns ``step`` (in words) and ``events``.
        """
        kept = [nw.len().cast(nw.Int64).alias("0")]
        for number in range(1, len(self._steps) + 1):
            tests = [step.exact(self._known.gaps) for step in self._steps[:number]]
            passed = nw.all_horizontal(*tests, ignore_nulls=False).cast(nw.Int64)
            kept.append(passed.sum().alias(str(number)))
        row = collect(self._known.plan().select(*kept))
        numbers = [int(row[name].to_list()[0] or 0) for name in row.columns]
        return pd.DataFrame(
            {"step": ["all events", *(step.words for step in self._steps)], "events": numbers}
        )

    # Rows

    def _lazy(self) -> nw.LazyFrame[Any]:
        """Give the selected rows as a plan."""
        frame = self._filtered() if self._steps else self._known.plan()
        return frame if self._descending is None else query.sorted_by_date(frame, descending=self._descending)

    def _filtered(self) -> nw.LazyFrame[Any]:
        """Apply the filters."""
        if isinstance(self._frame, pd.DataFrame):
            frame = nw.from_native(self._frame)
            masks = [step.mask(frame, self._known.gaps) for step in self._steps]
            kept: nw.DataFrame[Any] = frame.filter(functools.reduce(operator.and_, masks))
            return kept.lazy()
        tests = [step.exact(self._known.gaps) for step in self._steps]
        return self._known.plan().filter(*tests)

    def _asked(self) -> Asked:
        """Give what a question must know of the frame."""
        return Asked(self.study, self._known.schema, self._known.cells, self._known.three_valued)

    @property
    def is_lazy(self) -> bool:
        """Whether the rows are a plan that has not run."""
        return self._known.is_lazy

    def __len__(self) -> int:
        """Count the events, one query; the number is kept."""
        if self._length is None:
            self._length = self._counted()
        return self._length

    def _counted(self) -> int:
        """Count the events."""
        if self.is_lazy or not self._steps:
            return int(collect(self._lazy().select(nw.len())).item())
        # Rows at hand need not be copied to be counted; of a plan, the filter itself can be pushed down.
        return int(self.funnel()["events"].iloc[-1])

    def __iter__(self) -> Iterator[Event]:
        """Iterate over the events, one query; about 20 microseconds an event."""
        # The rows are fetched before the first is asked for: list() wants to know their number.
        rows = frames.stored_rows(self._lazy(), self.study)
        self._length = len(rows)
        return frames.records(rows)

    @overload
    def __getitem__(self, key: str | int) -> Event: ...

    @overload
    def __getitem__(self, key: slice) -> Events: ...

    def __getitem__(self, key: str | int | slice) -> Event | Events:
        """Give the event with an id (one query), or at a position, or the events of a slice.

        Positions need rows in an order, so they are refused on lazy engines.
        """
        if isinstance(key, str):
            rows = frames.stored_rows(self._lazy().filter(nw.col("id") == key), self.study)
            found = list(frames.records(rows))
            if not found:
                raise UnknownCode(f"there is no event {key!r} in this selection.{self._column_hint(key)}")
            return found[0]
        if self.is_lazy:
            raise TypeError(
                "a lazy collection has no positions; ask for an id, or collect it with to_pandas()."
            )
        ids = collect(self._lazy().select("id"))["id"].to_list()
        if isinstance(key, slice):
            begin, stop, stride = key.indices(len(ids))
            if stride < 0:
                raise CaEventsError("a slice goes forward; sort(descending=True) turns the order round.")
            taken = ids[key]
            forward = stride == 1 and taken
            words = (
                f"events {begin + 1} to {stop}" if forward else f"{len(taken)} events picked by their places"
            )
            return self._with(Step(words, nw.col("id").is_in(taken), frozenset({"id"})))
        position = operator.index(key)
        if not -len(ids) <= position < len(ids):
            raise IndexError(f"position {position} is outside the {len(ids)} events.")
        identifier: str = ids[position]
        return self[identifier]

    def __add__(self, other: Events) -> Events:
        """Join two selections of one study into a pandas collection: an event in both stands once.

        Raises
        ------
        CaEventsError
            If an id stands for different events in the two, or the studies differ.
        """
        if not isinstance(other, Events):
            return NotImplemented
        if self.study != other.study:
            raise CaEventsError(
                "the two collections have different studies; bring one over with with_study first."
            )
        both = frames.joined(self.to_pandas(), other.to_pandas(), self.study)
        words = f"({self._words() or 'all events'}) and also ({other._words() or 'all events'})"
        chosen = self._chosen or other._chosen
        origins = tuple(dict.fromkeys((*self._origins, *other._origins)))
        steps = (_everything(words),)
        return self._copy(_frame=both, _steps=steps, _descending=None, _origins=origins, _chosen=chosen)

    def _column_hint(self, key: str) -> str:
        """Say how a column is had, where a column was meant."""
        return f" For a column: events.to_pandas()[{key!r}]." if key in self._asked().schema else ""

    def __repr__(self) -> str:
        """Show the number of events, their days and a few titles; of a lazy collection the selection only."""
        return self._shown(display.as_text)

    def _repr_html_(self) -> str:
        """Show the same as a table for notebooks; every text is escaped."""
        return self._shown(display.as_html)

    def _shown(self, show: Callable[[nw.DataFrame[Any] | None, str], str]) -> str:
        """Show the rows, or for a lazy collection nothing but the selection."""
        return show(None if self.is_lazy else collect(self._lazy()), self.selection)

    # Tables

    def counts(
        self,
        by: str | Sequence[str] | None = "category",
        bins: str | None = "year",
        *,
        depth: int = 1,
        count: str = "began",
        resolve: str | None = None,
        rng: Any = None,
    ) -> pd.DataFrame:
        """Count events with bounds; see `ca_events.tables.counts`. Two queries.

        Parameters
        ----------
        by
            A variable, ``"actor"``, ``"dyad"`` (pairs of listed actors), ``"role"``, a list of these, or None.
        bins
            ``"year"``, ``"quarter"``, ``"month"``, ``"decade"``, the name of a set of periods, or None.
        depth
            How deep to look into hierarchical variables.
        count
            ``"began"``, ``"ended"`` or ``"active"``.
        resolve, rng
            None counts honestly; ``"earliest"``, ``"latest"``, ``"midpoint"`` and ``"random"`` (with a seed `rng`) put
            every event on one day that was chosen, for those who must have one.

        Returns
        -------
        pandas.DataFrame
            ``bin``, one column for each of `by`, ``definite``, ``expected``, ``possible``.
        """
        table = tables.counts(
            self.to_frame(),
            study=self.study,
            by=by,
            bins=bins,
            depth=depth,
            count=count,
            resolve=resolve,
            rng=rng,
            scope=steps.scope_of(self._steps, by),
            gaps=self._known.gaps(),
        )
        return self._labelled(table, "" if resolve is None else _chosen_words(resolve))

    def totals(
        self,
        by: str | Sequence[str] | None = "category",
        bins: str | None = "year",
        *,
        depth: int = 1,
    ) -> pd.DataFrame:
        """Add up amounts with bounds; see `ca_events.tables.totals`. Two queries.

        Parameters
        ----------
        by, bins, depth
            As in `counts`.

        Returns
        -------
        pandas.DataFrame
            ``bin``, `by`, ``currency``, ``amount_basis``, ``definite``, ``expected``, ``possible``, ``n``,
            ``n_unknown``. Currencies and bases are never added together.
        """
        table = tables.totals(
            self.to_frame(), study=self.study, by=by, bins=bins, depth=depth, gaps=self._known.gaps()
        )
        return self._labelled(table)

    def _labelled(self, table: pd.DataFrame, more: str = "") -> pd.DataFrame:
        """Let a table carry the words of its selection."""
        table.attrs["selection"] = self.selection + more
        return table

    def participants(self) -> pd.DataFrame:
        """Give who took part: one row an event, actor and role. One query, and a row an event comes home.

        Returns
        -------
        pandas.DataFrame
            Columns ``id``, ``actor``, ``role``.
        """
        return self._labelled(tables.participants(self.to_frame()))

    def cooccurrence(self, by: str = "actor", *, depth: int = 1) -> pd.DataFrame:
        """Count the events in which two actors, or two codes of a many-valued variable, stand together. One query.

        Parameters
        ----------
        by
            ``"actor"`` or a variable.
        depth
            How deep to look into a hierarchical variable.

        Returns
        -------
        pandas.DataFrame
            Columns ``first``, ``second``, ``events``.
        """
        return self._labelled(tables.cooccurrence(self.to_frame(), by=by, study=self.study, depth=depth))

    def problems(self) -> pd.DataFrame:
        """Check these events against the study; that links lead to an event is asked of a whole study only.

        On a lazy engine all rows come home, and the computed columns are compared with their dates besides.

        Returns
        -------
        pandas.DataFrame
            One row a problem; empty when all is well. Columns as in `InvalidData.to_frame`.
        """
        whole = not self._steps
        return problems_frame(frames.problems_of(self.to_frame(), self.study, whole=whole))

    @property
    def sources(self) -> pd.DataFrame:
        """The sources that these events rest on: rows of the study's register, as a table. One query."""
        register = self._studied("register of sources").sources.to_frame()
        cells = texts(collect(distinct(self._lazy(), "sources"))["sources"])
        used = {source for cell in cells for source in parse_ids(cell)}
        return register[register["id"].isin(used)].reset_index(drop=True)

    def cite(self) -> str:
        """Say how to cite these events: study, version, licence, selection.

        Returns
        -------
        str
            One paragraph.
        """
        study = self._studied("citation")
        return f"{display.citation(study)} Selection: {self.selection} (n = {len(self):,})."

    def _studied(self, what: str) -> Study:
        """Give the study; without one there is none of what is asked for."""
        if self.study is None:
            raise CaEventsError(f"the events have no study, so there is no {what}; see Events.with_study.")
        return self.study

    # Out of the door

    def to_frame(self) -> Any:
        """Give the selected rows as a frame of the engine they came in on; a lazy one has not run, go on with it.

        Returns
        -------
        frame
            With the canonical columns; a pandas frame is a copy.
        """
        rows = self._lazy()
        if self.is_lazy:
            return rows.to_native()
        frame = collect(rows).to_native()
        if not isinstance(frame, pd.DataFrame):
            return frame
        own = frame.copy() if frame is self._frame else frame
        own.index = pd.RangeIndex(len(own))
        return own

    def to_pandas(self) -> pd.DataFrame:
        """Give the selected rows as a pandas frame with the canonical columns. One query, and all rows come home.

        Returns
        -------
        pandas.DataFrame
            A copy; vocabulary columns are categories, bounds ``datetime64[s]``.
        """
        frame = self.to_frame()
        return frame if isinstance(frame, pd.DataFrame) else frames.to_pandas(frame, self.study)

    def to_csv(self, path: str | Path) -> Path:
        """Write the stored columns as CSV, so that reading the file gives the same events.

        Parameters
        ----------
        path
            The file. The one that these events were read from is never overwritten by a part of them.

        Returns
        -------
        pathlib.Path
            The file written.

        Raises
        ------
        CaEventsError
            If events of that file would be lost, or it is a folder.
        """
        place = Path(path)
        self._spare_origin(place)
        return writing.write_csv(self.to_pandas(), place, self.study)

    def to_parquet(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write all canonical columns, the computed ones too, as Parquet, so that every engine can scan the file.

        Lazy collections of polars and DuckDB are written piece by piece, whatever their size; pandas and PySpark bring
        the rows home first and need pyarrow (extra ``parquet``). A cluster writes its own with
        ``events.to_frame().write.parquet(...)``.

        Parameters
        ----------
        path
            The file.
        overwrite
            Whether a file of that name may be replaced. Nothing tells which file a lazy collection scans, so that one
            could lose its events to a selection of them.

        Returns
        -------
        pathlib.Path
            The file written, for ``ca.Events(pl.scan_parquet(path), study)``, and so with ``duckdb.read_parquet`` and
            ``spark.read.parquet``.

        Raises
        ------
        CaEventsError
            If there is such a file and it may not be replaced, or events that were read from it would be lost.
        InvalidData
            If it is a folder.
        MissingExtra
            Without pyarrow, on pandas and PySpark.
        """
        place = Path(path)
        self._spare_origin(place)
        if place.is_file() and not overwrite:
            raise CaEventsError(
                f"{place} is there already, and may be the file that these events are read from; name another one, or "
                "replace it with overwrite=True."
            )
        return writing.write_parquet(self.to_frame(), place)

    def save(self, folder: str | Path) -> Path:
        """Write a study folder: these events, and the study's files (unchanged ones byte for byte).

        Of the evidence only the rows about these events are written, and the coverage only of a whole study: a part
        cannot say what was not found. Events that were added to a whole study make it no part. Links to events that are
        not among them stay as they are; such a folder is loaded with ``load(folder, part=True)``.

        Parameters
        ----------
        folder
            Created when missing.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        CaEventsError
            Without a study, or if events would be lost from the folder that these were read from.
        """
        study, place = self._studied("study folder"), Path(folder)
        self._spare_origin(place / EVENTS_FILE)
        frame = self.to_pandas()
        writing.study_of(frame, study, part=self._is_part()).save(place)
        writing.write_csv(frame, place / EVENTS_FILE, study)
        return place

    def _ids(self) -> set[str]:
        """Collect the ids of the selection, one query."""
        return set(collect(self._lazy().select("id"))["id"].to_list())

    def _is_part(self) -> bool:
        """Say whether events of the study were left out; a whole study with more events is none the less whole."""
        if not self._steps:
            return False
        mine = self._ids()
        wholes = [origin.ids() for origin in self._origins if not origin.part]
        return not any(ids and ids <= mine for ids in wholes)

    def _spare_origin(self, file: Path) -> None:
        """Refuse to write a part over the whole it was read from, and days that no source states."""
        if self._chosen:
            raise CaEventsError(
                "the days of these events were chosen, not stated by a source, and are not written as data; "
                "to_pandas() gives them as a table."
            )
        here = [origin for origin in self._origins if origin.path == file.resolve()]
        lost = set().union(*(origin.ids() for origin in here)) - self._ids() if here else set()
        if lost:
            raise CaEventsError(
                f"writing to {file} would delete {len(lost):,} of the events that these were read with "
                f"({self.selection}); name another place."
            )


def _chosen_words(how: str) -> str:
    """Say how days were chosen."""
    return f"; every event on {'a random' if how == 'random' else f'its {how}'} day of those it can be"


def _everything(words: str) -> Step:
    """Make a step that keeps every row and claims nothing of those that are not there."""
    return Step(words, ~nw.col("id").is_null(), frozenset())

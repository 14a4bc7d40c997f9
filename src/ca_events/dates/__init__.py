"""Dates that are known in part, and what can be said about them.

Sources date an event to a day, a month, "spring 2003", "the nineties" or "between 2005 and 2012". A library
that forces each of these into a day invents knowledge; one that keeps only the year throws it away. Here a
date is written in the Extended Date/Time Format (EDTF, ISO 8601-2:2019), kept as it is written, and turned
into bounds: the first and the last day on which the event can have begun, and the first and the last on which
it can have ended.

>>> forms = "2001-06-15 2001-06 2001 2001-XX 2001-06~ 2001-21 2001-24 2001-33 2001-38~ 2001-41 199X 19XX"
>>> forms += " 2001-XX-31 2005/2012 2013/.. 2013/ ../2005 /2005 2005-06-XX/2005-07-03 [2005..2012] [2010,2012]"
>>> forms += " [..1999] [2005..] {2005,2007} XXXX"
>>> layout = "{:21}  {:6}  {:10}  {:12}  {:12}  {:10}  {:11}  {:9}  {}"
>>> names = ("edtf", "kind", "earliest", "latest_start", "earliest_end", "latest", "start_state", "end_state", "gaps")
>>> def table():
...     print(layout.format(*names))
...     for date in map(EventDate.parse, forms.split()):
...         print(layout.format(*[str(getattr(date, name) or "-") for name in names]))
>>> table()
edtf                   kind    earliest    latest_start  earliest_end  latest      start_state  end_state  gaps
2001-06-15             date    2001-06-15  2001-06-15    2001-06-15    2001-06-15  known        known      -
2001-06                date    2001-06-01  2001-06-30    2001-06-01    2001-06-30  known        known      -
2001                   date    2001-01-01  2001-12-31    2001-01-01    2001-12-31  known        known      -
2001-XX                date    2001-01-01  2001-12-31    2001-01-01    2001-12-31  known        known      -
2001-06~               date    2001-06-01  2001-06-30    2001-06-01    2001-06-30  known        known      -
2001-21                date    2001-03-01  2001-05-31    2001-03-01    2001-05-31  known        known      -
2001-24                date    2001-12-01  2002-02-28    2001-12-01    2002-02-28  known        known      -
2001-33                date    2001-01-01  2001-03-31    2001-01-01    2001-03-31  known        known      -
2001-38~               date    2001-05-01  2001-08-31    2001-05-01    2001-08-31  known        known      -
2001-41                date    2001-07-01  2001-12-31    2001-07-01    2001-12-31  known        known      -
199X                   date    1990-01-01  1999-12-31    1990-01-01    1999-12-31  known        known      -
19XX                   date    1900-01-01  1999-12-31    1900-01-01    1999-12-31  known        known      -
2001-XX-31             date    2001-01-31  2001-12-31    2001-01-31    2001-12-31  known        known      True
2005/2012              span    2005-01-01  2005-12-31    2012-01-01    2012-12-31  known        known      -
2013/..                span    2013-01-01  2013-12-31    -             -           known        open       -
2013/                  span    2013-01-01  2013-12-31    2013-01-01    -           known        unknown    -
../2005                span    -           -             2005-01-01    2005-12-31  open         known      -
/2005                  span    -           2005-12-31    2005-01-01    2005-12-31  unknown      known      -
2005-06-XX/2005-07-03  span    2005-06-01  2005-06-30    2005-07-03    2005-07-03  known        known      -
[2005..2012]           window  2005-01-01  2012-12-31    2005-01-01    2012-12-31  known        known      -
[2010,2012]            window  2010-01-01  2012-12-31    2010-01-01    2012-12-31  known        known      True
[..1999]               window  -           1999-12-31    -             1999-12-31  unknown      known      -
[2005..]               window  2005-01-01  -             2005-01-01    -           known        unknown    -
{2005,2007}            set     2005-01-01  2005-12-31    2007-01-01    2007-12-31  known        known      True
XXXX                   date    -           -             -             -           unknown      unknown    -

A *span* went on; a *date* or *window* is one event on one unknown day, and one with *gaps* cannot lie on every day
between its bounds. A *set* is several dates. Both ends of a span count as its days.
`EventDate.interpret` reads dates as people type them. `EventDate.before` and its kin answer with a `Truth`, which
may be MAYBE. `columns` does the work for a whole column, and `resolve` chooses one day where a method must have one.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ca_events.dates.arrays import CATEGORIES, DATE_COLUMNS, DAY_COLUMNS, FLAG_COLUMNS, bounds, columns
from ca_events.dates.parts import PRECISIONS
from ca_events.dates.refusals import refusal
from ca_events.dates.relations import Truth
from ca_events.dates.value import EventDate, as_event_date

if TYPE_CHECKING:
    from ca_events.dates.resolving import resolve as resolve

__all__ = [
    "CATEGORIES",
    "DATE_COLUMNS",
    "DAY_COLUMNS",
    "FLAG_COLUMNS",
    "PRECISIONS",
    "EventDate",
    "Truth",
    "as_event_date",
    "bounds",
    "columns",
    "refusal",
    "resolve",
]

if not TYPE_CHECKING:  # Hidden from the type checker, which would otherwise accept every misspelt name.

    def __getattr__(name: str) -> object:
        """Load what few programs need, choosing days, when it is first used."""
        if name != "resolve":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = import_module(f"{__name__}.resolving").resolve
        return globals()[name]

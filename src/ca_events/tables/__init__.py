"""Tables: events counted and amounts added up, with what is not known.

A historian rarely knows the day of everything. A table that puts "some time between 2001 and 2003" into 2001 invents
knowledge, and one that leaves it out loses it. Every table here therefore gives three numbers: what *definitely* is in
a bin, what *possibly* is in it, and what is to be *expected* if every possible day is equally likely. What cannot be
placed at all has rows of its own. A zero stands only where the study says that it looked.

Events are grouped on the engine that holds them (pandas, polars, DuckDB, PySpark); only the groups come back, and
every table is a small pandas frame that can be printed.

>>> from ca_events.dates import columns
>>> frame = columns(["2001-06-15", "[2001..2003]", "2002/.."])
>>> frame["date"] = ["2001-06-15", "[2001..2003]", "2002/.."]
>>> print(counts(frame, by=None).to_string(index=False))
 bin  definite  expected  possible
2001         1  1.333333         2
2002         1  1.333333         2
2003         0  0.333333         1
"""

from ca_events.tables.actors import cooccurrence, participants
from ca_events.tables.counting import counts
from ca_events.tables.sensitivity import sensitivity
from ca_events.tables.totals import totals
from ca_events.tables.words import NO_VALUE, OWN_ROWS, Scope, TableError

__all__ = [
    "NO_VALUE",
    "OWN_ROWS",
    "Scope",
    "TableError",
    "cooccurrence",
    "counts",
    "participants",
    "sensitivity",
    "totals",
]

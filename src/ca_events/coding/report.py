"""A report on agreement that can go into the appendix of a paper.

One row a variable: who coded how much, percent agreement, Krippendorff's alpha with its interval, Gwet's AC1, how often
resamples reach the customary thresholds, and a verdict that mentions the interval. Behind it agreement code by code,
which codes are taken for which, and one paragraph for the methods section. Agreement is measured on what coders wrote
before anybody talked about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pandas as pd

from ca_events.coding import report_page
from ca_events.coding.agreement import gwet_ac, percent_agreement
from ca_events.coding.answers import CANNOT_TELL, NOT_CODED
from ca_events.coding.breakdown import by_category
from ca_events.coding.choices import CodingError
from ca_events.coding.confusion import confusion
from ca_events.coding.distances import DISTANCES, Distance
from ca_events.coding.estimate import Estimate
from ca_events.coding.intervals import Wanted
from ca_events.coding.judgements import Judgements, require_judgements
from ca_events.coding.measuring import alpha_of, comparable, is_ordinal, unranked_of, usual_distance
from ca_events.coding.report_words import general_notes, methods_paragraph, notes_about
from ca_events.coding.sampling import Sample
from ca_events.coding.verdicts import THRESHOLDS, decimals, verdict
from ca_events.errors import allowed
from ca_events.study import Variable


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Report:
    """Agreement on every variable.

    Attributes
    ----------
    table : pandas.DataFrame
        A row a variable: ``variable``, ``distance``, ``units`` (to be coded), ``pairable`` (coded by two or more),
        ``coders``, ``missing`` and ``cannot_tell`` (shares of units x coders), ``percent``, ``alpha``, ``low``,
        ``high``, ``ac1``, ``P(alpha >= .667)``, ``P(alpha >= .800)`` (shares of resamples), ``verdict``.
    categories : dict of str to pandas.DataFrame
        For each variable the table of `ca_events.coding.by_category`, with prevalence.
    confusions : dict of str to pandas.DataFrame
        For each variable of one code a unit the table of `ca_events.coding.confusion`.
    estimates : dict of str to Estimate
        The alphas.
    notes : tuple of str
        What must be known besides.
    title : str
        What was measured.
    paragraph : str
        For the methods section of a paper.
    """

    table: pd.DataFrame
    categories: Mapping[str, pd.DataFrame]
    confusions: Mapping[str, pd.DataFrame]
    estimates: Mapping[str, Estimate]
    notes: tuple[str, ...]
    title: str
    paragraph: str

    def to_markdown(self, *, level: int = 1, codes: bool = True) -> str:
        """Write the report as Markdown.

        Parameters
        ----------
        level
            The level of its heading, where it is a part of another page.
        codes
            Whether the tables of each variable's codes are in it.

        Returns
        -------
        str
            Heading, paragraph, table and notes, then a table of the codes of each variable.
        """
        return report_page.markdown(self, level=level, codes=codes)

    def to_latex(self) -> str:
        r"""Write the table as LaTeX, with its notes below.

        Returns
        -------
        str
            A ``tabular`` with the rules of the package booktabs.
        """
        return report_page.latex(self)

    def _repr_html_(self) -> str:
        """Show paragraph, table and notes in a notebook."""
        return report_page.html_page(self)

    def __repr__(self) -> str:
        """Show title, table and notes as text."""
        return report_page.plain(self)


def report(
    judgements: Judgements,
    *,
    distances: Mapping[str, Distance] | None = None,
    independent: bool = True,
    round: int | None = None,
    cannot_tell: str = "missing",
    thresholds: tuple[float, float] = THRESHOLDS,
    sample: Sample | None = None,
    draws: int = 1000,
    rng: int = 0,
) -> Report:
    """Measure agreement on every variable and say what it allows.

    Parameters
    ----------
    judgements
        As coders made them, before any adjudication.
    distances
        Variable -> distance, where another than the usual is wanted (``{"rank": "ordinal"}``). Usual is ``"nominal"``,
        and ``"masi"`` where a unit may have several codes. Ranks are in the order of the codebook.
    independent
        Whether coders worked independently of one another. Two passes of one automated coder do not: the report then
        speaks of a consistency check, which is no intercoder reliability.
    round
        Which round; the first if left out.
    cannot_tell
        As in `Judgements.table`.
    thresholds
        For tentative conclusions, and for reliance.
    sample
        The sample that was coded, for the paragraph.
    draws, rng
        Resamples of each interval, and their seed.

    Returns
    -------
    Report
        For display, as Markdown and as LaTeX.

    Raises
    ------
    CodingError
        For fewer than two coders, an unknown variable in `distances`, or thresholds out of order.

    Examples
    --------
    >>> import pandas as pd
    >>> import ca_events as ca
    >>> anna, ben = ["mou", "signed", "signed"], ["mou", "signed", "mou"]
    >>> wide = pd.DataFrame({"unit": ["E0001", "E0002", "E0003"], "anna": anna, "ben": ben})
    >>> rows = wide.melt("unit", var_name="coder").assign(variable="stage")
    >>> judgements = ca.coding.Judgements.of(rows, ca.load())
    >>> print(report(judgements).table[["variable", "pairable", "percent"]].round(2).to_string(index=False))
    variable  pairable  percent
       stage         3     0.67
    """
    require_judgements(judgements)
    chosen, notes = _one_round(judgements, round)
    if len(chosen.coders) < 2:
        raise CodingError(
            f"agreement needs two coders, and there is {len(chosen.coders)}: {', '.join(chosen.coders) or 'none'}."
        )
    if not _are_thresholds(thresholds):
        raise CodingError(f"thresholds are {thresholds!r}; give the lower first, both at most 1.")
    if not isinstance(distances, Mapping | None):
        raise CodingError(
            f"distances is {distances!r}; give variable and distance, such as {{'rank': 'ordinal'}}."
        )
    for name, distance in (distances or {}).items():
        if name not in chosen.variables:
            raise CodingError(
                f"distances names {name!r}, which nobody coded. {allowed(name, chosen.variables)}"
            )
        if isinstance(distance, str) and distance not in DISTANCES:
            raise CodingError(f"there is no distance {distance!r}. {allowed(distance, DISTANCES)}")
    wanted = Wanted(draws=draws, rng=rng)
    rows, categories, confusions, estimates = [], {}, {}, {}
    for name in chosen.variables:
        variable = chosen.codebook[name]
        own = (distances or {}).get(name)
        table = chosen.table(name, cannot_tell=cannot_tell)
        alpha = alpha_of(table, variable, own, draws=draws, rng=rng)
        estimates[name] = alpha
        categories[name] = by_category(chosen, name, cannot_tell=cannot_tell, draws=draws, rng=rng)
        if variable.values == "one":
            confusions[name] = confusion(chosen, name, cannot_tell=cannot_tell)
        rows.append(_row(chosen, variable, alpha, own, cannot_tell, thresholds, independent))
        notes += notes_about(name, alpha, categories[name])
        unranked = unranked_of(table) if is_ordinal(own) else 0
        if unranked:
            notes.append(
                f"{name}: {unranked} judgements are no code and have no rank; percent, alpha and AC1 leave them out."
            )
    table = pd.DataFrame(rows)
    table.attrs["interval"] = wanted.words
    notes += general_notes(chosen, table, sample, independent=independent)
    title = "Intercoder agreement" if independent else "Consistency check (no intercoder reliability)"
    return Report(
        table=table, categories=categories, confusions=confusions, estimates=estimates, notes=tuple(notes),
        title=title, paragraph=methods_paragraph(chosen, table, wanted, sample, thresholds, independent=independent),
    )  # fmt: skip


def _are_thresholds(thresholds: Any) -> bool:
    """Say whether these are two numbers in order."""
    numbers = isinstance(thresholds, tuple | list) and all(isinstance(one, int | float) for one in thresholds)
    return numbers and len(thresholds) == 2 and -1 <= thresholds[0] <= thresholds[1] <= 1


def _one_round(judgements: Judgements, round: int | None) -> tuple[Judgements, list[str]]:
    """Choose the judgements of one round."""
    rounds = judgements.rounds
    if round is None and len(rounds) > 1:
        others = ", ".join(map(str, rounds[1:]))
        said = f"Round {rounds[0]} was measured; there are judgements of round {others} too (see by_round)."
        return judgements.only(round=rounds[0]), [said]
    return (judgements if round is None else judgements.only(round=round)), []


def _row(
    judgements: Judgements,
    variable: Variable,
    alpha: Estimate,
    own: Distance | None,
    cannot_tell: str,
    thresholds: tuple[float, float],
    independent: bool,
) -> dict[str, Any]:
    """Make the row of a variable."""
    table = comparable(judgements.table(variable.id, cannot_tell=cannot_tell), own)
    answers = judgements.frame.loc[judgements.frame["variable"] == variable.id, "value"]
    units, coders = table.shape
    cells = max(units * coders, 1)
    given = int((answers != NOT_CODED).sum())
    ac1 = float("nan") if variable.values == "many" else float(gwet_ac(table, interval=None))
    distance = usual_distance(variable) if own is None else own
    low, high = thresholds
    return {
        "variable": variable.id,
        "distance": distance if isinstance(distance, str) else "own",
        "units": units,
        "pairable": alpha.n_pairable,
        "coders": coders,
        "missing": 1 - given / cells,
        "cannot_tell": int((answers == CANNOT_TELL).sum()) / cells,
        "percent": float(percent_agreement(table, interval=None)),
        "alpha": alpha.value,
        "low": alpha.low,
        "high": alpha.high,
        "ac1": ac1,
        f"P(alpha >= {decimals(low)})": alpha.probability(low),
        f"P(alpha >= {decimals(high)})": alpha.probability(high),
        "verdict": verdict(alpha, thresholds=thresholds, independent=independent),
    }

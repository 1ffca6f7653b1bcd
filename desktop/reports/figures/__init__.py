"""The figures of the station, each defined once; Today, charts, reports, forms and packages read them here.

    values(session, month_of(day), ["knocks_due", "visit_rate"])          # code -> Value
    broken_down(session, year_of(day), ["visit_rate"], By.MONTH)          # a Line for each month

A `Value` may be missing: no data is not 0. Definitions: rounds, ladders, incidents, hotline, people, hours.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.figures import hotline, hours, incidents, ladders, people, rounds
from desktop.reports.figures.facts import NONE, Facts, Gathered
from desktop.reports.figures.model import (
    ALL,
    BY_WORDS,
    NAMING,
    TIMES,
    UNIT_WORDS,
    By,
    Figure,
    Part,
    Period,
    Unit,
    Value,
    month_of,
    quarter_of,
    shown,
    year_before,
    year_of,
)
from desktop.session import Session

__all__ = [
    "ALL", "BY_WORDS", "FIGURES", "UNIT_WORDS", "By", "Figure", "Line", "Part", "Period", "Unit", "Value", "broken_down", "definitions", "figure",
    "month_of",
    "quarter_of", "shown", "values", "year_before", "year_of",
]  # fmt: skip

FIGURES: tuple[Figure, ...] = (
    *rounds.FIGURES, *ladders.FIGURES, *incidents.FIGURES, *hotline.FIGURES, *hours.FIGURES, *people.FIGURES,
)  # fmt: skip
_BY_CODE = {one.code: one for one in FIGURES}


def figure(code: str) -> Figure:
    """The figure of this code. Raises BadRequest when there is none."""
    if code not in _BY_CODE:
        raise BadRequest(_("There is no figure “{code}”.").format(code=code))
    return _BY_CODE[code]


@dataclass(frozen=True)
class Line:
    """One part of a period or of the station: `key` (a first day, an id, an hour …), its words, the values by code."""

    key: str
    label: str
    values: dict[str, Value]


@service(Permission.FIGURES_READ)
def values(session: Session, period: Period, codes: Collection[str], part: Part = ALL, *, whole: bool = False) -> dict[str, Value]:
    """The value of each of these figures for a period, of the whole station or a part of it. `whole`: missing also when the records
    begin in the middle of the period, so that it can be compared with another. Raises BadRequest for an unknown code.
    """
    asked = [figure(code) for code in codes]
    gathered = _gathered(session, period, asked, None, part)
    found = {one.code: _value(gathered, gathered.buckets[""], one) for one in asked}
    if whole:
        for one in asked:
            begins = gathered.begins[one.begins]
            if begins is not None and begins > period.first and not found[one.code].missing:
                found[one.code] = Value(None, _("The records begin on {date}.").format(date=begins.isoformat()))
    return found


@service(Permission.FIGURES_READ)
def broken_down(session: Session, period: Period, codes: Sequence[str], by: By, part: Part = ALL) -> list[Line]:
    """The same by day, month, organisation, grid …: periods and hours in order, the rest by the first figure, the largest first.

    A figure that is not counted this way is missing everywhere. Raises BadRequest for an unknown code, NotAllowed when the cut names
    people and the account may not see names.
    """
    if by in NAMING:
        session.require(Permission.FIGURES_READ, personal=True)
    asked = [figure(code) for code in codes]
    gathered = _gathered(session, period, asked, by, part)
    lines = [
        Line(key, facts.label, {one.code: _value(gathered, facts, one) for one in asked})
        for key, facts in gathered.buckets.items()
    ]
    if by in TIMES or by in (By.HOUR, By.SLOT):
        return lines
    leading = asked[0].code
    return sorted(lines, key=lambda line: (line.key in ("", NONE), -(line.values[leading].number or 0), line.label))


def definitions(*codes: str) -> str:
    """What these figures mean, a line each, for tooltips. Raises BadRequest for an unknown code."""
    return "\n".join(figure(code).definition() for code in codes)


def _gathered(session: Session, period: Period, asked: Sequence[Figure], by: By | None, part: Part) -> Gathered:
    gathered = Gathered(session, period, by, part)
    gathered.load({need for one in asked if not _not_counted(one, by, part) for need in one.needs})
    return gathered


def _not_counted(one: Figure, by: By | None, part: Part) -> bool:
    return (by is not None and by not in one.cuts) or not part.cuts() <= one.cuts


def _value(gathered: Gathered, facts: Facts, one: Figure) -> Value:
    if _not_counted(one, gathered.by, gathered.part):
        return Value(None, _("Not counted this way."))
    if gathered.future:
        return Value(None, _("These days are still to come."))
    begins = gathered.begins[one.begins]
    if begins is None:
        return Value(None, _("Nothing is on record yet."))
    if facts.period.last < begins:
        return Value(None, _("The records begin on {date}.").format(date=begins.isoformat()))
    return one.reckon(facts)

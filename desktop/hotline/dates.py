"""A month of what volunteers say of single days: loaded as a grid, read from a paste, saved in one operation."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from db.hotline import queries, rostering
from db.hotline.tables import DayOffer, Unavailable
from desktop.errors import BadRequest
from desktop.exchange.workbook import never, no_progress, read_workbook
from desktop.hotline.daymarks import Mark, marks_text, read_marks
from desktop.hotline.holidays import calendar_of
from desktop.hotline.months import check_month
from desktop.hotline.problem import DayKind, days
from desktop.i18n import _
from desktop.people.text import cell_text
from desktop.people.weekly import PARTS_OF_DAY
from desktop.permissions import Permission, service
from desktop.session import Session

_SPANS = {span: part for part, span in PARTS_OF_DAY.items()}
Cell = tuple[str, date]  # volunteer, day
HEAD_ROWS = 8  # a table's heading is looked for in so many rows: titles stand above it


@dataclass(frozen=True)
class DatesLine:
    """One volunteer's month: his marks by day, and the reasons that stand beside days off."""

    volunteer: str
    code: str
    name: str
    trained: bool
    marks: Mapping[date, frozenset[Mark]]
    reasons: Mapping[date, str]
    weekdays: frozenset[int]  # on which he offers anything every week


@dataclass(frozen=True)
class MonthDates:
    """The grid of a month."""

    month: str
    days: tuple[date, ...]
    kinds: Mapping[date, DayKind]
    lines: tuple[DatesLine, ...]


@dataclass(frozen=True)
class Pasted:
    """What a pasted table means: changed cells, and what could not be understood, in words; nothing is dropped silently."""

    cells: Mapping[Cell, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


@service(Permission.HOTLINE_READ, personal=True)
def load_dates(session: Session, month: str) -> MonthDates:
    """What everybody who has not left says of the days of a month, trained ones first. Raises BadRequest."""
    first, last = check_month(month)
    store, calendar = session.store, calendar_of(session.store)
    marks: dict[str, dict[date, set[Mark]]] = defaultdict(lambda: defaultdict(set))
    reasons: dict[str, dict[date, str]] = defaultdict(dict)
    for row in queries.unavailable_dates(store, first, last):
        marks[row["volunteer"]][row["date"]].add(Mark("off", "day"))
        reasons[row["volunteer"]][row["date"]] = row["reason"]
    for row in rostering.day_offers(store, first, last):
        part = _SPANS.get((row["from_minute"], row["to_minute"]))
        if part:
            marks[row["volunteer"]][row["date"]].add(Mark(row["word"], part))
    weekdays: dict[str, set[int]] = defaultdict(set)
    for row in queries.windows(store):
        weekdays[row["volunteer"]].add(row["weekday"])
    lines = [
        DatesLine(
            row["id"], row["code"], row["name"], bool(row["trained"]),
            {day: frozenset(found) for day, found in marks[row["id"]].items()}, dict(reasons[row["id"]]), frozenset(weekdays[row["id"]]),
        )
        for row in queries.hotline_volunteers(store)
        if (row["left_on"] is None or row["left_on"] >= first) and (row["joined_on"] is None or row["joined_on"] <= last)
    ]
    all_days = tuple(days(first, last))
    return MonthDates(month, all_days, {day: calendar.kind(day) for day in all_days}, tuple(sorted(lines, key=lambda line: not line.trained)))


@service(Permission.ROSTER_WRITE, personal=True)
def save_dates(session: Session, month: str, changes: Mapping[Cell, str]) -> str:
    """Make these cells say this, in one operation; returns its id. A reason that stands beside a day off stays.

    Raises BadRequest naming the cell that cannot be read or lies outside the month; nothing is saved then.
    """
    first, last = check_month(month)
    wanted: dict[Cell, frozenset[Mark]] = {}
    for (volunteer, day), text in changes.items():
        marks = read_marks(text)
        if marks is None or not first <= day <= last:
            raise BadRequest(_("“{text}” on {day} cannot be read. Write 休, 上, 下, 晚, 全, with + or - before them.").format(text=text, day=day))
        wanted[volunteer, day] = marks
    store = session.store
    offers: dict[Cell, list[str]] = defaultdict(list)
    for row in rostering.day_offers(store, first, last):
        offers[row["volunteer"], row["date"]].append(row["id"])
    with session.write("hotline.save_dates") as unit:
        for volunteer in sorted({who for who, _day in wanted}):
            off = {row["date"]: row for row in queries.unavailable_rows(store, volunteer)}
            for (who, day), marks in wanted.items():
                if who != volunteer:
                    continue
                away = Mark("off", "day") in marks
                standing = off.get(day)
                if away and standing is None:
                    unit.insert(Unavailable, {"volunteer": who, "date": day, "reason": ""})
                elif away and standing is not None:
                    unit.update(Unavailable, standing["id"], {"deleted_at": None})
                elif standing is not None and standing["deleted_at"] is None:
                    unit.erase(Unavailable, standing["id"])
                for old in offers[who, day]:
                    unit.erase(DayOffer, old)
                for mark in sorted(marks - {Mark("off", "day")}):
                    unit.insert(DayOffer, {"volunteer": who, "date": day, "from_minute": mark.span[0], "to_minute": mark.span[1], "word": mark.word})
    return session.last_operation


def read_paste(grid: MonthDates, text: str, volunteer: str, day: date) -> Pasted:
    """A table from the clipboard (tabs between cells) on the grid.

    With names or codes in a column, rows go to those people; with a row of day numbers above, columns go to those days; what is not
    named begins at the current cell. People and cells that cannot be told are returned as doubts.
    """
    rows = [line.split("\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")]
    by_name: dict[str, list[DatesLine]] = defaultdict(list)
    for line in grid.lines:
        by_name[line.name].append(line)
        by_name[line.code].append(line)
    at = next((n for n, row in enumerate(rows[:HEAD_ROWS]) if _day_columns(row, grid.days)), None)
    heads = {} if at is None else _day_columns(rows[at], grid.days)
    body = rows if at is None else rows[at + 1:]
    named = any(_named(row, by_name) is not None for row in body)
    start = next((n for n, line in enumerate(grid.lines) if line.volunteer == volunteer), 0)
    cells: dict[Cell, str] = {}
    doubts: list[str] = []
    for number, row in enumerate(body, 1):
        place = _named(row, by_name)
        if named and place is None:
            unknown = next((cell.strip() for cell in row if cell.strip()), "")
            if unknown:
                doubts.append(_("Row {number}: nobody here is called “{name}”.").format(number=number, name=unknown))
            continue
        if place is not None:
            name = row[place].strip()
            people = by_name[name]
            if len(people) > 1:
                doubts.append(_("Row {number}: {name} is the name of several volunteers; write the code.").format(number=number, name=name))
                continue
            who = people[0].volunteer
            first_cell = place + 1
        elif start + number <= len(grid.lines):
            who, first_cell = grid.lines[start + number - 1].volunteer, 0
        else:
            doubts.append(_("Row {number} lies below the last volunteer.").format(number=number))
            continue
        columns = heads or dict(zip(range(first_cell, len(row)), grid.days[grid.days.index(day):], strict=False))
        for column, cell in enumerate(row[first_cell:], first_cell):
            text, marks = cell.strip(), read_marks(cell)
            if column not in columns:
                if text and marks is not None:
                    doubts.append(_("Row {number}: “{text}” lies beyond the month.").format(number=number, text=text))
            elif marks is None:
                when = columns[column].isoformat()
                doubts.append(_("Row {number}, {day}: “{text}” cannot be read.").format(number=number, day=when, text=text))
            else:
                cells[who, columns[column]] = marks_text(marks)
    return Pasted(cells, tuple(doubts))


def table_text(
    path: Path, progress: Callable[[float, str], None] = no_progress, cancelled: Callable[[], bool] = never
) -> str:
    """The fullest sheet of a workbook as a table for `read_paste`. Raises BadFile."""
    sheets = read_workbook(path, progress, cancelled).sheets
    fullest = max(sheets, key=lambda sheet: sum(value not in ("", None) for row in sheet.rows for value in row))
    return "\n".join("\t".join(" ".join(cell_text(value).split()) for value in row) for row in fullest.rows)


def _named(row: Sequence[str], by_name: Mapping[str, list[DatesLine]]) -> int | None:
    """The first cell that names somebody; a code beside the name is the surer one."""
    found = [place for place, cell in enumerate(row[:4]) if cell.strip() in by_name]
    return min(found, key=lambda place: (len(by_name[row[place].strip()]), -place)) if found else None


def _day_columns(row: Sequence[str], all_days: Sequence[date]) -> dict[int, date]:
    """Columns that a heading of day numbers names (5, 5日, 12/5, 2026-12-05); {} when the row is no such heading."""
    found: dict[int, date] = {}
    for place, cell in enumerate(row):
        plain = re.sub(r"\s.*|[日号].*", "", cell.strip())
        match = re.fullmatch(r"(?:(?:\d{4}[-/.年])?(\d{1,2})[-/.月])?(\d{1,2})", plain)
        day = next((d for d in all_days if match and d.day == int(match[2]) and (match[1] is None or int(match[1]) == d.month)), None)
        if day is not None:
            found[place] = day
    rising = list(found.values()) == sorted(set(found.values()))
    return found if len(found) > 4 and rising else {}

"""Which shifts there are: templates by weekday, kind of day and date; what is odd about them is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from db.hotline import queries
from db.hotline.tables import ShiftTemplate
from desktop.errors import BadRequest
from desktop.hotline.problem import EVERY_KIND
from desktop.hotline.words import clock, kinds_words
from desktop.i18n import _
from desktop.people.weekly import DAY_MINUTES
from desktop.permissions import Permission, service
from desktop.session import Session
from desktop.station import settings

WEEKDAYS_OF = {"o": range(5), "w": range(5, 7), "h": range(7), "f": range(7)}  # on which weekdays a kind of day falls


@dataclass(frozen=True)
class ShiftDraft:
    """A shift template as entered; `id` '' is a new one. Minutes since midnight; kinds of day as in `problem.ShiftTemplate`."""

    name: str
    start: int
    end: int
    seats: int = 2
    weekdays: frozenset[int] = frozenset(range(7))
    id: str = ""
    day_kinds: frozenset[str] = EVERY_KIND
    leads: int = 0
    valid_from: date | None = None
    valid_until: date | None = None

    def runs(self, letter: str, weekday: int, day: date) -> bool:
        """Whether it takes place on such a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return letter in self.day_kinds and weekday in self.weekdays and begun and (self.valid_until is None or day <= self.valid_until)


def draft_of(row: dict[str, Any]) -> ShiftDraft:
    """A stored template as a draft."""
    return ShiftDraft(
        row["name"], row["start_minute"], row["end_minute"], row["seats"], frozenset(int(d) for d in row["weekdays"]), row["id"],
        frozenset(row["day_kinds"]), row["leads"], row["valid_from"], row["valid_until"],
    )


@service(Permission.HOTLINE_READ)
def shifts(session: Session) -> list[dict[str, Any]]:
    """The shift templates in their order."""
    return queries.shift_templates(session.store)


@service(Permission.ROSTER_WRITE)
def save_shifts(session: Session, drafts: Iterable[ShiftDraft]) -> list[str]:
    """Make the shift templates be these, in this order; those left out go to the recycle bin. Returns what is odd about them
    (gaps in the hours of the phone, overlaps), in words; odd is allowed.

    Raises BadRequest for a shift without name, seats, days or length, with more leads than seats or an end before its beginning, and
    for two of the same name or the same beginning that would run on one day.
    """
    wanted = list(drafts)
    for draft in wanted:
        _check(draft)
    for one, other in combinations(wanted, 2):
        if meet(one, other) and one.name.strip() == other.name.strip():
            raise BadRequest(_("Two shifts are called {name}.").format(name=one.name.strip()))
        if meet(one, other) and one.start == other.start:
            raise BadRequest(_("{one} and {other} begin at the same time on the same day. Make it one shift with more seats.").format(
                one=one.name.strip(), other=other.name.strip()))
    with session.write("hotline.save_shifts") as unit:
        kept = {d.id for d in wanted if d.id}
        for row in queries.shift_templates(session.store):
            if row["id"] not in kept:
                unit.remove(ShiftTemplate, row["id"])
        for position, draft in enumerate(wanted):
            values = {
                "name": draft.name.strip(), "start_minute": draft.start, "end_minute": draft.end, "seats": draft.seats,
                "position": position, "weekdays": "".join(str(d) for d in sorted(draft.weekdays)),
                "day_kinds": "".join(k for k in "owhf" if k in draft.day_kinds), "leads": draft.leads,
                "valid_from": draft.valid_from, "valid_until": draft.valid_until,
            }
            if draft.id:
                unit.update(ShiftTemplate, draft.id, values)
            else:
                unit.insert(ShiftTemplate, values)
    told = settings.values(session.store)
    return oddities(wanted, round(told["hotline_opens"] * 60), round(told["hotline_closes"] * 60), session.clock.today())


def _check(draft: ShiftDraft) -> None:
    name = draft.name.strip()
    if not name:
        raise BadRequest(_("Every shift needs a name."))
    if not (0 <= draft.start < DAY_MINUTES and draft.start < draft.end <= draft.start + DAY_MINUTES):
        raise BadRequest(_("Shift {name} must end after it begins.").format(name=name))
    if not 1 <= draft.seats <= 20 or not draft.weekdays or not draft.day_kinds:
        raise BadRequest(_("Shift {name} needs at least one seat and one day.").format(name=name))
    if not 0 <= draft.leads <= draft.seats:
        raise BadRequest(_("Shift {name} has fewer seats than leads.").format(name=name))
    if draft.valid_from and draft.valid_until and draft.valid_until < draft.valid_from:
        raise BadRequest(_("Shift {name} is valid until a day before it begins to be.").format(name=name))


def meet(one: ShiftDraft, other: ShiftDraft) -> bool:
    """Whether two templates can run on the same day."""
    apart = (one.valid_until and other.valid_from and one.valid_until < other.valid_from) or (
        other.valid_until and one.valid_from and other.valid_until < one.valid_from)
    return bool(not apart and one.weekdays & other.weekdays and one.day_kinds & other.day_kinds)


def oddities(drafts: Sequence[ShiftDraft], opens: int = 480, closes: int = 1200, today: date = date.min) -> list[str]:
    """Gaps in the hours of the phone (minutes since midnight) and overlaps, each said once with the kinds of day that it concerns;
    looked at for today and for every later day on which a shift begins or ceases to be valid."""
    turning = {today} | {d.valid_from for d in drafts if d.valid_from and d.valid_from > today}
    turning |= {d.valid_until + timedelta(days=1) for d in drafts if d.valid_until and today <= d.valid_until < date.max}
    found: dict[str, set[str]] = {}
    for letter, weekdays in WEEKDAYS_OF.items():
        for weekday in weekdays:
            for day in sorted(turning):
                there = sorted((d for d in drafts if d.runs(letter, weekday, day)), key=lambda d: (d.start, d.end))
                for words in _odd_day(there, opens, closes):
                    found.setdefault(words, set()).add(letter)
    return [
        words if letters == set(EVERY_KIND) else _("{fault} ({kinds})").format(fault=words, kinds=kinds_words(letters))
        for words, letters in found.items()
    ]


def _odd_day(there: Sequence[ShiftDraft], opens: int, closes: int) -> list[str]:
    if not there:
        return [_("No shift at all.")]
    found = []
    if there[0].start > opens:
        found.append(_("Nobody sits from {time} until {name}.").format(time=clock(opens), name=there[0].name))
    reached = there[0]
    for before, after in pairwise(there):
        reached = max(reached, before, key=lambda d: d.end)
        if after.start < reached.end:
            found.append(_("{one} and {other} overlap.").format(one=reached.name, other=after.name))
        elif after.start > reached.end:
            found.append(_("Nobody sits between {one} and {other}.").format(one=reached.name, other=after.name))
    last = max(there, key=lambda d: d.end)
    if last.end < closes:
        found.append(_("Nobody sits from {name} until {time}.").format(time=clock(closes), name=last.name))
    return found

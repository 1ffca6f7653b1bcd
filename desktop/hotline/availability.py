"""When volunteers can come, and which shifts there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from db.hotline import queries
from db.hotline.tables import Availability, ShiftTemplate, Unavailable
from db.people.tables import Volunteer
from desktop.errors import BadRequest
from desktop.hotline.problem import Window
from desktop.i18n import _
from desktop.people.weekly import DAY_MINUTES, PARTS_OF_DAY
from desktop.permissions import Permission, service
from desktop.session import Session

FAR = date(9999, 12, 31)
PARTS = ("am", "pm", "evening", "day")


@dataclass(frozen=True)
class Offer:
    """What a volunteer offers: weekly windows, dates on which he cannot (with reasons), shifts a week (None: station's default)."""

    volunteer: str
    code: str
    name: str
    trained: bool
    windows: tuple[Window, ...]
    off: Mapping[date, str]
    max_week: int | None
    organisation: str = ""


@dataclass(frozen=True)
class ShiftDraft:
    """A shift template as entered; `id` '' is a new one. Minutes since midnight."""

    name: str
    start: int
    end: int
    seats: int = 2
    weekdays: frozenset[int] = frozenset(range(7))
    id: str = ""


@service(Permission.HOTLINE_READ, personal=True)
def offers(session: Session) -> list[Offer]:
    """What every volunteer who has not left offers, by code, trained ones first; past dates are left out."""
    today = session.clock.today()
    windows: dict[str, list[Window]] = defaultdict(list)
    for row in queries.windows(session.store):
        windows[row["volunteer"]].append(Window(row["weekday"], row["from_minute"], row["to_minute"], row["wish"]))
    off: dict[str, dict[date, str]] = defaultdict(dict)
    for row in queries.unavailable_dates(session.store, today - timedelta(days=31), FAR):
        off[row["volunteer"]][row["date"]] = row["reason"]
    found = [
        Offer(
            row["id"], row["code"], row["name"], bool(row["trained"]), tuple(windows[row["id"]]), dict(off[row["id"]]), row["max_week"],
            row["organisation"] or "",
        )
        for row in queries.hotline_volunteers(session.store)
        if row["left_on"] is None or row["left_on"] >= today
    ]
    return sorted(found, key=lambda offer: not offer.trained)


def windows_of_parts(parts: Iterable[tuple[int, str]]) -> tuple[Window, ...]:
    """{(0, 'am'), (3, 'day')} as windows; 'day' swallows the parts of its day. Raises KeyError for an unknown part."""
    chosen = set(parts)
    return tuple(
        Window(weekday, *PARTS_OF_DAY[part])
        for weekday, part in sorted(chosen, key=lambda c: (c[0], PARTS.index(c[1])))
        if part == "day" or (weekday, "day") not in chosen
    )


def parts_of_windows(windows: Iterable[Window]) -> set[tuple[int, str]]:
    """The whole parts of days that the windows cover; other windows are not told by this."""
    named = {span: part for part, span in PARTS_OF_DAY.items()}
    return {(w.weekday, named[w.start, w.end]) for w in windows if (w.start, w.end) in named}


@service(Permission.ROSTER_WRITE)
def save_offer(
    session: Session, volunteer: str, windows: Iterable[Window], off: Mapping[date, str] | None = None, max_week: int | None = None
) -> None:
    """Write what a volunteer offers. `off` None leaves the dates as they are, else exactly these stay (of today and later).

    Raises BadRequest for a window that ends before it begins, or a maximum outside 0–7.
    """
    wanted = list(dict.fromkeys(windows))
    for w in wanted:
        if not (0 <= w.weekday <= 6 and 0 <= w.start < w.end <= DAY_MINUTES):
            raise BadRequest(_("A time must begin before it ends, within one day."))
    if max_week is not None and not 0 <= max_week <= 7:
        raise BadRequest(_("Shifts per week must lie between 0 and 7."))
    with session.write("hotline.save_availability") as unit:
        unit.replace_all(Availability, {"volunteer": volunteer}, [
            {"weekday": w.weekday, "from_minute": w.start, "to_minute": w.end, "wish": w.wish, "deleted_at": None} for w in wanted
        ])
        unit.update(Volunteer, volunteer, {"max_week": max_week})
        if off is not None:
            today = session.clock.today()
            standing = {row["date"]: row for row in queries.unavailable_rows(session.store, volunteer)}
            for day, row in standing.items():
                if day >= today and day not in off and row["deleted_at"] is None:
                    unit.erase(Unavailable, row["id"])
            for day, reason in off.items():
                if day not in standing:
                    unit.insert(Unavailable, {"volunteer": volunteer, "date": day, "reason": reason})
                else:
                    unit.update(Unavailable, standing[day]["id"], {"reason": reason, "deleted_at": None})


@service(Permission.HOTLINE_READ)
def shifts(session: Session) -> list[dict[str, Any]]:
    """The shift templates in their order."""
    return queries.shift_templates(session.store)


@service(Permission.ROSTER_WRITE)
def save_shifts(session: Session, drafts: Iterable[ShiftDraft]) -> list[str]:
    """Make the shift templates be these, in this order; those left out go to the recycle bin. Returns what is odd about them
    (gaps and overlaps), in words; odd is allowed.

    Raises BadRequest for a shift without name, seats, days or length, or for two of the same name.
    """
    wanted = list(drafts)
    names = [d.name.strip() for d in wanted]
    for draft, name in zip(wanted, names, strict=True):
        if not name:
            raise BadRequest(_("Every shift needs a name."))
        if names.count(name) > 1:
            raise BadRequest(_("Two shifts are called {name}.").format(name=name))
        if not (0 <= draft.start < DAY_MINUTES and draft.start < draft.end <= draft.start + DAY_MINUTES):
            raise BadRequest(_("Shift {name} must end after it begins.").format(name=name))
        if not 1 <= draft.seats <= 20 or not draft.weekdays:
            raise BadRequest(_("Shift {name} needs at least one seat and one day.").format(name=name))
    with session.write("hotline.save_shifts") as unit:
        kept = {d.id for d in wanted if d.id}
        for row in queries.shift_templates(session.store):
            if row["id"] not in kept:
                unit.remove(ShiftTemplate, row["id"])
        for position, (draft, name) in enumerate(zip(wanted, names, strict=True)):
            values = {
                "name": name, "start_minute": draft.start, "end_minute": draft.end, "seats": draft.seats, "position": position,
                "weekdays": "".join(str(d) for d in sorted(draft.weekdays)),
            }
            if draft.id:
                unit.update(ShiftTemplate, draft.id, values)
            else:
                unit.insert(ShiftTemplate, values)
    return oddities(wanted)


def oddities(drafts: Iterable[ShiftDraft]) -> list[str]:
    """Gaps and overlaps between shifts of the same day, each said once."""
    found = []
    ordered = sorted(drafts, key=lambda d: (d.start, d.end))
    for before, after in pairwise(ordered):
        if before.weekdays & after.weekdays:
            if after.start < before.end:
                found.append(_("{one} and {other} overlap.").format(one=before.name, other=after.name))
            elif after.start > before.end:
                found.append(_("Nobody sits between {one} and {other}.").format(one=before.name, other=after.name))
    return found

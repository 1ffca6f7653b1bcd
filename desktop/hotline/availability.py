"""When volunteers can come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from db.hotline import queries
from db.hotline.tables import Availability, Unavailable
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


@service(Permission.ROSTER_WRITE, personal=True)
def report_ill(session: Session, volunteer: str, first: date, last: date, reason: str) -> str:
    """Note that somebody cannot come from `first` to `last` (both included); returns the operation's id. Days noted before stay.

    Raises BadRequest when the days are no span, or longer than a year.
    """
    if not first <= last <= first + timedelta(days=366):
        raise BadRequest(_("The last day must not lie before the first, nor more than a year after it."))
    with session.write("hotline.report_ill") as unit:
        standing = {row["date"]: row for row in queries.unavailable_rows(session.store, volunteer)}
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            row = standing.get(day)
            if row is None:
                unit.insert(Unavailable, {"volunteer": volunteer, "date": day, "reason": reason.strip()[:100]})
            elif row["deleted_at"] is not None:
                unit.update(Unavailable, row["id"], {"reason": reason.strip()[:100], "deleted_at": None})
    return session.last_operation

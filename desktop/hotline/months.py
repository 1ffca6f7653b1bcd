"""A month of the roster as it stands: loaded from the store into plain data that may leave the database thread."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from db.hotline import queries, rostering
from db.store import Store
from desktop.errors import BadRequest
from desktop.hotline.explain import Shortage, shortages
from desktop.hotline.holidays import calendar_of, missing_years
from desktop.hotline.ledger import Past, load_units, past_of
from desktop.hotline.problem import (
    Counts,
    Duty,
    RosterAnswer,
    RosterProblem,
    SeatKey,
    ShiftTemplate,
    Volunteer,
    Window,
    days,
    monday,
    month_days,
)
from desktop.hotline.rules import Breach, breaches, counts
from desktop.hotline.words import reasons_words
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session
from desktop.station import settings


@dataclass(frozen=True)
class Person:
    """A volunteer as the roster page shows him."""

    id: str
    code: str
    name: str
    phone: str = ""
    organisation: str = ""
    trained: bool = True


@dataclass(frozen=True)
class SavedSeat:
    """One seat of a saved roster, with what lets it be changed."""

    id: str
    version: int
    key: SeatKey
    shift: str
    start: int
    end: int
    volunteer: str | None
    locked: bool
    code: str = ""
    name: str = ""
    role: str = ""


@dataclass(frozen=True)
class Saved:
    """One version of a month's roster."""

    id: str
    version: int
    number: int
    state: str
    published_at: datetime | None
    proven: bool
    bound: float | None
    seats: tuple[SavedSeat, ...] = ()


@dataclass(frozen=True)
class MonthRoster:
    """A month: the problem (with the locks of the newest version), what stands in that version, and whoever has to do with it."""

    month: str
    problem: RosterProblem
    people: Mapping[str, Person]
    saved: Saved | None
    assigned: Mapping[SeatKey, str | None]
    shown: tuple[ShiftTemplate, ...] = ()  # the shifts of the saved seats as they were saved, then today's
    previous: Mapping[SeatKey, str | None] = field(default_factory=dict)  # the version before, for the differences
    today: date = date.min
    unknown_years: tuple[int, ...] = ()  # whose holidays nobody entered yet
    past: Past = field(default_factory=lambda: Past((), {}, {}))
    holiday_names: Mapping[date, str] = field(default_factory=dict)

    @property
    def holidays_known(self) -> bool:
        """Whether the public holidays of the month's days are known."""
        return not self.unknown_years

    @property
    def counts(self) -> dict[str, Counts]:
        """Per volunteer: shifts by kind of day, this month's load and the load carried from before."""
        return counts(self.problem, self.assigned)

    @property
    def breaches(self) -> list[Breach]:
        """Hard rules that the saved roster breaks now (an availability may have changed since)."""
        return breaches(self.problem, self.assigned)

    def name(self, volunteer: str | None) -> str:
        """The volunteer's name; '' for an empty seat."""
        if volunteer is None:
            return ""
        person = self.people.get(volunteer)
        return person.name if person else _("unknown volunteer")

    def template(self, template: str) -> ShiftTemplate:
        """The shift of this id as it was saved, also one that was changed or deleted since. Raises KeyError."""
        return {t.id: t for t in reversed(self.shown)}[template]

    def shortages(self) -> list[Shortage]:
        """The shifts with empty seats and what keeps people away."""
        return shortages(self.problem, self.assigned)

    def shortage_words(self, answer: RosterAnswer | None = None) -> list[str]:
        """One line for every shift that lacks people: day, shift, how many, and why."""
        wanted = {(k.day, k.template) for k in answer.assigned} if answer else None
        return [
            _("{day} {shift} lacks {number}: {reasons}").format(
                day=s.day.isoformat(), shift=self.template(s.template).name, number=s.missing, reasons=reasons_words(s.reasons))
            for s in self.shortages() if wanted is None or (s.day, s.template) in wanted
        ]

    def changes(self) -> list[tuple[SeatKey, str | None, str | None]]:
        """The seats that differ from the version before: seat, who was there, who is."""
        if not self.previous:
            return []
        both = sorted(set(self.previous) & set(self.assigned))
        return [(k, self.previous[k], self.assigned[k]) for k in both if self.previous[k] != self.assigned[k]]


def check_month(month: str) -> tuple[date, date]:
    """First and last day of 'YYYY-MM'. Raises BadRequest."""
    try:
        if len(month) != 7:
            raise ValueError(month)
        return month_days(month)
    except ValueError as error:
        raise BadRequest(_("“{month}” is no month. Write it as 2026-12.").format(month=month)) from error


@service(Permission.HOTLINE_READ, personal=True)
def load_month(session: Session, month: str) -> MonthRoster:
    """The month as it stands, its newest version, and the problem that a new plan would solve. Raises BadRequest."""
    first, last = check_month(month)
    store = session.store
    versions = queries.rosters(store, month)
    saved = _saved(versions[0], queries.seats_of(store, versions[0]["id"])) if versions else None
    templates = _templates(store)
    rows = queries.hotline_volunteers(store)
    values = settings.values(store)
    calendar, units = calendar_of(store), load_units(values)
    kinds = {day: calendar.kind(day) for day in days(monday(first), last + timedelta(days=7))}
    held = _duties_around(session, first, last)
    past = past_of(store, first, rows, calendar, units)
    off: dict[str, set[date]] = defaultdict(set)
    for found in queries.unavailable_dates(store, first, last + timedelta(days=1)):
        off[found["volunteer"]].add(found["date"])
    windows: dict[str, list[Window]] = defaultdict(list)
    for found in queries.windows(store):
        windows[found["volunteer"]].append(Window(found["weekday"], found["from_minute"], found["to_minute"], found["wish"]))
    terms, said = rostering.terms(store), defaultdict(list)
    for found in rostering.day_offers(store, first, last + timedelta(days=1)):
        said[found["volunteer"]].append(found)
    volunteers = tuple(
        _dated(
            _volunteer(row, tuple(windows[row["id"]]), frozenset(off[row["id"]]), past.carried.get(row["id"], 0), values, terms.get(row["id"], {})),
            said[row["id"]], templates)
        for row in rows
        if (row["left_on"] is None or row["left_on"] >= first) and (row["joined_on"] is None or row["joined_on"] <= last)
    )
    assigned = {s.key: s.volunteer for s in saved.seats} if saved else {}
    known = {v.id for v in volunteers}
    gone = {
        s.volunteer: Volunteer(s.volunteer, s.name, s.code, left=first - timedelta(days=1))
        for s in (saved.seats if saved else ()) if s.volunteer and s.volunteer not in known
    }
    volunteers += tuple(gone.values())  # they still hold seats, which must be seen to be mended
    apart, together = _pairs(store, {v.id for v in volunteers})
    problem = RosterProblem(
        first, last, templates, volunteers,
        locks={s.key: s.volunteer for s in saved.seats if s.locked and s.volunteer} if saved else {},
        neighbours=held, kinds=kinds, previous=assigned, load_units=units, experienced_years=float(values["experienced_years"]),
        festivals=frozenset(day for day in days(first, last) if calendar.festival(day)), apart=apart, together=together,
    )
    before = versions[1]["id"] if len(versions) > 1 else None
    people = {
        row["id"]: Person(row["id"], row["code"], row["name"], row["phone"], row["organisation"] or "", bool(row["trained"])) for row in rows
    } | {who: Person(who, v.code, v.name, trained=False) for who, v in gone.items()}
    return MonthRoster(
        month=month, problem=problem, people=people, saved=saved,
        assigned=assigned or dict.fromkeys(problem.seats), shown=_shown(saved, templates),
        previous={_key(row): row["volunteer"] for row in queries.seats_of(store, before)} if before else {},
        today=session.clock.today(), unknown_years=tuple(missing_years(calendar, (first, last))), past=past,
        holiday_names={day: name for day in days(first, last) if (name := calendar.name(day))},
    )


def solvable(roster: MonthRoster, from_day: date | None = None, until: date | None = None, *, repair: bool = False) -> RosterProblem:
    """The problem of planning the month from `from_day` until `until`: what lies outside is kept, and counts for rest, week and load.

    `from_day` None: the whole month when nothing is saved yet, else from today. With `repair` whoever may stay stays.
    Raises BadRequest when no day is left.
    """
    problem = replace(roster.problem, repair=repair)
    start = max(from_day or (roster.today if roster.saved is not None else problem.first), problem.first)
    end = min(until or problem.last, problem.last)
    if start == problem.first and end == problem.last:
        return problem
    if start > end:
        raise BadRequest(_("The month {month} is over; its roster can no longer be planned.").format(month=roster.month))
    past = {seat: who for seat, who in roster.assigned.items() if not start <= seat.day <= end and who is not None}
    duties = tuple(Duty(who, s.day, roster.template(s.template).start, roster.template(s.template).end) for s, who in past.items())
    load: dict[str, int] = defaultdict(int)
    for seat, who in past.items():
        load[who] += problem.load_units[problem.kind(seat.day)]
    return replace(
        problem, first=start, last=end, neighbours=problem.neighbours + duties,
        locks={seat: who for seat, who in problem.locks.items() if start <= seat.day <= end},
        volunteers=tuple(replace(v, carried=v.carried + load[v.id]) for v in problem.volunteers),
    )


def month_after(month: str, step: int) -> str:
    """The month `step` months later ('2026-12', 1 → '2027-01'); negative steps go back."""
    number = int(month[:4]) * 12 + int(month[5:7]) - 1 + step
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _duties_around(session: Session, first: date, last: date) -> tuple[Duty, ...]:
    """Duties of the neighbouring months in the weeks at this month's ends."""
    found = []
    for begin, end in ((monday(first) - timedelta(days=1), first - timedelta(days=1)), (last + timedelta(days=1), last + timedelta(days=7))):
        month = f"{(begin if begin > last else end):%Y-%m}"
        in_force = queries.roster_in_force(session.store, month)
        if in_force is not None:
            found += queries.duties(session.store, [in_force["id"]], begin, end)
    return tuple(Duty(d["volunteer"], d["date"], d["start_minute"], d["end_minute"]) for d in found)


def _volunteer(
    row: dict[str, Any], windows: tuple[Window, ...], off: frozenset[date], carried: int, values: Mapping[str, Any],
    terms: Mapping[str, Any],
) -> Volunteer:
    rest = terms["rest_hours"] if terms.get("rest_hours") is not None else float(values["minimum_rest_hours"])
    lead = terms.get("may_lead")
    return Volunteer(
        id=row["id"], name=row["name"], code=row["code"], trained=bool(row["trained"]), training_expires=row["training_expires"],
        years=row["hotline_years"] or 0, windows=windows, unavailable=off, joined=row["joined_on"], left=row["left_on"],
        max_week=row["max_week"] if row["max_week"] is not None else int(values["max_week"]),
        max_day=terms.get("max_day") or 1, max_month=terms.get("max_month"),
        may_lead=bool(lead) if lead is not None else (row["hotline_years"] or 0) >= float(values["experienced_years"]),
        min_rest=round(rest * 60), carried=carried,
        usual_weekdays=frozenset(w.weekday for w in windows if w.wish == "wanted"),
    )


def _dated(volunteer: Volunteer, said: list[dict[str, Any]], templates: tuple[ShiftTemplate, ...]) -> Volunteer:
    """The volunteer with what he said of single days; wishes of a part of a day are wishes of the shifts that touch it."""
    spans: dict[str, set[tuple[date, int, int]]] = defaultdict(set)
    wishes: dict[str, set[tuple[date, str]]] = defaultdict(set)
    for row in said:
        spans[row["word"]].add((row["date"], row["from_minute"], row["to_minute"]))
        if row["word"] in ("wanted", "unwanted"):
            wishes[row["word"]] |= {
                (row["date"], t.id) for t in templates if t.start < row["to_minute"] and row["from_minute"] < t.end
            }
    return replace(
        volunteer, also=frozenset(spans["free"] | spans["wanted"]), away=frozenset(spans["off"]),
        wanted=frozenset(wishes["wanted"]), unwanted=frozenset(wishes["unwanted"] - wishes["wanted"]),
    )


def _pairs(store: Store, known: set[str]) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """The pairs who must not sit together and those who like to, as far as both are here."""
    found: dict[str, set[tuple[str, str]]] = {"apart": set(), "together": set()}
    for row in rostering.pairs(store):
        if {row["one"], row["other"]} <= known:
            found[row["kind"]].add((min(row["one"], row["other"]), max(row["one"], row["other"])))
    return frozenset(found["apart"]), frozenset(found["together"] - found["apart"])


def _templates(store: Store) -> tuple[ShiftTemplate, ...]:
    return tuple(
        ShiftTemplate(
            row["id"], row["name"], row["start_minute"], row["end_minute"], row["seats"], frozenset(int(d) for d in row["weekdays"]),
            row["valid_from"], row["valid_until"], frozenset(row["day_kinds"]), row["leads"],
        )
        for row in queries.shift_templates(store)
    )


def _shown(saved: Saved | None, templates: tuple[ShiftTemplate, ...]) -> tuple[ShiftTemplate, ...]:
    kept = {s.key.template: ShiftTemplate(s.key.template, s.shift, s.start, s.end) for s in saved.seats} if saved else {}
    return (*kept.values(), *(t for t in templates if t.id not in kept))


def _key(row: dict[str, Any]) -> SeatKey:
    return SeatKey(row["date"], row["template"] or row["shift"], row["seat"])


def _saved(row: dict[str, Any], seats: list[dict[str, Any]]) -> Saved:
    return Saved(
        row["id"], row["version"], row["number"], row["state"], row["published_at"], bool(row["proven"]), row["bound"],
        tuple(
            SavedSeat(
                s["id"], s["version"], _key(s), s["shift"], s["start_minute"], s["end_minute"], s["volunteer"], bool(s["locked"]),
                s["code"] or "", s["name"] or "", s["role"],
            )
            for s in seats
        ),
    )

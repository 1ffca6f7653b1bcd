"""What the station does with a roster: plan, save, lock, seat by hand, publish, tell who sits at the phone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.hotline import queries
from db.hotline.tables import Roster, Seat
from db.store import Unit
from desktop.errors import BadRequest
from desktop.hotline.explain import may_sit
from desktop.hotline.months import MonthRoster, check_month, load_month, solvable
from desktop.hotline.problem import Progress, RosterAnswer, RosterProblem, SeatKey, ShiftTemplate, moment
from desktop.hotline.rules import Breach
from desktop.hotline.solver import ContradictingLocks, never, quiet, solve
from desktop.hotline.words import clock, rule_label
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.session import Session

SHOWN_BREACHES = 5


@dataclass(frozen=True)
class Sitting:
    """A seat of a shift and who has it; `name` '' is an empty seat."""

    shift: str
    starts: datetime
    ends: datetime
    seat: int
    volunteer: str | None
    name: str
    phone: str


@dataclass(frozen=True)
class OnDuty:
    """Who is on the phone now and in the shift that comes next (each by seat); `roster` is False when no roster covers today."""

    now: tuple[Sitting, ...]
    next: tuple[Sitting, ...]
    roster: bool


@service(Permission.ROSTER_WRITE, personal=True)
def plan_month(
    session: Session, month: str, *, from_day: date | None = None, progress: Callable[[Progress], None] = quiet,
    cancelled: Callable[[], bool] = never, seconds: float = 60.0,
) -> tuple[MonthRoster, RosterAnswer]:
    """Plan a month and save the proposal as a draft (the command line's way: nobody looks in between).

    Raises BadRequest when the month is none, is over, has no shift or nobody is trained, or when locked seats contradict.
    """
    roster = load_month(session, month)
    problem = solvable(roster, from_day)
    answer = solve_checked(problem, roster, progress, cancelled, seconds)
    save_proposal(session, roster, problem, answer)
    return load_month(session, month), answer


def solve_checked(
    problem: RosterProblem, roster: MonthRoster, progress: Callable[[Progress], None] = quiet,
    cancelled: Callable[[], bool] = never, seconds: float = 60.0, proposal: Callable[[RosterAnswer], None] | None = None,
) -> RosterAnswer:
    """Solve with the errors of the world told in words. Needs no session: runs on any thread. Raises BadRequest."""
    if not problem.shifts:
        raise BadRequest(_("There is no shift in {month}. Add shifts in the settings first.").format(month=roster.month))
    if not any(v.trained and (v.training_expires is None or v.training_expires >= problem.first) for v in problem.volunteers):
        raise BadRequest(_("Nobody is trained for the hotline in {month}. Mark trained volunteers first.").format(month=roster.month))
    try:
        return solve(problem, progress, cancelled, seconds, proposal)
    except ContradictingLocks as error:
        raise BadRequest(
            _("Locked seats break the rules; unlock one of them: {list}").format(list=breach_words(roster, error.breaches))
        ) from error


@service(Permission.ROSTER_WRITE)
def save_proposal(session: Session, roster: MonthRoster, problem: RosterProblem, answer: RosterAnswer) -> str:
    """Save what the clerk accepted as the next draft; days before the planned ones are carried over as they were.

    Returns the new roster's id. Raises BadRequest when the month was changed since it was loaded.
    """
    newest = queries.newest_roster(session.store, roster.month)
    if (newest["id"] if newest else None) != (roster.saved.id if roster.saved else None):
        raise BadRequest(_("The roster of {month} was changed meanwhile. Plan it again.").format(month=roster.month))
    proven = answer.proven
    fair = next((s for s in answer.stages if s.name == "fairness"), None)
    kept = [s for s in roster.saved.seats if not problem.first <= s.key.day <= problem.last] if roster.saved else []
    rows = [_seat_row(s.key, s.shift, s.start, s.end, s.volunteer, s.locked, s.role) for s in kept]
    templates = {t.id: t for t in problem.templates}
    for key, who in sorted(answer.assigned.items()):
        template = templates[key.template]
        locked = problem.locks.get(key) == who and who is not None
        rows.append(_seat_row(key, template.name, template.start, template.end, who, locked, role_of(template, key.number)))
    with session.write("hotline.save_roster") as unit:
        return _new_version(session, unit, roster.month, rows, {
            "proven": proven, "bound": fair.bound if fair else None, "objective": float(answer.fairness),
        })


@service(Permission.ROSTER_WRITE)
def lock_seats(session: Session, month: str, keys: Iterable[SeatKey], locked: bool) -> None:
    """Lock or unlock seats of the newest version; a published one is copied into a new draft first. Raises BadRequest for an
    empty or unknown seat."""
    with session.write("hotline.lock_seats") as unit:
        seats = _editable(session, unit, month)
        for key in keys:
            row = _found(seats, key)
            if locked and row["volunteer"] is None:
                raise BadRequest(_("An empty seat cannot be locked."))
            unit.update(Seat, row["id"], {"locked": locked})


@service(Permission.ROSTER_WRITE)
def assign_seat(session: Session, month: str, key: SeatKey, volunteer: str | None, *, lock: bool = True) -> None:
    """Seat somebody by hand (None: empty the seat); the seat is then locked, so that planning again keeps it.

    Raises BadRequest naming the rule that it would break; nothing is saved then.
    """
    roster = load_month(session, month)
    if volunteer is not None:
        rule = may_sit(roster.problem, roster.assigned, key, volunteer)
        if rule is not None:
            raise BadRequest(_("{name} cannot sit there: {reason}.").format(name=roster.name(volunteer), reason=rule_label(rule)))
    with session.write("hotline.assign_seat") as unit:
        row = _found(_editable(session, unit, month), key)
        unit.update(Seat, row["id"], {"volunteer": volunteer, "locked": lock and volunteer is not None})


@service(Permission.ROSTER_WRITE, personal=True)
def exchange_seats(session: Session, month: str, one: SeatKey, other: SeatKey) -> None:
    """Let the people of two seats change places (an empty seat takes part too); both are then locked, in one operation.

    Raises BadRequest naming the rule that it would break; nothing is saved then.
    """
    roster = load_month(session, month)
    left, right = roster.assigned.get(one), roster.assigned.get(other)
    after = {**roster.assigned, one: None, other: None}
    for key, who in ((one, right), (other, left)):
        if who is None:
            continue
        rule = may_sit(roster.problem, after, key, who)
        if rule is not None:
            raise BadRequest(_("{name} cannot sit there: {reason}.").format(name=roster.name(who), reason=rule_label(rule)))
        after[key] = who
    with session.write("hotline.assign_seat") as unit:
        seats = _editable(session, unit, month)
        for key, who in ((one, right), (other, left)):
            unit.update(Seat, _found(seats, key)["id"], {"volunteer": who, "locked": who is not None})


@service(Permission.ROSTER_WRITE)
def publish(session: Session, month: str) -> int:
    """Publish the newest draft; the version published before is replaced. Returns its number.

    Raises BadRequest when there is none, it is published already, or it breaks a rule by now.
    """
    roster = load_month(session, month)
    if roster.saved is None:
        raise BadRequest(_("There is no roster for {month} yet. Plan it first.").format(month=month))
    if roster.saved.state == "published":
        raise BadRequest(_("Version {number} is published already.").format(number=roster.saved.number))
    future = [b for b in roster.breaches if b.day >= roster.today]
    if future:
        raise BadRequest(
            _("The draft breaks rules by now and was not published: {list}").format(list=breach_words(roster, future)))
    with session.write("hotline.publish_roster") as unit:
        for row in queries.rosters(session.store, month):
            if row["state"] == "published":
                unit.update(Roster, row["id"], {"state": "replaced"})
        unit.update(Roster, roster.saved.id, {"state": "published", "published_at": session.clock.now()}, roster.saved.version)
    return roster.saved.number


@service(Permission.HOTLINE_READ, personal=True)
def on_duty(session: Session, now: datetime | None = None) -> OnDuty:
    """Who sits at the phone at this moment and in the next shift, from the published roster (or the newest draft)."""
    at = now or session.clock.now()
    sittings: list[Sitting] = []
    covered = False
    for day in (at.date() - timedelta(days=1), at.date(), at.date() + timedelta(days=1)):
        in_force = queries.roster_in_force(session.store, f"{day:%Y-%m}")
        if in_force is None:
            continue
        rows = queries.seats_of(session.store, in_force["id"], day)
        covered = covered or (day == at.date() and bool(rows))
        sittings += [
            Sitting(
                row["shift"], moment(day, row["start_minute"]), moment(day, row["end_minute"]), row["seat"], row["volunteer"],
                row["name"] or "", row["phone"] or "",
            )
            for row in rows
        ]
    current = tuple(s for s in sittings if s.starts <= at < s.ends)
    later = [s for s in sittings if s.starts > at]
    following = min((s.starts for s in later), default=None)
    return OnDuty(current, tuple(s for s in later if s.starts == following), covered)


@service(Permission.HOTLINE_READ, personal=True)
def roster_rows(session: Session, month: str) -> list[dict[str, Any]]:
    """The newest version of a month, one row per filled or empty seat: date, shift, start, end, seat, code, name.

    Raises BadRequest when the month is none or has no roster.
    """
    check_month(month)
    newest = queries.newest_roster(session.store, month)
    if newest is None:
        raise BadRequest(_("There is no roster for {month} yet. Plan it first.").format(month=month))
    return [
        {
            "date": row["date"], "shift": row["shift"], "start": clock(row["start_minute"]), "end": clock(row["end_minute"]),
            "seat": row["seat"], "code": row["code"] or "", "name": row["name"] or "",
        }
        for row in queries.seats_of(session.store, newest["id"])
    ]


def breach_lines(roster: MonthRoster, found: Iterable[Breach]) -> list[str]:
    """Broken rules in words: day, shift, name, reason."""
    return [
        _("{day} {shift} {name} {reason}").format(
            day=f"{b.day.month}-{b.day.day}", shift=_shift_name(roster, b.template), name=roster.name(b.volunteer),
            reason=rule_label(b.rule),
        )
        for b in found
    ]


def breach_words(roster: MonthRoster, found: list[Breach]) -> str:
    """Broken rules as one line, the first few."""
    words = breach_lines(roster, found[:SHOWN_BREACHES])
    if len(found) > SHOWN_BREACHES:
        words.append(_("and {number} others").format(number=len(found) - SHOWN_BREACHES))
    return _("; ").join(words)


def _shift_name(roster: MonthRoster, template: str) -> str:
    return next((t.name for t in roster.shown if t.id == template), template)


def _editable(session: Session, unit: Unit, month: str) -> dict[SeatKey, dict[str, Any]]:
    """The seats of the newest version if it is a draft; of a fresh draft copied from it if it is published."""
    newest = queries.newest_roster(session.store, month)
    if newest is None:
        raise BadRequest(_("There is no roster for {month} yet. Plan it first.").format(month=month))
    roster_id = newest["id"]
    if newest["state"] != "draft":
        rows = [
            _seat_row(_row_key(r), r["shift"], r["start_minute"], r["end_minute"], r["volunteer"], bool(r["locked"]), r["role"])
            for r in queries.seats_of(session.store, roster_id)
        ]
        roster_id = _new_version(session, unit, month, rows, {"proven": False, "bound": newest["bound"]})
    else:
        unit.update(Roster, roster_id, {"proven": False})
    return {_row_key(row): row for row in queries.seats_of(session.store, roster_id)}


def _new_version(session: Session, unit: Unit, month: str, seats: list[dict[str, Any]], facts: Mapping[str, Any]) -> str:
    for row in queries.rosters(session.store, month):
        if row["state"] == "draft":
            unit.update(Roster, row["id"], {"state": "replaced"})
    number = queries.last_number(session.store, month) + 1
    roster_id = unit.insert(Roster, {"month": month, "number": number, "state": "draft", **facts})
    unit.insert_many(Seat, [{**row, "roster": roster_id} for row in seats])
    return roster_id


def role_of(template: ShiftTemplate, number: int) -> str:
    """What the seat with this number is: 'lead', 'second', or '' where the shift asks for no lead."""
    return "" if not template.leads else "lead" if number <= template.leads else "second"


def _seat_row(
    key: SeatKey, shift: str, start: int, end: int, volunteer: str | None, locked: bool, role: str
) -> dict[str, Any]:
    return {
        "template": key.template if key.template != shift else None, "date": key.day, "shift": shift, "start_minute": start,
        "end_minute": end, "seat": key.number, "volunteer": volunteer, "locked": locked, "role": role,
    }


def _row_key(row: dict[str, Any]) -> SeatKey:
    return SeatKey(row["date"], row["template"] or row["shift"], row["seat"])


def _found(seats: Mapping[SeatKey, dict[str, Any]], key: SeatKey) -> dict[str, Any]:
    if key not in seats:
        raise BadRequest(_("There is no such seat on {day}.").format(day=key.day.isoformat()))
    return seats[key]

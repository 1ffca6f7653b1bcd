"""The rounds today: done and due by building, the longest silent, open ladders, sheets that are late, alerts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from db.rounds import queries
from desktop.i18n import _, ngettext
from desktop.permissions import Permission, service
from desktop.rounds.absences import absences
from desktop.rounds.board import AbsenceLine, Alert, BuildingProgress, SheetStatus, SilentElder, TodayBoard
from desktop.rounds.counting import KnockCount
from desktop.rounds.elders import RoundElder, away_on, due_elders, load_elders, slot_at, slots
from desktop.rounds.frequency import KnockState, Slot, knock_state
from desktop.rounds.ladders import open_ladders
from desktop.rounds.outcomes import Outcome
from desktop.rounds.routes import natural_key
from desktop.rounds.sheets import sheet_statuses
from desktop.rounds.sightings import silent_elders
from desktop.session import Session
from desktop.station import settings


@service(Permission.ROUNDS_READ, personal=True)
def today_board(session: Session, longest: int = 20) -> TodayBoard:
    """Everything that the Today page shows of the rounds, at this moment. `longest`: how many silent elders to list at most."""
    now = session.clock.now()
    today = now.date()
    slot = slot_at(slots(session.store), now)
    everyone = load_elders(session.store)
    round_ = queries.round_of(session.store, today, slot.code)
    statuses = sheet_statuses(session, today, slot.code)
    open_still = round_ is None or now <= slot.end_on(today)
    due = due_elders(session.store, today, slot)[0] if open_still else []
    if round_ is None:
        buildings = _progress((elder.building_name, "", False, "") for elder in due)
    else:
        knocks = queries.knocks_of(session.store, round_id=round_["id"])
        late = int(settings.value(session.store, "late_minutes"))
        gone = [knock["care_file"] for knock in knocks if knock["care_file"] not in everyone]
        places: Mapping[str, RoundElder] = everyone | (load_elders(session.store, gone) if gone else {})
        planned = [
            (places[knock["care_file"]].building_name, knock["outcome"], _late(today, slot, knock, now, late), knock["unserved_reason"])
            for knock in knocks
        ]
        on_plan = {knock["care_file"] for knock in knocks}
        since = [(elder.building_name, "", False, "since_planned") for elder in due if elder.care_file not in on_plan]
        buildings = _progress([*planned, *since])
    silent = silent_elders(session, everyone)
    notices = absences(session)
    in_force = away_on(session.store, today)
    over = [elder for elder in silent if elder.over]
    return TodayBoard(
        today,
        slot,
        round_ is not None,
        sum(building.due for building in buildings),
        sum(building.done for building in buildings),
        sum(building.no_answer for building in buildings),
        sum(building.missed for building in buildings),
        sum(building.unserved for building in buildings),
        len({status.visitor for status in statuses}),
        buildings,
        tuple(silent[:longest]),
        len(over),
        tuple(open_ladders(session)),
        tuple(statuses),
        sum(1 for row in in_force.values() if row["kind"] == "away"),
        sum(1 for row in in_force.values() if row["kind"] == "hospital"),
        tuple(_alerts(session, today, slot, statuses, over, notices, buildings, now)),
    )


def _late(day: date, slot: Slot, knock: Mapping[str, Any], now: datetime, late: int) -> bool:
    outcome = Outcome(knock["outcome"]) if knock["outcome"] else None
    return knock_state(day, slot, outcome, knock["at"], now, late) is KnockState.DONE_LATE


def _progress(knocks: Iterable[tuple[str, str, bool, str]]) -> tuple[BuildingProgress, ...]:
    """Counts by building, in the order of the buildings' numbers; each knock is building, outcome, late, why unserved."""
    counts: dict[str, KnockCount] = {}
    for building, outcome, late, unserved in knocks:
        counts.setdefault(building, KnockCount()).add(outcome, late=late, unserved=bool(unserved))
    return tuple(
        BuildingProgress(building or _("No known building"), one.due, one.done, one.no_answer, one.missed, one.unserved)
        for building, one in sorted(counts.items(), key=lambda pair: (not pair[0], natural_key(pair[0])))
    )


def _alerts(
    session: Session,
    today: date,
    slot: Slot,
    statuses: Iterable[SheetStatus],
    over: Iterable[SilentElder],
    notices: Iterable[AbsenceLine],
    buildings: Iterable[BuildingProgress],
    now: datetime,
) -> list[Alert]:
    found = []
    for elder in over:
        text = _("{name} ({address}) has not been known safe for {hours} h.").format(
            name=elder.name, address=elder.address, hours=int(elder.silence / timedelta(hours=1))
        )
        found.append(Alert("silence", text, elder.care_file))
    for notice in notices:
        if notice.overdue:
            if notice.expected_return is None:
                text = _("{name} has been away since {day}: please ask when they return.").format(
                    name=notice.elder, day=notice.starts.isoformat()
                )
            else:
                text = _("{name} was to be back on {day}: please ask and record the return.").format(
                    name=notice.elder, day=notice.expected_return.isoformat()
                )
            found.append(Alert("overdue_return", text, notice.care_file))
    earlier = [
        status
        for one in slots(session.store)
        if one.start_on(today) < slot.start_on(today)
        for status in sheet_statuses(session, today, one.code)
    ]
    yesterday = [
        status for one in slots(session.store) for status in sheet_statuses(session, today - timedelta(days=1), one.code)
    ]
    for status in [*yesterday, *earlier, *statuses]:
        if status.state == "late":
            text = _("Sheet No. {number:04d} ({visitor}, {title}) has not been given back.").format(
                number=status.number, visitor=status.visitor, title=status.title
            )
            found.append(Alert("sheet_late", text, sheet=str(status.number)))
    unserved = sum(building.unserved for building in buildings)
    if unserved:
        text = ngettext("{count} elder is due but on no sheet.", "{count} elders are due but on no sheet.", unserved).format(
            count=unserved
        )
        found.append(Alert("unserved", text))
    return found

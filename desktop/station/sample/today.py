"""The sample station's present day, lived through the same services as a clerk's: rounds planned and partly entered, a ladder open,
the phone manned, elders away."""

import random
from datetime import datetime, time, timedelta

from db.rounds import queries
from db.rounds.tables import Absence
from desktop.clock import FixedClock
from desktop.hotline.rosters import plan_month, publish
from desktop.permissions import Permission, service
from desktop.rounds.outcomes import Outcome
from desktop.rounds.plans import plan_and_save
from desktop.rounds.recording import Entry, record_sheet
from desktop.rounds.sheets import mark_printed, sheet_view
from desktop.session import Session

SOLVER_SECONDS = 10.0
FIRST_BACK = time(8, 45)  # before that nobody is back from the round
# what the sheets that came back this morning say besides 'seen safe': (sheet, door) -> outcome and note
FOUND = {
    (0, 2): (Outcome.THROUGH_DOOR, ""), (1, 3): (Outcome.NO_ANSWER, "两次敲门,屋内无声"), (2, 1): (Outcome.REFUSED, "在午睡,邻居代答"),
    (3, 4): (Outcome.MISSED, "电梯检修,未上楼"), (4, 2): (Outcome.VOUCHED, "邻居说去菜场了"),
}


@service(Permission.ADMINISTER)
def live_through_today(session: Session, seed: int) -> None:
    """Absences since yesterday, this month's roster, today's rounds; the clock stands where it stood before when done."""
    now = session.clock.now()
    _absences(session, random.Random(seed))
    _roster(session, now)
    session.clock = FixedClock(min(now, datetime.combine(now.date(), time(7, 40))))
    plans = plan_and_save(session, now.date())
    morning = next((plan for plan in plans if plan.slot.code == "am"), None)
    if morning is not None:
        numbers = [sheet.number for sheet in morning.sheets if sheet.number is not None]
        mark_printed(session, numbers, "masked")
        _results(session, numbers, now)
    session.clock = FixedClock(now)


def _absences(session: Session, chance: random.Random) -> None:
    today = session.clock.today()
    elders = sorted(row["care_file"] for row in queries.elders(session.store))
    away = chance.sample(elders, 5)
    with session.write("rounds.save_absence") as unit:
        for place, care_file in enumerate(away):
            unit.insert(Absence, {
                "care_file": care_file, "kind": "hospital" if place < 2 else "away", "from_date": today - timedelta(days=place + 1),
                "until_date": today + timedelta(days=4 * place - 1), "told_by": "女儿"})


def _roster(session: Session, now: datetime) -> None:
    session.clock = FixedClock(datetime.combine(now.date().replace(day=1), time(8)))
    month = f"{now:%Y-%m}"
    plan_month(session, month, seconds=SOLVER_SECONDS)
    publish(session, month)
    session.clock = FixedClock(now)


def _results(session: Session, numbers: list[int], now: datetime) -> None:
    """Two sheets of three came back, twenty minutes ago; early in the morning none did."""
    entered = now - timedelta(minutes=20)
    if entered < datetime.combine(now.date(), FIRST_BACK):
        return
    session.clock = FixedClock(entered)
    for place, number in enumerate(numbers[: len(numbers) * 2 // 3]):
        doors = {door.number for door in sheet_view(session, number).doors}
        wanted = {door: Entry(outcome, note) for (sheet, door), (outcome, note) in FOUND.items() if sheet == place and door in doors}
        record_sheet(session, number, wanted)

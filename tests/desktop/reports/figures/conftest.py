"""A station whose past is thrown by dice: every outcome, corrections, recycle bin, people who come and go."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from db.engine import open_file
from db.hotline.tables import Call, Duty, FollowUp, Roster, Seat, ShiftTemplate
from db.migrations import migrate
from db.people.tables import CareCategory, CareFile, Category, Organisation, Person, Volunteer
from db.rounds.tables import Incident, Knock, Ladder, LadderStep, Round, Sheet
from db.store import Store
from desktop.rounds.outcomes import Outcome
from tests.desktop.rounds.conftest import Town, build_town

FIRST, TODAY = date(2026, 9, 10), date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 15, 0)
KINDS = ("companionship", "health", "missed", "dropped", "wrong_number", "")


def random_town(store: Store, seed: int) -> Town:
    """The small station with ten weeks behind it."""
    dice = random.Random(seed)
    town = build_town(store)
    town.clock.moment = NOW
    with town.session.write("test.people") as unit:
        categories = [row.id for row in Category.select().limit(3)]
        for elder in town.elders:
            unit.update(CareFile, elder, {"opened_on": FIRST - timedelta(days=40)})
            unit.insert_many(CareCategory, [{"care_file": elder, "category": one} for one in categories if dice.random() < 0.5])
        unit.update(CareFile, town.elders[0], {"opened_on": date(2026, 10, 3)})
        unit.update(CareFile, town.elders[1], {"closed_on": date(2026, 10, 20)})
        unit.update(Person, town.persons[2], {"died_on": date(2026, 11, 2)})
        other = unit.insert(Organisation, {"name": "夕阳红合唱队"})
        unit.update(Volunteer, town.volunteers[1], {"organisation": other})
        unit.update(Volunteer, town.volunteers[2], {"organisation": None})
        number = 0
        for offset in range((TODAY - FIRST).days + 3):  # two days ahead are planned already
            day = FIRST + timedelta(days=offset)
            if dice.random() < 0.05:
                continue
            for slot, end in (("am", time(10, 30)), ("pm", time(18, 0))):
                round_ = unit.insert(Round, {"date": day, "slot": slot})
                sheets = []
                for volunteer in dice.sample(town.volunteers, 2):
                    number += 1
                    sheets.append(unit.insert(Sheet, {"round": round_, "number": number, "volunteer": volunteer}))
                rows = []
                for place, elder in enumerate(town.elders, 1):
                    outcome: str = dice.choice([*Outcome, *[Outcome.SEEN_SAFE] * 12, ""]) if day <= TODAY else ""
                    at = datetime.combine(day, end) + timedelta(minutes=dice.choice((-20, 0, 0, 0, 10, 30, 31, 95)), seconds=dice.choice((0, 0, 1)))
                    lost = dice.random() < 0.04
                    rows.append({
                        "round": round_, "care_file": elder, "position": place, "sheet": None if lost else dice.choice(sheets),
                        "unserved_reason": "no_capacity" if lost else "", "outcome": "" if lost else outcome,
                        "at": at if outcome and not lost and outcome != "missed" else None,
                    })
                knocks = unit.insert_many(Knock, rows)
                if dice.random() < 0.1:
                    unit.remove(Knock, dice.choice(knocks))
                if day <= TODAY and dice.random() < 0.3:
                    opened = datetime.combine(day, time(dice.randrange(8, 20), dice.randrange(60)))
                    closed = opened + timedelta(minutes=dice.randrange(5, 90)) if dice.random() < 0.9 else None
                    result = dice.choice(("found_safe", "hospital", "entered_in_error")) if closed else ""
                    ladder = unit.insert(Ladder, {"care_file": dice.choice(town.elders), "opened_at": opened, "closed_at": closed, "result": result})
                    for step in range(dice.randrange(3)):
                        moment = opened + timedelta(minutes=4 + 9 * step + dice.randrange(8))
                        unit.insert(LadderStep, {"ladder": ladder, "position": step, "kind": "knock_again", "at": moment})
                if day <= TODAY and dice.random() < 0.08:
                    unit.insert(Incident, {
                        "kind": "fall", "at": datetime.combine(day, time(dice.randrange(24))), "care_file": dice.choice([*town.elders, None]),
                        "concerns": "路人"})
            _phone(unit, town, dice, day)
    return town


def _phone(unit, town: Town, dice: random.Random, day: date) -> None:  # type: ignore[no-untyped-def]
    if day > TODAY:
        return
    for _number in range(dice.randrange(5)):
        at = datetime.combine(day, time(dice.randrange(8, 15), dice.randrange(60)))
        call = unit.insert(Call, {
            "direction": dice.choice(("in", "in", "out")), "at": at, "person": dice.choice([*town.persons, None]), "subtype": dice.choice(KINDS),
            "ended_at": dice.choice((None, at + timedelta(minutes=dice.randrange(1, 40)))), "taken_by": dice.choice([*town.volunteers, None])})
        if dice.random() < 0.3:
            promised = unit.insert(FollowUp, {"call": dice.choice((call, call, None)), "what": "回访", "due_at": dice.choice((None, at + timedelta(days=dice.randrange(20))))})
            FollowUp.update(created_at=at).where(FollowUp.id == promised).execute()
            if dice.random() < 0.6:
                unit.update(FollowUp, promised, {"closed_at": at + timedelta(days=dice.randrange(9))})
        if dice.random() < 0.1:
            unit.remove(Call, call)
    month = f"{day:%Y-%m}"
    roster = Roster.get_or_none(Roster.month == month, Roster.state != "replaced")
    if roster is None:
        old = unit.insert(Roster, {"month": month, "number": 1, "state": "replaced"})
        state = "draft" if month == "2026-11" else "published"
        roster_id = unit.insert(Roster, {"month": month, "number": 2, "state": state})
    else:
        roster_id, old = roster.id, Roster.get(Roster.month == month, Roster.state == "replaced").id
    template = ShiftTemplate.select().first()
    for one in (roster_id, old):
        for place in (1, 2):
            sitter = dice.choice([*town.volunteers, None])
            seat = unit.insert(Seat, {
                "roster": one, "template": template.id, "date": day, "shift": "早班", "start_minute": 480, "end_minute": 720, "seat": place,
                "volunteer": sitter})
            if one == roster_id and sitter and dice.random() < 0.8:
                came = datetime.combine(day, time(8)) + timedelta(minutes=dice.randrange(-20, 30))
                left = dice.choice((None, came + timedelta(minutes=dice.randrange(60, 300))))
                unit.insert(Duty, {"seat": dice.choice((seat, seat, None)), "volunteer": sitter, "signed_in": came, "signed_out": left})


@pytest.fixture(scope="session", params=[1, 2])
def thrown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A random station, the same for the same number; made once, read by many tests."""
    database = open_file(tmp_path_factory.mktemp("figures") / "station.db", bytes(32), journal="delete")
    migrate(database, NOW)
    store = Store(database)
    yield random_town(store, request.param)
    store.close()


@pytest.fixture
def diced(thrown: Town) -> Town:
    """The random station, with the tables bound to it again: other tests opened others meanwhile. Not to be written to."""
    Store(thrown.session.store.database)
    return thrown

"""The queries under the figures mean the same on the encrypted file and on PostgreSQL."""

from datetime import date, datetime, timedelta

from db.hotline.tables import Call, Duty, FollowUp, Roster, Seat
from db.reports import figures
from db.rounds.tables import Incident, Knock, Ladder, LadderStep, Round, Sheet
from db.store import Store
from tests.desktop.rounds.conftest import Town, build_town

DAY = date(2026, 11, 22)
BEGIN, END = datetime(2026, 11, 1), datetime(2026, 12, 1)


def fill(store: Store) -> Town:
    town = build_town(store)
    with town.session.write("rounds.make") as unit:
        for day, slot, end in ((DAY, "am", 630), (DAY, "pm", 1080), (DAY - timedelta(days=30), "am", 630)):
            round_ = unit.insert(Round, {"date": day, "slot": slot})
            sheet = unit.insert(Sheet, {"round": round_, "number": unit.next_number(Sheet, "number"), "volunteer": town.volunteers[0]})
            at = datetime.combine(day, datetime.min.time()) + timedelta(minutes=end)
            for place, (outcome, minutes) in enumerate((("seen_safe", 0), ("seen_safe", 30), ("seen_safe", 31), ("no_answer", -15), ("late", 5), ("", 0))):
                unit.insert(Knock, {
                    "round": round_, "sheet": None if outcome == "" else sheet, "care_file": town.elders[place], "position": place,
                    "outcome": outcome, "at": at + timedelta(minutes=minutes) if outcome else None, "unserved_reason": "" if outcome else "no_capacity",
                })
        opened = datetime(2026, 11, 22, 10, 15)
        ladder = unit.insert(Ladder, {"care_file": town.elders[3], "opened_at": opened})
        for minutes in (9, 4):
            unit.insert(LadderStep, {"ladder": ladder, "position": minutes, "kind": "knock_again", "at": opened + timedelta(minutes=minutes)})
        call = unit.insert(Call, {"at": opened, "direction": "in", "person": town.persons[0], "subtype": "health", "taken_by": town.volunteers[1]})
        unit.insert(FollowUp, {"call": call, "what": "回访"})
        unit.insert(Incident, {"kind": "fall", "at": opened, "care_file": town.elders[0]})
        for state, number in (("replaced", 1), ("draft", 2), ("published", 3), ("draft", 4)):
            roster = unit.insert(Roster, {"month": "2026-11", "number": number, "state": state})
            seat = unit.insert(Seat, {"roster": roster, "date": DAY, "shift": "早班", "start_minute": 480, "end_minute": 720, "seat": number})
        unit.insert(Duty, {"seat": seat, "volunteer": town.volunteers[1], "signed_in": opened})
    return town


def test_knocks_by_elder_and_by_visitor(store: Store) -> None:
    town = fill(store)
    rows = figures.elder_knocks(store, DAY - timedelta(days=60), DAY, 30)
    assert {(row["month"], row["care_file"]): (row["outcome"], row["knocks"], row["late"], row["unserved"]) for row in rows} == {
        ("2026-11", town.elders[0]): ("seen_safe", 2, 0, 0), ("2026-11", town.elders[1]): ("seen_safe", 2, 0, 0),
        ("2026-11", town.elders[2]): ("seen_safe", 2, 2, 0), ("2026-11", town.elders[3]): ("no_answer", 2, 0, 0),
        ("2026-11", town.elders[4]): ("late", 2, 0, 0), ("2026-11", town.elders[5]): ("", 2, 0, 1),
        ("2026-10", town.elders[0]): ("seen_safe", 1, 0, 0), ("2026-10", town.elders[1]): ("seen_safe", 1, 0, 0),
        ("2026-10", town.elders[2]): ("seen_safe", 1, 1, 0), ("2026-10", town.elders[3]): ("no_answer", 1, 0, 0),
        ("2026-10", town.elders[4]): ("late", 1, 0, 0), ("2026-10", town.elders[5]): ("", 1, 0, 1),
    }  # fmt: skip
    (row,) = figures.elder_knocks(store, DAY, DAY, 29, daily=True, slot=True, visitor=True, care_files=[town.elders[1]], volunteers=town.volunteers[:1])[:1]
    assert (row["date"], row["slot"] in ("am", "pm"), row["volunteer"], row["late"]) == (DAY, True, town.volunteers[0], 1)
    tally = figures.tallied(store, DAY, DAY, ["date", "slot"])
    assert sum(row["knocks"] for row in tally) == 12 and {row["late"] for row in tally} == {0, 5, 30, 31}
    assert figures.tallied(store, DAY, DAY, [], [town.volunteers[1]]) == []
    assert figures.walks(store, DAY, DAY, unvisited=["", "missed", "away"]) != []
    assert [(row["at"].hour, row["care_file"]) for row in figures.no_answers(store, DAY, DAY)] == [(10, town.elders[3]), (17, town.elders[3])]


def test_the_knocks_themselves(store: Store) -> None:
    town = fill(store)
    rows, total = figures.knock_rows(store, DAY, DAY, ["seen_safe", "late"], late_minutes=30, limit=3)
    assert total == 4 and len(rows) == 3 and rows[0]["date"] == DAY and rows[0]["slot"] == "pm"
    assert figures.knock_rows(store, DAY, DAY, ["no_answer"], hour="10")[1] == 1
    assert figures.knock_rows(store, DAY, DAY, ["", "no_answer"], unserved=True, unassigned=True, slot="am", care_files=town.elders)[1] == 1


def test_ladders_calls_seats_duty_and_first_records(store: Store) -> None:
    town = fill(store)
    (ladder,) = figures.ladders(store, BEGIN, END)
    assert ladder["first_step"] == datetime(2026, 11, 22, 10, 19)
    (call,) = figures.calls(store, BEGIN, END)
    assert (call["person"], call["taken_by"]) == (town.persons[0], town.volunteers[1])
    (promised,) = figures.follow_ups(store, END)
    assert promised["noted"] == call["at"]
    assert [row["seat"] for row in figures.seats(store, date(2026, 11, 1), date(2026, 11, 30))] == [3], "the published one, not the newer draft"
    (duty,) = figures.duties(store, BEGIN, END)
    assert (duty["date"], duty["start_minute"], duty["signed_out"]) == (DAY, 480, None)
    assert [row["kind"] for row in figures.incidents(store, BEGIN, END)] == ["fall"]
    told = figures.first_records(store)
    assert (told["rounds"], told["calls"], told["duties"], told["follow_ups"]) == (date(2026, 10, 23), DAY, DAY, DAY)
    assert told["seats"] == DAY and told["incidents"] == DAY
    elders = figures.elders(store)
    assert len(elders) == 8 and elders[0]["grid"] == town.grids[0] and elders[0]["building_name"] == "8幢"
    assert figures.volunteers(store)[town.volunteers[0]][1] == "尹芳"

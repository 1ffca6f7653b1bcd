"""The queries of the rounds room mean the same on the encrypted file and on PostgreSQL."""

from datetime import date, datetime, timedelta

from db.hotline.tables import Availability, Unavailable
from db.people.tables import CareFile, Volunteer
from db.rounds import queries, watching
from db.rounds.tables import Absence, Knock, Ladder, LadderStep, Round, Sheet, Sighting
from db.store import Store
from tests.desktop.rounds.conftest import build_town

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0)


def test_elders_with_place_and_rule(store: Store) -> None:
    town = build_town(store)
    lost = town.add_elder("单秀英", None, "", "")
    rows = queries.elders(store)
    assert [row["code"] for row in rows] == [f"E{number:03}" for number in range(1, 10)]
    assert (rows[0]["building_name"], rows[0]["unit"], rows[0]["floor"], rows[0]["room"]) == ("8幢", "1", 1, "101")
    assert (rows[0]["grid_name"], rows[0]["lift"], rows[3]["lift"], rows[8]["lift"]) == ("第一网格", False, True, None)
    assert rows[0]["opened_on"] == date(2026, 11, 20) and rows[0]["created_at"] == datetime(2026, 11, 20, 9, 0)
    with town.session.write("people.close") as unit:
        unit.update(CareFile, lost, {"closed_on": DAY})
    assert len(queries.elders(store)) == 8
    assert [row["name"] for row in queries.elders(store, [lost])] == ["单秀英"]


def test_visitors_of_a_day(store: Store) -> None:
    town = build_town(store)
    with town.session.write("people.change") as unit:
        unit.insert(Availability, {"volunteer": town.volunteers[0], "weekday": 6, "from_minute": 480, "to_minute": 720})
        unit.insert(Unavailable, {"volunteer": town.volunteers[1], "date": DAY})
        unit.update(Volunteer, town.volunteers[2], {"left_on": DAY})
    rows = queries.visitors(store, DAY)
    assert [(row["name"], row["off"], row["windows"]) for row in rows] == [("尹芳", False, [(6, 480, 720)]), ("郝丽", True, [])]
    assert rows[0]["organisation"] == "一滴水志愿服务队" and len(rows[0]["grids"]) == 1
    assert len(queries.visitors(store, DAY - timedelta(days=1))) == 3


def test_rounds_sheets_knocks_and_who_came_last(store: Store) -> None:
    town = build_town(store)
    with town.session.write("rounds.make") as unit:
        for offset in (3, 1):
            on = DAY - timedelta(days=offset)
            round_ = unit.insert(Round, {"date": on, "slot": "am"})
            sheet = unit.insert(Sheet, {"round": round_, "number": 10 - offset, "volunteer": town.volunteers[offset % 3]})
            unit.insert_many(
                Knock,
                [
                    {
                        "round": round_,
                        "sheet": sheet,
                        "care_file": elder,
                        "position": place,
                        "outcome": "seen_safe",
                        "at": datetime(on.year, on.month, on.day, 10),
                    }
                    for place, elder in enumerate(town.elders[:3], 1)
                ],
            )
            unit.insert(Knock, {"round": round_, "care_file": town.elders[3], "unserved_reason": "all_full"})
    assert queries.last_visitors(store, DAY - timedelta(days=14), DAY, "am") == dict.fromkeys(town.elders[:3], town.volunteers[1])
    assert (
        queries.last_visitors(store, DAY - timedelta(days=14), DAY - timedelta(days=1), "am")[town.elders[0]]
        == town.volunteers[0]
    )
    assert queries.walks(store, DAY - timedelta(days=6), DAY, "am") == {town.volunteers[0]: 1, town.volunteers[1]: 1}
    with town.session.write("rounds.make") as unit:  # the second of a pair walks too; whoever has two sheets of a round walks once
        unit.update(Sheet, sheet, {"companion": town.volunteers[2]})
        unit.insert(Sheet, {"round": round_, "number": 20, "volunteer": town.volunteers[2], "companion": town.volunteers[0]})
    assert queries.walks(store, DAY - timedelta(days=6), DAY, "am") == {
        town.volunteers[0]: 2, town.volunteers[1]: 1, town.volunteers[2]: 1,
    }  # fmt: skip
    reached = queries.last_reached(store, town.elders, ["seen_safe"], DAY - timedelta(days=30), NOON)
    assert {elder: at.date() for elder, at in reached.items()} == {elder: DAY - timedelta(days=1) for elder in town.elders[:3]}
    sheet_row = queries.sheet_numbered(store, 9)
    assert sheet_row is not None and (sheet_row["date"], sheet_row["slot"]) == (DAY - timedelta(days=1), "am")
    assert [knock["position"] for knock in queries.knocks_of(store, sheet_id=sheet_row["id"])] == [1, 2, 3]
    rows = queries.visits(store, DAY - timedelta(days=3), DAY)
    assert [(str(row["date"]), row["sheet"], row["number"], row["visitor"]) for row in rows] == [
        ("2026-11-19", 7, 1, "尹芳"), ("2026-11-19", 7, 2, "尹芳"), ("2026-11-19", 7, 3, "尹芳"), ("2026-11-19", None, 0, None),
        ("2026-11-21", 9, 1, "郝丽"), ("2026-11-21", 9, 2, "郝丽"), ("2026-11-21", 9, 3, "郝丽"), ("2026-11-21", None, 0, None),
    ]  # fmt: skip
    assert rows[0]["at"] == datetime(2026, 11, 19, 10)
    assert queries.sheet_numbered(store, 99) is None and queries.round_of(store, DAY, "am") is None


def test_last_safe_takes_the_latest_past_sighting_of_each(store: Store) -> None:
    town = build_town(store)
    with town.session.write("rounds.see") as unit:
        for person, hour, channel in ((0, 8, "knock"), (0, 11, "call"), (0, 13, "meal"), (1, 9, "neighbour")):
            unit.insert(
                Sighting,
                {"person": town.persons[person], "at": datetime(2026, 11, 22, hour), "channel": channel, "source_id": f"s{hour}"},
            )
    assert watching.last_safe(store, town.persons, NOON) == {
        town.persons[0]: (datetime(2026, 11, 22, 11), "call"), town.persons[1]: (datetime(2026, 11, 22, 9), "neighbour"),
    }  # fmt: skip
    assert watching.sightings_from(store, ["s9", "s99"])["s9"]["at"] == datetime(2026, 11, 22, 9)
    assert watching.last_safe(store, [], NOON) == {}


def test_ladders_and_steps(store: Store) -> None:
    town = build_town(store)
    with town.session.write("rounds.ladder") as unit:
        one = unit.insert(Ladder, {"care_file": town.elders[0], "opened_at": NOON})
        two = unit.insert(Ladder, {"care_file": town.elders[1], "opened_at": NOON, "closed_at": NOON, "result": "found_safe"})
        for position in (2, 1):
            unit.insert(LadderStep, {"ladder": one, "position": position, "kind": "phone_elder", "at": NOON, "outcome": "failed"})
    assert [row["id"] for row in watching.open_ladders(store)] == [one]
    assert [row["id"] for row in watching.closed_ladders(store, NOON)] == [two]
    assert watching.open_ladder_of(store, town.elders[1]) is None
    assert [step["position"] for step in watching.steps_of(store, [one, two])[one]] == [1, 2]
    assert [one["phone"] for one in watching.contacts_of(store, town.elders[:1])[town.elders[0]]] == ["13900002287"]


def test_absences_of_a_day(store: Store) -> None:
    town = build_town(store)
    with town.session.write("rounds.away") as unit:
        for elder, start, returned in ((0, -3, None), (1, -3, -1), (2, 1, None)):
            unit.insert(
                Absence,
                {
                    "care_file": town.elders[elder],
                    "kind": "away",
                    "from_date": DAY + timedelta(days=start),
                    "returned_on": None if returned is None else DAY + timedelta(days=returned),
                },
            )
    assert [row["care_file"] for row in queries.absences(store, DAY)] == [town.elders[0]]
    assert {row["care_file"] for row in queries.absences(store, DAY - timedelta(days=2))} == {town.elders[0], town.elders[1]}
    assert [row["from_date"] for row in queries.future_absences(store, DAY)] == [DAY + timedelta(days=1)]
    assert [row["returned_on"] for row in queries.absences(store, DAY, town.elders[1])] == [DAY - timedelta(days=1)]


def test_knocks_without_answer(store: Store) -> None:
    town = build_town(store)
    with town.session.write("rounds.make") as unit:
        for offset, outcome in ((0, "no_answer"), (1, "missed"), (5, "no_answer")):
            on = DAY - timedelta(days=offset)
            round_ = unit.insert(Round, {"date": on, "slot": "am"})
            unit.insert(
                Knock,
                {"round": round_, "care_file": town.elders[0], "outcome": outcome, "at": datetime(on.year, on.month, on.day, 9)},
            )
    assert [row["at"] for row in watching.unanswered(store, DAY - timedelta(days=2))] == [datetime(2026, 11, 22, 9)]


def test_the_whole_day_on_either_engine(store: Store) -> None:
    from desktop.rounds.outcomes import Outcome
    from desktop.rounds.plans import plan_and_save
    from desktop.rounds.recording import Entry, record_sheet
    from desktop.rounds.today import today_board

    town = build_town(store)
    plan_and_save(town.session, DAY)
    plan_and_save(town.session, DAY)
    town.at(9, 30)
    record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER), 2: Entry(Outcome.MISSED)})
    board = today_board(town.session)
    assert (board.due, board.done, board.no_answer, board.missed, len(board.ladders)) == (8, 4, 1, 1, 1)

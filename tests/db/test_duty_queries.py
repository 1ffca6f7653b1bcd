"""Queries of duty, swaps, handover and unknown numbers on both engines."""

from datetime import date, datetime, timedelta

from db.hotline import calls, duty, swaps
from db.hotline.tables import Call, Duty, DutyPin, Handover, HandoverItem, PhonePlan, QuickPhrase, Roster, Seat, SeatSwap
from db.store import Store
from tests.db.test_hotline_queries import DAY, NOW, people, roster


def test_a_sign_in_is_found_at_the_same_place_of_a_later_version(store: Store) -> None:
    ids = people(store)
    old = roster(store, "2026-11", 1, "replaced", ids["V001"])
    new = roster(store, "2026-11", 2, "published", ids["V001"])
    seats = {row: seat for row in (old, new) for seat in store.database.execute_sql(
        f"select id from seat where roster_id = '{row}' and seat = 1 and start_minute = 480").fetchall()}  # fmt: skip
    (before,), (after,) = seats[old], seats[new]
    with store.unit("test.duty", "tester", NOW) as unit:
        unit.insert(Duty, {"seat": before, "volunteer": ids["V002"], "planned": ids["V001"], "signed_in": NOW, "manual": True})
    (found,) = duty.duties_at(store, [after]).values()
    assert (found["name"], found["planned"], found["manual"], found["signed_out"]) == ("郝丽", ids["V001"], True, None)
    assert duty.duties_at(store, []) == {}
    (row,) = duty.duties_between(store, DAY, DAY)
    assert (row["code"], row["date"], row["start_minute"], row["number"]) == ("V002", DAY, 480, 1)
    assert duty.duties_between(store, DAY + timedelta(days=1), DAY + timedelta(days=2)) == []
    assert duty.first_duty(store) == NOW


def test_seats_to_come_are_those_in_force_each_place_once(store: Store) -> None:
    ids = people(store)
    roster(store, "2026-11", 1, "replaced", ids["V001"])
    assert duty.future_seats(store, ids["V001"], DAY) == []
    roster(store, "2026-11", 2, "published", ids["V001"])
    roster(store, "2026-11", 3, "draft", ids["V001"])
    assert [row["state"] for row in duty.future_seats(store, ids["V001"], DAY)] == ["published"]
    assert duty.future_seats(store, ids["V001"], DAY + timedelta(days=1)) == []
    published = swaps.published_seats(store, DAY, DAY)
    assert [(row["start_minute"], row["seat"], row["name"]) for row in published] == [(480, 1, "尹芳"), (480, 2, None), (720, 1, None)]


def test_copies_of_seats_carry_every_column_but_the_stamps(store: Store) -> None:
    ids = people(store)
    made = roster(store, "2026-11", 1, "published", ids["V001"])
    copies = swaps.seat_copies(store, made)
    wanted = {field.name for field in Seat._meta.sorted_fields} - {"id", "created_at", "changed_at", "version", "deleted_at", "roster"}
    assert len(copies) == 3 and all(set(row) == wanted for row in copies)
    assert [row["volunteer"] for row in copies] == [ids["V001"], None, None]


def test_open_swaps_are_found_however_old(store: Store) -> None:
    ids = people(store)
    with store.unit("test.swap", "tester", NOW) as unit:
        for state, days in (("offered", 400), ("approved", 400), ("approved", 1)):
            unit.insert(SeatSwap, {
                "kind": "gift", "state": state, "date": DAY, "shift": "早", "start_minute": 480, "seat": 1, "giver": ids["V001"],
                "taker": ids["V002"], "offered_at": NOW - timedelta(days=days),
            })  # fmt: skip
        unit.insert(Roster, {"month": "2026-11", "number": 1, "state": "replaced", "published_at": NOW})
        unit.insert(Roster, {"month": "2026-11", "number": 2, "state": "draft"})
    rows = swaps.swaps(store, NOW - timedelta(days=90))
    assert [(row["state"], row["giver_name"], row["taker_name"]) for row in rows] == [("approved", "尹芳", "郝丽"), ("offered", "尹芳", "郝丽")]
    assert [row["state"] for row in swaps.swaps(store, NOW, ("offered",))] == ["offered"]
    assert [row["number"] for row in swaps.published_versions(store, "2026-11")] == [1]


def test_the_lists_of_a_handover_as_they_stood_and_stand(store: Store) -> None:
    ids = people(store)
    with store.unit("test.handover", "tester", NOW) as unit:
        unit.insert(HandoverItem, {"kind": "task", "text": "开着", "person": ids["elder"], "opened_at": NOW})
        unit.insert(HandoverItem, {
            "kind": "task", "text": "关了", "opened_at": NOW - timedelta(hours=5), "closed_at": NOW - timedelta(hours=1), "result": "好"})
        given = unit.insert(Handover, {"giver_name": "尹芳", "given_at": NOW - timedelta(hours=2)})
        unit.insert(DutyPin, {"volunteer": ids["V001"], "digest": "x"})
    assert [row["text"] for row in duty.handover_items(store)] == ["开着"]
    assert [row["text"] for row in duty.handover_items(store, at=NOW - timedelta(hours=2))] == ["关了"]
    assert [row["text"] for row in duty.handover_items(store, closed_since=NOW - timedelta(hours=3))] == ["关了", "开着"]
    assert duty.handover_items(store)[0]["person_name"] == "雷克勤"
    assert [row["id"] for row in duty.handovers(store, NOW - timedelta(days=1))] == [given] and duty.handover(store, "x") is None
    assert duty.with_pin(store) == {ids["V001"]} and duty.pin_of(store, ids["V002"]) is None


def test_unknown_numbers_phrases_and_plans(store: Store) -> None:
    ids = people(store)
    with store.unit("test.calls", "tester", NOW) as unit:
        for phone, person, subtype in (("1", None, "silent"), ("1", ids["elder"], "silent"), ("2", None, "nuisance"), ("", None, "silent")):
            unit.insert(Call, {"at": NOW, "phone": phone, "person": person, "subtype": subtype})
        unit.insert(QuickPhrase, {"text": "乙", "position": 2})
        unit.insert(QuickPhrase, {"text": "甲", "position": 1})
        unit.insert(PhonePlan, {"care_file": ids["care"], "weekdays": "05"})
    assert [row["phone"] for row in calls.unknown_calls(store, NOW - timedelta(days=1))] == ["1"]
    assert calls.unknown_calls(store, NOW + timedelta(days=1)) == []
    assert [row["text"] for row in calls.quick_phrases(store)] == ["甲", "乙"]
    assert [(row["care_file"], row["weekdays"]) for row in calls.phone_plans(store)] == [(ids["care"], "05")]


def test_dates_come_back_as_dates(store: Store) -> None:
    ids = people(store)
    roster(store, "2026-12", 1, "published", ids["V001"], date(2026, 12, 3))
    (row, *_others) = swaps.published_seats(store, date(2026, 12, 1), date(2026, 12, 31))
    assert row["date"] == date(2026, 12, 3) and isinstance(duty.future_seats(store, ids["V001"], DAY)[0]["date"], date)
    assert isinstance(datetime.combine(row["date"], datetime.min.time()), datetime)

"""Queries of the people room on both engines: joins, recycle bin, resemblance, order."""

from datetime import date, datetime, timedelta

from db.exchange.doubts import open_doubts
from db.exchange.tables import Doubt
from db.hotline import past as hotline_past
from db.hotline.tables import Availability, Call, FollowUp, Unavailable
from db.people import elders, persons, places, volunteers
from db.people.tables import (
    Building,
    CareCategory,
    CareFile,
    Category,
    Contact,
    Grid,
    Household,
    Organisation,
    Person,
    Volunteer,
    VolunteerGrid,
)  # fmt: skip
from db.rounds import past
from db.rounds.tables import Absence, Knock, Round, Sheet
from db.store import Store, Unit

NOW = datetime(2026, 11, 22, 10, 0)


def fill(store: Store) -> dict[str, str]:
    """Two elders in two buildings, one without a known building; one volunteer; ids by word."""
    ids: dict[str, str] = {}
    with store.unit("people.test", "tester", NOW) as unit:
        ids["grid1"] = unit.insert(Grid, {"name": "第一网格", "position": 1})
        ids["grid2"] = unit.insert(Grid, {"name": "第二网格", "position": 2})
        ids["8"] = unit.insert(Building, {"grid": ids["grid2"], "name": "8幢", "number": 8, "lift": False, "x": 1.5, "y": 2.0})
        ids["12"] = unit.insert(Building, {"grid": ids["grid1"], "name": "12幢", "number": 12})
        ids["lonely"] = unit.insert(Category, {"code": "lonely", "name": "独居", "position": 0})
        ids["old"] = unit.insert(Category, {"code": "old", "name": "高龄", "position": 1})
        ids["gu"] = elder(unit, "E0001", "顾素珍", ids["8"], "2", 3, "301", "330206193805080021", date(1938, 5, 8))
        ids["qiu"] = elder(unit, "E0002", "仇阿根", ids["12"], "1", 5, "502", "", date(1945, 1, 2))
        ids["ren"] = elder(unit, "E0003", "任无", None, "", None, "", "", None, address="桥边小屋")
        for word in ("old", "lonely"):
            unit.insert(CareCategory, {"care_file": ids["gu"], "category": ids[word]})
        ids["son"] = unit.insert(
            Contact, {"care_file": ids["gu"], "position": 1, "name": "顾志远", "phone": "13900008876", "has_key": True}
        )
        ids["org"] = unit.insert(Organisation, {"name": "好邻居餐饮", "partner": True})
        ids["yin_person"] = unit.insert(Person, {"name": "尹芳", "phone": "15755164814"})
        ids["yin"] = unit.insert(
            Volunteer, {"person": ids["yin_person"], "code": "V001", "organisation": ids["org"], "trained": True}
        )
        unit.insert(VolunteerGrid, {"volunteer": ids["yin"], "grid": ids["grid2"]})
        unit.insert(Availability, {"volunteer": ids["yin"], "weekday": 3, "from_minute": 480, "to_minute": 720})
        unit.insert(Unavailable, {"volunteer": ids["yin"], "date": date(2026, 12, 30)})
    return ids


def elder(
    unit: Unit, code: str, name: str, building: str | None, flat: str, floor: int | None, room: str, number: str, born: date | None,
    address: str = "",
) -> str:  # fmt: skip
    household = unit.insert(Household, {"building": building, "unit": flat, "floor": floor, "room": room, "address": address})
    person = unit.insert(Person, {
        "name": name, "search_text": name, "id_number": number, "born": born, "household": household, "phone": "13800002211",
        "phones": "0574-83072454",
    })  # fmt: skip
    return unit.insert(CareFile, {"person": person, "code": code, "opened_on": date(2025, 1, 1)})


def test_the_list_of_elders_joins_person_door_building_and_grid(store: Store) -> None:
    ids = fill(store)
    rows = elders.list_elders(store)
    assert [row["name"] for row in rows] == ["仇阿根", "顾素珍", "任无"]  # grid 1 before grid 2, no grid last
    gu = rows[1]
    assert (gu["building"], gu["grid"], gu["floor"], gu["born"], gu["opened_on"]) == (
        "8幢",
        "第二网格",
        3,
        date(1938, 5, 8),
        date(2025, 1, 1),
    )
    assert gu["created_at"] == NOW
    assert rows[2]["building"] is None
    assert rows[2]["address"] == "桥边小屋"
    with store.unit("people.move", "tester", NOW) as unit:
        unit.update(Household, elders.elder(store, ids["gu"])["household"]["id"], {"grid": ids["grid1"]})  # type: ignore[index]
    assert {row["name"]: row["grid"] for row in elders.list_elders(store)}["顾素珍"] == "第一网格"


def test_one_care_file_whole(store: Store) -> None:
    ids = fill(store)
    whole = elders.elder(store, ids["gu"])
    assert whole is not None
    assert whole["person"]["name"] == "顾素珍"
    assert whole["building"]["lift"] is False
    assert whole["grid"]["name"] == "第二网格"
    assert elders.elder(store, "none") is None
    assert elders.elder(store, ids["ren"])["building"] is None  # type: ignore[index]


def test_categories_and_contacts(store: Store) -> None:
    ids = fill(store)
    assert elders.categories_of(store) == {ids["gu"]: [ids["lonely"], ids["old"]]}
    assert elders.categories_of(store, [ids["qiu"]]) == {}
    assert [(row["name"], row["used"]) for row in elders.categories(store)] == [("独居", 1), ("高龄", 1)]
    assert elders.contact_names(store) == {ids["gu"]: ["顾志远", "13900008876"]}
    assert [row["has_key"] for row in elders.contacts_of(store, ids["gu"])] == [True]
    with store.unit("people.close", "tester", NOW) as unit:
        unit.update(CareFile, ids["gu"], {"closed_on": date(2026, 11, 1)})
        unit.update(Category, ids["old"], {"active": False})
    assert [(row["name"], row["used"]) for row in elders.categories(store, active_only=True)] == [("独居", 0)]
    assert {row["name"] for row in elders.birthday_rows(store)} == {"仇阿根"}


def test_who_resembles_whom(store: Store) -> None:
    fill(store)
    by_number = persons.similar_persons(store, id_number="330206193805080021", name="别名", born=None, phones=[])
    assert [(row["name"], row["same_id"], row["care_code"]) for row in by_number] == [("顾素珍", True, "E0001")]
    by_phone = persons.similar_persons(store, id_number="", name="顾素珍", born=None, phones=["0574-83072454"])
    assert [row["same_phone"] for row in by_phone] == [True]
    assert persons.similar_persons(store, id_number="", name="顾素珍", born=date(1950, 1, 1), phones=["1"]) == []
    assert (
        persons.similar_persons(
            store, id_number="", name="顾素珍", born=None, phones=["0574-83072454"], leave_out=by_phone[0]["id"]
        )
        == []
    )
    assert persons.similar_persons(store, id_number="", name="", born=None, phones=[]) == []


def test_the_recycle_bin_lists_what_was_removed(store: Store) -> None:
    ids = fill(store)
    with store.unit("people.remove", "tester", NOW) as unit:
        unit.remove(CareFile, ids["qiu"])
    with store.unit("people.remove", "tester", NOW + timedelta(minutes=1)) as unit:
        unit.remove(Organisation, ids["org"])
    assert [(row["kind"], row["name"], row["detail"]) for row in persons.removed_rows(store)] == [
        ("organisation", "好邻居餐饮", ""), ("elder", "仇阿根", "E0002"),
    ]  # fmt: skip
    assert "仇阿根" not in {row["name"] for row in elders.list_elders(store)}
    assert [row["name"] for row in elders.list_elders(store, removed=True)] == ["仇阿根"]
    assert elders.care_codes(store).count("E0002") == 1


def test_volunteers_and_organisations(store: Store) -> None:
    ids = fill(store)
    (row,) = volunteers.list_volunteers(store)
    assert (row["name"], row["organisation"], row["trained"], row["party_member"]) == ("尹芳", "好邻居餐饮", True, None)
    assert volunteers.grids_of_volunteers(store) == {ids["yin"]: [{"id": ids["grid2"], "name": "第二网格"}]}
    (organisation,) = volunteers.list_organisations(store)
    assert (organisation["volunteers"], organisation["trained"]) == (1, 1)
    assert volunteers.organisation_in_use(store, ids["org"]) == 1
    assert hotline_past.windows(store) == {ids["yin"]: [(3, 480, 720)]}
    assert [one["date"] for one in hotline_past.unavailable_of(store, ids["yin"])] == [date(2026, 12, 30)]
    assert volunteers.volunteer_codes(store) == ["V001"]


def test_places_count_who_lives_there(store: Store) -> None:
    ids = fill(store)
    assert [(row["name"], row["grid_name"], row["elders"], row["households"]) for row in places.list_buildings(store)] == [
        ("8幢", "第二网格", 1, 1), ("12幢", "第一网格", 1, 1),
    ]  # fmt: skip
    assert [(row["name"], row["buildings"]) for row in places.list_grids(store)] == [("第一网格", 1), ("第二网格", 1)]
    assert [(row["building"], row["grid"], row["people"]) for row in places.list_households(store)] == [
        ("12幢", "第一网格", ["仇阿根"]), ("8幢", "第二网格", ["顾素珍"]), (None, None, ["任无"]),
    ]  # fmt: skip
    assert len(places.households_at(store, ids["8"], "2", "301", "")) == 1
    assert len(places.households_at(store, None, "", "", "桥边小屋")) == 1
    assert places.households_at(store, ids["8"], "2", "302", "") == []


def test_the_past_of_one_elder(store: Store) -> None:
    ids = fill(store)
    with store.unit("rounds.test", "tester", NOW) as unit:
        sheets = []
        for number, (day, slot) in enumerate(
            [(date(2026, 11, 21), "am"), (date(2026, 11, 21), "pm"), (date(2026, 11, 22), "am")], 1
        ):
            round_id = unit.insert(Round, {"date": day, "slot": slot})
            sheet = unit.insert(Sheet, {"round": round_id, "number": number, "volunteer": ids["yin"]}) if number < 3 else None
            sheets.append(unit.insert(Knock, {
                "round": round_id, "sheet": sheet, "care_file": ids["gu"], "position": 1, "outcome": "seen_safe" if number < 3 else "",
            }))  # fmt: skip
        unit.insert(Absence, {"care_file": ids["gu"], "kind": "away", "from_date": date(2026, 10, 1)})
        person = elders.elder(store, ids["gu"])["person"]["id"]  # type: ignore[index]
        unit.insert(Call, {"at": NOW, "person": person, "kind": "effective", "taken_by": ids["yin"], "note": "聊家常"})
        unit.insert(FollowUp, {"person": person, "what": "约理发"})
    knocks = past.knocks_of(store, ids["gu"], 2)
    assert [(row["date"], row["slot"], row["sheet_number"], row["visitor"]) for row in knocks] == [
        (date(2026, 11, 22), "am", None, None), (date(2026, 11, 21), "pm", 2, "尹芳"),
    ]  # fmt: skip
    assert [row["kind"] for row in past.absences_of(store, ids["gu"])] == ["away"]
    assert past.ladders_of(store, ids["gu"], 5) == []
    assert [row["taken_by"] for row in hotline_past.calls_of(store, person, 5)] == ["尹芳"]
    assert [row["what"] for row in hotline_past.follow_ups_of(store, person, 5)] == ["约理发"]


def test_doubts_belong_to_whom_they_are_about(store: Store) -> None:
    ids = fill(store)
    person = elders.elder(store, ids["gu"])["person"]["id"]  # type: ignore[index]
    with store.unit("exchange.test", "tester", NOW) as unit:
        for table, row_id in (("person", person), ("contact", ids["son"]), ("person", ids["yin_person"])):
            unit.insert(Doubt, {"table_name": table, "row_id": row_id, "field": "phone", "reason": "phone_length"})
        unit.insert(Doubt, {"table_name": "person", "row_id": person, "field": "x", "reason": "y", "settled_at": NOW})
    doubts = open_doubts(store)
    assert len(doubts) == 3
    owners = persons.owners_of_rows(store, [doubt["row_id"] for doubt in doubts])
    assert owners[person]["care_file_id"] == owners[ids["son"]]["care_file_id"] == ids["gu"]
    assert owners[ids["yin_person"]]["volunteer_id"] == ids["yin"]
    assert persons.owners_of_rows(store, []) == {}
    assert len(open_doubts(store, [person])) == 1

"""The hotline's queries on both engines."""

from datetime import date, datetime, timedelta

from db.hotline import calls, queries
from db.hotline.tables import Availability, Call, FollowUp, Roster, Seat, ShiftTemplate, Unavailable
from db.people.tables import CareFile, Contact, Organisation, Person, Volunteer
from db.rounds.tables import Knock, Round, Sighting
from db.store import Store

NOW = datetime(2026, 11, 21, 9, 30)
DAY = date(2026, 11, 21)


def people(store: Store) -> dict[str, str]:
    ids = {}
    with store.unit("test.people", "tester", NOW) as unit:
        organisation = unit.insert(Organisation, {"name": "福康养老"})
        for code, name in (("V002", "郝丽"), ("V001", "尹芳")):
            person = unit.insert(Person, {"name": name, "phone": "139"})
            ids[code] = unit.insert(Volunteer, {
                "person": person, "code": code, "organisation": organisation if code == "V001" else None, "trained": True})
        ids["elder"] = unit.insert(Person, {"name": "雷克勤", "search_text": "雷克勤"})
        ids["care"] = unit.insert(CareFile, {"person": ids["elder"], "code": "E0001", "opened_on": DAY})
        ids["dead"] = unit.insert(Person, {"name": "故人", "died_on": DAY})
        unit.insert(Contact, {"care_file": ids["care"], "name": "肖刚", "relation": "儿媳", "phone": "15529996681"})
    return ids


def roster(store: Store, month: str, number: int, state: str, who: str | None, day: date = DAY) -> str:
    with store.unit("test.roster", "tester", NOW) as unit:
        made = unit.insert(Roster, {"month": month, "number": number, "state": state})
        for start, seat, volunteer in ((720, 1, None), (480, 2, None), (480, 1, who)):
            unit.insert(Seat, {
                "roster": made, "date": day, "shift": "早" if start == 480 else "中", "start_minute": start, "end_minute": start + 240,
                "seat": seat, "volunteer": volunteer, "locked": volunteer is not None})
    return made


def test_volunteers_with_what_they_offer(store: Store) -> None:
    ids = people(store)
    with store.unit("test.offer", "tester", NOW) as unit:
        unit.insert(Availability, {"volunteer": ids["V001"], "weekday": 3, "from_minute": 720, "to_minute": 1080})
        unit.insert(Availability, {"volunteer": ids["V001"], "weekday": 0, "from_minute": 0, "to_minute": 720, "wish": "wanted"})
        gone = unit.insert(Availability, {"volunteer": ids["V002"], "weekday": 0, "from_minute": 0, "to_minute": 720})
        unit.remove(Availability, gone)
        unit.insert(Unavailable, {"volunteer": ids["V001"], "date": DAY, "reason": "体检"})
        unit.insert(Unavailable, {"volunteer": ids["V001"], "date": DAY + timedelta(days=9)})
    rows = queries.hotline_volunteers(store)
    assert [(r["code"], r["name"], r["organisation"], bool(r["trained"])) for r in rows] == [
        ("V001", "尹芳", "福康养老", True), ("V002", "郝丽", None, True)]
    assert [(w["weekday"], w["from_minute"], w["wish"]) for w in queries.windows(store)] == [(0, 0, "wanted"), (3, 720, "")]
    assert queries.windows(store, ids["V002"]) == []
    off = queries.unavailable_dates(store, DAY, DAY + timedelta(days=3))
    assert [(r["volunteer"], r["date"], r["reason"]) for r in off] == [(ids["V001"], DAY, "体检")]
    assert len(queries.unavailable_rows(store, ids["V001"])) == 2


def test_templates_in_their_order(store: Store) -> None:
    with store.unit("test.shifts", "tester", NOW) as unit:
        unit.insert(ShiftTemplate, {"name": "晚", "start_minute": 960, "end_minute": 1200, "position": 2})
        unit.insert(ShiftTemplate, {"name": "早", "start_minute": 480, "end_minute": 720, "position": 0})
        unit.remove(ShiftTemplate, unit.insert(ShiftTemplate, {"name": "旧", "start_minute": 0, "end_minute": 60}))
    assert [t["name"] for t in queries.shift_templates(store)] == ["早", "晚"]


def test_versions_and_the_one_in_force(store: Store) -> None:
    ids = people(store)
    assert queries.newest_roster(store, "2026-11") is None and queries.roster_in_force(store, "2026-11") is None
    assert queries.last_number(store, "2026-11") == 0
    roster(store, "2026-11", 1, "replaced", None)
    published = roster(store, "2026-11", 2, "published", ids["V001"])
    draft = roster(store, "2026-11", 3, "draft", ids["V002"])
    roster(store, "2026-12", 1, "draft", None, date(2026, 12, 1))
    newest, in_force = queries.newest_roster(store, "2026-11"), queries.roster_in_force(store, "2026-11")
    assert newest is not None and newest["id"] == draft and in_force is not None and in_force["id"] == published
    assert queries.last_number(store, "2026-11") == 3
    seats = queries.seats_of(store, published, DAY)
    assert [(s["start_minute"], s["seat"], s["code"], s["name"], bool(s["locked"])) for s in seats] == [
        (480, 1, "V001", "尹芳", True), (480, 2, None, None, False), (720, 1, None, None, False)]
    assert queries.seats_of(store, published, DAY + timedelta(days=1)) == []
    held = queries.duties(store, [published, draft], DAY, DAY)
    assert sorted(d["volunteer"] for d in held) == sorted([ids["V001"], ids["V002"]]) and held[0]["date"] == DAY
    assert queries.duties(store, [], DAY, DAY) == []
    assert queries.seat(store, seats[0]["id"]) is not None and queries.seat(store, "none") is None


def test_calls_and_counts(store: Store) -> None:
    ids = people(store)
    with store.unit("test.calls", "tester", NOW) as unit:
        first = unit.insert(Call, {"at": NOW - timedelta(hours=2), "person": ids["elder"], "taken_by": ids["V001"]})
        unit.insert(Call, {"at": NOW, "phone": "13800001111", "direction": "in"})
        unit.insert(Call, {"at": NOW, "person": ids["elder"], "direction": "out"})
        unit.insert(Call, {"at": NOW, "person": ids["elder"], "subtype": "wrong_number"})
        unit.remove(Call, unit.insert(Call, {"at": NOW, "person": ids["elder"]}))
        unit.insert(Sighting, {"person": ids["elder"], "at": NOW, "channel": "call", "source_id": first})
    assert len(calls.calls(store)) == 4
    (only,) = calls.calls(store, NOW - timedelta(hours=3), NOW)
    assert (only["person_name"], only["taken_by_name"], only["taken_by_code"]) == ("雷克勤", "尹芳", "V001")
    assert len(calls.calls(store, person_id=ids["elder"], limit=2)) == 2
    assert calls.incoming_by_person(store, NOW - timedelta(days=1), NOW + timedelta(days=1)) == {ids["elder"]: 1}
    seen = calls.sighting_of(store, first)
    assert seen is not None and seen["at"] == NOW and calls.sighting_of(store, "none") is None


def test_follow_ups_first_due_first(store: Store) -> None:
    ids = people(store)
    with store.unit("test.follow", "tester", NOW) as unit:
        unit.insert(FollowUp, {"what": "无期限"})
        unit.insert(FollowUp, {"what": "后", "due_at": NOW + timedelta(days=2), "person": ids["elder"]})
        unit.insert(FollowUp, {"what": "先", "due_at": NOW - timedelta(days=2)})
        done = unit.insert(FollowUp, {"what": "已办", "closed_at": NOW, "person": ids["elder"]})
    assert [f["what"] for f in calls.follow_ups(store)] == ["先", "后", "无期限"]
    assert [f["what"] for f in calls.follow_ups(store, open_only=False, person_id=ids["elder"])] == ["后", "已办"]
    assert calls.follow_ups(store)[1]["person_name"] == "雷克勤"
    found = calls.follow_up(store, done)
    assert found is not None and found["closed_at"] == NOW and calls.follow_up(store, "none") is None


def test_callers_and_cards(store: Store) -> None:
    ids = people(store)
    with store.unit("test.knock", "tester", NOW) as unit:
        visit = unit.insert(Round, {"date": DAY, "slot": "am"})
        unit.insert(Knock, {"round": visit, "care_file": ids["care"], "outcome": "no_answer", "at": NOW})
    callers = calls.callers(store)
    assert callers[0]["name"] == "雷克勤" and ids["dead"] not in {c["id"] for c in callers}
    (contact,) = calls.contact_phones(store)
    assert (contact["person"], contact["name"], contact["phone"]) == (ids["elder"], "肖刚", "15529996681")
    card = calls.person_card(store, ids["elder"])
    assert card is not None and card["care_file"]["code"] == "E0001" and calls.person_card(store, "none") is None
    plain = calls.person_card(store, ids["dead"])
    assert plain is not None and plain["care_file"] is None
    assert [(k["outcome"], k["slot"]) for k in calls.last_knocks(store, ids["care"])] == [("no_answer", "am")]
    assert calls.care_codes(store) == {ids["elder"]: "E0001"}

"""Elders through their services: forms that keep what was typed, faults by field, stale edits, doubts, undo."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.exchange.tables import Doubt
from db.people.tables import Person
from db.rounds.tables import Sighting
from desktop.clock import FixedClock
from desktop.errors import BadRequest, NotAllowed
from desktop.people.identity import check_character
from desktop.people.services import bin as recycle
from desktop.people.services import categories, elders, places
from desktop.people.services.cards import elder_card
from desktop.people.services.doubts import list_doubts, settle_doubt
from desktop.people.services.drafts import BuildingDraft, Conflict, ContactDraft, ElderDraft, GridDraft, Invalid, PersonDraft
from desktop.people.services.duplicates import find_resembling
from desktop.session import Session
from desktop.station import settings as station_settings
from desktop.station.history import undo

FIRST17 = "33020619380508002"
ID = FIRST17 + check_character(FIRST17)  # a woman born on 8 May 1938


def gu(session: Session, **more: object) -> ElderDraft:
    """顾素珍 of 8幢2-301, as a clerk would type her."""
    named = {row.name: row.id for row in categories.list_categories(session)}
    draft = ElderDraft(
        person=PersonDraft(name="顾素珍", sex="f", id_number=ID, lunar_birthday="四月初八", phones="138 0000 2211"),
        unit="2", room="301", address="8幢2单元301", categories=(named["独居"], named["高龄"]), risk="high",
        hazards="听力差，请大声", consent_on="2026-01-05", consent_scope=("visits", "health"), consent_paper="同-007",
        contacts=(
            ContactDraft("顾志远", "儿子", "13900008876"),
            ContactDraft("钱家栋", "邻居", "13500002290/0574-83072454", "持钥匙", True),
        ),
    )  # fmt: skip
    return replace(draft, **more)


def test_a_saved_elder_reads_back_as_typed(session: Session) -> None:
    saved = elders.save_elder(session, gu(session))
    loaded = elders.load_elder(session, saved)
    assert loaded.code == "E0001"
    draft = loaded.draft
    assert draft.person == PersonDraft("顾素珍", "f", ID, "1938-05-08", "四月初八", "13800002211", "")
    assert [contact.name for contact in draft.contacts] == ["顾志远", "钱家栋"]
    assert draft.contacts[1].phones == "13500002290 / 0574-83072454"
    assert draft.contacts[1].has_key
    assert (draft.floor, draft.room) == ("3", "301")
    assert draft.consent_scope == ("visits", "health")
    assert len(draft.categories) == 2
    assert session.take_changed() >= {"people"}
    # saving what was loaded changes nothing
    operation = session.last_operation
    elders.save_elder(session, draft, saved, loaded.token)
    assert session.last_operation == operation


def test_the_list_shows_what_the_clerk_looks_for(session: Session) -> None:
    elders.save_elder(session, gu(session))
    (row,) = elders.list_elders(session).rows
    assert (row.name, row.age, row.place) == ("顾素珍", 88, "8幢***")
    assert row.categories == ("独居", "高龄")
    for key in ("gsz", "gusuzhen", ID[-4:].lower(), "13800002211", "13900008876", "顾志远", "e0001"):
        assert key in row.search
    assert not row.doubts
    assert row.last_safe is None


def test_silence_is_measured_from_the_last_sighting_by_the_own_threshold(session: Session) -> None:
    saved = elders.save_elder(session, gu(session, opened_on="2026-01-05", silence_hours="20"))
    person = elders.list_elders(session).rows[0].person_id
    with session.write("rounds.test") as unit:
        unit.insert(Sighting, {"person": person, "at": datetime(2026, 11, 21, 8, 0), "channel": "knock"})
    row = elders.list_elders(session).rows[0]
    assert row.silence == timedelta(hours=26)
    assert row.silent
    assert row.id == saved
    card = elder_card(session, saved)
    assert card.over and card.grave and row.grave
    session.clock = FixedClock(datetime(2026, 11, 22, 5, 0))  # 21 hours: past it, and not yet by a seventh
    card = elder_card(session, saved)
    assert card.over and not card.grave
    session.clock = FixedClock(datetime(2026, 11, 22, 10, 0))
    elders.close_elder(session, saved, date(2026, 11, 22), "迁往女儿家")
    assert not elders.list_elders(session).rows[0].silent


def test_a_damaged_id_number_is_kept_verbatim_and_flagged(session: Session) -> None:
    damaged = ID[:15] + "000"
    draft = gu(session)
    saved = elders.save_elder(session, replace(draft, person=replace(draft.person, id_number=damaged, born="1938-05-08")))
    person = Person.select().dicts().first()
    assert person["id_number"] == ""
    assert person["id_verbatim"] == damaged
    assert person["id_state"] == "damaged"
    (doubt,) = list_doubts(session)
    assert (doubt.name, doubt.verbatim, doubt.care_file_id) == ("顾素珍", damaged, saved)
    assert elders.list_elders(session).rows[0].doubts == 1
    loaded = elders.load_elder(session, saved)
    assert loaded.draft.person.id_number == damaged
    # saved again: no second doubt; corrected: settled
    elders.save_elder(session, replace(loaded.draft, notes="问过家属"), saved, loaded.token)
    assert len(list_doubts(session)) == 1
    loaded = elders.load_elder(session, saved)
    elders.save_elder(session, replace(loaded.draft, person=replace(loaded.draft.person, id_number=ID)), saved, loaded.token)
    assert list_doubts(session) == []
    assert Doubt.select().count() == 1


def test_a_doubt_is_settled_in_words(session: Session) -> None:
    draft = gu(session)
    elders.save_elder(session, replace(draft, person=replace(draft.person, id_number="33020619", born="1938-05-08")))
    (doubt,) = list_doubts(session)
    with pytest.raises(BadRequest):
        settle_doubt(session, doubt.id, "  ")
    operation = settle_doubt(session, doubt.id, "本人已无证件")
    assert list_doubts(session) == []
    undo(session, operation)
    assert len(list_doubts(session)) == 1


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", lambda d: replace(d, person=replace(d.person, name="  "))),
        ("born", lambda d: replace(d, person=replace(d.person, born="1938-13-40"))),
        ("lunar_birthday", lambda d: replace(d, person=replace(d.person, lunar_birthday="十三月初八"))),
        ("phones", lambda d: replace(d, person=replace(d.person, phones="1380000221"))),
        ("silence_hours", lambda d: replace(d, silence_hours="很久")),
        ("floor", lambda d: replace(d, floor="999")),
        ("contacts", lambda d: replace(d, contacts=(ContactDraft("", "儿子", "13900008876"),))),
        ("contacts", lambda d: replace(d, contacts=(ContactDraft("顾敏", "侄女", "12"),))),
        ("consent_on", lambda d: replace(d, consent_on="")),
        ("frequency", lambda d: replace(d, frequency="now and then")),
        ("risk", lambda d: replace(d, risk="huge")),
        ("opened_on", lambda d: replace(d, opened_on="2030-01-01")),
    ],
)
def test_each_fault_is_told_at_its_field_and_nothing_is_written(session: Session, field: str, change: object) -> None:
    draft = change(gu(session))  # type: ignore[operator]
    with pytest.raises(Invalid) as caught:
        elders.save_elder(session, draft)
    assert set(caught.value.faults) == {field}
    assert caught.value.faults[field]
    assert elders.check_elder(session, draft).faults == caught.value.faults
    assert elders.list_elders(session).rows == []
    assert Person.select().count() == 0


def test_a_stale_edit_shows_both_versions_and_writes_nothing(session: Session) -> None:
    saved = elders.save_elder(session, gu(session))
    first = elders.load_elder(session, saved)
    second = elders.load_elder(session, saved)
    elders.save_elder(session, replace(first.draft, health="高血压"), saved, first.token)
    mine = replace(second.draft, health="糖尿病", contacts=second.draft.contacts[:1])
    with pytest.raises(Conflict) as caught:
        elders.save_elder(session, mine, saved, second.token)
    told = {one.field: (one.mine, one.theirs) for one in caught.value.differences}
    assert told["health"] == ("糖尿病", "高血压")
    assert "contacts" in told
    assert elders.load_elder(session, saved).draft.health == "高血压"
    elders.save_elder(session, mine, saved, caught.value.token)
    assert elders.load_elder(session, saved).draft.health == "糖尿病"


def test_a_changed_contact_alone_makes_an_edit_stale(session: Session) -> None:
    saved = elders.save_elder(session, gu(session))
    first, second = elders.load_elder(session, saved), elders.load_elder(session, saved)
    elders.save_elder(session, replace(first.draft, contacts=first.draft.contacts[:1]), saved, first.token)
    with pytest.raises(Conflict):
        elders.save_elder(session, replace(second.draft, notes="新"), saved, second.token)


def test_one_save_is_undone_whole(session: Session) -> None:
    elders.save_elder(session, gu(session))
    undo(session, session.last_operation)
    assert elders.list_elders(session).rows == []
    assert Person.select().count() == 0


def test_the_recycle_bin_gives_back_what_it_took(session: Session) -> None:
    saved = elders.save_elder(session, gu(session))
    recycle.remove(session, "elder", saved)
    assert elders.list_elders(session).rows == []
    (removed,) = recycle.list_removed(session)
    assert (removed.kind, removed.name, removed.detail) == ("elder", "顾素珍", "E0001")
    assert find_resembling(session, PersonDraft("顾素珍", id_number=ID)) == []
    recycle.restore(session, "elder", saved)
    assert [row.name for row in elders.list_elders(session).rows] == ["顾素珍"]
    assert recycle.list_removed(session) == []
    # the code of a removed file is never given again
    recycle.remove(session, "elder", saved)
    other = elders.save_elder(session, gu(session, address="9幢1单元101"))
    assert elders.load_elder(session, other).code == "E0002"


def test_one_door_is_one_household_and_lists_walk_in_order(session: Session) -> None:
    grid = places.save_grid(session, GridDraft("第一网格"))
    eight = places.save_building(session, BuildingDraft(number="8", grid=grid, units="4", x="10", y="20"))
    twelve = places.save_building(session, BuildingDraft(number="12", grid=grid))
    for name, building, unit, room in (
        ("甲", twelve, "1", "101"),
        ("乙", eight, "2", "301"),
        ("丙", eight, "2", "301"),
        ("丁", eight, "1", "602"),
    ):
        elders.save_elder(session, ElderDraft(person=PersonDraft(name=name), building=building, unit=unit, room=room))
    rows = elders.list_elders(session).rows
    assert [row.name for row in rows] == ["丁", "丙", "乙", "甲"] and rows[0].place == "8幢***"
    station_settings.save(session, {"masked_doors": "duty"})
    assert [(row.name, row.place) for row in elders.list_elders(session).rows] == [
        ("丁", "8幢1-602"), ("丙", "8幢2-301"), ("乙", "8幢2-301"), ("甲", "12幢1-101"),
    ]  # fmt: skip
    assert all(row.grid == "第一网格" for row in rows)
    listed = places.list_places(session)
    assert [(row.name, row.elders, row.households) for row in listed.buildings] == [("8幢", 3, 2), ("12幢", 1, 1)]
    assert listed.grids[0].elders == 4
    assert [row.people for row in listed.households] == [("丁",), ("乙", "丙"), ("甲",)]
    with pytest.raises(BadRequest, match="2"):
        recycle.remove(session, "building", eight)


def test_who_is_on_record_already(session: Session) -> None:
    saved = elders.save_elder(session, gu(session))
    by_id = find_resembling(session, PersonDraft("顾素针", id_number=ID))
    assert [(one.certain, one.care_file_id, one.code) for one in by_id] == [(True, saved, "E0001")]
    by_birth = find_resembling(session, PersonDraft("顾素珍", born="1938.5.8"))
    assert [one.certain for one in by_birth] == [False]
    assert len(find_resembling(session, PersonDraft("顾素珍", phones="13800002211"))) == 1
    assert find_resembling(session, PersonDraft("顾素珍")) == []
    assert find_resembling(session, PersonDraft()) == []


def test_the_history_names_fields_and_values(session: Session) -> None:
    saved = elders.save_elder(session, gu(session))
    loaded = elders.load_elder(session, saved)
    session.clock = FixedClock(datetime(2026, 11, 23, 9, 0))
    elders.save_elder(session, replace(loaded.draft, risk="focus", frequency="weekly", weekdays=(0, 3)), saved, loaded.token)
    newest, *_older = recycle.record_history(session, "elder", saved)
    assert newest.account == "tester"
    told = {name: (before, after) for name, before, after in newest.fields}
    assert told["Risk"] == ("high risk", "focus")
    assert told["Visits"] == ("Twice a day", "Weekly")


def test_a_reader_changes_nothing(session: Session) -> None:
    session.role = "reader"
    with pytest.raises(NotAllowed):
        elders.save_elder(session, gu(session))


def test_closing_needs_a_reason_and_can_be_taken_back(session: Session) -> None:
    saved = elders.save_elder(session, gu(session))
    with pytest.raises(BadRequest):
        elders.close_elder(session, saved, date(2026, 11, 22), " ")
    with pytest.raises(BadRequest):
        elders.close_elder(session, saved, date(2026, 11, 23), "迁出")
    elders.close_elder(session, saved, date(2026, 11, 20), "迁出")
    assert elders.list_elders(session).rows[0].closed_on == date(2026, 11, 20)
    elders.reopen_elder(session, saved)
    assert elders.list_elders(session).rows[0].closed_on is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.builds(PersonDraft, *(st.text(max_size=30) for _field in range(7))), st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_typed_gets_an_answer_and_never_an_error(
    session: Session, person: PersonDraft, floor: str, phones: str
) -> None:
    draft = ElderDraft(
        person=person, floor=floor, opened_on=floor, consent_on=phones, contacts=(ContactDraft(floor, floor, phones),)
    )
    said = elders.check_elder(session, draft)
    assert all(said.faults.values())
    assert all(said.warnings.values())

"""Volunteers, organisations, places, categories, birthdays through their services."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from db.people.tables import Category
from desktop.clock import FixedClock
from desktop.errors import BadRequest
from desktop.people.services import bin as recycle
from desktop.people.services import categories, elders, organisations, places, volunteers
from desktop.people.services.birthdays import upcoming_birthdays
from desktop.people.services.categories import CategoryRow
from desktop.people.services.drafts import (
    AvailableDraft,
    BuildingDraft,
    Conflict,
    ElderDraft,
    GridDraft,
    HouseholdDraft,
    Invalid,
    OrganisationDraft,
    PersonDraft,
    UnavailableDraft,
    VolunteerDraft,
)
from desktop.session import Session
from desktop.station.history import undo


def yin(session: Session) -> VolunteerDraft:
    """尹芳, trained, Thursday mornings and Sunday evenings."""
    grid = places.save_grid(session, GridDraft("第一网格"))
    organisation = organisations.save_organisation(
        session, OrganisationDraft("好邻居餐饮", "企业", True, "丁霞", "19844995822", "35")
    )
    return VolunteerDraft(
        person=PersonDraft(name="尹芳", phones="157-5516-4814"), organisation=organisation, party_member=True, trained=True,
        trained_on="2025-03-01", training_expires="2027-03-01", hotline_years="1.5", weekly_hours="6", max_week="2", grids=(grid,),
        available=(AvailableDraft(3, 480, 720), AvailableDraft(6, 960, 1200, "wanted")),
        unavailable=(UnavailableDraft("2026-12-30", "体检"), UnavailableDraft("12.5至12.7")),
    )  # fmt: skip


def test_a_saved_volunteer_reads_back(session: Session) -> None:
    saved = volunteers.save_volunteer(session, yin(session))
    loaded = volunteers.load_volunteer(session, saved)
    assert loaded.code == "V0001"
    draft = loaded.draft
    assert (draft.hotline_years, draft.weekly_hours, draft.max_week) == ("1.5", "6", "2")
    assert draft.available == (AvailableDraft(3, 480, 720), AvailableDraft(6, 960, 1200, "wanted"))
    assert [off.date for off in draft.unavailable] == ["2026-12-05", "2026-12-06", "2026-12-07", "2026-12-30"]
    (row,) = volunteers.list_volunteers(session)
    assert (row.name, row.organisation, row.grids, row.qualified) == ("尹芳", "好邻居餐饮", ("第一网格",), True)
    assert row.weekly_times == "Thursday 08:00–12:00、Sunday 16:00–20:00"
    assert "yf" in row.search
    operation = session.last_operation
    volunteers.save_volunteer(session, draft, saved, loaded.token)
    assert session.last_operation == operation, "saving what was loaded writes nothing"


def test_an_expired_training_is_no_qualification(session: Session) -> None:
    draft = replace(yin(session), trained_on="2020-01-01", training_expires="2026-11-21")
    assert "training_expires" in volunteers.check_volunteer(session, draft).warnings
    volunteers.save_volunteer(session, draft)
    assert not volunteers.list_volunteers(session)[0].qualified


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("max_week", {"max_week": "9"}),
        ("hotline_years", {"hotline_years": "两年"}),
        ("training_expires", {"training_expires": "2024-01-01"}),
        ("left_on", {"joined_on": "2026-01-02", "left_on": "2025-01-01"}),
        ("available", {"available": (AvailableDraft(0, 720, 480),)}),
        ("unavailable", {"unavailable": (UnavailableDraft("哪天都行"),)}),
    ],
)
def test_each_volunteer_fault_is_told_at_its_field(session: Session, field: str, change: dict[str, object]) -> None:
    with pytest.raises(Invalid) as caught:
        volunteers.save_volunteer(session, replace(yin(session), **change))
    assert set(caught.value.faults) == {field}
    assert volunteers.list_volunteers(session) == []


def test_a_stale_volunteer_edit_is_refused(session: Session) -> None:
    saved = volunteers.save_volunteer(session, yin(session))
    first, second = volunteers.load_volunteer(session, saved), volunteers.load_volunteer(session, saved)
    volunteers.save_volunteer(session, replace(first.draft, available=()), saved, first.token)
    with pytest.raises(Conflict) as caught:
        volunteers.save_volunteer(session, replace(second.draft, note="新"), saved, second.token)
    assert {one.field for one in caught.value.differences} == {"note", "available"}


def test_organisations_count_their_volunteers_and_are_not_lost_under_them(session: Session) -> None:
    saved = volunteers.save_volunteer(session, yin(session))
    (row,) = organisations.list_organisations(session)
    assert (row.volunteers, row.trained, row.members, row.partner) == (1, 1, 35, True)
    assert "hljcy" in row.search
    assert "dx" in row.search
    with pytest.raises(BadRequest):
        recycle.remove(session, "organisation", row.id)
    recycle.remove(session, "volunteer", saved)
    recycle.remove(session, "organisation", row.id)
    assert organisations.list_organisations(session) == []
    assert {one.kind for one in recycle.list_removed(session)} == {"volunteer", "organisation"}
    with pytest.raises(Invalid):
        organisations.save_organisation(session, OrganisationDraft("  ", phone="12"))


def test_two_organisations_do_not_share_a_name(session: Session) -> None:
    organisations.save_organisation(session, OrganisationDraft("一滴水志愿服务队", "公益志愿型"))
    with pytest.raises(Invalid) as caught:
        organisations.save_organisation(session, OrganisationDraft(" 一滴水志愿服务队 "))
    assert set(caught.value.faults) == {"name"}


def test_places_are_saved_checked_and_named(session: Session) -> None:
    grid = places.save_grid(session, GridDraft("第二网格"))
    with pytest.raises(Invalid):
        places.save_grid(session, GridDraft("第二网格"))
    building = places.save_building(
        session, BuildingDraft(number="12", estate="红葵里", grid=grid, head_phone="135 0000 2290", lift=True, x="7.5", y="8")
    )
    loaded = places.load_building(session, building)
    assert (loaded.draft.name, loaded.draft.x, loaded.draft.y, loaded.draft.head_phone) == ("12幢", "7.5", "8", "13500002290")
    with pytest.raises(Invalid) as caught:
        places.save_building(session, BuildingDraft(number="12", estate="红葵里", floors="0", head_phone="1"))
    assert set(caught.value.faults) == {"name", "floors", "head_phone"}
    door = places.save_household(session, HouseholdDraft(building=building, unit="1", room="1003"))
    assert places.load_household(session, door).draft.floor == "10"
    with pytest.raises(Invalid):
        places.save_household(session, HouseholdDraft(building=building, unit="1", room="1003"))
    places.save_building(session, replace(loaded.draft, lift=False), building, loaded.token)
    with pytest.raises(Conflict):
        places.save_building(session, replace(loaded.draft, lift=None), building, loaded.token)


def test_categories_are_the_stations_own(session: Session) -> None:
    rows = categories.list_categories(session)
    used = next(row for row in rows if row.name == "独居")
    elders.save_elder(session, ElderDraft(person=PersonDraft(name="顾素珍"), address="8幢", categories=(used.id,)))
    kept = [row for row in rows if row.name in ("失能", "高龄")]
    categories.save_categories(session, [*reversed(kept), CategoryRow("", "失独")])
    listed = categories.list_categories(session)
    assert [row.name for row in listed if row.active][:1] == ["高龄"]
    assert {row.name for row in listed if row.active} == {"高龄", "失能", "失独"}
    assert [(row.name, row.used) for row in listed if not row.active] == [("独居", 1)]
    undo(session, session.last_operation)
    assert Category.select().where(Category.deleted_at.is_null()).count() == len(rows)
    with pytest.raises(Invalid):
        categories.save_categories(session, [CategoryRow("", "甲"), CategoryRow("", "甲 ")])


def test_birthdays_solar_and_lunar(session: Session) -> None:
    session.clock = FixedClock(datetime(2026, 11, 22, 9, 0))  # lunar 10-14
    for name, born, lunar in (
        ("甲", "1938-11-23", ""),
        ("乙", "1940-05-05", "十月十六"),
        ("丙", "1944-02-29", ""),
        ("丁", "", "闰十月十四"),
    ):
        elders.save_elder(session, ElderDraft(person=PersonDraft(name=name, born=born, lunar_birthday=lunar), address="8幢"))
    found = upcoming_birthdays(session, 7)
    assert [(one.name, one.days, one.lunar, one.turning, one.nominal) for one in found] == [
        ("丁", 0, "农历闰十月十四", None, None), ("甲", 1, "", 88, 89), ("乙", 2, "农历十月十六", 86, 87),
    ]  # fmt: skip
    session.clock = FixedClock(datetime(2027, 2, 25, 9, 0))
    assert [(one.name, one.on) for one in upcoming_birthdays(session, 7)] == [("丙", date(2027, 2, 28))]

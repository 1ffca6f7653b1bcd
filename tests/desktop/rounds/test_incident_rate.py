"""The rate of incidents, reckoned again day by day."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.people.tables import CareFile, Person
from desktop.rounds import incidents
from desktop.rounds.incident_rate import rate_of, rates
from desktop.rounds.incidents import IncidentEntry, Kind
from tests.desktop.rounds.conftest import SUNDAY, Town

DAYS = st.dates(date(2023, 11, 1), date(2026, 2, 28))
SPANS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(DAYS, st.none() | st.integers(0, 500)))
HAPPENED = st.lists(st.tuples(st.none() | st.sampled_from("abcdefg"), st.sampled_from(["fall", "fire"]), DAYS), max_size=20)


@given(spans=SPANS, happened=HAPPENED, year=st.integers(2023, 2026), today=DAYS)
def test_the_rate_is_what_counting_every_day_gives(
    spans: dict[str, tuple[date, int | None]], happened: list[tuple[str | None, str, date]], year: int, today: date
) -> None:
    files = {name: (begins, None if length is None else begins + timedelta(days=length)) for name, (begins, length) in spans.items()}
    found = rate_of(year, today, files, happened)

    def is_open(name: str | None, on: date) -> bool:
        return name in files and files[name][0] <= on and (files[name][1] is None or on <= files[name][1])  # type: ignore[index,operator]

    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    days = [day for day in days if day.year == year and day <= today]
    assert found.elder_days == sum(is_open(name, day) for name in files for day in days)
    assert found.counted == sum(is_open(name, on) for name, _kind, on in happened if on in days)
    assert found.counted + found.outside == sum(on in days for _name, _kind, on in happened)
    assert sum(found.kinds.values()) == found.counted
    if found.elder_days:
        assert found.per_hundred is not None and abs(found.per_hundred * found.elder_days - found.counted * 36500) < 1e-6 * 36500 * (found.counted + 1)
    else:
        assert found.per_hundred is None


def test_the_rate_of_the_station_is_what_plain_sql_gives(town: Town) -> None:
    with town.session.write("people.close_elder") as unit:
        unit.update(CareFile, town.elders[1], {"opened_on": date(2025, 3, 1), "closed_on": date(2026, 6, 30)})
        unit.update(CareFile, town.elders[2], {"opened_on": date(2024, 1, 1)})
        unit.update(Person, town.persons[2], {"died_on": date(2026, 2, 10)})
    for elder, moment in ((0, datetime(2026, 11, 21, 8)), (1, datetime(2025, 4, 1)), (1, datetime(2026, 7, 1)), (2, datetime(2026, 2, 10, 23))):
        incidents.open_incident(town.session, IncidentEntry(Kind.FALL, town.elders[elder], at=moment))
    incidents.remove_incident(town.session, incidents.open_incident(town.session, IncidentEntry(Kind.FIRE, town.elders[0])))
    incidents.open_incident(town.session, IncidentEntry(Kind.GAS, concerns="路人"))
    plain = """with recursive days(on_) as (select :first union all select date(on_, '+1 day') from days where on_ < :last),
        files as (select c.id, c.opened_on, min(coalesce(c.closed_on, '9999-12-31'), coalesce(p.died_on, '9999-12-31')) ends
            from care_file c join person p on c.person_id = p.id where c.deleted_at is null)
        select (select count(*) from days join files on on_ between opened_on and ends),
            (select count(*) from incident i join files on i.care_file_id = files.id
                where i.deleted_at is null and date(i.at) between opened_on and ends and date(i.at) between :first and :last)"""
    ask = town.session.store.database.execute_sql
    this, before = rates(town.session)
    assert (this.year, before.year, this.until, before.until) == (2026, 2025, SUNDAY, date(2025, 12, 31))
    for rate in (this, before):
        days, counted = ask(plain, {"first": f"{rate.year}-01-01", "last": rate.until.isoformat()}).fetchone()
        assert (rate.elder_days, rate.counted) == (days, counted)
    assert (this.counted, this.outside, before.counted) == (2, 2, 1)

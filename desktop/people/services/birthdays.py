"""Birthdays to come, solar and lunar."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.people.elders import birthday_rows
from desktop.people.lunar import LunarDay, age, lunar_words, next_birthday, next_lunar, nominal_age
from desktop.permissions import Permission, service
from desktop.rounds.elders import short_address
from desktop.session import Session


@dataclass(frozen=True, slots=True)
class Birthday:
    """A birthday that comes: `on` is the solar day; `lunar` is the lunar day in words when that is the birthday that is kept.

    `turning` is the age in full years on that day (周岁), `nominal` by Chinese count (虚岁); both None when the year is not known.
    """

    care_file_id: str
    person_id: str
    name: str
    place: str
    on: date
    days: int
    lunar: str
    turning: int | None
    nominal: int | None


@service(Permission.PEOPLE_READ, personal=True)
def upcoming_birthdays(session: Session, days: int = 7) -> list[Birthday]:
    """Birthdays of elders from today through `days` days, nearest first. One who has both a solar and a lunar one on record is
    named for each of the two days (domain rules for short and leap months: see `desktop.people.lunar`)."""
    today = session.clock.today()
    until = today + timedelta(days=days)
    found: list[Birthday] = []
    for row in birthday_rows(session.store):
        born: date | None = row["born"]
        place = short_address(row["building"], row["unit"], row["room"], row["address"])
        kept: list[tuple[date, str]] = []
        if row["lunar_month"] and row["lunar_day"]:
            day = LunarDay(row["lunar_month"], row["lunar_day"], row["lunar_leap"])
            kept.append((next_lunar(day, today), lunar_words(day.month, day.day, day.leap)))
        if born is not None:
            kept.append((next_birthday(born, today), ""))
        for on, lunar in kept:
            if on <= until:
                found.append(
                    Birthday(
                        row["care_file_id"],
                        row["person_id"],
                        row["name"],
                        place,
                        on,
                        (on - today).days,
                        lunar,
                        age(born, on) if born else None,
                        nominal_age(born, on) if born else None,
                    )
                )
    found.sort(key=lambda one: (one.on, one.name))
    return found

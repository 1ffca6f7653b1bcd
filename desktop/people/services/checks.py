"""What is wrong with a form, field by field. Faults forbid saving; warnings are shown and remembered as doubts."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.i18n import _
from desktop.people.dates import read_date, read_days
from desktop.people.identity import ResidentId, read_id
from desktop.people.lunar import LunarDay, age, lunar_words, nominal_age, parse_lunar
from desktop.people.names import read_name
from desktop.people.phones import read_phones
from desktop.people.reasons import reason_text
from desktop.people.services.drafts import Checked, ElderDraft, PersonDraft, VolunteerDraft
from desktop.people.text import fold, squeeze
from desktop.rounds.frequency import STANDING, Preset

RISKS = ("", "general", "focus", "high")
_BARE_LUNAR = re.compile(r"^(闰)?(\d{1,2})[-./月](\d{1,2})日?$")


def person_values(draft: PersonDraft, today: date) -> tuple[dict[str, Any], Checked, ResidentId]:
    """The columns of a person as typed, what is wrong with them, and what the ID number says.

    A birth date or sex that was left blank is taken from a valid ID number. An ID number that is not valid never reaches
    `id_number`: it stays verbatim in `id_verbatim` with its state.
    """
    said = Checked()
    name = read_name(draft.name)
    if name.reason in ("name_missing", "name_too_long"):
        said.faults["name"] = reason_text(name.reason)
    elif name.reason and name.reason != "name_remark":
        said.warnings["name"] = reason_text(name.reason)
    resident = read_id(draft.id_number, today, typed=True)
    if resident.reason:
        said.warnings["id_number"] = resident.message
    born = _born(draft, today, resident, said)
    sex = draft.sex or resident.sex
    if draft.sex and resident.sex and draft.sex != resident.sex:
        said.warnings["sex"] = reason_text("sex_differs_from_id")
    lunar = read_lunar_birthday(draft.lunar_birthday)
    if draft.lunar_birthday.strip() and lunar is None:
        said.faults["lunar_birthday"] = _("This is no lunar day. Write it like 四月初八 or 4-8, a leap month like 闰四月初八.")
    elif lunar is not None:
        said.facts["lunar_birthday"] = lunar_words(lunar.month, lunar.day, lunar.leap)
    phone, phones = phone_values(draft.phones, said, "phones")
    if born is not None:
        said.facts["born"] = age_words(born, today)
    values = {
        "name": name.value,
        "sex": sex if sex in ("m", "f") else "",
        "born": born,
        "lunar_month": lunar.month if lunar else None,
        "lunar_day": lunar.day if lunar else None,
        "lunar_leap": bool(lunar and lunar.leap),
        "id_number": resident.number or "",
        "id_state": resident.state,
        "id_verbatim": "" if resident.number else ("" if resident.state == "missing" else draft.id_number.strip()[:60]),
        "phone": phone,
        "phones": phones,
        "note": draft.note.strip(),
    }
    return values, said, resident


def _born(draft: PersonDraft, today: date, resident: ResidentId, said: Checked) -> date | None:
    fact = read_date(draft.born, today)
    if fact.lunar is not None:
        said.faults["born"] = _("This is a lunar day; write it into the field for the lunar birthday.")
        return None
    if fact.reason:
        said.faults["born"] = reason_text(fact.reason)
        return None
    if fact.value is None:
        return resident.born if resident.state == "valid" else None
    if resident.born is not None and resident.state == "valid" and resident.born != fact.value:
        said.warnings["born"] = reason_text("birth_differs_from_id")
    return fact.value


def read_lunar_birthday(text: str) -> LunarDay | None:
    """A lunar birthday as clerks type it into a field that is known to be lunar: 四月初八, 闰四月初八, 4-8, 农历6月24."""
    plain = squeeze(text)
    if not plain:
        return None
    bare = _BARE_LUNAR.match(plain)
    if bare:
        month, day = int(bare[2]), int(bare[3])
        return LunarDay(month, day, bool(bare[1])) if 1 <= month <= 12 and 1 <= day <= 30 else None
    return parse_lunar(plain)


def age_words(born: date, today: date) -> str:
    """'88 岁(虚岁 89)'."""
    return _("{age} years old ({nominal} by Chinese count)").format(age=age(born, today), nominal=nominal_age(born, today))


def phone_values(text: str, said: Checked, field: str) -> tuple[str, str]:
    """The first phone and the further ones joined by ';'. What is no phone is a fault of the field."""
    read = read_phones(text)
    if read.reason:
        said.faults[field] = f"{reason_text(read.reason)} ({read.rest})"
    return read.first, ";".join(read.others)


def read_day(text: str, said: Checked, field: str, today: date, *, future: bool = False) -> date | None:
    """A day as typed; the fault goes to the field. `future`: days to come are right here."""
    fact = read_date(text, today.replace(year=today.year + 50, day=1) if future else today)
    if fact.lunar is not None:
        said.faults[field] = reason_text("date_unreadable")
        return None
    if fact.reason:
        said.faults[field] = reason_text(fact.reason)
        return None
    return fact.value


def read_number(text: str, said: Checked, field: str, low: float, high: float, *, whole: bool = True) -> Any:
    """A number as typed, None when blank; outside of low..high is a fault of the field."""
    plain = fold(text).replace(" ", "")
    if not plain:
        return None
    try:
        value = int(plain) if whole else float(plain)
    except ValueError:
        said.faults[field] = reason_text("number_unreadable")
        return None
    if not low <= value <= high:
        said.faults[field] = _("This number must lie between {low} and {high}.").format(low=low, high=high)
        return None
    return value


@dataclass(frozen=True)
class CareValues:
    """The columns of a care file and of the door, as read from the form."""

    care_file: dict[str, Any]
    door: dict[str, Any]
    contacts: list[dict[str, Any]]


def care_values(draft: ElderDraft, said: Checked, today: date) -> CareValues:
    """Read everything of the elder form except the person; faults and warnings go into `said`."""
    if draft.frequency not in STANDING:
        said.faults["frequency"] = _("Choose how often this elder is visited.")
    if draft.risk not in RISKS:
        said.faults["risk"] = _("Choose a risk from the list.")
    opened = read_day(draft.opened_on, said, "opened_on", today) or today
    consent_on = read_day(draft.consent_on, said, "consent_on", today)
    if consent_on is None and (draft.consent_scope or draft.consent_paper.strip()) and "consent_on" not in said.faults:
        said.faults["consent_on"] = _("Write the day on which consent was given.")
    floor = read_number(draft.floor, said, "floor", -5, 150)
    care_file = {
        "opened_on": opened,
        "frequency": draft.frequency,
        "weekdays": ",".join(str(day) for day in sorted(set(draft.weekdays))) if draft.frequency == Preset.WEEKLY else "",
        "month_day": read_number(draft.month_day, said, "month_day", 1, 92),
        "risk": draft.risk,
        "silence_hours": read_number(draft.silence_hours, said, "silence_hours", 1, 24 * 200),
        "health": draft.health.strip(),
        "hazards": draft.hazards.strip(),
        "notes": draft.notes.strip(),
        "consent_on": consent_on,
        "consent_scope": ",".join(draft.consent_scope),
        "consent_paper": draft.consent_paper.strip(),
    }
    door = {
        "building": draft.building or None,
        "unit": squeeze(draft.unit),
        "floor": floor,
        "room": squeeze(draft.room),
        "address": fold(draft.address),
    }
    if not (door["building"] or door["address"]):
        said.warnings["building"] = reason_text("address_missing")
    elif door["building"] and not door["room"]:
        said.warnings["room"] = reason_text("address_incomplete")
    return CareValues(care_file, door, _contacts(draft, said))


def _contacts(draft: ElderDraft, said: Checked) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, contact in enumerate(draft.contacts, 1):
        if contact.blank():
            continue
        inside = Checked()
        phone, phones = phone_values(contact.phones, inside, "phones")
        name = read_name(contact.name).value or fold(contact.name)
        if inside.faults:
            said.faults.setdefault(
                "contacts", _("Contact {number}: {fault}").format(number=number, fault=inside.faults["phones"])
            )
        elif not name:
            said.faults.setdefault("contacts", _("Contact {number} has no name.").format(number=number))
        rows.append(
            {
                "position": len(rows) + 1,
                "name": name[:80],
                "relation": contact.relation.strip()[:40],
                "phone": phone,
                "phones": phones,
                "has_key": contact.has_key,
                "note": contact.note.strip()[:200],
            }
        )
    if not rows:
        said.warnings.setdefault(
            "contacts", _("No emergency contact yet: nobody could be called when this elder does not answer.")
        )
    return rows


def volunteer_values(
    draft: VolunteerDraft, said: Checked, today: date
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """The columns of a volunteer, his weekly windows, his unavailable dates; faults and warnings go into `said`."""
    trained_on = read_day(draft.trained_on, said, "trained_on", today)
    expires = read_day(draft.training_expires, said, "training_expires", today, future=True)
    joined = read_day(draft.joined_on, said, "joined_on", today)
    left = read_day(draft.left_on, said, "left_on", today, future=True)
    if trained_on and expires and expires <= trained_on:
        said.faults["training_expires"] = _("The training cannot expire before it was given.")
    if draft.trained and expires is not None and expires < today:
        said.warnings["training_expires"] = _("The training has expired; this volunteer gets no seat at the phone.")
    if joined and left and left < joined:
        said.faults["left_on"] = _("The day of leaving lies before the day of joining.")
    values = {
        "organisation": draft.organisation or None,
        "party_member": draft.party_member,
        "trained": draft.trained,
        "trained_on": trained_on,
        "training_expires": expires,
        "hotline_years": read_number(draft.hotline_years, said, "hotline_years", 0, 60, whole=False),
        "weekly_hours": read_number(draft.weekly_hours, said, "weekly_hours", 0, 84, whole=False),
        "max_week": read_number(draft.max_week, said, "max_week", 0, 7),
        "capacity": read_number(draft.capacity, said, "capacity", 0, 200),
        "visit_minutes": read_number(draft.visit_minutes, said, "visit_minutes", 5, 600),
        "visits": draft.visits,
        "joined_on": joined,
        "left_on": left,
        "note": draft.note.strip(),
    }
    available = []
    for window in draft.available:
        if not (0 <= window.weekday <= 6 and 0 <= window.from_minute < window.to_minute <= 24 * 60):
            said.faults["available"] = _("A time of the week ends before it begins.")
        available.append(
            {
                "weekday": window.weekday,
                "from_minute": window.from_minute,
                "to_minute": window.to_minute,
                "wish": window.wish,
            }
        )
    unavailable: dict[date, dict[str, Any]] = {}
    for off in draft.unavailable:
        if not off.date.strip():
            continue
        found = read_days(off.date, today)
        if found.reason or not found.days:
            said.faults["unavailable"] = _("“{text}” is no date.").format(text=off.date)
        for day in found.days:
            unavailable[day] = {"date": day, "reason": off.reason.strip()[:100]}
    return values, available, list(unavailable.values())

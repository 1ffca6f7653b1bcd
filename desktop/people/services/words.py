"""The words of this room: what fields, codes and operations are called, and how a value is shown."""

from datetime import date, datetime
from typing import Any

from desktop.i18n import N_, _
from desktop.people.weekly import window_words

FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "sex": N_("Sex"),
    "id_number": N_("ID number"),
    "id_verbatim": N_("ID number as written"),
    "id_state": N_("State of the ID number"),
    "born": N_("Date of birth"),
    "lunar_birthday": N_("Lunar birthday"),
    "lunar_month": N_("Lunar month"),
    "lunar_day": N_("Lunar day"),
    "lunar_leap": N_("Leap month"),
    "phones": N_("Telephone"),
    "phone": N_("First telephone"),
    "note": N_("Note"),
    "building": N_("Building"),
    "building_id": N_("Building"),
    "unit": N_("Unit"),
    "floor": N_("Floor"),
    "room": N_("Room"),
    "address": N_("Address as written"),
    "categories": N_("Categories"),
    "opened_on": N_("On file since"),
    "closed_on": N_("Closed on"),
    "closed_reason": N_("Reason for closing"),
    "frequency": N_("Visits"),
    "weekdays": N_("Weekdays"),
    "month_day": N_("First due day"),
    "risk": N_("Risk"),
    "silence_hours": N_("Silence alert after (hours)"),
    "health": N_("Health"),
    "hazards": N_("Hazards, and what to know at the door"),
    "notes": N_("Notes"),
    "consent_on": N_("Consent given on"),
    "consent_scope": N_("Consent covers"),
    "consent_paper": N_("Number of the paper"),
    "contacts": N_("Emergency contact"),
    "organisation": N_("Organisation"),
    "organisation_id": N_("Organisation"),
    "party_member": N_("Party member"),
    "trained": N_("Trained for the phone"),
    "trained_on": N_("Trained on"),
    "training_expires": N_("Training expires"),
    "hotline_years": N_("Years at the phone"),
    "weekly_hours": N_("Hours a week"),
    "max_week": N_("Shifts a week at most"),
    "capacity": N_("Doors a round at most"),
    "visit_minutes": N_("Minutes a round at most"),
    "visits": N_("Knocks at doors"),
    "joined_on": N_("Joined on"),
    "left_on": N_("Left on"),
    "grids": N_("Grids served"),
    "available": N_("Weekly times"),
    "unavailable": N_("Unavailable dates"),
    "kind": N_("Kind"),
    "partner": N_("Partner"),
    "head_name": N_("Head"),
    "head_phone": N_("Telephone of the head"),
    "members": N_("Members"),
    "number": N_("Number"),
    "estate": N_("Estate"),
    "grid": N_("Grid"),
    "grid_id": N_("Grid"),
    "units": N_("Units"),
    "floors": N_("Floors"),
    "lift": N_("Lift"),
    "x": N_("Metres east"),
    "y": N_("Metres north"),
    "position": N_("Position"),
    "relation": N_("Relation"),
    "has_key": N_("Holds a key"),
    "household_id": N_("Household"),
    "died_on": N_("Died on"),
    "code": N_("Code"),
    "active": N_("In use"),
    "deleted_at": N_("Recycle bin"),
    "weekday": N_("Weekday"),
    "from_minute": N_("Begins"),
    "to_minute": N_("Ends"),
    "wish": N_("Wish"),
    "date": N_("Date"),
    "reason": N_("Why"),
}
SEXES = {"m": N_("male"), "f": N_("female"), "": ""}
RISKS = {"": N_("not assessed"), "general": N_("general risk"), "focus": N_("focus"), "high": N_("high risk")}
CONSENT_SCOPES = {
    "visits": N_("Visits and calls"),
    "health": N_("Health notes (sensitive)"),
    "family": N_("Telling the family"),
    "passing_on": N_("Passing on to other services"),
    "photo": N_("Photographs"),
}
# kinds of organisations as stations write them; kept as words, because each station has its own
ORGANISATION_KINDS = ("服务型", "公益志愿型", "文体型", "治理型", "学习型", "互助型", "企业", "公共单位", "医疗")
RELATIONS = (
    "配偶",
    "儿子",
    "女儿",
    "儿媳",
    "女婿",
    "孙子",
    "孙女",
    "外孙",
    "外孙女",
    "兄弟",
    "姐妹",
    "侄子",
    "侄女",
    "外甥",
    "外甥女",
    "邻居",
    "楼长",
    "朋友",
    "保姆",
    "社工",
)
OPERATIONS: dict[str, str] = {
    "people.save_elder": N_("Save care file"),
    "people.close_elder": N_("Close care file"),
    "people.reopen_elder": N_("Reopen care file"),
    "people.remove_elder": N_("Move elder to the recycle bin"),
    "people.save_volunteer": N_("Save volunteer"),
    "people.remove_volunteer": N_("Move volunteer to the recycle bin"),
    "people.save_organisation": N_("Save organisation"),
    "people.remove_organisation": N_("Move organisation to the recycle bin"),
    "people.save_grid": N_("Save grid"),
    "people.remove_grid": N_("Move grid to the recycle bin"),
    "people.save_building": N_("Save building"),
    "people.remove_building": N_("Move building to the recycle bin"),
    "people.save_household": N_("Save household"),
    "people.remove_household": N_("Move household to the recycle bin"),
    "people.restore": N_("Take out of the recycle bin"),
    "people.save_categories": N_("Save categories"),
    "people.settle_doubt": N_("Settle a doubt"),
    "people.save_assessment": N_("Save an assessment"),
    "people.remove_assessment": N_("Remove an assessment"),
    "people.accept_frequency": N_("Visit as the assessment proposes"),
}


def field_label(name: str) -> str:
    """What a field is called on screen; an unknown one keeps its own name."""
    return _(FIELDS[name]) if name in FIELDS else name


def risk_label(code: str) -> str:
    """A risk in the user's language; an unknown code keeps its own name."""
    return _(RISKS[code]) if code in RISKS else code


def scope_label(code: str) -> str:
    """What a consent covers, in the user's language."""
    return _(CONSENT_SCOPES[code]) if code in CONSENT_SCOPES else code


def sex_label(code: str) -> str:
    """A sex in the user's language, '' when it is not known."""
    return _(SEXES[code]) if SEXES.get(code) else ""


def yes_no(value: bool | None) -> str:
    """Yes, no, or nothing when it is not known."""
    return "" if value is None else _("yes") if value else _("no")


def shown(name: str, value: Any) -> str:
    """A value of a field in words, for comparing two versions and for the history."""
    from desktop.rounds.frequency import PRESET_LABELS, preset_label

    if value is None or value == "" or value == ():
        return "—"
    if isinstance(value, bool) or name in (
        "lunar_leap",
        "has_key",
        "trained",
        "visits",
        "partner",
        "party_member",
        "lift",
        "active",
    ):
        return yes_no(bool(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if name == "sex":
        return sex_label(str(value)) or str(value)
    if name == "risk":
        return risk_label(str(value))
    if name == "frequency" and str(value) in {preset.value for preset in PRESET_LABELS}:
        return preset_label(str(value))
    if name == "consent_scope":
        codes = value if isinstance(value, tuple) else str(value).split(",")
        return "、".join(scope_label(code) for code in codes)
    if isinstance(value, tuple):
        return "；".join(_part_words(part) for part in value)
    return str(value)


def _part_words(part: Any) -> str:
    """One contact, window or date of a list in words."""
    if isinstance(part, (str, int)):
        return str(part)
    if hasattr(part, "relation"):
        return " ".join(word for word in (part.name, part.relation, part.phones, part.note) if word)
    if hasattr(part, "from_minute"):
        return window_words(part.weekday, part.from_minute, part.to_minute)
    return " ".join(word for word in (part.date, part.reason) if word)

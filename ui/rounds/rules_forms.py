"""The forms of the page of rules: fields, and values to and from them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from desktop.i18n import _
from desktop.rounds.frequency import Preset, preset_label
from desktop.rounds.needs import NeedLine, Needs, SlotLine
from desktop.rounds.ruleset import KINDS, WEEKDAYS, ExtraLine, RuleBook, RuleLine, extra_kind_label
from ui.kit import Field

Choices = Sequence[tuple[Any, str]]


def weekdays() -> Choices:
    """Monday to Sunday."""
    return [(day, _(word)) for day, word in enumerate(WEEKDAYS)]


def half_hours() -> Choices:
    """Hours of the day to choose from, the first of them 'any'."""
    return [(None, _("any")), *((minute, f"{minute // 60:02}:{minute % 60:02}") for minute in range(6 * 60, 21 * 60 + 1, 30))]


def numbers(text: str) -> tuple[int, ...]:
    """'0,3' as stored -> (0, 3)."""
    return tuple(int(one) for one in text.split(",") if one.strip().isdigit())


def words(text: str) -> tuple[str, ...]:
    """'am,pm' as stored -> ('am', 'pm')."""
    return tuple(one for one in text.split(",") if one)


def moment(day: Any, at: Any) -> datetime | None:
    """Day and time of two fields as one moment; None without a day."""
    return datetime.combine(day, at if isinstance(at, time) else time(8)) if isinstance(day, date) else None


# an elder's own rule


def rule_fields(book: RuleBook, elder_fixed: bool) -> list[Field]:
    """The fields of an own rule."""
    return [
        Field("care_file", _("Elder"), "choice", required=True, choices=book.elders, wide=True, fixed=elder_fixed),
        Field("preset", _("How often"), "choice", choices=[(one.value, preset_label(one.value)) for one in Preset]),
        Field("instead", _("Stands in place of the frequency in the care file"), "check"),
        Field("from_date", _("From"), "date", required=True),
        Field("until_date", _("Until"), "date", hint=_("The last day; blank: until it is ended.")),
        Field("slots", _("Slots"), "many", choices=book.slots,
              hint=_("None ticked: as the frequency says. Once a day and rarer use the first one ticked.")),
        Field("weekdays", _("Weekdays"), "many", choices=weekdays(), hint=_("For weekly; for “in each chosen slot” none means every day.")),
        Field("month_day", _("First day in the month or quarter"), "number", minimum=1, maximum=92),
        Field("reason", _("Reason"), hint=_("Say, home from hospital.")),
        Field("event_day", _("Day of the event"), "date", section=_("Once after an event")),
        Field("event_time", _("Time"), "time", default=time(8)),
        Field("within_hours", _("Within"), "number", minimum=1, maximum=240, unit=_("hours")),
    ]  # fmt: skip


def rule_values(line: RuleLine) -> dict[str, Any]:
    """A stored rule as the form shows it."""
    row = line.values
    event: datetime | None = row["event_at"]
    return {
        **row, "slots": words(row["slots"]), "weekdays": numbers(row["weekdays"]), "event_day": event.date() if event else None,
        "event_time": event.time() if event else time(8),
    }  # fmt: skip


def with_event(values: Mapping[str, Any], wanted: bool) -> dict[str, Any]:
    """The form's values with day and time of the event as one; without them where no event is meant."""
    event = moment(values["event_day"], values["event_time"]) if wanted else None
    return {**values, "event_at": event, "within_hours": values["within_hours"] if wanted else None}


# an extra round


def extra_fields(book: RuleBook) -> list[Field]:
    """The fields of an extra round."""
    return [
        Field("kind", _("Because of"), "choice", choices=[(kind, extra_kind_label(kind)) for kind in KINDS]),
        Field("name", _("Title"), hint=_("It stands on the plan, say, Typhoon Lingling.")),
        Field("from_date", _("From"), "date", required=True),
        Field("until_date", _("Until"), "date", required=True, hint=_("The last day.")),
        Field("categories", _("Whom it is for"), "many", choices=book.categories, hint=_("None ticked: everybody with an open care file.")),
        Field("slots", _("Slots"), "many", choices=book.slots, hint=_("None ticked: every slot.")),
        Field("weekdays", _("Weekdays"), "many", choices=weekdays(), hint=_("None ticked: every day.")),
        Field("within_hours", _("Once only, within"), "number", minimum=1, maximum=240, unit=_("hours"), section=_("Or once after an event"),
              hint=_("Blank: in every chosen slot of every chosen day.")),
        Field("event_day", _("Day of the event"), "date"),
        Field("event_time", _("Time"), "time", default=time(8)),
        Field("note", _("Note"), "long", rows=2),
    ]  # fmt: skip


def extra_values(line: ExtraLine) -> dict[str, Any]:
    """A declared round as the form shows it."""
    row = line.values
    event: datetime | None = row["event_at"]
    return {
        **row, "categories": words(row["categories"]), "slots": words(row["slots"]), "weekdays": numbers(row["weekdays"]),
        "event_day": event.date() if event else None, "event_time": event.time() if event else time(8),
    }  # fmt: skip


# needs, people, slots


def need_fields(book: RuleBook, fixed: bool) -> list[Field]:
    """What an elder needs of a visit."""
    return [
        Field("care_file", _("Elder"), "choice", required=True, choices=book.elders, wide=True, fixed=fixed),
        Field("known_face", _("Only somebody whom the elder knows"), "check",
              hint=_("Known is who came in the last 90 days. A door that the clerk moved by hand is exempt.")),
        Field("minutes", _("Minutes at the door"), "number", minimum=1, maximum=240, hint=_("Blank: as in the settings.")),
        Field("opens", _("Not before"), "choice", choices=half_hours()),
        Field("closes", _("Not after"), "choice", choices=half_hours()),
        Field("note", _("Note")),
    ]  # fmt: skip


def need_values(line: NeedLine) -> dict[str, Any]:
    """A stored need as the form shows it."""
    return {
        "care_file": line.care_file, "known_face": line.known_face, "minutes": line.minutes, "opens": line.opens, "closes": line.closes,
        "note": line.note,
    }  # fmt: skip


def apart_fields(book: RuleBook, needs: Needs) -> list[Field]:
    """Who may not meet."""
    return [
        Field("volunteer", _("Volunteer"), "choice", required=True, choices=needs.volunteers),
        Field("care_file", _("does not visit the elder"), "choice", choices=[(None, ""), *book.elders]),
        Field("other", _("or does not walk with"), "choice", choices=[(None, ""), *needs.volunteers]),
        Field("reason", _("Reason")),
    ]


def pair_fields(needs: Needs) -> list[Field]:
    """Two who walk one route."""
    return [
        Field("volunteer", _("Volunteer"), "choice", required=True, choices=needs.volunteers, hint=_("Whose name the sheet carries first.")),
        Field("companion", _("walks with"), "choice", required=True, choices=needs.volunteers),
        Field("starts", _("From"), "date"),
        Field("ends", _("Until"), "date"),
    ]


def slot_fields() -> list[Field]:
    """A slot of the day."""
    return [
        Field("name", _("Title"), required=True),
        Field("start", _("Begins"), "time"),
        Field("end", _("Ends"), "time"),
        Field("active", _("In use"), "check", default=True),
    ]


def slot_values(line: SlotLine) -> dict[str, Any]:
    """A stored slot as the form shows it."""
    start, end = (time(minute // 60 % 24, minute % 60) for minute in (line.start, line.end))
    return {"name": line.name, "start": start, "end": end, "active": line.active}

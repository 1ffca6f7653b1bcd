"""What tables and columns are called, for pages that show any row: conflicts, restore previews, one elder's history."""

from desktop.i18n import N_, _

TABLES: dict[str, str] = {
    "grid": N_("Grid"), "building": N_("Building"), "household": N_("Household"), "person": N_("Personal details"), "category": N_("Category"),
    "care_file": N_("Care file"), "care_category": N_("Category of an elder"), "contact": N_("Emergency contact"),
    "organisation": N_("Organisation"), "volunteer": N_("Volunteer"), "volunteer_grid": N_("Grid of a volunteer"), "slot": N_("Slot"),
    "absence": N_("Absence notice"), "round": N_("Round"), "sheet": N_("Visit sheet"), "knock": N_("Knock"), "ladder": N_("Escalation"),
    "ladder_step": N_("Step of an escalation"), "sighting": N_("Seen safe"), "shift_template": N_("Shift"), "availability": N_("Availability"),
    "unavailable": N_("Day off"), "day_offer": N_("Single day of a volunteer"), "roster_terms": N_("What a volunteer asks of rosters"),
    "pair": N_("Pair of volunteers"), "holiday_year": N_("Holiday year"),
    "roster": N_("Roster"), "seat": N_("Seat of a roster"), "duty": N_("Duty"), "call": N_("Call"),
    "follow_up": N_("Follow-up"), "import_batch": N_("Import"), "doubt": N_("Value to be checked"), "print_log": N_("Print"),
    "account": N_("Account"), "setting": N_("Setting"), "station": N_("Station"), "consent": N_("Consent"), "assessment": N_("Assessment"),
    "checklist": N_("Monthly checklist"), "incident": N_("Incident"), "handover": N_("Handover"), "handover_item": N_("Line of a handover"),
    "seat_swap": N_("Swap"), "duty_pin": N_("PIN"), "phone_plan": N_("Plan of reassurance calls"), "quick_phrase": N_("Quick phrase"),
    "visit_rule": N_("Visit rule"),
    "package_log": N_("Package"), "peer": N_("Known station"), "merge_conflict": N_("Conflict"),
}  # fmt: skip

COLUMNS: dict[str, str] = {
    "name": N_("Name"), "sex": N_("Sex"), "born": N_("Born"), "id_number": N_("ID number"), "phone": N_("Phone"), "phones": N_("Further phones"),
    "note": N_("Note"), "notes": N_("Notes"), "household_id": N_("Household"), "building_id": N_("Building"), "grid_id": N_("Grid"),
    "person_id": N_("Person"), "care_file_id": N_("Elder"), "volunteer_id": N_("Volunteer"), "organisation_id": N_("Organisation"),
    "category_id": N_("Category"), "round_id": N_("Round"), "sheet_id": N_("Visit sheet"), "died_on": N_("Died on"),
    "deleted_at": N_("In the recycle bin since"), "opened_on": N_("Opened on"), "closed_on": N_("Closed on"), "closed_reason": N_("Why closed"),
    "frequency": N_("Frequency"), "risk": N_("Risk"), "silence_hours": N_("Silence alert after (hours)"), "health": N_("Health"),
    "hazards": N_("Hazards"), "consent_on": N_("Consent on"), "consent_scope": N_("Consent for"), "consent_paper": N_("Consent, paper number"),
    "position": N_("Place in the order"), "relation": N_("Relation"), "has_key": N_("Has a key"), "unit": N_("Unit"), "floor": N_("Floor"),
    "room": N_("Room"), "address": N_("Address"), "outcome": N_("Outcome"), "at": N_("When"), "date": N_("Date"), "title": N_("Title"),
    "printed_at": N_("Printed at"), "copies": N_("Copies"), "recorded_at": N_("Recorded at"), "recorded_by": N_("Recorded by"),
    "from_date": N_("From"), "until_date": N_("Until"), "returned_on": N_("Returned on"), "told_by": N_("Told by"), "kind": N_("Kind"),
    "head_name": N_("Head"), "head_phone": N_("Head's phone"), "lift": N_("Lift"), "trained": N_("Trained"), "capacity": N_("Doors a round"),
    "max_week": N_("Shifts a week"), "joined_on": N_("Joined on"), "left_on": N_("Left on"), "lunar_month": N_("Lunar month"),
    "lunar_day": N_("Lunar day"), "lunar_leap": N_("Leap month"), "id_state": N_("ID number checked"), "id_verbatim": N_("ID number as written"),
    "weekdays": N_("Weekdays"), "what": N_("What"), "owner": N_("Owner"), "due_at": N_("Due"), "closed_at": N_("Closed at"), "result": N_("Result"),
}  # fmt: skip

HIDDEN = frozenset({"search_text"})  # follows from the others


def table_words(name: str) -> str:
    """What a table's rows are called."""
    return _(TABLES[name]) if name in TABLES else name.replace("_", " ")


def column_words(name: str) -> str:
    """What a column is called."""
    return _(COLUMNS[name]) if name in COLUMNS else name.removesuffix("_id").replace("_", " ")


def value_words(value: object) -> str:
    """A column's value to read."""
    if value is None or value == "":
        return _("(empty)")
    return str(value)

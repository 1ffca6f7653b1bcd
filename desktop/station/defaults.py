"""What a new station starts with: slots, shift templates, categories. All of it can be edited."""

from db.hotline.tables import ShiftTemplate
from db.people.tables import Category
from db.rounds.tables import Slot
from db.store import Unit
from desktop.i18n import N_

# (code, name on screen, start and end in minutes since midnight): two knocks a day are the project's own rule; the afternoon's ends
# so late that 16 hours of silence are not over before most of the next morning's sheets are back
SLOTS = (("am", N_("Morning"), 8 * 60 + 30, 10 * 60 + 30), ("pm", N_("Afternoon"), 16 * 60, 18 * 60))
# three shifts of four hours, 08:00-20:00, two seats (facts/domain.md §4)
SHIFTS = (("早", 8 * 60, 12 * 60), ("中", 12 * 60, 16 * 60), ("晚", 16 * 60, 20 * 60))
SEATS = 2
# categories of 十部门 2022 first, then those in common use (facts/domain.md §2); names as every station writes them
CATEGORIES = (
    ("living_alone", "独居"), ("empty_nest", "空巢"), ("left_behind", "留守"), ("disabled", "失能"), ("severely_handicapped", "重残"),
    ("special_family", "计生特殊家庭"), ("destitute", "特困"), ("low_income", "低保"), ("very_old", "高龄"), ("dementia", "失智"),
    ("no_kin", "孤寡"), ("sick", "病残"), ("both_old", "双老"),
)


def insert_defaults(unit: Unit) -> None:
    """Write the first slots, shift templates and categories of a new station."""
    for position, (code, name, start, end) in enumerate(SLOTS):
        unit.insert(Slot, {"code": code, "name": name, "start_minute": start, "end_minute": end, "position": position})
    for position, (name, start, end) in enumerate(SHIFTS):
        unit.insert(ShiftTemplate, {"name": name, "start_minute": start, "end_minute": end, "seats": SEATS, "position": position})
    for position, (code, name) in enumerate(CATEGORIES):
        unit.insert(Category, {"code": code, "name": name, "position": position})

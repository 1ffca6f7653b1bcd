"""What a form hands over: the text as the clerk typed it, one frozen value per form.

Drafts are never refused for being wrong; the checks say what is wrong, field by field, and a save with faults raises
`Invalid` with the same messages, so that nothing typed is lost.
"""

from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from desktop.errors import UserError
from desktop.i18n import _

DraftT = TypeVar("DraftT")


class Invalid(UserError):
    """A form cannot be saved as it stands. `faults` maps a field's name to what is wrong with it."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("\n".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True)
class Difference:
    """One field that reads otherwise now than what the clerk wants to save."""

    field: str
    label: str
    mine: str
    theirs: str


class Conflict(UserError):
    """Somebody saved the same record since the form was opened. Nothing was written.

    `differences` show both versions; `token` is that of the version which stands now: saving again with it overwrites.
    """

    def __init__(self, differences: list[Difference], token: str) -> None:
        super().__init__(_("Somebody changed this record while you were editing it. Compare both versions and choose."))
        self.differences, self.token = differences, token


@dataclass(frozen=True)
class Checked:
    """What a check says, by field: `faults` forbid saving, `warnings` do not. `facts` is what could be read ('age 88')."""

    faults: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ContactDraft:
    """One emergency contact, in the order in which they are called. `phones` may hold several."""

    name: str = ""
    relation: str = ""
    phones: str = ""
    note: str = ""
    has_key: bool = False

    def blank(self) -> bool:
        """An empty line of the table."""
        return not (self.name.strip() or self.relation.strip() or self.phones.strip() or self.note.strip())


@dataclass(frozen=True)
class PersonDraft:
    """What is asked of every person, as typed. `sex` is 'm', 'f' or ''; `phones` may hold several; dates are text."""

    name: str = ""
    sex: str = ""
    id_number: str = ""
    born: str = ""
    lunar_birthday: str = ""
    phones: str = ""
    note: str = ""


@dataclass(frozen=True)
class ElderDraft:
    """The elder form. `categories` are category ids; `weekdays` 0 = Monday."""

    person: PersonDraft = field(default_factory=PersonDraft)
    building: str = ""  # building id
    unit: str = ""
    floor: str = ""
    room: str = ""
    address: str = ""  # as written, when the building is not known or something must be added
    categories: tuple[str, ...] = ()
    opened_on: str = ""
    frequency: str = "twice_daily"
    weekdays: tuple[int, ...] = ()
    month_day: str = ""
    risk: str = ""
    silence_hours: str = ""
    health: str = ""
    hazards: str = ""
    notes: str = ""
    consent_on: str = ""
    consent_scope: tuple[str, ...] = ()
    consent_paper: str = ""
    contacts: tuple[ContactDraft, ...] = ()


@dataclass(frozen=True)
class AvailableDraft:
    """A window of the week in which a volunteer can sit at the phone; minutes since midnight, weekday 0 = Monday."""

    weekday: int
    from_minute: int
    to_minute: int
    wish: str = ""


@dataclass(frozen=True)
class UnavailableDraft:
    """A date on which a volunteer cannot serve, as typed."""

    date: str
    reason: str = ""


@dataclass(frozen=True)
class VolunteerDraft:
    """The volunteer form. `grids` are grid ids; numbers are text as typed."""

    person: PersonDraft = field(default_factory=PersonDraft)
    organisation: str = ""  # organisation id
    party_member: bool | None = None
    trained: bool = False
    trained_on: str = ""
    training_expires: str = ""
    hotline_years: str = ""
    weekly_hours: str = ""
    max_week: str = ""
    capacity: str = ""
    visit_minutes: str = ""
    visits: bool = True
    joined_on: str = ""
    left_on: str = ""
    note: str = ""
    grids: tuple[str, ...] = ()
    available: tuple[AvailableDraft, ...] = ()
    unavailable: tuple[UnavailableDraft, ...] = ()


@dataclass(frozen=True)
class OrganisationDraft:
    """The organisation form."""

    name: str = ""
    kind: str = ""
    partner: bool = False
    head_name: str = ""
    phone: str = ""
    members: str = ""
    note: str = ""


@dataclass(frozen=True)
class GridDraft:
    """The grid form."""

    name: str = ""
    position: str = ""


@dataclass(frozen=True)
class BuildingDraft:
    """The building form; `x` and `y` are metres east and north."""

    name: str = ""
    number: str = ""
    estate: str = ""
    grid: str = ""  # grid id
    units: str = ""
    floors: str = ""
    lift: bool | None = None
    x: str = ""
    y: str = ""
    head_name: str = ""
    head_phone: str = ""
    note: str = ""


@dataclass(frozen=True)
class HouseholdDraft:
    """The household form."""

    building: str = ""  # building id
    grid: str = ""  # grid id; empty: that of the building
    unit: str = ""
    floor: str = ""
    room: str = ""
    address: str = ""


@dataclass(frozen=True)
class Loaded(Generic[DraftT]):
    """A record open in its form: `token` stands for the version that was read and goes back with the save."""

    id: str
    token: str
    code: str
    draft: DraftT


def flat(draft: Any) -> dict[str, Any]:
    """The fields of a draft by name, those of the person inside without prefix."""
    found: dict[str, Any] = {}
    for one in fields(draft):
        value = getattr(draft, one.name)
        if isinstance(value, PersonDraft):
            found |= flat(value)
        else:
            found[one.name] = value
    return found

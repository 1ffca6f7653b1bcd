"""What the station has, as plain data: what an import is compared with."""

from dataclasses import dataclass, field
from datetime import date

from desktop.exchange.facts import ContactFacts
from desktop.people.categories import CategoryDef, station_categories

Window = tuple[int, int, int]  # weekday, from, to: minutes since midnight


@dataclass(frozen=True, slots=True)
class DoorSnapshot:
    """Where a person lives: building as the station names it, and the address as written."""

    building: str = ""  # '2' or a name
    estate: str = ""
    unit: str = ""
    room: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ElderSnapshot:
    """The care file of a person."""

    id: str
    code: str
    categories: frozenset[str] = frozenset()  # codes
    contacts: tuple[ContactFacts, ...] = ()
    health: str = ""
    hazards: str = ""
    note: str = ""
    risk: str = ""
    frequency: str = ""
    opened_on: date | None = None
    consent_on: date | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class VolunteerSnapshot:
    """The volunteer's part of a person."""

    id: str
    code: str
    organisation: str = ""
    party: bool | None = None
    trained: bool | None = None
    trained_on: date | None = None
    years: float | None = None
    windows: frozenset[Window] = frozenset()
    off: frozenset[date] = frozenset()
    max_week: int | None = None
    weekly_hours: float | None = None
    capacity: int | None = None
    grids: frozenset[str] = frozenset()  # grid keys
    joined_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonSnapshot:
    """A live person with the parts that he plays. `doubts` are all (field, verbatim) ever noted, settled ones too."""

    id: str
    name: str
    sex: str = ""
    born: date | None = None
    lunar: tuple[int, int, bool] | None = None
    id_number: str = ""
    id_verbatim: str = ""
    phones: tuple[str, ...] = ()
    grid: str = ""  # grid key
    household: str = ""  # id of the door
    door: DoorSnapshot | None = None
    elder: ElderSnapshot | None = None
    volunteer: VolunteerSnapshot | None = None
    doubts: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class OrganisationSnapshot:
    """A live organisation."""

    id: str
    name: str
    kind: str = ""
    partner: bool = False
    head: str = ""
    phone: str = ""
    members: int | None = None
    note: str = ""
    doubts: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class BuildingSnapshot:
    """A live building; `grid` is a grid key."""

    id: str
    name: str
    number: int | None = None
    estate: str = ""
    grid: str = ""
    units: int | None = None
    floors: int | None = None
    lift: bool | None = None
    head: str = ""
    head_phone: str = ""
    x: float | None = None
    y: float | None = None
    note: str = ""
    doubts: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class StationSnapshot:
    """The station at the moment of the preview. `grids` maps grid keys to (id, name), `categories` are (id, code, name)."""

    persons: tuple[PersonSnapshot, ...] = ()
    organisations: tuple[OrganisationSnapshot, ...] = ()
    buildings: tuple[BuildingSnapshot, ...] = ()
    grids: dict[str, tuple[str, str]] = field(default_factory=dict)
    categories: tuple[tuple[str, str, str], ...] = ()
    digests: frozenset[str] = frozenset()  # of files imported before
    rejected: frozenset[str] = frozenset()  # texts of rows that earlier imports could not keep

    def category_list(self) -> tuple[CategoryDef, ...]:
        """The categories with their synonyms."""
        return station_categories((code, name) for _id, code, name in self.categories)

"""What a workbook's rows say, as plain facts: one dataclass a kind, each with its doubts. Pure; no store."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from desktop.exchange.mapping import field_label
from desktop.exchange.workbook import column_letter
from desktop.i18n import _
from desktop.people.address import Address
from desktop.people.availability import Slot
from desktop.people.reasons import reason_text


@dataclass(frozen=True, slots=True)
class FieldDoubt:
    """A value that cannot be trusted: field, what the cell says, why (reason code), column (0-based) and row (1-based).

    `mild` ones are hints, no tasks.
    """

    field: str
    verbatim: str
    reason: str
    column: int = -1
    mild: bool = False
    row: int = 0

    @property
    def message(self) -> str:
        """The reason in the user's language."""
        return reason_text(self.reason)

    @property
    def letter(self) -> str:
        """The column as the user sees it ('D'); '' when the doubt is about no single column."""
        return column_letter(self.column) if self.column >= 0 else ""

    @property
    def label(self) -> str:
        """The field in the user's language."""
        return field_label(self.field)


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """紧急联系人: name, relation, first phone, further phones."""

    name: str = ""
    relation: str = ""
    phone: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFacts:
    """What every kind has: sheet, 1-based row, name, doubts."""

    kind: ClassVar[str] = ""
    sheet: str
    row: int
    name: str
    doubts: tuple[FieldDoubt, ...] = ()

    @property
    def place(self) -> str:
        """Where the row stands, for the clerk."""
        return _("sheet {sheet}, row {row}").format(sheet=self.sheet, row=self.row)

    @property
    def doubtful(self) -> bool:
        """Does a doubt wait for somebody to settle it?"""
        return any(not doubt.mild for doubt in self.doubts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts(RowFacts):
    """A person. Blank means that the workbook says nothing. `lunar` is (month, day, leap)."""

    sex: str = ""
    id_number: str = ""
    id_state: str = "missing"
    id_verbatim: str = ""
    born: date | None = None
    lunar: tuple[int, int, bool] | None = None
    phone: str = ""
    phones: tuple[str, ...] = ()
    address: Address | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElderFacts(PersonFacts):
    """老人: `categories` are codes, `new_categories` names that the station's list lacks."""

    kind: ClassVar[str] = "elders"
    code: str = ""
    categories: tuple[str, ...] = ()
    new_categories: tuple[str, ...] = ()
    grid: str = ""
    contacts: tuple[ContactFacts, ...] = ()
    health: str = ""
    hazards: str = ""
    risk: str = ""
    frequency: str = ""
    opened_on: date | None = None
    consent_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerFacts(PersonFacts):
    """志愿者: `available` and `off` are None when the workbook has no such column or says nothing."""

    kind: ClassVar[str] = "volunteers"
    code: str = ""
    organisation: str = ""
    party: bool | None = None
    trained: bool | None = None
    trained_on: date | None = None
    years: float | None = None
    available: frozenset[Slot] | None = None
    off: tuple[date, ...] | None = None
    max_week: int | None = None
    weekly_hours: float | None = None
    capacity: int | None = None
    grids: tuple[str, ...] = ()
    joined_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts(RowFacts):
    """社会组织 or 合作单位."""

    kind: ClassVar[str] = "organisations"
    organisation_kind: str = ""
    partner: bool = False
    head: str = ""
    phone: str = ""
    members: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingFacts(RowFacts):
    """楼栋: `name` as written ('1幢'), `number` when it is one."""

    kind: ClassVar[str] = "buildings"
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


Facts = ElderFacts | VolunteerFacts | OrganisationFacts | BuildingFacts


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no record: where, its text, why ('total', 'heading', 'remark', 'section', 'sheet', 'hidden',
    'ignored', 'nothing')."""

    sheet: str
    row: int
    text: str
    reason: str

    @property
    def message(self) -> str:
        """Why it was skipped, in the user's language."""
        return {
            "total": _("a line of totals"),
            "heading": _("the headings repeated"),
            "remark": _("a remark"),
            "section": _("a section heading"),
            "sheet": _("a sheet that was not recognised"),
            "hidden": _("a hidden sheet"),
            "ignored": _("a sheet that is not to be imported"),
            "nothing": _("nothing to import in this row"),
        }[self.reason]


@dataclass
class Doubting:
    """Collects the doubts of one row while its cells are read."""

    row: int
    doubts: list[FieldDoubt] = field(default_factory=list)

    def add(self, field_name: str, verbatim: str, reason: str | None, column: int | None = None, *, mild: bool = False) -> None:
        """Note a doubt; nothing happens without a reason."""
        if reason:
            self.doubts.append(FieldDoubt(field_name, verbatim, reason, -1 if column is None else column, mild, self.row))



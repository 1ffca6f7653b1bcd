"""What the Today page and the alarm strip show of the rounds: plain figures, filled by `desktop.rounds.today`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.rounds.frequency import Slot
from desktop.rounds.ladder import NextStep


@dataclass(frozen=True)
class BuildingProgress:
    """One building in a slot. `due` counts planned knocks (unserved ones too), `done` those recorded as visited (late ones and
    no-answers too, because we came), `missed` those that we did not make, `unserved` those on no sheet."""

    building: str
    due: int
    done: int
    no_answer: int
    missed: int
    unserved: int

    @property
    def finished(self) -> bool:
        """True when nothing is open any more."""
        return self.done + self.missed >= self.due


@dataclass(frozen=True)
class SilentElder:
    """An elder by the length of silence. `last_at` None = never known safe since the care file was opened. `over` = past the
    threshold.
    """

    care_file: str
    name: str
    address: str
    categories: tuple[str, ...]
    phone: str
    last_at: datetime | None
    channel: str
    silence: timedelta
    threshold: timedelta

    @property
    def over(self) -> bool:
        """True when the silence has passed the elder's threshold."""
        return self.silence > self.threshold


@dataclass(frozen=True)
class ContactLine:
    """An emergency contact in calling order (from 1)."""

    position: int
    name: str
    relation: str
    phone: str


@dataclass(frozen=True)
class StepLine:
    """A step that was taken, as shown."""

    step: str
    label: str
    at: datetime
    who: str
    result: str
    note: str
    contact: int
    due_at: datetime | None = None


@dataclass(frozen=True)
class AheadLine:
    """A step of a ladder that was not taken: `jumped` over by a later one, or still ahead."""

    step: str
    label: str
    due_at: datetime
    jumped: bool


@dataclass(frozen=True)
class OpenLadder:
    """A ladder that is open. `next` is None when every step was taken and only the result is missing.

    `headline` is the row of the alarm strip: building and name; `trail` tells the steps so far with their times.
    """

    id: str
    care_file: str
    elder: str
    address: str
    building: str
    phone: str
    reason: str
    opened_at: datetime
    steps: tuple[StepLine, ...]
    next: NextStep | None
    next_label: str
    contacts: tuple[ContactLine, ...]
    neighbour: ContactLine | None
    """The building head, whom the neighbour step asks first."""

    version: int
    ahead: tuple[AheadLine, ...] = ()
    safe_at: datetime | None = None
    """When a channel has shown the elder safe since the ladder was opened (say, an inbound call): then it can be closed."""
    safe_channel: str = ""
    closed_at: datetime | None = None
    result: str = ""
    note: str = ""


@dataclass(frozen=True)
class SheetStatus:
    """A sheet of a slot. `state`: 'open' (slot not over), 'late' (slot over, nothing recorded), 'recorded'."""

    id: str
    number: int
    title: str
    visitor: str
    organisation: str
    doors: int
    exceptions: int
    printed: bool
    state: str


@dataclass(frozen=True)
class AbsenceLine:
    """An absence notice that is in force or overdue."""

    id: str
    care_file: str
    elder: str
    address: str
    kind: str
    starts: date
    expected_return: date | None
    told_by: str
    note: str
    overdue: bool
    version: int


@dataclass(frozen=True)
class Alert:
    """Something that must not wait. `kind`: 'silence', 'overdue_return', 'sheet_late', 'unserved'. `text` is in the user's
    language.
    """

    kind: str
    text: str
    care_file: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class TodayBoard:
    """The rounds today. `slot` is the present one, or the next or last of the day; `planned` tells whether a plan is saved
    for it.
    """

    date: date
    slot: Slot
    planned: bool
    due: int
    done: int
    no_answer: int
    missed: int
    unserved: int
    visitors: int
    buildings: tuple[BuildingProgress, ...]
    silent: tuple[SilentElder, ...]
    """The longest silent first, whether past the threshold or not; elders who are reported away are left out."""
    over_threshold: int
    ladders: tuple[OpenLadder, ...]
    sheets: tuple[SheetStatus, ...]
    away: int
    in_hospital: int
    alerts: tuple[Alert, ...]

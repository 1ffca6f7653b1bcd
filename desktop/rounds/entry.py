"""Typing a sheet: number, outcome key, optional note, Enter. The rules of the entry page without any window.

Digits name a door, a letter says what was found there, words after it are the note. Nothing is written until the sheet is
accepted;
every step can be taken back. Four digits, or digits that begin with 0, are another sheet's number.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.rounds import outcomes
from desktop.rounds.drafts import draft_of, forget_draft
from desktop.rounds.outcomes import BY_KEY, Outcome
from desktop.rounds.recording import Entry, Recorded, record_sheet
from desktop.rounds.sheets import DoorView, SheetView, sheet_to_enter, sheet_view
from desktop.session import Session

SHEET_DIGITS = 4
_TIME = re.compile(r"^\s*([01]?\d|2[0-3])[::](\d\d)(?!\d)\s*")


@dataclass(frozen=True)
class Line:
    """A door as it stands on the page now. `touched`: typed since the sheet was opened; `base`: what was recorded (outcome and
    note, '' = nothing) when it was first touched, so that a result that somebody else records meanwhile is noticed.
    """

    door: DoorView
    outcome: Outcome
    note: str
    touched: bool = False
    base: tuple[str, str] = ("", "")


class SheetEntry:
    """A sheet while it is typed. `typed` are the digits so far, `current` the door being entered, `complaint` what was wrong
    last.
    """

    def __init__(self, view: SheetView) -> None:
        self.view = view
        self.lines = [
            Line(door, Outcome(door.outcome or door.usual), door.note, base=(door.outcome, door.note)) for door in view.doors
        ]
        self.typed = ""
        self.current: int | None = None
        self.complaint = ""
        self._past: list[list[Line]] = []

    def line(self, number: int) -> Line | None:
        """The door of this number on the sheet."""
        return next((line for line in self.lines if line.door.number == number), None)

    @property
    def chosen(self) -> int | None:
        """The door that the next letter is for: the number typed, if it is on the sheet."""
        number = int(self.typed) if self.typed and not self.is_sheet_number else None
        return number if number is not None and self.line(number) is not None else None

    @property
    def is_sheet_number(self) -> bool:
        """True when what is typed can only be another sheet's number."""
        return self.typed.startswith("0") or len(self.typed) >= SHEET_DIGITS

    @property
    def shown(self) -> str:
        """What the page shows large: '6', then '6 N'."""
        if self.typed:
            return self.typed
        line = self.line(self.current) if self.current is not None else None
        return f"{self.current} {outcomes.INFO[line.outcome].key}" if line is not None else ""

    def digit(self, digit: str) -> None:
        """One more digit; the entry before it is finished."""
        self.current, self.complaint = None, ""
        if len(self.typed) < 9:
            self.typed += digit

    def backspace(self) -> None:
        """Take the last digit back."""
        self.typed, self.complaint = self.typed[:-1], ""

    def cancel(self) -> None:
        """Forget the digits typed and leave the current door."""
        self.typed, self.current, self.complaint = "", None, ""

    def point(self, number: int) -> None:
        """Choose a door by arrow or mouse, as if its number were typed."""
        if self.line(number) is not None:
            self.typed, self.current, self.complaint = str(number), None, ""

    def letter(self, key: str) -> bool:
        """An outcome key for the door whose number was typed (or again for the current one). False when there is none, with a
        complaint.
        """
        outcome = BY_KEY.get(key.upper())
        number = self.chosen if self.typed else self.current
        if outcome is None:
            self.complaint = _("“{key}” is no outcome key.").format(key=key.upper())
            return False
        if number is None:
            self.complaint = (
                _("This sheet has no door {number} (1–{last}).").format(number=self.typed, last=len(self.lines))
                if self.typed
                else _("Type the door's number first.")
            )
            return False
        self._remember()
        self._put(number, outcome=outcome, touched=True)
        self.typed, self.current, self.complaint = "", number, ""
        return True

    def note(self, text: str) -> None:
        """The note of the current door."""
        line = self.line(self.current) if self.current is not None else None
        if line is not None and line.note != text.strip():
            self._remember()
            self._put(line.door.number, note=text.strip(), touched=True)

    def finish(self) -> None:
        """Enter: the current door is done."""
        self.current, self.complaint = None, ""

    def undo(self) -> bool:
        """Take back the last outcome or note typed; False when there is nothing to take back."""
        if not self._past:
            return False
        self.lines = self._past.pop()
        self.typed, self.current, self.complaint = "", None, ""
        return True

    @property
    def dirty(self) -> bool:
        """True when something was typed that is not recorded yet."""
        return any(line.touched for line in self.lines)

    @property
    def exceptions(self) -> int:
        """How many doors have something other than 'seen safe'."""
        return sum(1 for line in self.lines if line.outcome is not Outcome.SEEN_SAFE)

    def entries(self) -> dict[int, Entry]:
        """What to record: the doors that were typed; a note that begins with a time ('9:12 …') gives the moment."""
        return {line.door.number: entry_of(line, self.view.date) for line in self.lines if line.touched}

    @property
    def seen(self) -> dict[int, tuple[str, str]]:
        """Door → (outcome, note) as recorded when it was touched first, else when the sheet was opened."""
        return {line.door.number: line.base for line in self.lines}

    def kept(self, note: str | None = None) -> dict[str, list[str]]:
        """What was typed, to be kept as a draft; `note` is what stands in the current door's note just now."""
        kept = {
            str(line.door.number): [line.outcome.value, line.note, *line.base] for line in self.lines if line.touched
        }
        if note is not None and str(self.current) in kept:
            kept[str(self.current)][1] = note.strip()
        return kept

    def bring_back(self, draft: dict[str, list[str]]) -> int:
        """Type a draft again; returns how many doors it filled. Doors that are not on the sheet any more, and those on which
        the very same was recorded meanwhile, are left out.
        """
        filled = 0
        for number, (outcome, note, *base) in draft.items():
            line = self.line(int(number)) if number.isdecimal() else None
            if line is None or outcome not in {one.value for one in Outcome}:
                continue
            if (line.door.outcome, line.door.note) == (outcome, note):
                continue
            was = (base[0], base[1]) if len(base) == 2 else line.base
            self._put(line.door.number, outcome=Outcome(outcome), note=note, touched=True, base=was)
            filled += 1
        return filled

    def give_way(self, numbers: Collection[int]) -> None:
        """For these doors what is recorded stands, and what was typed is dropped."""
        for number in numbers:
            line = self.line(number)
            if line is not None:
                door = line.door
                stands = Outcome(door.outcome or door.usual)
                self._put(number, outcome=stands, note=door.note, touched=False, base=(door.outcome, door.note))

    def insist(self, numbers: Collection[int]) -> None:
        """For these doors what was typed replaces what is recorded now."""
        for number in numbers:
            line = self.line(number)
            if line is not None:
                self._put(number, base=(line.door.outcome, line.door.note))

    def _remember(self) -> None:
        self._past.append(list(self.lines))

    def _put(self, number: int, **values: Any) -> None:
        self.lines = [replace(line, **values) if line.door.number == number else line for line in self.lines]


def entry_of(line: Line, day: date) -> Entry:
    """The entry of a line; a time at the beginning of its note is the moment of the visit."""
    return Entry(line.outcome, line.note, moment_in(line.note, day))


def moment_in(note: str, day: date) -> datetime | None:
    """The time at the beginning of a note ('9:12 …') on that day; None when there is none."""
    found = _TIME.match(note)
    if found is None or int(found[2]) > 59:
        return None
    return datetime.combine(day, time(int(found[1]), int(found[2])))


@dataclass(frozen=True)
class Accepted:
    """A sheet that was recorded: the operation that undoes it ('' = nothing was changed), and the next sheet of the slot that is
    still open (None = all are in).
    """

    recorded: Recorded
    operation: str
    following: int | None


@service(Permission.ROUNDS_WRITE, personal=True)
def accept(
    session: Session,
    number: int,
    entries: dict[int, Entry],
    seen: Mapping[int, tuple[str, str]] | None = None,
    early: bool = False,
) -> Accepted:
    """Record a whole sheet as it was typed and forget its draft. Raises as `record_sheet`; the draft stays then.

    A sheet that was recorded before, accepted with nothing typed, changes nothing: `operation` is '' then.
    """
    before = session.last_operation
    recorded = record_sheet(session, number, entries, seen=seen, early=early)
    operation = session.last_operation if session.last_operation != before else ""
    return accepted(session, recorded, operation)


@service(Permission.ROUNDS_WRITE, personal=True)
def accepted(session: Session, recorded: Recorded, operation: str) -> Accepted:
    """What to tell when a sheet was recorded; its draft goes."""
    forget_draft(session, recorded.number)
    view = sheet_view(session, recorded.number)
    waiting = [one.number for one in view.siblings if one.state != "recorded"]
    later = [one for one in waiting if one > recorded.number]
    return Accepted(recorded, operation, next(iter(later or waiting), None))


@dataclass(frozen=True)
class Opened:
    """A sheet to be typed, and what of it was typed but not recorded when the program last closed."""

    view: SheetView
    draft: dict[str, list[str]]


@service(Permission.ROUNDS_WRITE, personal=True)
def open_sheet(session: Session, number: int | None = None) -> Opened | None:
    """A sheet with its draft; without a number the one that is most likely wanted now. None when there is no sheet at all."""
    wanted = number if number is not None else sheet_to_enter(session)
    return None if wanted is None else Opened(sheet_view(session, wanted), draft_of(session, wanted))

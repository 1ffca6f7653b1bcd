"""The sample station's past: rounds, ladders, calls and follow-ups, as the services would have left them."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from db.base import new_id
from db.hotline.tables import Call, FollowUp
from db.rounds.tables import Knock, Ladder, LadderStep, Round, Sheet, Sighting
from db.store import Unit
from desktop.i18n import _
from desktop.rounds.ladder import Closing, Step, StepResult
from desktop.rounds.lastsafe import Channel
from desktop.rounds.outcomes import INFO, Outcome
from desktop.station.defaults import SLOTS
from desktop.station.sample.people import SampleVolunteer, words

# how often a knock ends how, in a thousand
OUTCOMES = {
    Outcome.SEEN_SAFE: 948, Outcome.THROUGH_DOOR: 20, Outcome.BY_PHONE: 7, Outcome.VOUCHED: 6, Outcome.REFUSED: 5, Outcome.LATE: 6,
    Outcome.MISSED: 3, Outcome.NO_ANSWER: 4, Outcome.UNWELL: 1,
}
_CODES, _SHARES = tuple(OUTCOMES), tuple(accumulate(OUTCOMES.values()))
CALLS_A_DAY = (4, 14)
SUBTYPES = ("companionship", "follow_up", "health", "information", "complaint")


@dataclass
class Past:
    """Who there is to have a past: (person, care file, grid number) of elders, (volunteer id, facts) of volunteers."""

    elders: list[tuple[str, str, int]] = field(default_factory=list)
    volunteers: list[tuple[str, SampleVolunteer]] = field(default_factory=list)

    def opened(self, now: datetime) -> datetime:
        """When the care files were opened: before every history."""
        return datetime(2014, 6, 1, 9) + timedelta(days=len(self.elders) % 900)


def insert_history(
    unit: Unit, past: Past, now: datetime, years: float, seed: int, calls_a_day: tuple[int, int] = CALLS_A_DAY
) -> None:
    """Write `years` of rounds, calls and follow-ups that end the day before `now`; from .. up to calls a day."""
    chance = random.Random(seed)
    writer = _Writer(unit, past, chance, calls_a_day)
    first = now.date() - timedelta(days=round(365.25 * years))
    day = first
    while day < now.date():
        writer.rounds_of(day)
        writer.calls_of(day, open_ones=(now.date() - day).days <= 2)
        day += timedelta(days=1)
        if day.day == 1:
            writer.flush()
    writer.flush()


class _Writer:
    def __init__(self, unit: Unit, past: Past, chance: random.Random, calls_a_day: tuple[int, int]) -> None:
        self.unit, self.past, self.chance, self.calls_a_day = unit, past, chance, calls_a_day
        self.words = words()
        self.number = 0
        self.rows: dict[Any, list[dict[str, Any]]] = {
            table: [] for table in (Round, Sheet, Knock, Ladder, LadderStep, Sighting, Call, FollowUp)}
        self.by_grid: dict[int, list[str]] = {}
        for volunteer, facts in past.volunteers:
            for grid in facts.grids:
                self.by_grid.setdefault(grid, []).append(volunteer)

    def flush(self) -> None:
        for table, rows in self.rows.items():
            self.unit.load(table, rows)
            rows.clear()

    def rounds_of(self, day: date) -> None:
        for slot, _name, start, end in SLOTS:
            begin = datetime.combine(day, time()) + timedelta(minutes=start)
            round_id = new_id()
            self.rows[Round].append({"id": round_id, "date": day, "slot": slot, "planned_at": begin - timedelta(hours=15)})
            for grid in sorted(self.by_grid):
                doors = [(person, care_file) for person, care_file, home in self.past.elders if home == grid]
                for place in range(0, len(doors), 13):
                    self._sheet(round_id, begin, end - start, grid, doors[place:place + 13], day)

    def _sheet(self, round_id: str, begin: datetime, minutes: int, grid: int, doors: list[tuple[str, str]], day: date) -> None:
        self.number += 1
        sheet, visitors = new_id(), self.by_grid[grid]
        self.rows[Sheet].append({
            "id": sheet, "round": round_id, "number": self.number, "volunteer": visitors[(day.toordinal() + self.number) % len(visitors)],
            "printed_at": begin - timedelta(minutes=40), "copies": 1, "recorded_at": begin + timedelta(minutes=minutes + 20),
            "recorded_by": "sample",
        })
        for position, (person, care_file) in enumerate(doors, 1):
            outcome = self.chance.choices(_CODES, cum_weights=_SHARES)[0]
            written = outcome is not Outcome.SEEN_SAFE  # only exceptions carry a time; a tick counts at the slot's end
            at = begin + timedelta(minutes=position * minutes // (len(doors) + 1) if written else minutes)
            self._knock(round_id, sheet, person, care_file, position, outcome, at)

    def _knock(self, round_id: str, sheet: str, person: str, care_file: str, position: int, outcome: Outcome, at: datetime) -> None:
        knock, note = new_id(), ""
        if outcome is Outcome.NO_ANSWER:
            note = self.chance.choice(self.words["no_answer_notes"])
            self._ladder(knock, person, care_file, at)
        elif outcome is Outcome.UNWELL:
            note = self.chance.choice(self.words["unwell_notes"])
        moment = None if outcome is Outcome.MISSED else at
        self.rows[Knock].append({
            "id": knock, "round": round_id, "sheet": sheet, "care_file": care_file, "position": position, "outcome": outcome.value,
            "at": moment, "note": note})
        if INFO[outcome].safe:
            self.rows[Sighting].append({"person": person, "at": at, "channel": Channel.KNOCK.value, "source_id": knock})

    def _ladder(self, knock: str, person: str, care_file: str, at: datetime) -> None:
        ladder, climbed = new_id(), self.chance.randrange(1, 4)
        moment = at
        for place, step in enumerate(list(Step)[:climbed], 1):
            moment += timedelta(minutes=self.chance.randrange(2, 8))
            result = StepResult.REACHED if place == climbed else StepResult.FAILED
            self.rows[LadderStep].append({
                "ladder": ladder, "position": place, "kind": step.value, "at": moment, "who": "sample", "outcome": result.value})
        self.rows[Ladder].append({
            "id": ladder, "care_file": care_file, "knock": knock, "opened_at": at, "closed_at": moment, "result": Closing.FOUND_SAFE.value})
        self.rows[Sighting].append({"person": person, "at": moment, "channel": Channel.LADDER.value, "source_id": ladder})

    def calls_of(self, day: date, *, open_ones: bool) -> None:
        chance = self.chance
        takers = [volunteer for volunteer, facts in self.past.volunteers if facts.trained]
        for _number in range(chance.randrange(*self.calls_a_day)):
            at = datetime.combine(day, time(8)) + timedelta(minutes=chance.randrange(720))
            person, _care_file, _grid = chance.choice(self.past.elders)
            call, direction = new_id(), "in" if chance.random() < 0.65 else "out"
            self.rows[Call].append({
                "id": call, "direction": direction, "at": at, "ended_at": at + timedelta(minutes=chance.randrange(2, 25)), "person": person,
                "kind": "effective", "subtype": chance.choice(SUBTYPES), "note": chance.choice(self.words["call_notes"]),
                "taken_by": chance.choice(takers)})
            self.rows[Sighting].append({"person": person, "at": at, "channel": Channel.CALL.value, "source_id": call})
            if chance.random() < 0.15:
                due = at + timedelta(hours=chance.randrange(12, 60))
                closed = None if open_ones and chance.random() < 0.6 else due - timedelta(hours=chance.randrange(1, 10))
                closed = None if closed is not None and closed > self.unit.now else closed  # nothing lies in the future
                self.rows[FollowUp].append({
                    "person": person, "call": call, "what": chance.choice(self.words["follow_ups"]), "owner": _("Sample clerk"), "due_at": due,
                    "closed_at": closed, "result": "已办" if closed else ""})

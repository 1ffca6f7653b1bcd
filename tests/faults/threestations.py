"""Three stations that write, send, take, decide, undo and copy themselves in any order; in the end they must hold the same."""

import json
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from db.audit import check_chain
from db.backup import copy_to
from db.engine import open_file
from db.exchange.lines import begin_line
from db.exchange.merging import open_conflicts
from db.exchange.scope import by_name
from db.migrations import migrate
from db.people.tables import CareCategory, CareFile, Category, Contact, Person
from db.rounds.tables import Knock, Round
from db.rowcheck import check_rows
from db.store import CannotUndo, NotFound, Store
from desktop.clock import FixedClock
from desktop.errors import BadRequest
from desktop.exchange.conflicts import OURS, THEIRS, decide
from desktop.session import Session
from tests.desktop.exchange.stations import KEY, NOW, Place, Snapshot

NAMES = ("甲", "乙", "丙")
WHO = st.sampled_from(range(3))
NOTES = st.sampled_from(["住院", "回家", "耳背", "搬走"])
TABLES = ("person", "care_file", "contact")
ROUNDS_TO_SETTLE = 12


@dataclass(frozen=True)
class Sent:
    """A package, and every note that its giver knew when it was made."""

    rows: Snapshot
    known: frozenset[str]


class ThreeStations(RuleBasedStateMachine):
    """The world; `taken` counts packages for the table of faults. (No docstring on the rules: their names say it.)"""

    taken = 0
    packages = Bundle("packages")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="stations-"))
        template = TEMPLATE.get()
        self.places = []
        self.notes = 0
        self.known: list[set[str]] = [set(), set(), set()]  # every note that a station wrote, or was told of by a package
        for name in NAMES:
            shutil.copyfile(template, self.folder / f"{name}.db")
            self.places.append(Place(self.folder / f"{name}.db"))
        self.copies = 0

    @initialize(target=packages)
    def begin(self) -> Any:
        """An elder at each station, and the categories that every station has; each has heard of the others once."""
        for place in self.places:
            with place.unit("people.save_elder") as unit:
                unit.insert(Category, {"code": "living_alone", "name": "独居"})
                person = unit.insert(Person, {"name": f"{place.store.database.database[-4]}老人"})
                unit.insert(CareFile, {"person": person, "code": "E0001", "opened_on": date(2026, 1, 1)})
        first = [place.snapshot() for place in self.places]
        for place in self.places:
            for snapshot in first:
                place.take(snapshot)
        return multiple(*(Sent(place.snapshot(), frozenset()) for place in self.places))

    def some(self, place: Place, table: Any, number: int) -> str | None:
        place.bound()
        ids = [row[0] for row in table.select(table.id).order_by(table.id).tuples()]
        return ids[number % len(ids)] if ids else None

    @rule(who=WHO, other=WHO)
    def exchange(self, who: int, other: int) -> None:
        """A stick goes straight from one to another."""
        if who != other:
            self.take(who, self.send(other))

    @rule(who=WHO, number=st.integers(0, 2), note=NOTES)
    def edit(self, who: int, number: int, note: str) -> None:
        person = self.some(self.places[who], Person, number)
        if person:
            self.notes += 1
            with self.places[who].unit("people.save_elder") as unit:
                unit.update(Person, person, {"note": f"{note}{self.notes}"})
            self.known[who].add(f"{note}{self.notes}")

    @rule(who=WHO, number=st.integers(0, 2), note=NOTES)
    def add_contact(self, who: int, number: int, note: str) -> None:
        file = self.some(self.places[who], CareFile, number)
        if file:
            with self.places[who].unit("people.save_elder") as unit:
                unit.insert(Contact, {"care_file": file, "name": note})

    @rule(who=WHO, number=st.integers(0, 2))
    def erase_contact(self, who: int, number: int) -> None:
        contact = self.some(self.places[who], Contact, number)
        if contact:
            with self.places[who].unit("people.save_elder") as unit:
                unit.erase(Contact, contact)

    @rule(who=WHO, number=st.integers(0, 2))
    def bin(self, who: int, number: int) -> None:
        person = self.some(self.places[who], Person, number)
        if person:
            with self.places[who].unit("people.remove_elder") as unit:
                if Person.get_by_id(person).deleted_at is None:
                    unit.remove(Person, person)
                else:
                    unit.restore(Person, person)

    @rule(who=WHO, number=st.integers(0, 2))
    def categorise(self, who: int, number: int) -> None:
        place = self.places[who]
        file, category = self.some(place, CareFile, number), self.some(place, Category, 0)
        link = CareCategory.get_or_none(CareCategory.care_file == file, CareCategory.category == category)
        with place.unit("people.save_elder") as unit:
            if link is not None:
                unit.erase(CareCategory, link.id)
            elif file and category:
                unit.insert(CareCategory, {"care_file": file, "category": category})

    @rule(who=WHO, number=st.integers(0, 2), outcome=st.sampled_from(["", "met", "no_answer"]))
    def knock(self, who: int, number: int, outcome: str) -> None:
        place = self.places[who]
        file = self.some(place, CareFile, number)
        day = Round.get_or_none(Round.date == date(2026, 3, 2), Round.slot == "am")
        found = Knock.get_or_none(Knock.round == day, Knock.care_file == file) if day is not None else None
        with place.unit("rounds.record_sheet") as unit:
            if day is None:
                day = unit.insert(Round, {"date": date(2026, 3, 2), "slot": "am"})
            if found is None and file:
                unit.insert(Knock, {"round": day, "care_file": file, "outcome": outcome})
            elif found is not None:
                unit.update(Knock, found.id, {"outcome": outcome})

    @rule(target=packages, who=WHO)
    def keep_a_package(self, who: int) -> Sent:
        return self.send(who)

    def send(self, who: int) -> Sent:
        """What a station gives out now."""
        return Sent(self.places[who].snapshot(), frozenset(self.known[who]))

    @rule(who=WHO, package=packages)
    def take_an_old_one(self, who: int, package: Sent) -> None:
        self.take(who, package)

    def take(self, who: int, package: Sent) -> None:
        """Nothing that somebody wrote goes, unless the giver had been told of it."""
        before = self.places[who].content("person")
        self.places[who].take(package.rows)
        after = self.places[who].content("person")
        for person, row in before.items():
            note = row["note"]
            kept = person in after and after[person]["note"] == note
            assert kept or not note or note in package.known, f"{note} was overwritten by somebody who did not know it"
        self.known[who] |= package.known
        type(self).taken += 1

    @rule(who=WHO, package=packages)
    def take_twice(self, who: int, package: Sent) -> None:
        place = self.places[who]
        self.take(who, package)
        before = (place.newest(), everything(place))
        place.take(package.rows)
        assert (place.newest(), everything(place)) == before, "the second time changes nothing"
        type(self).taken += 1

    @rule(who=WHO, choice=st.sampled_from([OURS, THEIRS]))
    def decide(self, who: int, choice: str) -> None:
        place = self.places[who]
        waiting = open_conflicts(place.bound())
        if waiting:
            settle(place, waiting[0]["id"], choice)

    @rule(who=WHO)
    def undo(self, who: int) -> None:
        place = self.places[who]
        last = place.bound().database.execute_sql(
            """select id from "operation" where undone_by = '' and undoes = '' and name <> 'station.create' order by seq desc limit 1""").fetchone()
        if last is not None:
            try:
                place.bound().undo(last[0], "station.undo", "tester", place.now)
            except (CannotUndo, NotFound):
                return

    @rule(who=WHO, onto=WHO)
    def copy_the_file(self, who: int, onto: int) -> None:
        """A backup of one station is restored on another's computer, and both go on."""
        if who == onto or self.copies >= 2:
            return
        self.copies += 1
        source = self.places[who]
        target = self.folder / f"copy{self.copies}.db"
        copy_to(source.store.database, target, KEY)
        self.places[onto].store.database.close()
        copied = Place.__new__(Place)
        copied.store, copied.now = Store(open_file(target, KEY, synchronous="off", journal="memory")), source.now + timedelta(seconds=1)
        begin_line(copied.bound(), copied.now)
        self.places[onto] = copied
        self.known[onto] = set(self.known[who])

    @invariant()
    def sound(self) -> None:
        for place in self.places:
            assert place.store.database.execute_sql("pragma foreign_key_check").fetchall() == []

    def teardown(self) -> None:
        try:
            for _turn in range(ROUNDS_TO_SETTLE):
                before = [everything(place) for place in self.places]
                for place in self.places:
                    for other in self.places:
                        if other is not place:
                            place.take(other.snapshot())
                    for one in open_conflicts(place.bound()):
                        settle(place, one["id"], by_rule(place, one))
                if [everything(place) for place in self.places] == before and not any(open_conflicts(place.bound()) for place in self.places):
                    break
            held = [everything(place) for place in self.places]
            assert held[0] == held[1] == held[2], held
            for place in self.places:
                assert check_chain(place.bound().database).faults == ()
                assert check_rows(place.bound())[1] == []
        finally:
            for place in self.places:
                place.store.database.close()
            shutil.rmtree(self.folder, ignore_errors=True)


def walk(chance: random.Random, steps: int) -> None:
    """One world at random, closer together than Hypothesis goes: mostly edits of the same few rows, and sticks."""
    world = ThreeStations()
    packages = list(world.begin().values)
    rules: list[tuple[int, Callable[[int, int, int], object]]] = [
        (6, lambda who, _other, number: world.edit(who, number, chance.choice(["住院", "回家"]))),
        (4, lambda who, other, _number: world.exchange(who, other)),
        (2, lambda who, _other, _number: world.take_an_old_one(who, chance.choice(packages))),
        (2, lambda who, _other, _number: packages.append(world.send(who))),
        (1, lambda who, _other, _number: world.take_twice(who, chance.choice(packages))),
        (1, lambda who, _other, number: world.add_contact(who, number, "女儿")),
        (1, lambda who, _other, number: world.erase_contact(who, number)),
        (1, lambda who, _other, number: world.bin(who, number)),
        (1, lambda who, _other, number: world.categorise(who, number)),
        (1, lambda who, _other, number: world.knock(who, number, chance.choice(["", "met", "no_answer"]))),
        (2, lambda who, _other, _number: world.decide(who, chance.choice([OURS, THEIRS]))),
        (1, lambda who, _other, _number: world.undo(who)),
        (1, lambda who, other, _number: world.copy_the_file(who, other)),
    ]  # fmt: skip
    try:
        for _step in range(steps):
            chosen = chance.choices([one for _weight, one in rules], [weight for weight, _one in rules])[0]
            chosen(chance.randrange(3), chance.randrange(3), chance.randrange(3))
            world.sound()
    finally:
        world.teardown()


def settle(place: Place, conflict: str, choice: str) -> None:
    """Decide one; a deletion of what is still needed is refused, then it is kept."""
    place.now += timedelta(seconds=1)
    session = Session(place.bound(), FixedClock(place.now), "tester")
    for chosen in (choice, OURS):
        try:
            decide(session, [conflict], chosen)
            return
        except BadRequest as error:
            if "already" in str(error):
                return


def by_rule(place: Place, conflict: dict[str, Any]) -> str:
    """What three people decide alike: what stands is kept before what is gone, else the side that reads later."""
    if not conflict["theirs"]:
        return OURS
    mine = place.content(conflict["table_name"]).get(conflict["row_id"])
    if mine is None:
        return THEIRS
    theirs = json.loads(conflict["theirs"])
    names = [name for name in by_name()[conflict["table_name"]].compared if not name.endswith("_id")]
    return THEIRS if str([theirs.get(name) for name in names]) > str([mine[name] for name in names]) else OURS


def everything(place: Place) -> dict[str, Any]:
    """What a station holds, whatever it calls the rows that it knew by itself (links, knocks)."""
    held: dict[str, Any] = dict(place.content(*TABLES))
    codes = {row.id: row.code for row in Category.select()}
    days = {row.id: (str(row.date), row.slot) for row in Round.select()}
    links = [(row.care_file_id, codes[row.category_id], row.deleted_at) for row in CareCategory.select()]
    knocks = [(days[row.round_id], row.care_file_id, row.outcome) for row in Knock.select()]
    held["links"], held["knocks"] = sorted(map(str, links)), sorted(map(str, knocks))
    held["categories"] = sorted(codes.values())
    return held


class Template:
    """An empty file of the newest schema, made once."""

    def __init__(self) -> None:
        self._path: Path | None = None

    def get(self) -> Path:
        """Its path."""
        if self._path is None:
            self._path = Path(tempfile.mkdtemp(prefix="stations-")) / "template.db"
            database = open_file(self._path, KEY, journal="delete")
            migrate(database, NOW)
            database.close()
        return self._path


TEMPLATE = Template()

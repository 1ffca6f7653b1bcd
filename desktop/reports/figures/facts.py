"""The records under the figures, put into buckets: one for the whole period, or one for each day, organisation, grid …

A bucket's `Facts` holds what the definitions (rounds.py, hotline.py, …) reckon with. Records are read once for all figures asked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from db.reports import figures as queries
from db.rounds.incidents import care_spans
from desktop.hotline.words import CALL_SUBTYPES, label
from desktop.i18n import _
from desktop.reports.figures.model import ELDERLY, SERVING, TIMES, By, Part, Period, cut, time_key, time_label
from desktop.rounds import outcomes
from desktop.rounds.counting import NOT_MADE, KnockCount
from desktop.rounds.elders import slots
from desktop.rounds.outcomes import Outcome
from desktop.session import Session
from desktop.station import settings

NONE = "-"  # the bucket of records that belong to none
REACHED = frozenset(outcomes.reached_codes())


_MEMORY: ContextVar[dict[Any, Any] | None] = ContextVar("figures", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """While several questions are put to the same records (a report, a page): nothing is read twice. Nothing may be written meanwhile."""
    known = _MEMORY.get()
    token = _MEMORY.set({} if known is None else known)
    try:
        yield
    finally:
        _MEMORY.reset(token)


def _hashable(part: Any) -> Any:
    if isinstance(part, tuple | list):
        return tuple(_hashable(one) for one in part)
    return frozenset(part) if isinstance(part, set) else part


@dataclass
class Facts:
    """What is on record in one bucket. `period` is the bucket's own (cut to today), `now` the moment of reckoning."""

    label: str
    period: Period
    now: datetime
    knocks: KnockCount = field(default_factory=KnockCount)
    due: set[str] = field(default_factory=set)  # care files
    reached: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # month '2026-11' -> care files
    walks: set[tuple[date, str, str]] = field(default_factory=set)
    ladders: list[dict[str, Any]] = field(default_factory=list)
    incidents: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    follow_ups: list[dict[str, Any]] = field(default_factory=list)
    seats: list[dict[str, Any]] = field(default_factory=list)
    duties: list[dict[str, Any]] = field(default_factory=list)
    spans: dict[str, tuple[date, date | None]] = field(default_factory=dict)
    """Care file -> first and last day on which it was open."""
    held: bool = False
    """Rounds are on record in the period, even when none falls into this bucket (an hour)."""
    months: set[str] = field(default_factory=set)
    """Months of the bucket in which rounds are on record at all."""

    def on_file(self, period: Period) -> set[str]:
        """The care files that were open on at least one day of the period."""
        return {
            one for one, (first, last) in self.spans.items() if first <= period.last and (last is None or last >= period.first)
        }

    @property
    def end(self) -> datetime:
        """The end of the period, now when it is not over."""
        return min(self.now, datetime.combine(self.period.last + timedelta(days=1), time()))


class Gathered:
    """The buckets of one question."""

    def __init__(self, session: Session, period: Period, by: By | None, part: Part) -> None:
        self.session, self.by, self.part, self.store = session, by, part, session.store
        self.now = session.clock.now()
        self.asked = period
        self.future = period.first > self.now.date()
        self.period = Period(period.first, max(period.first, min(period.last, self.now.date())))
        self.begins = self._ask(queries.first_records)
        self.buckets: dict[str, Facts] = {}
        self._loaded: set[str] = set()
        self.elders = {row["id"]: row for row in self._ask(queries.elders)}
        self.by_person = {row["person"]: row for row in self.elders.values()}
        self._volunteers = self._ask(queries.volunteers)
        self._categories = self._ask(queries.categories)
        self.care_files = self._chosen_care_files()
        self.serving = self._volunteers_of_part()
        self._prepare()

    def load(self, needs: Iterable[str]) -> None:
        """Read these records into the buckets: 'knocks', 'elders', 'walks', 'ladders', 'incidents', 'calls', …; once each."""
        wanted = set(needs) - self._loaded
        if self.future:
            return
        if wanted & {"knocks", "elders"}:
            self._load_knocks("elders" in wanted)
        elif "unanswered" in wanted and not self._loaded & {"knocks", "elders"}:
            if self.by is By.HOUR or self.by in ELDERLY or self.care_files is not None:
                self._load_no_answers()  # few, where the knocks of every elder would have to be grouped
            else:
                self._load_knocks(False)
        loaders: dict[str, Callable[[], None]] = {
            "walks": self._load_walks, "ladders": self._load_ladders, "incidents": self._load_incidents, "calls": self._load_calls,
            "follow_ups": self._load_follow_ups, "seats": self._load_seats, "duties": self._load_duties, "files": self._load_files,
        }  # fmt: skip
        for name, loader in loaders.items():
            if name in wanted:
                loader()
        self._loaded |= wanted

    def _ask(self, query: Callable[..., Any], *asked: Any, **more: Any) -> Any:
        """A query's answer; the one of before while `remembering`, when it was asked the same. Answers are not changed by who asks."""
        memory = _MEMORY.get()
        if memory is None:
            return query(self.store, *asked, **more)
        key = (id(self.store), query.__name__, _hashable(asked), _hashable(tuple(sorted(more.items()))))
        if key not in memory:
            memory[key] = query(self.store, *asked, **more)
        return memory[key]

    # which part of the station

    def _chosen_care_files(self) -> set[str] | None:
        part = self.part
        if not part.cuts() & ELDERLY:
            return None
        return {
            one
            for one, row in self.elders.items()
            if (not part.grid or row["grid"] == part.grid)
            and (not part.building or row["building"] == part.building)
            and (not part.category or part.category in row["categories"])
        }

    def _volunteers_of_part(self) -> set[str] | None:
        part = self.part
        if not part.cuts() & SERVING:
            return None
        return {
            one
            for one, (_code, _name, organisation, _called) in self._volunteers.items()
            if (not part.visitor or one == part.visitor) and (not part.organisation or organisation == part.organisation)
        }

    def _belongs(self, care_file: str | None) -> bool:
        return self.care_files is None or care_file in self.care_files

    def _serves(self, volunteer: str | None) -> bool:
        return self.serving is None or volunteer in self.serving

    # buckets

    def _prepare(self) -> None:
        """The buckets that stand whether anything is on record or not: periods, hours, slots."""
        if self.by is None:
            self._bucket("", "", self.period)
        elif self.by in TIMES:
            for one in cut(self.asked, self.by):
                if one.first <= max(self.now.date(), self.asked.first):
                    ends = Period(one.first, max(one.first, min(one.last, self.now.date())))
                    self._bucket(time_key(one.first, self.by), time_label(one.first, self.by), ends)
        elif self.by is By.HOUR:
            for hour in range(24):
                self._bucket(f"{hour:02}", f"{hour}:00", self.period)
        elif self.by is By.SLOT:
            for slot in slots(self.store):
                self._bucket(slot.code, slot.name(), self.period)
        elif self.by is By.CATEGORY:
            for category, name in self._categories.items():
                self._bucket(category, name, self.period)

    def _bucket(self, key: str, called: str, period: Period) -> Facts:
        if key not in self.buckets:
            self.buckets[key] = Facts(called, period, self.now)
        return self.buckets[key]

    def _put(
        self, *, on: date | None = None, month: str = "", at: datetime | None = None, slot: str = "", volunteer: str | None = None,
        care_file: str | None = None, kind: str = "",
    ) -> list[Facts]:  # fmt: skip
        """The buckets of a record: by what the question is cut, from what is known of it."""
        by = self.by
        if by is None:
            return [self.buckets[""]]
        if by in TIMES:
            key = time_key(on if on is not None else date(int(month[:4]), int(month[5:7]), 1), by)
            return [self.buckets[key]] if key in self.buckets else []
        if by is By.HOUR:
            return [self.buckets[f"{at.hour:02}"]] if at is not None else []
        if by is By.SLOT:
            return [self._bucket(slot, slot, self.period)]
        if by is By.KIND:
            return [self._bucket(kind or NONE, label(CALL_SUBTYPES, kind) if kind else _("not said"), self.period)]
        if by in SERVING:
            return [self._serving(volunteer or "")]
        return self._elderly(self.elders.get(care_file or ""))

    def _serving(self, volunteer: str) -> Facts:
        code, name, organisation, called = self._volunteers.get(volunteer, ("", "", "", ""))
        if self.by is By.VISITOR:
            return self._bucket(volunteer or NONE, f"{name} {code}".strip() if volunteer else _("on no sheet"), self.period)
        return self._bucket(
            organisation or (NONE if volunteer else ""),
            called or (_("no organisation") if volunteer else _("on no sheet")),
            self.period,
        )

    def volunteer_name(self, volunteer: str | None) -> str:
        """The name and code of a volunteer; '' for none."""
        code, name, *_rest = self._volunteers.get(volunteer or "", ("", "", "", ""))
        return f"{name} {code}".strip()

    def volunteer_keys(self, by: By, key: str) -> set[str]:
        """The volunteers in the bucket of this key, cut by volunteer or organisation."""
        if by is By.VISITOR:
            return {key} - {NONE}
        return {one for one, (_code, _name, home, _called) in self._volunteers.items() if key and (home or NONE) == key}

    def elder_keys(self, care_file: str, by: By) -> tuple[str, ...]:
        """The keys of the buckets in which an elder is counted."""
        row = self.elders[care_file]
        if by is By.CATEGORY:
            return tuple(one for one in row["categories"] if one in self._categories) or (NONE,)
        return (row["id"] if by is By.ELDER else row[by.value] or NONE,)

    def _elderly(self, row: dict[str, Any] | None) -> list[Facts]:
        if row is None:
            return [self._bucket(NONE, _("not known"), self.period)]
        if self.by is By.GRID:
            return [self._bucket(row["grid"] or NONE, row["grid_name"] or _("No grid"), self.period)]
        if self.by is By.BUILDING:
            return [self._bucket(row["building"] or NONE, row["building_name"] or _("No known building"), self.period)]
        if self.by is By.ELDER:
            return [self._bucket(row["id"], f"{row['name']} {row['code']}", self.period)]
        kept = self.elder_keys(row["id"], By.CATEGORY)
        return [self._bucket(one, self._categories.get(one, _("No category")), self.period) for one in kept]

    # records

    def _load_knocks(self, elders: bool) -> None:
        """From the roll-up where it knows enough, else from the knocks grouped by elder."""
        late = int(settings.value(self.store, "late_minutes"))
        if self.by is By.HOUR:
            self._load_no_answers()
            return
        if elders or self.by in ELDERLY or self.care_files is not None:
            rows = self._ask(
                queries.elder_knocks,
                self.period.first,
                self.period.last,
                late,
                daily=self.by in (By.DAY, By.WEEK),
                slot=self.by is By.SLOT,
                visitor=self.by in SERVING,
                care_files=self.care_files,
                volunteers=self.serving,
            )
            for row in rows:
                on, month = row.get("date"), row.get("month") or f"{row['date']:%Y-%m}"
                for facts in self._put(
                    on=on, month=month, slot=row.get("slot", ""), volunteer=row.get("volunteer"), care_file=row["care_file"]
                ):
                    self._count(facts, row["outcome"], bool(row["unserved"]), row["knocks"], row["late"])
                    facts.due.add(row["care_file"])
                    facts.months.add(month)
                    if row["outcome"] in REACHED:
                        facts.reached[month].add(row["care_file"])
            self._loaded |= {"knocks", "elders"}
            return
        columns = (
            ["date"] if self.by in TIMES else ["slot"] if self.by is By.SLOT else ["volunteer"] if self.by in SERVING else []
        )
        for row in self._ask(queries.tallied, self.period.first, self.period.last, columns, self.serving):
            for facts in self._put(on=row.get("date"), slot=row.get("slot", ""), volunteer=row.get("volunteer")):
                over = row["knocks"] if row["late"] > late else 0
                self._count(facts, row["outcome"], bool(row["unserved"]), row["knocks"], over)

    @staticmethod
    def _count(facts: Facts, outcome: str, unserved: bool, knocks: int, late: int) -> None:
        facts.knocks.add(outcome, unserved=unserved, knocks=knocks - late)
        facts.knocks.add(outcome, late=True, unserved=unserved, knocks=late)

    def _load_no_answers(self) -> None:
        held = bool(self._ask(queries.tallied, self.period.first, self.period.last, [], self.serving))
        for facts in self.buckets.values():
            facts.held = held
        for row in self._ask(queries.no_answers, self.period.first, self.period.last):
            if self._belongs(row["care_file"]) and self._serves(row["volunteer"]):
                where = {
                    "on": row["date"],
                    "at": row["at"],
                    "slot": row["slot"],
                    "volunteer": row["volunteer"],
                    "care_file": row["care_file"],
                }
                for facts in self._put(**where):
                    facts.held = held
                    facts.knocks.add(Outcome.NO_ANSWER)

    def _load_walks(self) -> None:
        for walk in self._ask(queries.walks, self.period.first, self.period.last, self.serving, unvisited=sorted(NOT_MADE)):
            for facts in self._put(on=walk[0], slot=walk[1], volunteer=walk[2]):
                facts.walks.add(walk)

    def _span(self) -> tuple[datetime, datetime]:
        return datetime.combine(self.period.first, time()), datetime.combine(self.period.last + timedelta(days=1), time())

    def _load_ladders(self) -> None:
        for row in self._ask(queries.ladders, *self._span()):
            if self._belongs(row["care_file"]):
                for facts in self._put(on=row["opened_at"].date(), at=row["opened_at"], care_file=row["care_file"]):
                    facts.ladders.append(row)

    def _load_incidents(self) -> None:
        for row in self._ask(queries.incidents, *self._span()):
            if self._belongs(row["care_file"]):
                for facts in self._put(on=row["at"].date(), at=row["at"], care_file=row["care_file"]):
                    facts.incidents.append(row)

    def _load_calls(self) -> None:
        for row in self._ask(queries.calls, *self._span()):
            elder = self.by_person.get(row["person"] or "")
            care_file = elder["id"] if elder else None
            if self._belongs(care_file) and self._serves(row["taken_by"]):
                for facts in self._put(
                    on=row["at"].date(), at=row["at"], volunteer=row["taken_by"], care_file=care_file, kind=row["subtype"]
                ):
                    facts.calls.append(row)

    def _load_follow_ups(self) -> None:
        rows = self._ask(queries.follow_ups, self._span()[1])
        for facts in self.buckets.values():  # a state: each period of its own
            end = datetime.combine(facts.period.last + timedelta(days=1), time())
            facts.follow_ups = [row for row in rows if row["noted"] < end]

    def _load_seats(self) -> None:
        for row in self._ask(queries.seats, self.period.first, self.period.last):
            if self._serves(row["volunteer"]):
                for facts in self._put(on=row["date"], volunteer=row["volunteer"]):
                    facts.seats.append(row)

    def _load_duties(self) -> None:
        for row in self._ask(queries.duties, *self._span()):
            if self._serves(row["volunteer"]):
                for facts in self._put(on=row["signed_in"].date(), at=row["signed_in"], volunteer=row["volunteer"]):
                    facts.duties.append(row)

    def _load_files(self) -> None:
        spans = {one: span for one, span in self._ask(care_spans).items() if self._belongs(one)}
        if self.by is None or self.by not in ELDERLY:
            for facts in self.buckets.values():
                facts.spans = spans
            return
        for one, span in spans.items():
            for facts in self._put(care_file=one):
                facts.spans[one] = span

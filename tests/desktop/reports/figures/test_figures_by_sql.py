"""Every figure of the station, recomputed from the raw rows by SQL written here, on random stations."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from desktop.errors import BadRequest
from desktop.reports.figures import FIGURES, By, Part, Period, broken_down, figure, values
from tests.desktop.reports.figures.conftest import FIRST, NOW, TODAY
from tests.desktop.rounds.conftest import Town

PERIODS = (Period(date(2026, 10, 1), date(2026, 10, 31)), Period(date(2026, 9, 1), date(2026, 12, 31)), Period(TODAY, TODAY))
LATE = 30  # minutes, the setting's default
ENDS = {"am": 630, "pm": 1080}

KNOCKS = """select r.date, r.slot, k.outcome, k.at, k.unserved_reason, k.care_file_id, s.volunteer_id from knock k
join round r on r.id = k.round_id left join sheet s on s.id = k.sheet_id where k.deleted_at is null and r.date between ? and ?"""
LADDERS = """select l.opened_at, l.closed_at, (select min(at) from ladder_step where ladder_id = l.id) from ladder l
where l.deleted_at is null and l.result <> 'entered_in_error' and date(l.opened_at) between ? and ?"""
CALLS = "select direction, at, ended_at, person_id, subtype from call where deleted_at is null and date(at) between ? and ?"
SEATS = """select s.volunteer_id from seat s join roster r on r.id = s.roster_id where r.state in ('published', 'draft') and s.date between ? and ?"""
DUTIES = """select d.signed_in, d.signed_out, s.date, d.volunteer_id from duty d left join seat s on s.id = d.seat_id
where date(d.signed_in) between ? and ?"""
FILES = """select c.id, c.opened_on, min(coalesce(c.closed_on, '9999-12-31'), coalesce(p.died_on, '9999-12-31')) from care_file c
join person p on p.id = c.person_id where c.deleted_at is null"""
NOT_MADE = ("", "missed", "away")
REACHED = ("seen_safe", "through_door", "by_phone", "refused", "unwell", "emergency", "late")


class Raw:
    """The rows of a period as SQL gives them."""

    def __init__(self, town: Town, period: Period) -> None:
        self.first, self.last = period.first, min(period.last, TODAY)
        self.run: Callable[..., list[Any]] = lambda sql, *more: town.session.store.database.execute_sql(sql, more).fetchall()
        span = (self.first.isoformat(), self.last.isoformat())
        self.knocks, self.ladders, self.calls = self.run(KNOCKS, *span), self.run(LADDERS, *span), self.run(CALLS, *span)
        self.seats, self.duties, self.files = self.run(SEATS, *span), self.run(DUTIES, *span), self.run(FILES)
        self.incidents = self.run("select care_file_id, date(at) from incident where deleted_at is null and date(at) between ? and ?", *span)
        self.end = min(NOW, datetime.combine(self.last + timedelta(days=1), datetime.min.time()))
        self.promised = self.run("""select coalesce(c.at, f.created_at), f.due_at, f.closed_at from follow_up f left join call c on c.id = f.call_id
            where f.deleted_at is null and coalesce(c.at, f.created_at) < ?""", str(self.end))

    def count(self, *outcomes: str) -> int:
        return sum(1 for row in self.knocks if row[2] in outcomes)

    @property
    def made(self) -> int:
        return len(self.knocks) - self.count(*NOT_MADE)

    @property
    def late(self) -> int:
        found = 0
        for on, slot, outcome, at, *_rest in self.knocks:
            over = at and (datetime.fromisoformat(at) - datetime.fromisoformat(on)).total_seconds() / 60 > ENDS[slot] + LATE
            found += outcome == "late" or bool(over and outcome not in (*NOT_MADE, "no_answer"))
        return found

    @property
    def walks(self) -> set[tuple[str, str, str]]:
        return {(on, slot, volunteer) for on, slot, outcome, _at, _why, _elder, volunteer in self.knocks if outcome not in NOT_MADE}

    def reached(self, month: str = "") -> set[str]:
        return {row[5] for row in self.knocks if row[2] in REACHED and row[0].startswith(month)}

    def monthly(self) -> tuple[int, int]:
        part = whole = 0
        for month in sorted({row[0][:7] for row in self.knocks}):
            begin = max(f"{month}-01", self.first.isoformat())
            end = min(f"{month}-31", self.last.isoformat())
            on_file = {one for one, opened, closed in self.files if opened <= end and closed >= begin}
            part, whole = part + len(self.reached(month) & on_file), whole + len(on_file)
        return part, whole

    def minutes(self, since: int, until: int, rows: list[Any]) -> list[float]:
        return [(datetime.fromisoformat(row[until]) - datetime.fromisoformat(row[since])).total_seconds() / 60 for row in rows if row[until]]

    @property
    def incoming(self) -> list[Any]:
        return [row for row in self.calls if row[0] == "in"]

    @property
    def lost(self) -> int:
        return sum(1 for row in self.incoming if row[4] in ("missed", "dropped"))

    @property
    def open_promises(self) -> list[Any]:
        return [row for row in self.promised if row[2] is None or row[2] > str(self.end)]

    @property
    def hours(self) -> float:
        total = 0
        for came, left, seat_day, _who in self.duties:
            if left:
                begin, end = datetime.fromisoformat(came), datetime.fromisoformat(left)
                if seat_day:  # the shift 08:00–12:00; five minutes are granted at either end
                    opens, closes = datetime.fromisoformat(seat_day) + timedelta(hours=8), datetime.fromisoformat(seat_day) + timedelta(hours=12)
                    begin = opens if begin <= opens + timedelta(minutes=5) else begin
                    end = closes if end >= closes - timedelta(minutes=5) else end
                total += max(0, int((end - begin).total_seconds() // 60))
        return total / 60

    @property
    def years(self) -> float:
        days = 0
        for _one, opened, closed in self.files:
            begin, end = max(opened, self.first.isoformat()), min(closed, self.last.isoformat())
            days += max(0, (date.fromisoformat(end) - date.fromisoformat(begin)).days + 1)
        return days / 365


def middle(numbers: list[float]) -> float | None:
    return median(numbers) if numbers else None


def ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


EXPECTED: dict[str, Callable[[Raw], float | None]] = {
    "knocks_due": lambda raw: len(raw.knocks),
    "knocks_made": lambda raw: raw.made,
    "knocks_done": lambda raw: raw.made + raw.count("away"),
    "knocks_late": lambda raw: raw.late,
    "knocks_no_answer": lambda raw: raw.count("no_answer"),
    "knocks_missed": lambda raw: raw.count("missed"),
    "knocks_refused": lambda raw: raw.count("refused"),
    "knocks_away": lambda raw: raw.count("away"),
    "knocks_open": lambda raw: raw.count(""),
    "knocks_unserved": lambda raw: sum(1 for row in raw.knocks if row[4]),
    "visit_rate": lambda raw: ratio(raw.made, len(raw.knocks) - raw.count("away")),
    "rounds_held": lambda raw: len({walk[:2] for walk in raw.walks}),
    "walks": lambda raw: len(raw.walks),
    "visitors": lambda raw: len({walk[2] for walk in raw.walks if walk[2]}),
    "elders_due": lambda raw: len({row[5] for row in raw.knocks}),
    "elders_reached": lambda raw: len(raw.reached()),
    "monthly_visit_rate": lambda raw: ratio(*raw.monthly()),
    "ladders_opened": lambda raw: len(raw.ladders),
    "ladders_open": lambda raw: sum(1 for row in raw.ladders if row[1] is None),
    "ladder_response": lambda raw: middle(raw.minutes(0, 2, raw.ladders)),
    "ladder_prompt": lambda raw: ratio(sum(1 for one in raw.minutes(0, 2, raw.ladders) if one <= 15), len(raw.minutes(0, 2, raw.ladders))),
    "ladder_length": lambda raw: middle(raw.minutes(0, 1, raw.ladders)),
    "ladder_longest": lambda raw: max(raw.minutes(0, 1, raw.ladders), default=None),
    "incidents": lambda raw: len(raw.incidents),
    "incident_rate": lambda raw: 100 * sum(any(row[0] == one and begun <= row[1] <= ended for one, begun, ended in raw.files) for row in raw.incidents)
    / raw.years,
    "calls_in": lambda raw: len(raw.incoming),
    "calls_out": lambda raw: len(raw.calls) - len(raw.incoming),
    "calls_answered": lambda raw: len(raw.incoming) - raw.lost,
    "calls_lost": lambda raw: raw.lost,
    "answer_rate": lambda raw: ratio(len(raw.incoming) - raw.lost, len(raw.incoming)),
    "call_length": lambda raw: middle(raw.minutes(1, 2, raw.calls)),
    "callers": lambda raw: len({row[3] for row in raw.calls if row[3]}),
    "follow_ups_open": lambda raw: len(raw.open_promises),
    "follow_ups_late": lambda raw: sum(1 for row in raw.open_promises if row[1] and row[1] < str(raw.end)),
    "seats": lambda raw: len(raw.seats),
    "seats_filled": lambda raw: sum(1 for row in raw.seats if row[0]),
    "seats_empty": lambda raw: sum(1 for row in raw.seats if not row[0]),
    "seat_rate": lambda raw: ratio(sum(1 for row in raw.seats if row[0]), len(raw.seats)),
    "duty_hours": lambda raw: raw.hours,
    "duty_turns": lambda raw: len(raw.duties),
    "duty_volunteers": lambda raw: len({row[3] for row in raw.duties}),
    "elders_on_file": lambda raw: sum(1 for _one, opened, closed in raw.files if opened <= raw.last.isoformat() <= closed),
    "files_opened": lambda raw: sum(1 for _one, opened, _closed in raw.files if raw.first.isoformat() <= opened <= raw.last.isoformat()),
    "files_closed": lambda raw: sum(1 for _one, _opened, closed in raw.files if raw.first.isoformat() <= closed <= raw.last.isoformat()),
}
COUNTED_AT_THE_DOOR = tuple(code for code in EXPECTED if code.startswith("knocks_"))


def test_every_figure_is_recomputed_here() -> None:
    assert set(EXPECTED) == {one.code for one in FIGURES}, "a new figure needs its own SQL in this file"
    assert len({one.name for one in FIGURES}) == len(FIGURES)


def test_every_figure_over_periods(diced: Town) -> None:
    for period in PERIODS:
        raw = Raw(diced, period)
        found = values(diced.session, period, list(EXPECTED))
        for code, expected in EXPECTED.items():
            wanted = expected(raw)
            got = found[code].number
            assert got == (pytest.approx(wanted) if wanted is not None else None), (code, period, found[code])
            assert (found[code].why != "") == found[code].missing, code


def test_by_time_each_part_is_its_own_period(diced: Town) -> None:
    whole = Period(FIRST, TODAY)
    for by, ends in ((By.MONTH, {"2026-09-01": (9, 30), "2026-10-01": (10, 31), "2026-11-01": (11, 20)}), (By.QUARTER, {"2026-07-01": (9, 30), "2026-10-01": (11, 20)})):
        codes = [one.code for one in FIGURES if by in one.cuts]
        lines = broken_down(diced.session, whole, codes, by)
        assert [line.key for line in lines] == list(ends)
        for line in lines:
            raw = Raw(diced, Period(max(FIRST, date.fromisoformat(line.key)), date(2026, *ends[line.key])))
            for code in codes:
                wanted = EXPECTED[code](raw)
                assert line.values[code].number == (pytest.approx(wanted) if wanted is not None else None), (code, line.key)
    days = broken_down(diced.session, Period(date(2026, 11, 1), date(2026, 11, 14)), COUNTED_AT_THE_DOOR, By.DAY)
    weeks = broken_down(diced.session, Period(date(2026, 11, 2), date(2026, 11, 15)), COUNTED_AT_THE_DOOR, By.WEEK)
    assert len(days) == 14 and [line.key for line in weeks] == ["2026-11-02", "2026-11-09"]
    for line in days:
        on = date.fromisoformat(line.key)
        raw = Raw(diced, Period(on, on))
        if raw.knocks:
            assert {code: line.values[code].number for code in COUNTED_AT_THE_DOOR} == {code: EXPECTED[code](raw) for code in COUNTED_AT_THE_DOOR}
        else:
            assert all(value.missing for value in line.values.values()), "a day without a round has no figures; 0 would be a lie"


GROUPS = {
    By.ORGANISATION: "select id, coalesce(organisation_id, '-') from volunteer",
    By.VISITOR: "select id, id from volunteer",
    By.ELDER: "select id, id from care_file",
    By.GRID: """select c.id, coalesce(h.grid_id, b.grid_id, '-') from care_file c join person p on p.id = c.person_id
        left join household h on h.id = p.household_id left join building b on b.id = h.building_id""",
    By.BUILDING: """select c.id, coalesce(h.building_id, '-') from care_file c join person p on p.id = c.person_id
        left join household h on h.id = p.household_id""",
    By.CATEGORY: "select care_file_id, category_id from care_category where deleted_at is null",
}


@pytest.mark.parametrize("by", GROUPS)
def test_by_people_and_places(diced: Town, by: By) -> None:
    period = Period(date(2026, 10, 1), date(2026, 11, 30))
    raw = Raw(diced, period)
    group: dict[str, list[str]] = defaultdict(list)
    for member, of in raw.run(GROUPS[by]):
        group[of].append(member)
    if by is By.CATEGORY:
        group["-"] = sorted({row[0] for row in raw.files} - {one for members in group.values() for one in members})
    place = 6 if by in (By.ORGANISATION, By.VISITOR) else 5
    everything = raw.knocks
    lines = {line.key: line for line in broken_down(diced.session, period, [*COUNTED_AT_THE_DOOR, "elders_reached"], by)}
    checked = 0
    for key, members in group.items():
        raw.knocks = [row for row in everything if row[place] in members]
        if not raw.knocks:
            assert key not in lines or lines[key].values["knocks_due"].missing
            continue
        checked += 1
        for code in (*COUNTED_AT_THE_DOOR, "elders_reached"):
            assert lines[key].values[code].number == EXPECTED[code](raw), (key, code)
    assert checked >= 2
    if by is not By.CATEGORY:  # in several categories at once an elder counts in each
        assert sum(line.values["knocks_due"].number or 0 for line in lines.values()) == len(everything)


def test_a_part_of_the_station(diced: Town) -> None:
    period = Period(date(2026, 10, 1), date(2026, 10, 31))
    raw = Raw(diced, period)
    everything = raw.knocks
    visitor, grid = diced.volunteers[0], diced.grids[0]
    elders = set(diced.elders[:5])  # the first grid has buildings 8 and 9
    codes = [*COUNTED_AT_THE_DOOR, "visit_rate", "elders_due"]
    for part, of in (
        (Part(visitor=visitor), lambda row: row[6] == visitor),
        (Part(grid=grid), lambda row: row[5] in elders),
        (Part(visitor=visitor, grid=grid), lambda row: row[6] == visitor and row[5] in elders),
    ):
        raw.knocks = [row for row in everything if of(row)]
        found = values(diced.session, period, codes, part)
        assert {code: found[code].number for code in codes} == {code: pytest.approx(EXPECTED[code](raw)) for code in codes}
    assert values(diced.session, period, ["seats"], Part(grid=grid))["seats"].missing, "seats have no grid"


def test_by_hour_of_the_no_answers_and_calls(diced: Town) -> None:
    period = Period(date(2026, 10, 1), date(2026, 10, 31))
    raw = Raw(diced, period)
    lines = broken_down(diced.session, period, ["knocks_no_answer", "calls_in"], By.HOUR)
    assert [line.key for line in lines] == [f"{hour:02}" for hour in range(24)]
    for line in lines:
        rung = sum(1 for row in raw.incoming if row[1][11:13] == line.key)
        unanswered = sum(1 for row in raw.knocks if row[2] == "no_answer" and row[3] and row[3][11:13] == line.key)
        assert line.values["calls_in"].number == rung
        assert (line.values["knocks_no_answer"].number or 0) == unanswered


def test_no_data_is_not_nought(diced: Town) -> None:
    before = Period(date(2025, 1, 1), date(2025, 1, 31))
    found = values(diced.session, before, ["knocks_due", "ladders_opened", "incidents", "calls_in", "visit_rate"])
    assert all(value.missing and "2026-09" in value.why for value in found.values()), found
    coming = values(diced.session, Period(date(2027, 1, 1), date(2027, 1, 31)), ["knocks_due", "calls_in", "elders_on_file"])
    assert all(value.missing for value in coming.values())
    with pytest.raises(BadRequest):
        figure("no_such_figure")

"""The one definition of due, held over random calendars: no gap, no double, whatever rules follow one another."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.rounds.frequency import Absence, Due, Preset, Rule, Slot, event_rule, in_force, is_due

# year ends, a leap day, a century that is none, and any day
FIRST_DAYS = st.sampled_from([date(2027, 12, 20), date(2028, 2, 20), date(2099, 12, 25), date(2100, 2, 20)]) | st.dates(
    date(2020, 1, 1), date(2032, 12, 31)
)
DAY_SLOTS = (
    Slot("am", "Morning", time(8, 30), time(10, 30)), Slot("noon", "Noon", time(12), time(13)), Slot("pm", "Afternoon", time(16), time(18)),
)  # fmt: skip
CODES = tuple(slot.code for slot in DAY_SLOTS)
AT = {slot.code: slot.ends for slot in DAY_SLOTS}
OFTEN = (Preset.TWICE_DAILY, Preset.DAILY, Preset.EVERY_SLOT)


@st.composite
def a_rule(draw: st.DrawFn, presets: tuple[Preset, ...]) -> Rule:
    preset = draw(st.sampled_from(presets))
    weekdays = frozenset(draw(st.sets(st.integers(0, 6), min_size=1))) if preset is Preset.WEEKLY else frozenset()
    slots = tuple(code for code in CODES if draw(st.booleans())) or ("am",)
    return Rule(preset, slots, weekdays, draw(st.integers(1, 92)))


@st.composite
def lives(draw: st.DrawFn, presets: tuple[Preset, ...]) -> tuple[date, int, list[Rule]]:
    """A first day, how many days, and the care file's rule with others that stand instead of it, one after the other."""
    first, days = draw(FIRST_DAYS), 130
    rules = [draw(a_rule(presets))]
    begins = first
    for _change in range(draw(st.integers(0, 4))):
        begins += timedelta(days=draw(st.integers(1, 40)))
        ends = draw(st.none() | st.integers(0, 40))
        rules.append(
            replace(draw(a_rule(presets)), starts=begins, ends=None if ends is None else begins + timedelta(days=ends), instead=True)
        )
    return first, days, rules


def lived(first: date, days: int, rules: list[Rule], absences: tuple[Absence, ...] = ()) -> list[tuple[date, str]]:
    """Every knock owed when each one reaches the elder at its slot's end."""
    reached: datetime | None = None
    asked = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        for code in CODES:
            if is_due(rules, absences, day, code, reached) is Due.DUE:
                asked.append((day, code))
                reached = datetime.combine(day, AT[code])
    return asked


def whole_months(first: date, days: int) -> list[tuple[int, int]]:
    every = Counter((day.year, day.month) for day in (first + timedelta(days=n) for n in range(days)))
    length = {month: (date(month[0] + month[1] // 12, month[1] % 12 + 1, 1) - date(*month, 1)).days for month in every}
    return [month for month, count in every.items() if count == length[month]]


@given(lives((*OFTEN, Preset.WEEKLY, Preset.MONTHLY)))
@settings(max_examples=120, deadline=None)
def test_no_whole_month_without_a_knock_whatever_rules_follow_one_another(life: tuple[date, int, list[Rule]]) -> None:
    first, days, rules = life
    months = {(day.year, day.month) for day, _slot in lived(first, days, rules)}
    assert [month for month in whole_months(first, days) if month not in months] == []


@given(lives((*OFTEN, Preset.WEEKLY)))
@settings(max_examples=120, deadline=None)
def test_no_whole_week_without_a_knock(life: tuple[date, int, list[Rule]]) -> None:
    first, days, rules = life
    weeks = {day - timedelta(days=day.weekday()) for day, _slot in lived(first, days, rules)}
    monday = first + timedelta(days=-first.weekday() % 7)
    assert [week for n in range((days - 7) // 7) if (week := monday + timedelta(days=7 * n)) not in weeks] == []


@given(lives((Preset.MONTHLY,)))
@settings(max_examples=120, deadline=None)
def test_no_month_twice_when_the_day_of_the_month_is_changed_in_the_middle(life: tuple[date, int, list[Rule]]) -> None:
    asked = lived(*life)
    months = Counter((day.year, day.month) for day, _slot in asked)
    assert max(months.values(), default=1) == 1


@given(lives(tuple(one for one in Preset if one is not Preset.AFTER_EVENT)))
@settings(max_examples=120, deadline=None)
def test_on_a_day_with_a_daily_rule_every_slot_of_it_is_owed_once_and_no_other(life: tuple[date, int, list[Rule]]) -> None:
    first, days, rules = life
    asked = lived(first, days, rules)
    assert len(asked) == len(set(asked))
    for offset in range(days):
        day = first + timedelta(days=offset)
        (rule,) = in_force(rules, day)
        if rule.preset in OFTEN:
            wanted = {
                Preset.EVERY_SLOT: set(rule.slots), Preset.TWICE_DAILY: {rule.slots[0], rule.slots[-1]}, Preset.DAILY: {rule.slots[0]}
            }[rule.preset]  # fmt: skip
            assert {slot for on, slot in asked if on == day} == wanted


@given(lives((*OFTEN, Preset.WEEKLY, Preset.MONTHLY, Preset.QUARTERLY)), st.integers(0, 60), st.integers(1, 60))
@settings(max_examples=120, deadline=None)
def test_an_absence_takes_its_own_days_and_what_it_took_is_made_up(life: tuple[date, int, list[Rule]], start: int, length: int) -> None:
    first, days, rules = life
    notice = Absence(first + timedelta(days=start), first + timedelta(days=start + length))
    asked = lived(first, days, rules, (notice,))
    assert not [day for day, _slot in asked if notice.suspends(day)]
    before = lived(first, start, rules)
    assert [one for one in asked if one[0] < notice.starts] == before
    months = {(day.year, day.month) for day, _slot in asked}
    back = notice.expected_return
    assert back is not None
    monthly = all(rule.preset is not Preset.QUARTERLY for n in range(days) for rule in in_force(rules, first + timedelta(days=n)))
    for year, month in whole_months(first, days):
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if monthly and not (notice.suspends(last) or (notice.suspends(last.replace(day=1)) and back > last)):
            assert (year, month) in months


@given(lives((*OFTEN, Preset.WEEKLY, Preset.MONTHLY)), st.integers(0, 90), st.integers(0, 24 * 60 - 1))
@settings(max_examples=100, deadline=None)
def test_after_an_event_there_is_a_knock_in_the_next_slot_and_then_no_more_for_it(
    life: tuple[date, int, list[Rule]], offset: int, minute: int
) -> None:
    first, days, rules = life
    at = datetime.combine(first + timedelta(days=offset), time()) + timedelta(minutes=minute)
    asked = lived(first, days, [*rules, event_rule(at, 24, DAY_SLOTS)])
    plain = lived(first, days, rules)
    following = next(
        (at.date() + timedelta(days=n), slot.code) for n in range(2) for slot in DAY_SLOTS if slot.end_on(at.date() + timedelta(days=n)) > at
    )  # fmt: skip
    assert following in asked
    assert len(asked) <= len(plain) + 1


@given(FIRST_DAYS, st.integers(0, 20), st.sets(st.integers(0, 6)))
@settings(max_examples=60, deadline=None)
def test_an_extra_round_adds_its_days_and_slots_and_nobody_is_knocked_at_twice_in_a_slot(first: date, length: int, weekdays: set[int]) -> None:
    extra = Rule(Preset.EVERY_SLOT, ("am", "noon"), frozenset(weekdays), 1, first, first + timedelta(days=length))
    asked = lived(first, 30, [Rule(Preset.DAILY, CODES), extra])
    assert len(asked) == len(set(asked))
    for offset in range(30):
        day = first + timedelta(days=offset)
        extra_day = offset <= length and (not weekdays or day.weekday() in weekdays)
        assert [slot for on, slot in asked if on == day] == (["am", "noon"] if extra_day else ["am"])


def test_of_two_rules_instead_of_the_care_files_the_later_one_holds() -> None:
    base = Rule(Preset.TWICE_DAILY)
    weekly = Rule(Preset.WEEKLY, ("am",), starts=date(2026, 11, 1), instead=True)
    daily = Rule(Preset.DAILY, ("pm",), starts=date(2026, 11, 10), ends=date(2026, 11, 12), instead=True)
    assert in_force([base, weekly, daily], date(2026, 10, 31)) == (base,)
    assert in_force([base, weekly, daily], date(2026, 11, 9)) == (weekly,)
    assert in_force([base, weekly, daily], date(2026, 11, 12)) == (daily,)
    assert in_force([base, daily], date(2026, 11, 13)) == (base,)


def test_an_event_in_the_evening_opens_the_next_morning() -> None:
    rule = event_rule(datetime(2028, 2, 28, 19, 0), 24, DAY_SLOTS)
    assert (rule.starts, rule.opens) == (date(2028, 2, 29), "am")
    noon = event_rule(datetime(2026, 12, 31, 12, 30), 6, DAY_SLOTS)
    base = Rule(Preset.QUARTERLY, ("am",), day=92)
    assert is_due([base, noon], (), date(2026, 12, 31), "am", datetime(2026, 12, 30, 10)) is Due.NOT_DUE
    assert is_due([base, noon], (), date(2026, 12, 31), "noon", datetime(2026, 12, 31, 10)) is Due.DUE
    assert is_due([base, noon], (), date(2027, 1, 1), "am", datetime(2026, 12, 31, 13)) is Due.NOT_DUE

"""Outcomes, frequency, ladder, last known safe."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rounds import outcomes
from desktop.rounds.frequency import (
    DEFAULT_SLOTS,
    Absence,
    Due,
    KnockState,
    Preset,
    Rule,
    Slot,
    is_due,
    knock_state,
    lateness_level,
    period,
    spread_day,
)
from desktop.rounds.ladder import CLOSING_LABELS, ORDER, STEP_LABELS, Closing, Step, StepTaken, first_step, next_step, step_due_at
from desktop.rounds.lastsafe import Channel, Sighting, is_silent, last_safe, silence, threshold
from desktop.rounds.outcomes import BY_KEY, INFO, Outcome

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
AM = Slot("am", "Morning", time(8, 30), time(10, 30))


def test_every_outcome_has_its_own_key_and_no_answer_is_not_missed() -> None:
    assert set(INFO) == set(Outcome)
    assert len(BY_KEY) == len(Outcome)
    assert "".join(sorted(BY_KEY)) == "BCDEGJLMNPY"
    assert not INFO[Outcome.NO_ANSWER].ours and INFO[Outcome.MISSED].ours
    assert INFO[Outcome.NO_ANSWER].opens_ladder and not INFO[Outcome.MISSED].opens_ladder
    assert not INFO[Outcome.NO_ANSWER].safe and not INFO[Outcome.MISSED].safe and not INFO[Outcome.AWAY].safe


@pytest.mark.parametrize(
    ("text", "found"), [("n", Outcome.NO_ANSWER), ("no-answer", Outcome.NO_ANSWER), ("Missed by us", Outcome.MISSED), ("?", None)]
)
def test_an_outcome_is_known_by_key_code_or_label(text: str, found: Outcome | None) -> None:
    assert outcomes.parse(text) is found


def walk(rule: Rule, first: date, days: int, absences: tuple[Absence, ...] = (), reach: bool = True) -> list[date]:
    """The days on which the rule asks for a knock, when every knock reaches the elder (or none does)."""
    last: datetime | None = None
    asked = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        for slot in ("am", "pm"):
            if is_due((rule,), absences, day, slot, last) is Due.DUE:
                asked.append(day)
                last = datetime.combine(day, time(9 if slot == "am" else 17)) if reach else last
    return asked


@given(DAYS)
def test_twice_a_day_is_two_knocks_every_day(first: date) -> None:
    assert walk(Rule(Preset.TWICE_DAILY), first, 40) == [first + timedelta(days=n // 2) for n in range(80)]
    assert len(walk(Rule(Preset.DAILY), first, 40)) == 40


@given(DAYS, st.sets(st.integers(0, 6), min_size=1))
def test_weekly_is_each_chosen_weekday_when_reached(first: date, weekdays: set[int]) -> None:
    monday = first - timedelta(days=first.weekday())
    asked = walk(Rule(Preset.WEEKLY, weekdays=frozenset(weekdays)), monday, 70)
    assert len(asked) == 10 * len(weekdays)
    assert {day.weekday() for day in asked} == weekdays


@given(DAYS, st.integers(1, 31))
def test_monthly_is_once_in_every_month_and_stays_due_until_reached(first: date, day: int) -> None:
    start = first.replace(day=1)
    asked = walk(Rule(Preset.MONTHLY, day=day), start, 400)
    months = {(d.year, d.month) for d in asked}
    assert len(asked) == len(months) >= 13
    never = walk(Rule(Preset.MONTHLY, day=31), date(2028, 2, 1), 29, reach=False)
    assert never == [date(2028, 2, 29)]
    assert walk(Rule(Preset.MONTHLY, day=5), date(2026, 2, 1), 28, reach=False)[0] == date(2026, 2, 5)
    assert len(walk(Rule(Preset.MONTHLY, day=5), date(2026, 2, 1), 28, reach=False)) == 24


@given(DAYS, st.integers(1, 92))
def test_quarterly_is_once_in_every_quarter(first: date, day: int) -> None:
    start = period(Preset.QUARTERLY, first)[0]
    asked = walk(Rule(Preset.QUARTERLY, day=day), start, 366)
    quarters = [(d.year, (d.month - 1) // 3) for d in asked]
    assert len(quarters) == len(set(quarters)) >= 4


@given(DAYS, st.sampled_from([Preset.WEEKLY, Preset.MONTHLY, Preset.QUARTERLY]))
def test_a_periodic_visit_that_reaches_nobody_is_asked_for_again_next_day(first: date, preset: Preset) -> None:
    rule = Rule(preset)
    start, end = period(preset, first)
    for offset in range((end - start).days + 1):
        assert is_due((rule,), (), start + timedelta(days=offset), "am", None) is Due.DUE


@given(DAYS, st.integers(0, 60), st.none() | st.integers(0, 60), st.none() | st.integers(0, 60))
def test_an_absence_suspends_exactly_its_days_and_tells_when_it_is_overdue(
    start: date, offset: int, back: int | None, returned: int | None
) -> None:
    day = start + timedelta(days=offset)
    notice = Absence(
        start,
        None if back is None else start + timedelta(days=back),
        None if returned is None else start + timedelta(days=returned),
    )
    away = is_due((Rule(Preset.DAILY),), (notice,), day, "am") is Due.SUSPENDED
    end = returned if returned is not None else back
    assert away == (end is None or offset < end)
    if returned is not None:
        assert not notice.overdue(day)
    elif back is not None:
        assert notice.overdue(day) == (offset > back)
        assert not (notice.overdue(day) and away), "an elder who is overdue is knocked at again"
    else:
        assert notice.overdue(day) == (offset >= 14)


def test_a_rule_holds_from_its_first_day_and_days_are_spread() -> None:
    rule = Rule(Preset.TWICE_DAILY, starts=date(2026, 11, 22))
    assert is_due((rule,), (), date(2026, 11, 21), "am") is Due.NOT_DUE
    assert is_due((rule,), (), date(2026, 11, 22), "am") is Due.DUE
    assert is_due((rule,), (), date(2026, 11, 22), "night") is Due.NOT_DUE
    assert len({spread_day(f"id{n}", Preset.MONTHLY) for n in range(200)}) == 21


def test_what_has_become_of_a_knock() -> None:
    day = date(2026, 11, 22)
    end = AM.end_on(day)

    def state(outcome: Outcome | None, at: datetime | None = None, now: datetime = end) -> KnockState:
        return knock_state(day, AM, outcome, at, now)

    assert state(None) is KnockState.WAITING
    assert state(None, now=end + timedelta(minutes=31)) is KnockState.OVERDUE
    assert state(Outcome.SEEN_SAFE, end) is KnockState.DONE
    assert state(Outcome.SEEN_SAFE, end + timedelta(minutes=31)) is KnockState.DONE_LATE
    assert state(Outcome.LATE, end) is KnockState.DONE_LATE
    assert state(Outcome.NO_ANSWER, end) is KnockState.NO_ANSWER
    assert state(Outcome.MISSED) is KnockState.MISSED
    assert state(Outcome.AWAY) is KnockState.EXCUSED
    assert [lateness_level(end, end + timedelta(minutes=m)) for m in (-1, 0, 14, 15, 30, 60, 600)] == [0, 0, 0, 1, 2, 3, 3]


OPENED = datetime(2026, 11, 22, 9, 12)


def test_the_ladder_is_climbed_in_order_with_its_times() -> None:
    taken: list[StepTaken] = []
    climbed = []
    while (step := next_step(OPENED, taken, 2, OPENED)) is not None:
        climbed.append((step.step, step.contact, int((step.due_at - OPENED).total_seconds() // 60)))
        taken.append(StepTaken(step.step, OPENED, contact=step.contact))
    assert climbed == [
        (Step.KNOCK_AGAIN, 0, 5),
        (Step.LOOK_LISTEN, 0, 10),
        (Step.PHONE_ELDER, 0, 15),
        (Step.NEIGHBOUR, 0, 20),
        (Step.LEAVE_NOTE, 0, 25),
        (Step.CHECK_ABSENCE, 0, 30),
        (Step.CONTACTS, 1, 45),
        (Step.CONTACTS, 2, 45),
        (Step.EMERGENCY_SERVICES, 0, 60),
    ]


def test_an_emergency_jumps_to_the_end_and_an_unwell_elder_to_the_family() -> None:
    assert next_step(OPENED, [], 1, OPENED, Outcome.EMERGENCY).step is Step.EMERGENCY_SERVICES  # type: ignore[union-attr]
    assert step_due_at(Step.EMERGENCY_SERVICES, OPENED, Outcome.EMERGENCY) == OPENED
    assert first_step(Outcome.UNWELL) is Step.CONTACTS and step_due_at(Step.CONTACTS, OPENED, Outcome.UNWELL) == OPENED
    jumped = next_step(OPENED, [StepTaken(Step.PHONE_ELDER, OPENED)], 1, OPENED)
    assert jumped is not None and jumped.step is Step.NEIGHBOUR


@given(
    st.lists(st.sampled_from(ORDER), max_size=6),
    st.integers(0, 3),
    st.integers(0, 200),
    st.sampled_from(["no_answer", "unwell", "emergency"]),
)
def test_the_next_step_is_above_all_taken_and_its_lateness_is_right(
    steps: list[Step], contacts: int, minutes: int, reason: str
) -> None:
    now = OPENED + timedelta(minutes=minutes)
    taken = [StepTaken(step, OPENED, contact=1 if step is Step.CONTACTS else 0) for step in steps]
    following = next_step(OPENED, taken, contacts, now, reason)
    if following is None:
        assert Step.EMERGENCY_SERVICES in steps
        return
    assert all(ORDER.index(step) <= ORDER.index(following.step) for step in steps)
    assert following.step is Step.CONTACTS or following.step not in steps
    assert following.remaining == following.due_at - now
    assert (following.level > 0) == (now - following.due_at >= timedelta(minutes=15))
    assert following.step is not Step.CONTACTS or 1 <= following.contact <= contacts


def test_every_step_and_closing_has_words() -> None:
    assert set(STEP_LABELS) == set(Step) and set(CLOSING_LABELS) == set(Closing)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))


@given(st.lists(st.builds(Sighting, MOMENTS, st.sampled_from(Channel))), MOMENTS, MOMENTS)
def test_last_safe_is_the_latest_past_sighting(sightings: list[Sighting], since: datetime, now: datetime) -> None:
    last = last_safe(sightings, now)
    past = [seen.at for seen in sightings if seen.at <= now]
    assert (last.at if last else None) == (max(past) if past else None)
    quiet = silence(last.at if last else None, since, now)
    assert quiet >= timedelta(0)
    assert is_silent(last.at if last else None, since, timedelta(hours=16), now) == (quiet > timedelta(hours=16))


def test_thresholds() -> None:
    assert threshold(Preset.TWICE_DAILY) == timedelta(hours=16)
    assert threshold(Preset.TWICE_DAILY, 10) == timedelta(hours=10)
    for preset in Preset:
        assert threshold(preset) >= timedelta(hours=16)
    am, pm = DEFAULT_SLOTS
    gap = am.start_on(date(2026, 1, 2)) - pm.end_on(date(2026, 1, 1))
    assert gap < threshold(Preset.TWICE_DAILY), (
        "an elder seen in the afternoon is not silent before the next morning's round begins"
    )

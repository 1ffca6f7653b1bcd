"""The silence clock: last known safe is the latest of all channels, and nobody is silent past the threshold unnoticed."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.people.tables import CareFile
from db.rounds.tables import Absence, Sighting
from desktop.hotline.calls import CallEntry, log_call
from desktop.rounds import sightings
from desktop.rounds.lastsafe import Channel, grade
from desktop.rounds.outcomes import Outcome
from desktop.rounds.plans import plan_round, save_plan
from desktop.rounds.recording import Entry, record_sheet
from desktop.rounds.silence import silence_list
from desktop.rounds.today import today_board

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 20, 0)
OPENED = datetime(2026, 11, 20, 9, 0)

SEEN = st.lists(
    st.tuples(st.integers(0, 7), st.integers(-3 * 24 * 60, 600), st.sampled_from(list(Channel))), max_size=30
)  # elder, minutes from now (some lie in the future: a clock set back), channel
OWN = st.dictionaries(st.integers(0, 7), st.integers(1, 60), max_size=8)  # elder → own threshold in hours
AWAY = st.dictionaries(st.integers(0, 7), st.tuples(st.integers(-4, 1), st.none() | st.integers(1, 6)), max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(SEEN, OWN, AWAY)
def test_last_safe_is_the_latest_of_all_channels_and_nobody_is_silent_unnoticed(
    town: Any, seen: list[tuple[int, int, Channel]], own: dict[int, int], away: dict[int, tuple[int, int | None]]
) -> None:
    town.clock.moment = NOW
    with town.session.write("rounds.save_absence") as unit:
        for table in (Sighting, Absence):
            for (row,) in list(table.select(table.id).tuples()):
                unit.erase(table, row)
        for elder, care_file in enumerate(town.elders):
            unit.update(CareFile, care_file, {"silence_hours": own.get(elder)})
        for elder, minutes, channel in seen:
            sightings.note_sighting(unit, town.persons[elder], NOW + timedelta(minutes=minutes), channel)
        for elder, (start, days) in away.items():
            first = DAY + timedelta(days=start)
            back = None if days is None else first + timedelta(days=days)
            unit.insert(Absence, {"care_file": town.elders[elder], "kind": "away", "from_date": first, "until_date": back})
    alerts = {alert.care_file for alert in today_board(town.session).alerts if alert.kind == "silence"}
    to_call = {call.care_file for call in sightings.outbound_list(town.session)}
    states = {line.care_file: line for line in silence_list(town.session)}
    assert set(states) == set(town.elders)
    for elder, care_file in enumerate(town.elders):
        known = [(NOW + timedelta(minutes=minutes), channel.value) for who, minutes, channel in seen if who == elder and minutes <= 0]
        latest = max((at for at, _channel in known), default=None)
        found = sightings.last_safe(town.session, care_file)
        assert found.at == latest and (found.channel, latest is None) in {(c, False) for at, c in known if at == latest} | {("", True)}
        silent = NOW - (latest or OPENED) > timedelta(hours=own.get(elder) or 16)
        start, days = away.get(elder, (2, None))
        suspended = start <= 0 and (days is None or start + days > 0)
        assert (care_file in alerts) is (care_file in to_call) is (silent and not suspended)
        assert (states[care_file].state == "over") is (silent and not suspended)
        assert (states[care_file].state == "away") is suspended


def test_a_no_answer_puts_the_elder_on_the_outbound_list_and_a_call_from_them_clears_it(town: Any) -> None:
    save_plan(town.session, plan_round(town.session, DAY, "am"))
    town.at(10)
    record_sheet(town.session, 1, {1: Entry(Outcome.NO_ANSWER, at=datetime(2026, 11, 22, 9, 12))})

    def reasons() -> dict[str, str]:
        return {call.care_file: call.reason for call in sightings.outbound_list(town.session)}

    assert reasons()[town.elders[0]] == "no_answer" and next(iter(reasons())) == town.elders[0]
    town.at(10, 20)
    log_call(town.session, CallEntry(person=town.persons[0]))
    assert town.elders[0] not in reasons()
    assert sightings.last_safe(town.session, town.elders[0]).channel == "call"
    (line,) = [one for one in silence_list(town.session) if one.care_file == town.elders[0]]
    assert line.ladder and not line.to_call, "the ladder stays open until somebody closes it with its result"


def test_the_most_overdue_come_first_and_those_away_last(town: Any) -> None:
    town.at(20)
    sightings.add_sighting(town.session, town.elders[0], Channel.MEAL)
    with town.session.write("rounds.save_absence") as unit:
        unit.insert(Absence, {"care_file": town.elders[1], "kind": "hospital", "from_date": DAY})
        unit.update(CareFile, town.elders[2], {"silence_hours": 4})
    lines = silence_list(town.session)
    assert lines[0].care_file == town.elders[2] and lines[0].own
    assert [line.care_file for line in lines[-2:]] == [town.elders[0], town.elders[1]]
    assert lines[-1].state == "away" and "2026-11-22" in lines[-1].away


def test_red_is_only_for_a_silence_that_may_mean_danger() -> None:
    hours = [grade(timedelta(minutes=minutes), timedelta(hours=16)).value for minutes in (0, 767, 768, 960, 961, 1104, 1105)]
    assert hours == ["fine", "fine", "near", "near", "over", "over", "grave"]

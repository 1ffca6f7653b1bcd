"""Calls are logged, callers recognised, promises kept until they are closed."""

from datetime import datetime, timedelta

import pytest

from db.privacy.persons import reveals
from db.rounds import watching
from desktop.errors import BadRequest
from desktop.hotline.calls import (
    CallEntry,
    NewFollowUp,
    call_rows,
    caller_matches,
    calls_of_day,
    close_follow_up,
    frequent_callers,
    log_call,
    match_call,
    open_follow_up,
    open_follow_ups,
    overdue_follow_ups,
    remove_call,
    reopen_follow_up,
)
from desktop.hotline.card import care_card, care_card_in_clear
from desktop.hotline.words import CALL_KINDS, CALL_SUBTYPES, KIND_OF_SUBTYPE
from tests.desktop.hotline.conftest import NOW, Bench


def test_every_subtype_has_a_kind() -> None:
    assert set(KIND_OF_SUBTYPE) == set(CALL_SUBTYPES) and set(KIND_OF_SUBTYPE.values()) <= set(CALL_KINDS)


@pytest.mark.parametrize(("typed", "name"), [("雷", "雷克勤"), ("lkq", "雷克勤"), ("zhonghe", "钟荷花"), ("9853", "欧阳松"), ("ouyang", "欧阳松")])
def test_callers_are_found_by_name_initials_and_phone_tail(bench: Bench, typed: str, name: str) -> None:
    assert [c.name for c in caller_matches(bench.session, typed)][0:1] == [name]


def test_a_contacts_phone_finds_the_elder(bench: Bench) -> None:
    (found,) = caller_matches(bench.session, "155-2999-6682")
    assert (found.name, found.through) == ("钟荷花", "儿媳 肖刚")
    assert caller_matches(bench.session, "") == [] and caller_matches(bench.session, "9999999") == []


def test_a_call_moves_last_known_safe_only_when_the_elder_spoke(bench: Bench) -> None:
    elder = bench.elders["雷克勤"]
    log_call(bench.session, CallEntry(person=elder, subtype="third_party"))
    log_call(bench.session, CallEntry(person=elder, subtype="no_answer", direction="out"))
    assert watching.last_safe(bench.session.store, [elder], NOW) == {}
    call = log_call(bench.session, CallEntry(person=elder, subtype="companionship", note=" 聊家常 "))
    assert watching.last_safe(bench.session.store, [elder], NOW) == {elder: (NOW, "call")}
    remove_call(bench.session, call)
    assert watching.last_safe(bench.session.store, [elder], NOW) == {}
    log_call(bench.session, CallEntry(person=elder, subtype="third_party", reached=True))
    assert watching.last_safe(bench.session.store, [elder], NOW)[elder][1] == "call"


def test_the_day_lists_calls_newest_first(bench: Bench) -> None:
    log_call(bench.session, CallEntry(at=NOW - timedelta(hours=1), phone="138 0000-1111", subtype="silent"))
    log_call(bench.session, CallEntry(person=bench.elders["钟荷花"], subtype="health", taken_by=bench.volunteers["V001"], at=NOW))
    log_call(bench.session, CallEntry(at=NOW - timedelta(days=1), subtype="information"))
    rows = calls_of_day(bench.session)
    assert [r["person_name"] for r in rows] == ["钟荷花", None] and rows[0]["taken_by_name"] == "尹芳"
    assert (rows[1]["phone"], rows[1]["kind"]) == ("138****1111", "unfinished")
    exported = call_rows(bench.session, NOW.date(), NOW.date())
    assert [r["time"] for r in exported] == ["08:30", "09:30"] and exported[1]["taken_by"] == "V001" and exported[0]["phone"] == "13800001111"
    assert len(call_rows(bench.session)) == 3


def test_an_unknown_caller_is_matched_later(bench: Bench) -> None:
    call = log_call(bench.session, CallEntry(phone="0574-8600", subtype="companionship"))
    match_call(bench.session, call, bench.elders["雷克勤"])
    assert calls_of_day(bench.session)[0]["person_name"] == "雷克勤"
    assert bench.elders["雷克勤"] in watching.last_safe(bench.session.store, [bench.elders["雷克勤"]], NOW)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (CallEntry(subtype="gossip"), "no kind of call"), (CallEntry(kind="x"), "no kind of call"), (CallEntry(axis="x"), "no kind of call"),
        (CallEntry(direction="up"), "no kind of call"), (CallEntry(at=NOW + timedelta(minutes=1)), "in the future"),
        (CallEntry(at=NOW, ended_at=NOW - timedelta(minutes=1)), "ends before"), (CallEntry(follow_ups=(NewFollowUp("  "),)), "Say what"),
    ],
)
def test_bad_entries_are_refused_whole(bench: Bench, entry: CallEntry, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        log_call(bench.session, entry)
    assert calls_of_day(bench.session) == []


def test_promises_are_open_until_closed_with_a_result(bench: Bench) -> None:
    log_call(bench.session, CallEntry(person=bench.elders["雷克勤"], follow_ups=(
        NewFollowUp("送药", "尹芳", NOW + timedelta(hours=2)), NewFollowUp("问社工"))))
    open_follow_up(bench.session, "修灯", due_at=NOW - timedelta(hours=1))
    rows = open_follow_ups(bench.session)
    assert [r["what"] for r in rows] == ["修灯", "送药", "问社工"]
    assert [r["overdue"] for r in rows] == [True, False, False] and rows[1]["person_name"] == "雷克勤"
    assert [r["what"] for r in overdue_follow_ups(bench.session)] == ["修灯"]
    bench.clock.moment = NOW + timedelta(hours=3)
    assert [r["what"] for r in overdue_follow_ups(bench.session)] == ["修灯", "送药"]
    with pytest.raises(BadRequest, match="what came of it"):
        close_follow_up(bench.session, rows[0]["id"], " ")
    close_follow_up(bench.session, rows[0]["id"], "已修好")
    with pytest.raises(BadRequest, match="closed already"):
        close_follow_up(bench.session, rows[0]["id"], "again")
    assert [r["what"] for r in open_follow_ups(bench.session)] == ["送药", "问社工"]
    reopen_follow_up(bench.session, rows[0]["id"])
    assert len(open_follow_ups(bench.session)) == 3
    with pytest.raises(BadRequest, match="Say what"):
        open_follow_up(bench.session, "")


def test_eight_calls_a_month_make_a_frequent_caller(bench: Bench) -> None:
    elder = bench.elders["钟荷花"]
    for n in range(7):
        log_call(bench.session, CallEntry(person=elder, at=NOW - timedelta(days=n)))
    log_call(bench.session, CallEntry(person=elder, direction="out"))
    log_call(bench.session, CallEntry(person=elder, at=datetime(2026, 10, 31, 9)))
    log_call(bench.session, CallEntry(person=elder, subtype="wrong_number"))
    assert frequent_callers(bench.session) == {} and not care_card(bench.session, elder).frequent
    log_call(bench.session, CallEntry(person=elder))
    assert frequent_callers(bench.session) == {elder: 8}
    card = care_card(bench.session, elder)
    assert card.frequent and card.calls_this_month == 8 and any("Frequent caller" in a.text for a in card.alerts)
    assert any(r["frequent"] for r in calls_of_day(bench.session))


def test_the_care_card_says_what_matters(bench: Bench) -> None:
    from db.rounds.tables import Absence, Ladder, Sighting

    elder, care = bench.elders["雷克勤"], bench.care_files["雷克勤"]
    with bench.session.write("test.past") as unit:
        unit.insert(Sighting, {"person": elder, "at": NOW - timedelta(hours=40), "channel": "knock"})
        unit.insert(Ladder, {"care_file": care, "opened_at": NOW - timedelta(minutes=5)})
    open_follow_up(bench.session, "送药", person=elder, due_at=NOW - timedelta(hours=1))
    card = care_card(bench.session, elder)
    assert (card.name, card.age, card.address_as, card.code) == ("雷克勤", 91, "Grandpa 雷", "E0001")
    assert card.place == "红葵里2-***" and card.contacts[0].phone == "155****6681" and not card.in_clear
    clear = care_card_in_clear(bench.session, elder)
    assert clear.place == "红葵里2-1-201" and clear.contacts[0].phone == "15529996681"
    assert [(one["what"], one["reason"]) for one in reveals(bench.session.store, elder)] == [("phones,address,health,contacts", "")]
    bench.session.role = "duty"
    with pytest.raises(BadRequest, match="why"):
        care_card_in_clear(bench.session, elder)
    assert care_card_in_clear(bench.session, elder, "回拨").phone and len(reveals(bench.session.store, elder)) == 2
    bench.session.role = "administrator"
    assert card.last_safe_at == NOW - timedelta(hours=40) and card.last_safe_channel == "knock"
    assert [a.level for a in card.alerts] == ["danger", "danger", "attention"]
    assert "40 hours" in card.alerts[1].text and [f["what"] for f in card.follow_ups] == ["送药"]
    with bench.session.write("test.away") as unit:
        unit.insert(Absence, {"care_file": care, "kind": "hospital", "from_date": NOW.date(), "until_date": None})
    assert any("Reported away" in a.text for a in care_card(bench.session, elder).alerts)
    assert not any("Not known safe" in a.text for a in care_card(bench.session, elder).alerts)
    assert care_card(bench.session, bench.elders["欧阳松"]).address_as == "Mr 欧阳"
    with pytest.raises(BadRequest, match="no longer on record"):
        care_card(bench.session, "nobody")


def test_a_volunteers_card_has_no_care_file(bench: Bench) -> None:
    (volunteer,) = caller_matches(bench.session, "13900000001")
    card = care_card(bench.session, volunteer.person)
    assert card.care_file is None and card.contacts == () and card.alerts == ()

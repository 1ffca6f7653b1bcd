"""交接班: three lists that are carried until closed, two signatures."""

from datetime import datetime
from typing import Any

import pytest

from db.hotline.duty import handover_items
from desktop.errors import BadRequest
from desktop.hotline.handover import add_item, change_item, close_item, give, load_handover, take
from desktop.hotline.pins import WrongPin, set_pin


def test_lines_are_carried_from_shift_to_shift_until_closed(bench: Any) -> None:
    session = bench.session
    set_pin(session, bench.volunteers["V001"], "4071")
    set_pin(session, bench.volunteers["V002"], "5180")
    add_item(session, "situation", "2幢电梯检修", by="尹芳")
    task = add_item(session, "task", "给雷克勤送药", bench.elders["雷克勤"])
    bench.clock.moment = datetime(2026, 11, 21, 12, 0)
    first = give(session, "早", bench.volunteers["V001"], "4071", "一切正常")
    with pytest.raises(BadRequest, match="not taken over"):
        give(session, "早", bench.volunteers["V001"], "4071")
    with pytest.raises(BadRequest, match="another person"):
        take(session, first, bench.volunteers["V001"], "4071")
    with pytest.raises(WrongPin):
        take(session, first, bench.volunteers["V002"], "0000")
    bench.clock.moment = datetime(2026, 11, 21, 12, 5)
    take(session, first, bench.volunteers["V002"], "5180")
    with pytest.raises(BadRequest, match="already"):
        take(session, first, bench.volunteers["V002"], "5180")
    view = load_handover(session)
    assert view.waiting is None and [(h["giver_name"], h["taker_name"]) for h in view.past] == [("尹芳", "郝丽")]
    assert [(one["text"], one["fresh"]) for one in view.items["task"]] == [("给雷克勤送药", False)]
    assert view.items["task"][0]["person_name"] == "雷克勤" and view.items["problem"] == ()
    with pytest.raises(BadRequest, match="what came of it"):
        close_item(session, task)
    bench.clock.moment = datetime(2026, 11, 21, 15, 0)
    close_item(session, task, "已送到")
    assert load_handover(session).items["task"] == ()
    with pytest.raises(BadRequest, match="closed already"):
        close_item(session, task, "again")
    # what hung on the paper of noon is still known
    assert [one["text"] for one in handover_items(session.store, at=datetime(2026, 11, 21, 12, 0))] == ["2幢电梯检修", "给雷克勤送药"]


def test_the_clerk_signs_as_the_account(bench: Any) -> None:
    first = give(bench.session, "", None)
    assert load_handover(bench.session).waiting["giver_name"] == "tester"
    set_pin(bench.session, bench.volunteers["V001"], "4071")
    take(bench.session, first, bench.volunteers["V001"], "4071")


def test_lines_say_something_and_can_be_worded_anew(bench: Any) -> None:
    with pytest.raises(BadRequest):
        add_item(bench.session, "task", "  ")
    with pytest.raises(BadRequest):
        add_item(bench.session, "gossip", "x")
    line = add_item(bench.session, "situation", "停水")
    change_item(bench.session, line, "停水至 17 点")
    close_item(bench.session, line)  # a situation may end without a result
    with pytest.raises(BadRequest):
        change_item(bench.session, line, "again")

"""The independent checker catches each kind of broken rule: a good roster is spoilt in one way at a time."""

import pytest

from tests.rosterchecker import Checker, Facts

FACTS = {
    "V01": Facts("赵甲", True, ((0, "全天"), (1, "全天"), (2, "全天"), (3, "上午")), frozenset({"2026-12-08"})),
    "V02": Facts("钱乙", True, ((0, "上午"), (1, 480, 720), (1, 720, 960), (2, "下午"))),
    "V03": Facts("孙丙", False, ((0, "全天"),)),
}


def row(day: int, shift: str, start: str, end: str, seat: int, code: str = "") -> dict[str, object]:
    return {"date": f"2026-12-{day:02}", "shift": shift, "start": start, "end": end, "seat": seat, "code": code,
            "name": FACTS[code].name if code else ""}


def good() -> list[dict[str, object]]:
    return [
        row(7, "早", "08:00", "12:00", 1, "V01"), row(7, "早", "08:00", "12:00", 2, "V02"),
        row(8, "长", "10:00", "14:00", 1, "V02"), row(8, "早", "08:00", "12:00", 1), row(9, "晚", "16:00", "20:00", 1, "V01"),
        row(9, "晚", "16:00", "20:00", 2),
    ]


def kinds(rows: list[dict[str, object]], **more: object) -> set[str]:
    around = more.pop("around", ())
    return {f.kind for f in Checker(FACTS, **more).check(rows, around)}  # type: ignore[arg-type]


def test_good_roster_passes() -> None:
    expected = {("2026-12-07", "早"): 2, ("2026-12-08", "长"): 1, ("2026-12-08", "早"): 1, ("2026-12-09", "晚"): 2}
    assert kinds(good(), expected=expected, locked={("2026-12-07", "早", 1): "V01"}) == set()


def put(at: int, **changed: object) -> list[dict[str, object]]:
    rows = good()
    rows[at] = {**rows[at], **changed}
    return rows


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (put(5, code="V01", name="赵甲"), "twice in one shift"),
        (put(5, code="V03", name="孙丙"), "not trained"),
        (put(5, code="V09", name="无"), "unknown volunteer"),
        (put(5, code="V02", name="钱乙"), "outside availability"),
        (put(3, code="V01", name="赵甲"), "unavailable date"),
        (put(1, name="赵甲"), "name and code disagree"),
        (put(1, name=""), "name and code disagree"),
        (good() + [row(7, "晚", "16:00", "20:00", 1, "V01")], "more shifts a day than allowed"),
        (good() + [row(7, "晚", "16:00", "20:00", 1, "V01")], "rest too short"),
        (good() + [row(7, "早二", "10:00", "14:00", 1, "V01")], "overlap"),
        (good() + [row(10, "早", "08:00", "12:00", 1, "V01")], "more shifts a week than allowed"),
        (good() + good()[:1], "seat twice"),
    ],
)
def test_each_spoilt_roster_is_caught(rows: list[dict[str, object]], kind: str) -> None:
    assert kind in kinds(rows)


def test_lost_seats_changed_locks_and_neighbouring_months_are_caught() -> None:
    assert "seats missing or too many" in kinds(good()[1:], expected={("2026-12-07", "早"): 2})
    assert "locked seat changed" in kinds(good(), locked={("2026-12-07", "早", 1): "V02"})
    assert "rest too short" in kinds(good(), around=[row(6, "夜", "20:00", "00:00", 1, "V01")])
    two = [row(10, "早", "08:00", "12:00", 1, "V02"), row(11, "早", "08:00", "12:00", 1, "V02")]
    assert kinds(good(), around=two) == {"more shifts a week than allowed"}
    assert kinds(good(), around=two[:0]) == set()

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


MORE = {
    "V01": Facts("赵甲", True, ((1, "全天"),), max_month=1, may_lead=True, away=(("2026-12-01", 480, 600),), trained_until="2026-12-10"),
    "V02": Facts("钱乙", True, ((1, "全天"),), also=(("2026-12-02", 480, 720),), first="2026-12-02", last="2026-12-20"),
}


def seen(rows: list[tuple[int, int, str]], **more: object) -> set[str]:
    table = [{"date": f"2026-12-{day:02}", "shift": "早", "start": "08:00", "end": "12:00", "seat": number, "code": code, "name": MORE[code].name}
             for day, number, code in rows]
    return {f.kind for f in Checker(MORE, **more).check(table)}  # type: ignore[arg-type]


def test_the_further_rules_are_judged_too() -> None:
    assert seen([(8, 1, "V01"), (8, 2, "V02")], leads={"早": 1}) == set()
    assert seen([(8, 1, "V02")], leads={"早": 1}) == {"not a lead"}
    assert seen([(8, 1, "V01"), (8, 2, "V02")], apart=frozenset({("V01", "V02")})) == {"must not sit together"}
    assert seen([(8, 1, "V01"), (15, 1, "V01")]) == {"more shifts a month than allowed", "not trained"}
    assert seen([(1, 1, "V01")]) == {"outside availability"}
    assert seen([(1, 1, "V02")]) == {"not serving"} and seen([(22, 1, "V02")]) == {"not serving"}
    assert seen([(2, 1, "V02")]) == set() and seen([(3, 1, "V02")]) == {"outside availability"}


def test_the_objective_is_added_up_by_hand() -> None:
    from tests.rosterchecker import Wishes, objective

    rows = [{"date": "2026-12-05", "shift": "早", "code": "A"}, {"date": "2026-12-05", "shift": "早", "code": ""},
            {"date": "2026-12-07", "shift": "晚", "code": "B"}]
    wishes = {
        "A": Wishes(1, False, frozenset({0}), frozenset({("2026-12-07", "晚")})), "B": Wishes(2, True, unwanted=frozenset({("2026-12-07", "晚")}))}
    # one seat empty; A 1 + 3 (Saturday), B 2 + 4 (holiday); novice alone 5, not A's weekday 1, A's wish missed 1, unwanted 3, apart twice 2
    assert objective(rows, wishes, frozenset({"2026-12-07"}), frozenset({("A", "B")})) == (1, 16 + 36, 5 + 1 + 1 + 3 + 2)

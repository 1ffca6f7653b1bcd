"""The sample station's phone: duties since the first of the month, what the shifts told each other, swaps."""

import random
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from db.hotline import queries
from db.hotline.tables import Call, Duty, Handover, HandoverItem, PhonePlan, SeatSwap
from db.rounds import queries as round_queries
from desktop.hotline.problem import moment
from desktop.hotline.swap_board import load_swaps
from desktop.hotline.swaps import accept_swap, candidates, offer_swap, replace_seat
from desktop.permissions import Permission, service
from desktop.session import Session

LINES = (
    ("situation", "3幢电梯检修至周五，夜间来电先问清楼层", 30), ("situation", "社区食堂本周六停餐一次", 5),
    ("problem", "热线话机 2 号听筒有杂音", 50), ("task", "替顾阿姨问医保报销的窗口时间", 26), ("task", "下午回拨昨天无声来电", 3),
)  # fmt: skip
UNKNOWN = (
    (27, "057486551208", "", "silent", "unfinished", ""), (75, "057486551208", "", "silent", "unfinished", ""),
    (50, "13957412045", "自称李阿姨的侄子", "third_party", "effective", "问老人最近身体"),
)  # fmt: skip


@service(Permission.ADMINISTER)
def man_the_phone(session: Session, seed: int) -> None:
    """Write what the phone's seats saw since the first of the month."""
    now, chance = session.clock.now(), random.Random(seed)
    in_force = queries.roster_in_force(session.store, f"{now:%Y-%m}")
    seats = [] if in_force is None else queries.seats_of(session.store, in_force["id"])
    begun = [row for row in seats if row["volunteer"] and moment(row["date"], row["start_minute"]) <= now]
    with session.write("hotline.sign_in") as unit:
        unit.load(Duty, [duty for place, row in enumerate(begun) if (duty := _duty(row, place, chance, now)) is not None])
        unit.load(HandoverItem, [
            {"kind": kind, "text": text, "opened_at": now - timedelta(hours=hours), "opened_by": begun[-1]["name"] if begun else ""}
            for kind, text, hours in LINES
        ])  # fmt: skip
        unit.load(Handover, _handovers(begun, now))
    _swap(session)
    _on_the_list(session, now)


def _on_the_list(session: Session, now: datetime) -> None:
    """Elders who are called by plan, and calls of numbers that nobody knows yet."""
    elders = sorted(row["care_file"] for row in round_queries.elders(session.store))
    with session.write("hotline.save_phone_plan") as unit:
        unit.insert_many(PhonePlan, [
            {"care_file": care_file, "weekdays": days, "note": note}
            for care_file, days, note in zip(elders[7:40:9], ("0123456", "024", "135", "0"), ("血压不稳", "", "刚出院", ""), strict=False)
        ])  # fmt: skip
        unit.load(Call, [
            {"direction": "in", "at": now - timedelta(hours=hours), "ended_at": now - timedelta(hours=hours) + timedelta(minutes=2),
             "phone": phone, "caller_name": name, "subtype": subtype, "kind": kind, "note": note}
            for hours, phone, name, subtype, kind, note in UNKNOWN
        ])  # fmt: skip


def _duty(row: dict[str, Any], place: int, chance: random.Random, now: datetime) -> dict[str, Any] | None:
    starts, ends = moment(row["date"], row["start_minute"]), moment(row["date"], row["end_minute"])
    if place % 41 == 17 and ends <= now:
        return None  # nobody came
    came = starts + timedelta(minutes=chance.choice((-18, -12, -9, -6, -4, -2, 1, 3, 3, 12 if place % 9 == 4 else 2)))
    manual = place % 23 == 11 and ends <= now
    return {
        "seat": row["id"], "volunteer": row["volunteer"], "signed_in": min(came, now), "manual": manual,
        "signed_out": ends + timedelta(minutes=chance.randrange(0, 9)) if ends + timedelta(minutes=9) <= now else None,
        "note": "签到表（停电，电脑未开）" if manual else "",
    }  # fmt: skip


def _handovers(begun: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Every change of shift of the last two days, signed by both."""
    shifts: dict[datetime, dict[str, Any]] = {}
    for row in begun:
        shifts.setdefault(moment(row["date"], row["start_minute"]), row)
    times = [at for at in sorted(shifts) if at >= now - timedelta(days=2)]
    found = []
    for before, after in pairwise(times):
        giver, taker = shifts[before], shifts[after]
        if giver["volunteer"] == taker["volunteer"]:
            continue
        given = min(after, moment(giver["date"], giver["end_minute"]))
        found.append({
            "shift": giver["shift"], "giver": giver["volunteer"], "giver_name": giver["name"], "given_at": given,
            "taker": taker["volunteer"], "taker_name": taker["name"], "taken_at": max(after, given) + timedelta(minutes=2),
        })  # fmt: skip
    return found


def _swap(session: Session) -> None:
    """One stand-in who was found, one swap that waits for consent, one seat that is offered to anybody."""
    now = session.clock.now()
    for place, seat in enumerate([one for one in load_swaps(session).seats if one.volunteer and one.starts > now][3:40:6]):
        free = [one.volunteer for one in candidates(session, seat.id) if not one.rule][:1]
        if place == 0 and free:
            replace_seat(session, seat.id, free[0], "发烧")
        elif place in (1, 2) and free:
            fresh = next(one for one in load_swaps(session).seats if (one.starts, one.number) == (seat.starts, seat.number))
            swap = offer_swap(session, fresh.id, free[0] if place == 1 else None, reason="孙子家长会" if place == 1 else "体检")
            if place == 1:
                accept_swap(session, swap)
        elif place > 2:
            break
    with session.write("hotline.offer_swap") as unit:  # what lies a week back
        holders = [row for row in queries.hotline_volunteers(session.store) if row["trained"]]
        if len(holders) > 1:
            unit.load(SeatSwap, [{
                "kind": "gift", "state": "approved", "date": (now - timedelta(days=6)).date(), "shift": "早", "start_minute": 480, "seat": 1,
                "giver": holders[0]["id"], "taker": holders[1]["id"], "reason": "喝喜酒", "offered_at": now - timedelta(days=9),
                "accepted_at": now - timedelta(days=9), "decided_at": now - timedelta(days=8), "decided_by": "站务员",
            }])  # fmt: skip

"""Many random swaps on a planned month: whatever is approved breaks no rule, judged by a checker that shares no code with the program."""

import random
from typing import Any

from db.hotline import queries, swaps
from db.people.tables import Volunteer
from desktop.errors import BadRequest
from desktop.hotline.rosters import plan_month, publish, roster_rows
from desktop.hotline.swap_board import load_swaps, versions
from desktop.hotline.swaps import accept_swap, approve_swap, candidates, offer_swap, replace_seat
from tests.rosterchecker import Checker, Facts

ATTEMPTS = 18


def facts_of(bench: Any) -> dict[str, Facts]:
    """What the bench's ledger says of its volunteers (see conftest: fill_station)."""
    store = bench.session.store
    codes = {who: code for code, who in bench.volunteers.items()}
    offers: dict[str, list[tuple[int, int, int]]] = {}
    for row in queries.windows(store):
        offers.setdefault(codes[row["volunteer"]], []).append((row["weekday"], row["from_minute"], row["to_minute"]))
    return {
        row["code"]: Facts(
            row["name"], bool(row["trained"]), tuple(offers[row["code"]]),
            frozenset({"2026-12-07"}) if row["code"] == "V001" else frozenset(), row["max_week"] or 2,
        )
        for row in queries.hotline_volunteers(store)
    }  # fmt: skip


def test_random_swaps_keep_the_rules_and_every_version_counts_its_changes(bench: Any) -> None:
    session, chance = bench.session, random.Random(20261201)
    plan_month(session, "2026-12", seconds=10)
    publish(session, "2026-12")
    with session.write("test.more") as unit:  # room for swaps: everybody may come five times a week
        for who in bench.volunteers.values():
            unit.update(Volunteer, who, {"max_week": 5})
    facts = facts_of(bench)
    people = list(bench.volunteers.values())
    approved, promised, refused = 0, 0, set()
    for attempt in range(ATTEMPTS):
        filled = [one for one in load_swaps(session).seats if one.volunteer]
        seat, other = chance.sample(filled, 2)
        kind = ("gift", "exchange", "replace")[attempt % 3]
        try:
            if kind == "replace":  # whoever is said to be able to come is never refused
                free = [one.volunteer for one in candidates(session, seat.id) if not one.rule]
                if free:
                    replace_seat(session, seat.id, chance.choice(free), "试")
                    promised += 1
            else:
                back = other.id if kind == "exchange" else None
                swap = offer_swap(session, seat.id, None if back else chance.choice(people), back)
                accept_swap(session, swap)
                approve_swap(session, swap)
        except BadRequest as told:
            assert kind != "replace"
            refused.add(str(told).partition(":")[0])
            continue
        if kind == "replace" and not free:
            continue
        approved += 1
        rows = [{**row, "date": row["date"].isoformat()} for row in roster_rows(session, "2026-12")]
        assert Checker(facts).check(rows) == []
        newest = versions(session, "2026-12")[0]
        assert newest.number == approved + 1 and 1 <= len(newest.changes) <= 2
    assert approved >= promised >= 4 and "This would break a rule" in refused
    assert len(swaps.published_versions(session.store, "2026-12")) == approved + 1

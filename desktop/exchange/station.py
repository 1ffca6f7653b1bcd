"""The station's own records as a snapshot for imports."""

from collections import defaultdict
from datetime import date
from typing import Any

from db.exchange.snapshot import import_rows
from db.people.rows import day
from db.store import Store
from desktop.exchange.facts import ContactFacts
from desktop.exchange.snapshot import (
    BuildingSnapshot,
    DoorSnapshot,
    ElderSnapshot,
    OrganisationSnapshot,
    PersonSnapshot,
    StationSnapshot,
    VolunteerSnapshot,
)
from desktop.people.words import grid_key

Rows = list[dict[str, Any]]


def load_snapshot(store: Store) -> StationSnapshot:
    """Read the station (16,000 persons: about a second)."""
    tables = import_rows(store)
    grid_keys = {g["id"]: grid_key(g["name"]) for g in tables["grid"]}
    doubts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for doubt in tables["doubt"]:
        doubts[doubt["row_id"]].add((doubt["field"], doubt["verbatim"]))
    return StationSnapshot(
        persons=_persons(tables, grid_keys, doubts),
        organisations=tuple(
            OrganisationSnapshot(
                o["id"], o["name"], o["kind"], bool(o["partner"]), o["head_name"], o["phone"], o["members"], o["note"],
                frozenset(doubts[o["id"]]),
            )
            for o in tables["organisation"]
        ),
        buildings=tuple(
            BuildingSnapshot(
                b["id"], b["name"], b["number"], b["estate"], grid_keys.get(b["grid_id"], ""), b["units"], b["floors"], _flag(b["lift"]),
                b["head_name"], b["head_phone"], b["x"], b["y"], b["note"], frozenset(doubts[b["id"]]),
            )
            for b in tables["building"]
        ),
        grids={grid_keys[g["id"]]: (g["id"], g["name"]) for g in reversed(tables["grid"])},
        categories=tuple((c["id"], c["code"], c["name"]) for c in tables["category"]),
        digests=frozenset(b["digest"] for b in tables["import_batch"]),
        rejected=frozenset(d["verbatim"] for d in tables["doubt"] if d["table_name"] == "import_batch"),
    )


def _flag(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _by(rows: Rows, column: str) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _sure_day(value: Any) -> date:
    found = day(value)
    if found is None:
        raise ValueError("a date is missing in a column that always has one")
    return found


def _persons(
    tables: dict[str, Rows], grid_keys: dict[str, str], doubts: dict[str, set[tuple[str, str]]]
) -> tuple[PersonSnapshot, ...]:
    buildings = {b["id"]: b for b in tables["building"]}
    households = {h["id"]: h for h in tables["household"]}
    elders = _elders(tables)
    volunteers = _volunteers(tables, grid_keys)
    persons = []
    for p in tables["person"]:
        household = households.get(p["household_id"])
        building = buildings.get(household["building_id"]) if household else None
        door, grid = None, ""
        if household:
            number = "" if building is None else building["number"] if building["number"] is not None else building["name"]
            door = DoorSnapshot(
                str(number), building["estate"] if building else "", household["unit"], household["room"], household["address"]
            )
            grid = grid_keys.get(household["grid_id"] or (building["grid_id"] if building else None) or "", "")
        lunar = (p["lunar_month"], p["lunar_day"], bool(p["lunar_leap"])) if p["lunar_month"] else None
        persons.append(PersonSnapshot(
            p["id"], p["name"], p["sex"], day(p["born"]), lunar, p["id_number"], p["id_verbatim"], _phones(p), grid, p["household_id"] or "", door,
            elders.get(p["id"]), volunteers.get(p["id"]), frozenset(doubts.get(p["id"], ())),
        ))
    return tuple(persons)


def _phones(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(phone for phone in (row["phone"], *row["phones"].split(";")) if phone)


def _elders(tables: dict[str, Rows]) -> dict[str, ElderSnapshot]:
    codes = {c["id"]: c["code"] for c in tables["category"]}
    ties = _by(tables["care_category"], "care_file_id")
    contacts = _by(tables["contact"], "care_file_id")
    found: dict[str, ElderSnapshot] = {}
    for c in sorted(tables["care_file"], key=lambda row: row["closed_on"] is not None, reverse=True):  # an open file wins
        mine = sorted(contacts.get(c["id"], ()), key=lambda row: row["position"])
        found[c["person_id"]] = ElderSnapshot(
            c["id"], c["code"], frozenset(codes[t["category_id"]] for t in ties.get(c["id"], ()) if t["category_id"] in codes),
            tuple(ContactFacts(k["name"], k["relation"], *_first_and_rest(_phones(k))) for k in mine),
            c["health"], c["hazards"], c["notes"], c["risk"], c["frequency"], day(c["opened_on"]), day(c["consent_on"]),
            c["closed_on"] is not None,
        )
    return found


def _first_and_rest(phones: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return (phones[0], phones[1:]) if phones else ("", ())


def _volunteers(tables: dict[str, Rows], grid_keys: dict[str, str]) -> dict[str, VolunteerSnapshot]:
    organisations = {o["id"]: o["name"] for o in tables["organisation"]}
    windows = _by(tables["availability"], "volunteer_id")
    off = _by(tables["unavailable"], "volunteer_id")
    grids = _by(tables["volunteer_grid"], "volunteer_id")
    return {
        v["person_id"]: VolunteerSnapshot(
            v["id"], v["code"], organisations.get(v["organisation_id"], ""), _flag(v["party_member"]), _flag(v["trained"]),
            day(v["trained_on"]), v["hotline_years"], frozenset((w["weekday"], w["from_minute"], w["to_minute"]) for w in windows[v["id"]]),
            frozenset(_sure_day(o["date"]) for o in off[v["id"]]), v["max_week"], v["weekly_hours"], v["capacity"],
            frozenset(grid_keys[g["grid_id"]] for g in grids[v["id"]] if g["grid_id"] in grid_keys), day(v["joined_on"]), v["note"],
        )
        for v in tables["volunteer"]
    }

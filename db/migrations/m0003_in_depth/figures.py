"""Schema 3, part figures: the roll-up of knocks. Frozen once released: it never imports today's tables, and has its own arithmetic."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from peewee import Database
from playhouse.sqlcipher_ext import SqlCipherDatabase
from uuid6 import uuid7

TABLE = """create table "knock_tally" (
    "id" varchar(22) not null primary key, "date" date not null, "slot" varchar(10) not null, "volunteer" varchar(22) not null,
    "outcome" varchar(20) not null, "late" integer not null, "unserved" integer not null, "knocks" integer not null)"""
INDEX = """create index "knocktally_date_slot" on "knock_tally" ("date", "slot")"""
STANDING = """select r."date", r."slot", s."volunteer_id", k."outcome", k."at", k."unserved_reason", count(*)
from "knock" k join "round" r on k."round_id" = r."id" left join "sheet" s on k."sheet_id" = s."id"
where k."deleted_at" is null and r."deleted_at" is null
group by r."date", r."slot", s."volunteer_id", k."outcome", k."at", k."unserved_reason" """
ENDS = """select "code", "end_minute" from "slot" """
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def up(database: Database) -> None:
    """Make the table and count what stands in the station."""
    database.execute_sql(TABLE)
    database.execute_sql(INDEX)
    ends = dict(database.execute_sql(ENDS).fetchall())
    tally: Counter[tuple[str, str, str, str, int, int]] = Counter()
    for on, slot, volunteer, outcome, at, unserved, knocks in database.execute_sql(STANDING).fetchall():
        day = str(on)[:10]
        tally[day, slot, volunteer or "", outcome, _late(day, ends.get(slot), at), int(bool(unserved))] += knocks
    mark = "?" if isinstance(database, SqlCipherDatabase) else "%s"
    sql = f'insert into "knock_tally" values ({", ".join([mark] * 8)})'
    database.cursor().executemany(sql, [(_id(), *key, knocks) for key, knocks in tally.items()])


def _late(day: str, end: int | None, at: Any) -> int:
    """Minutes after the slot's end, 0 when not after it."""
    if end is None or at is None:
        return 0
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    minutes = (moment - datetime.combine(date.fromisoformat(day), datetime.min.time())).total_seconds() / 60 - end
    return max(0, int(-(-minutes // 1)))


def _id() -> str:
    number, letters = uuid7().int, ""
    for _place in range(22):
        number, digit = divmod(number, 62)
        letters = DIGITS[digit] + letters
    return letters

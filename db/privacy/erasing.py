"""Deletion of a person: which rows are hers, what of them stays (counts without a name), and taking the words out of the journal.

Own rows that figures count stay without words; other own rows go; rows that belong to several people (a duty, a sheet) lose her name.
A table that is not named here goes when it refers to her: whoever adds one need not think of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from peewee import CharField, Database, TextField

from db.audit import texts_digest
from db.base import Row, fields_of, new_id
from db.engine import is_file
from db.exchange.tables import Doubt, MergeConflict
from db.people.tables import CareFile, Household, Person
from db.privacy.tables import PrivacyRequest, Reveal
from db.rooms import TABLES
from db.station.tables import Change, Erasure, Operation, Setting, Station
from db.store import AT_ONCE, Store, Unit

COUNTED = frozenset({
    "person", "care_file", "volunteer", "knock", "ladder", "ladder_step", "absence", "call", "follow_up", "incident", "sighting", "walk_in",
    "checklist", "handover_item",
})  # fmt: skip
SHARED = frozenset({"seat", "duty", "sheet", "seat_swap", "handover", "sheet_copy", "knock_tally"})
FOLLOWED = frozenset({"person", "care_file", "ladder", "incident", "call", "volunteer"})
LONG = 60  # a text column so wide holds words, a narrower one a code
NARROW_WORDS = frozenset({"phone"})
PERSON_BLANK: dict[str, Any] = {
    "search_text": "", "sex": "", "born": None, "lunar_month": None, "lunar_day": None, "lunar_leap": False, "id_number": "", "id_state": "",
    "id_verbatim": "", "phone": "", "phones": "", "household_id": None, "died_on": None, "note": "", "locked_on": None, "locked_reason": "",
}  # fmt: skip
CARE_BLANK: dict[str, Any] = {"risk": "", "health": "", "hazards": "", "notes": "", "consent_on": None, "consent_scope": "", "consent_paper": ""}
Rows = dict[type[Row], list[str]]


def rows_of(store: Store, person_id: str) -> Rows:
    """The ids of every row that is about this person, by table, those that refer to others last."""
    found: Rows = {Person: [person_id]}
    waiting: list[tuple[type[Row], list[str]]] = [(Person, [person_id])]
    while waiting:
        owner, ids = waiting.pop()
        for table, column in _referring(owner):
            field = fields_of(table)[column]
            seen = set(found.get(table, ()))
            new = [row[0] for some in _portions(ids) for row in table.select(table.id).where(field.in_(some)).tuples() if row[0] not in seen]
            if new:
                found.setdefault(table, []).extend(new)
                if table._meta.table_name in FOLLOWED:
                    waiting.append((table, new))
    ids = [one for some in found.values() for one in some]
    for loose in (Doubt, MergeConflict):  # they name a row without referring to it
        tied = [row[0] for some in _portions(ids) for row in loose.select(loose.id).where(loose.row_id.in_(some)).tuples()]
        if tied:
            found[loose] = tied
    household = Person.select(Person.household).where(Person.id == person_id).scalar()
    if household and not Person.select().where(Person.household == household, Person.id != person_id).exists():
        found[Household] = [household]
    for kept in (PrivacyRequest, Reveal):
        mine = [row[0] for row in kept.select(kept.id).where(kept.person_id == person_id).tuples()]
        if mine:
            found[kept] = mine
    return found


def _referring(owner: type[Row]) -> Iterator[tuple[type[Row], str]]:
    for table in TABLES:
        if issubclass(table, Row):
            for field in table._meta.refs:
                if field.rel_model is owner:
                    yield table, field.column_name


def blank_rows(unit: Unit, rows: Rows, name: str, closing: Mapping[str, Any], clean: Callable[[str], str]) -> int:
    """Take the words out of these rows; `name` stands instead of hers, `closing` goes into her care file, `clean` takes her name out of
    words that stay. Returns how many rows were written over or deleted."""
    going = [table for table in rows if table._meta.table_name not in COUNTED | SHARED and table not in (Household, PrivacyRequest, Reveal)]
    count = 0
    for table in [*_children_first(going)]:
        for row_id in rows[table]:
            unit.blank(table, row_id, None)
            count += 1
    for table, ids in rows.items():
        if table in going or table is Household:
            continue
        for row_id in ids:
            row = unit.row(table, row_id)
            if table is Person:
                changed: dict[str, Any] = {**PERSON_BLANK, "name": name}
            elif table is CareFile:
                changed = {**CARE_BLANK, **closing}
            elif table._meta.table_name in SHARED:
                changed = cleaned(table, row, clean)
            else:
                changed = {column: empty(str(row[column])) for column in word_columns(table)}
            changed = {column: value for column, value in changed.items() if row[column] != value}
            if changed:
                unit.blank(table, row_id, changed)
                count += 1
    for row_id in rows.get(Household, ()):
        unit.blank(Household, row_id, None)
        count += 1
    return count


def _children_first(tables: Iterable[type[Row]]) -> list[type[Row]]:
    """Tables in an order in which their rows can be deleted."""
    left, ordered = list(tables), list[type[Row]]()
    while left:
        free = [one for one in left if not any(other is not one and one in _parents(other) for other in left)]
        ordered += free or left
        left = [one for one in left if one not in ordered]
    return ordered


def _parents(table: type[Row]) -> set[type[Row]]:
    return {field.rel_model for field in table._meta.refs}


def word_columns(table: type[Row]) -> list[str]:
    """The columns of a table that hold words (not codes, ids, numbers, times)."""
    return [name for name, field in fields_of(table).items() if name in NARROW_WORDS or isinstance(field, TextField)
            or (isinstance(field, CharField) and (field.max_length or 0) >= LONG)]  # fmt: skip


def empty(text: str) -> str:
    """What stands for words that were taken out: nothing, or an empty list or object where the column holds JSON."""
    return {"{": "{}", "[": "[]"}.get(text[:1], "")


def cleaned(table: type[Row], row: Mapping[str, Any], clean: Callable[[str], str]) -> dict[str, Any]:
    """The word columns of a row in which something was taken out."""
    return {name: clean(row[name]) for name in word_columns(table) if row[name] and clean(row[name]) != row[name]}


def mentions(store: Store, words: Sequence[str], but: Rows) -> Rows:
    """Rows elsewhere in whose words one of these stands (a call's note that names a neighbour). Drafts, the journal and names are not asked."""
    found: Rows = {}
    for table in TABLES:
        if not issubclass(table, Row) or table in (Setting, Station, Erasure):
            continue
        skip = set(but.get(table, ()))
        for name in word_columns(table):
            field = fields_of(table)[name]
            for word in words:
                for (row_id,) in table.select(table.id).where(field.contains(word)).tuples():
                    if row_id not in skip and row_id not in found.get(table, ()):
                        found.setdefault(table, []).append(row_id)
    return found


def forget_drafts(words: Sequence[str], ids: Sequence[str]) -> None:
    """Delete what was typed and not saved about her: drafts under her ids, and drafts in which one of the words stands."""
    drafted = Setting.key.contains("_draft.")
    for word in words:
        Setting.delete().where(drafted, Setting.value.contains(word)).execute()
    for one in ids:
        Setting.delete().where(drafted, Setting.key.contains(one)).execute()


def blank_journal(store: Store, row_ids: Sequence[str], words: Sequence[str]) -> list[str]:
    """Take the texts of these rows' changes out of the journal, and of other changes that hold one of the words; their digests stay.

    Returns the (new) ids of the changes, for the row of `erasure` that vouches for them.
    """
    wanted = [Change.row_id.in_(some) for some in _portions(row_ids)] + [
        Change.before.contains(word) | Change.after.contains(word) for word in words]
    blanked: dict[str, str] = {}
    for where in wanted:
        query = Change.select(Change.id, Change.kind, Change.before, Change.after, Change.digest, Operation.form)
        for change_id, kind, before, after, digest, form in query.join(Operation, on=(Operation.id == Change.operation_id)).where(where).tuples():
            if digest and kind != "insert" and kind != "redact":
                continue  # blanked already, by another deletion
            kept = digest or texts_digest(form, change_id, before, after)
            blanked[change_id] = fresh = new_id()
            Change.update(id=fresh, before="", after="", digest=kept).where(Change.id == change_id).execute()
    return list(blanked.values())


def note_tidied(unit: Unit, store: Store, row_ids: Sequence[str], on: date, reason: str) -> None:
    """Take the texts of these rows out of the journal too, and enter that it was done."""
    blanked = blank_journal(store, row_ids, [])
    unit.insert(Erasure, {"done_on": on, "reason": reason, "rows": len(row_ids), "changes": " ".join(blanked)})


def scrub(database: Database) -> None:
    """Write the file anew, so that no page, no free page and no log keeps what was deleted. Outside of any transaction."""
    if is_file(database):
        database.execute_sql("pragma secure_delete = on")
        database.execute_sql("vacuum")
        database.execute_sql("pragma wal_checkpoint(truncate)").fetchone()


def people_named(name: str, but: str) -> bool:
    """Whether somebody else bears this name."""
    return bool(Person.select().where(Person.name == name, Person.id != but).exists())


def longer_names(name: str) -> list[str]:
    """Names of others in which this one stands as a part: they are left whole."""
    return [row[0] for row in Person.select(Person.name).where(Person.name.contains(name), Person.name != name).distinct().tuples()]


def phone_of_others(number: str, but: str) -> bool:
    """Whether somebody else is reached by this number too (a couple's telephone)."""
    shared = (Person.phone == number) | Person.phones.contains(number)
    return bool(Person.select().where(Person.id != but, shared).exists())


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start:start + AT_ONCE]


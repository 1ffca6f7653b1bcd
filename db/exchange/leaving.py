"""Elders who move to another station: who may go by their consent, and which rows go with them."""

from typing import Any

from peewee import JOIN

from db.exchange.merging import ids_where
from db.exchange.scope import by_name, children
from db.people.tables import CareFile, Household, Person
from db.privacy.tables import Consent
from db.store import Store

# rows of an elder that go along, beside the person and the care file. What was done (knocks, calls, ladders) is counted where it was done.
GOES_ALONG = frozenset({"contact", "care_category", "absence", "consent", "assessment", "visit_rule", "visit_need"})
# what these refer to, and the receiver needs to read them
NEEDED = frozenset({"household", "building", "grid", "category", "person", "care_file"})


def movers(store: Store) -> list[dict[str, Any]]:
    """Every elder with an open care file: its id and code, person, name, address."""
    query = (
        CareFile.select(CareFile.id, CareFile.code, Person.id.alias("person_id"), Person.name, Person.search_text, Household.address)
        .join(Person, on=(CareFile.person == Person.id))
        .join(Household, JOIN.LEFT_OUTER, on=(Person.household == Household.id))
        .where(CareFile.closed_on.is_null(), CareFile.deleted_at.is_null(), Person.deleted_at.is_null(), Person.died_on.is_null())
        .order_by(CareFile.code)
    )
    names = ("care_file", "code", "person", "name", "search", "address")
    return [dict(zip(names, row, strict=True)) for row in query.tuples()]


def consents(store: Store, scope: str) -> list[dict[str, Any]]:
    """The consents of this scope, the oldest first."""
    return list(Consent.select().where(Consent.scope == scope, Consent.deleted_at.is_null()).order_by(Consent.given_on, Consent.id).dicts())


def rows_that_go(store: Store, care_files: list[str]) -> dict[str, list[str]]:
    """Table -> ids of the rows that go with these care files."""
    people = {row[0]: row[1] for row in CareFile.select(CareFile.id, CareFile.person).where(CareFile.id.in_(care_files)).tuples()}
    going: dict[str, set[str]] = {"care_file": set(people), "person": set(people.values())}
    for parent in ("care_file", "person"):
        for table, column in children().get(parent, ()):
            if table in GOES_ALONG and table in by_name():
                going.setdefault(table, set()).update(ids_where(store, table, column, sorted(going[parent])))
    pending = list(going)
    while pending:
        name = pending.pop()
        for column, (target, _null) in by_name()[name].references.items():
            if target not in NEEDED:
                continue
            marks = ", ".join([store.database.param] * len(going[name]))
            rows = store.database.execute_sql(f'select distinct "{column}" from "{name}" where id in ({marks})', sorted(going[name])).fetchall()
            new = {row[0] for row in rows if row[0] is not None} - going.get(target, set())
            if new:
                going.setdefault(target, set()).update(new)
                pending.append(target)
    return {name: sorted(ids) for name, ids in going.items() if ids}

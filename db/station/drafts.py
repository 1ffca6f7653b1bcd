"""What was typed but not saved yet (into a form, on a sheet), so that it comes back after a crash.

A draft is no record: it is written in a transaction of its own, without a journal line, and is gone when the thing is saved or given up.
"""

from datetime import datetime

from db.base import new_id
from db.station.tables import Setting
from db.store import Store

LONGEST_KEY = 80


def keep(store: Store, kind: str, key: str, text: str, now: datetime) -> None:
    """Keep this text under the key of a kind ('form', 'sheet'), instead of what stood there."""
    name = _name(kind, key)
    with store.database.atomic():
        changed = Setting.update(value=text, changed_at=now, version=Setting.version + 1).where(Setting.key == name).execute()
        if not changed:
            Setting.insert(id=new_id(), created_at=now, changed_at=now, version=1, key=name, value=text).execute()


def find(store: Store, kind: str, key: str) -> str:
    """The text under the key; '' when there is none."""
    found = Setting.select(Setting.value).where(Setting.key == _name(kind, key)).tuples().first()
    return str(found[0]) if found else ""


def forget(store: Store, kind: str, key: str) -> None:
    """Take the text under the key away."""
    with store.database.atomic():
        Setting.delete().where(Setting.key == _name(kind, key)).execute()


def keys(store: Store, kind: str) -> list[str]:
    """The keys of a kind that hold a text, the newest first."""
    prefix = _name(kind, "")
    query = Setting.select(Setting.key).where(Setting.key.startswith(prefix)).order_by(Setting.changed_at.desc())
    return [str(key).removeprefix(prefix) for (key,) in query.tuples()]


def _name(kind: str, key: str) -> str:
    return f"{kind}_draft.{key}"[:LONGEST_KEY]

"""What was typed on a sheet but not recorded yet, so that it comes back after a crash.

A draft is no record: it is written in a transaction of its own, without a journal line, and is gone when the sheet is recorded.
"""

from datetime import datetime

from db.base import new_id
from db.station.tables import Setting
from db.store import Store

PREFIX = "sheet_draft."


def keep(store: Store, key: str, text: str, now: datetime) -> None:
    """Keep this text under the key, instead of what stood there."""
    name = (PREFIX + key)[:80]
    with store.database.atomic():
        changed = Setting.update(value=text, changed_at=now, version=Setting.version + 1).where(Setting.key == name).execute()
        if not changed:
            Setting.insert(id=new_id(), created_at=now, changed_at=now, version=1, key=name, value=text).execute()


def find(store: Store, key: str) -> str:
    """The text under the key; '' when there is none."""
    found = Setting.select(Setting.value).where(Setting.key == (PREFIX + key)[:80]).tuples().first()
    return str(found[0]) if found else ""


def forget(store: Store, key: str) -> None:
    """Take the text under the key away."""
    with store.database.atomic():
        Setting.delete().where(Setting.key == (PREFIX + key)[:80]).execute()


def keys(store: Store) -> list[str]:
    """The keys that hold a text, the newest first."""
    query = Setting.select(Setting.key).where(Setting.key.startswith(PREFIX)).order_by(Setting.changed_at.desc())
    return [str(key).removeprefix(PREFIX) for (key,) in query.tuples()]

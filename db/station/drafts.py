"""What was typed into a form but not saved yet, so that it comes back after a crash.

A draft is no record: it is written in a transaction of its own, without a journal line, and is gone when the form is saved or given up.
"""

from datetime import datetime

from db.base import new_id
from db.station.tables import Setting
from db.store import Store

PREFIX = "form_draft."
LONGEST_KEY = 80


def keep(store: Store, key: str, text: str, now: datetime) -> None:
    """Keep this text under the key, instead of what stood there."""
    name = (PREFIX + key)[:LONGEST_KEY]
    with store.database.atomic():
        changed = Setting.update(value=text, changed_at=now, version=Setting.version + 1).where(Setting.key == name).execute()
        if not changed:
            Setting.insert(id=new_id(), created_at=now, changed_at=now, version=1, key=name, value=text).execute()


def find(store: Store, key: str) -> str:
    """The text under the key; '' when there is none."""
    found = Setting.select(Setting.value).where(Setting.key == (PREFIX + key)[:LONGEST_KEY]).tuples().first()
    return str(found[0]) if found else ""


def forget(store: Store, key: str) -> None:
    """Take the text under the key away."""
    with store.database.atomic():
        Setting.delete().where(Setting.key == (PREFIX + key)[:LONGEST_KEY]).execute()

"""How an elder is visited, as stored: the care file's frequency and whether rules of his own stand beside it."""

from db.people.rows import raw
from db.people.tables import CareFile
from db.rounds.plan_tables import VisitRule
from db.store import Store


def visits_of(store: Store, care_file: str) -> tuple[int, str, bool]:
    """Version of the care file, its frequency, and whether the elder has own rules. Raises LookupError when it is not there."""
    found = raw(store, CareFile.select(CareFile.version, CareFile.frequency).where(CareFile.id == care_file))
    if not found:
        raise LookupError(care_file)
    rules = VisitRule.select(VisitRule.id).where(VisitRule.care_file == care_file, VisitRule.deleted_at.is_null()).limit(1)
    return int(found[0][0]), str(found[0][1]), bool(raw(store, rules))

"""Deletion and locking on request (个人信息保护法 Art. 47): what the law makes us keep, what goes, and until when backups still hold it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from db.hotline.calls import follow_ups
from db.people.tables import Person
from db.privacy import erasing as rows
from db.privacy.persons import Subject, subject
from db.rounds import watching
from db.rounds.incidents import incidents_of
from db.station.tables import Erasure
from desktop.errors import BadRequest
from desktop.i18n import _, ngettext
from desktop.permissions import Permission, service
from desktop.privacy.retention import years_before
from desktop.privacy.words import table_label
from desktop.session import Session
from desktop.station import settings
from desktop.station.backup import MONTHS, backups_in, keys_of
from desktop.station.open_station import OpenStation

GONE = "（已删除）"
INK = "■"


@dataclass(frozen=True)
class ErasurePreview:
    """What deleting a person would do: rows by kind, places where others' words name her, and why it may not be done now (`holds`)."""

    person_id: str
    name: str
    code: str
    rows: tuple[tuple[str, int], ...]
    mentions: int
    same_name: bool
    holds: tuple[str, ...]
    backups: int
    backups_until: date


def backups_hold_until(day: date) -> date:
    """Until when a backup made that day may be kept (one of each of 24 months), if the station makes some every month."""
    month = day.year * 12 + day.month - 1 + MONTHS
    return date(month // 12, month % 12 + 1, 1)


@service(Permission.PRIVACY_WRITE, personal=True)
def preview_erasure(station: OpenStation, person_id: str) -> ErasurePreview:
    """What would go, and what stands against it. Raises BadRequest when there is no such person."""
    session = station.session
    who = _subject(session, person_id)
    mine = rows.rows_of(session.store, person_id)
    words, same_name = _words(who)
    counted = tuple((table_label(str(table._meta.table_name)), len(ids)) for table, ids in mine.items())
    mentioned = rows.mentions(session.store, words, mine)
    held = backups_in(station.folder.backups)
    return ErasurePreview(
        person_id, who.name, who.code, counted, sum(len(ids) for ids in mentioned.values()), same_name, holds(session, who), len(held),
        backups_hold_until(session.clock.today()),
    )


@service(Permission.PRIVACY_WRITE)
def holds(session: Session, who: Subject) -> tuple[str, ...]:
    """Why a person's data must be kept for now; empty when they may go."""
    store, found = session.store, list[str]()
    for care in who.care_files:
        if watching.open_ladder_of(store, care) is not None:
            found.append(_("An escalation is still open. Close it first."))
    if any(True for _one in follow_ups(store, person_id=who.id)):
        found.append(_("A follow-up is still open. Close it first."))
    years = int(settings.value(store, "incident_years"))
    since = years_before(session.clock.today(), years)
    incidents = [one for care in who.care_files for one in incidents_of(store, care)]
    if any(one["closed_at"] is None for one in incidents):
        found.append(_("An incident is still open. Close it first."))
    elif any(one["at"].date() > since for one in incidents):
        found.append(ngettext(
            "An incident of the last {years} year must be kept on record. Lock the data instead.",
            "An incident of the last {years} years must be kept on record. Lock the data instead.", years).format(years=years))
    if who.serves:
        found.append(_("This person still serves as a volunteer. Enter the day of leaving first."))
    return tuple(found)


@service(Permission.PRIVACY_WRITE)
def erase_person(station: OpenStation, person_id: str, reason: str, paper: str = "", *, drop_backups: bool = False) -> int:
    """Delete a person's data for good: rows, journal, drafts, free pages; counts stay without a name. Returns how many rows were touched.

    A backup is made before, another one afterwards; with `drop_backups` all but that go. Cannot be taken back.
    Raises BadRequest without a reason or when something stands against it; DiskRefused.
    """
    session = station.session
    who = _subject(session, person_id)
    if not reason.strip():
        raise BadRequest(_("Say why, or on whose request, the data are deleted."))
    if standing := holds(session, who):
        raise BadRequest("\n".join(standing))
    words, same_name = _words(who)
    clean = cleaner(words, who.name, rows.longer_names(who.name), same_name)
    station.backup_before()
    with session.write("privacy.erase_person") as unit:
        mine = rows.rows_of(session.store, person_id)
        mentioned = rows.mentions(session.store, words, mine)
        closing = {"closed_reason": _("Deleted on request"), "closed_on": session.clock.today()}
        count = rows.blank_rows(unit, mine, GONE, closing, clean)
        for table, ids in mentioned.items():
            for row_id in ids:
                changed = rows.cleaned(table, unit.row(table, row_id), clean)
                if changed:
                    unit.blank(table, row_id, changed)
                    count += 1
        every = [one for ids in mine.values() for one in ids]
        rows.forget_drafts(words, every)
        blanked = rows.blank_journal(session.store, every, words)
        unit.insert(Erasure, {
            "person_id": person_id, "code": who.code, "done_on": session.clock.today(), "reason": reason.strip()[:200],
            "paper": paper.strip()[:60], "rows": count, "changes": " ".join(blanked),
        })  # fmt: skip
    rows.scrub(session.store.database)
    made = station.backup()
    if drop_backups:
        station.stop_drill()
        for old in backups_in(station.folder.backups):
            if old.path != made:
                old.path.unlink(missing_ok=True)
                keys_of(old.path).unlink(missing_ok=True)
    return count


@service(Permission.PRIVACY_WRITE)
def lock_person(session: Session, person_id: str, reason: str) -> str:
    """Keep the data because the law says so, but show and use them no more. Only when the care file is closed. Returns the operation's id."""
    who = _subject(session, person_id)
    if not reason.strip():
        raise BadRequest(_("Say why the data are locked."))
    if who.open_care:
        raise BadRequest(_("Close the care file first: a locked person is not visited any more."))
    with session.write("privacy.lock_person") as unit:
        unit.update(Person, person_id, {"locked_on": session.clock.today(), "locked_reason": reason.strip()[:200]})
    return session.last_operation


@service(Permission.PRIVACY_WRITE)
def unlock_person(session: Session, person_id: str) -> str:
    """Work with the data again. Returns the operation's id."""
    with session.write("privacy.unlock_person") as unit:
        unit.update(Person, person_id, {"locked_on": None, "locked_reason": ""})
    return session.last_operation


def cleaner(words: list[str], name: str, longer: list[str], same_name: bool) -> Callable[[str], str]:
    """What takes a person's name and numbers out of words that stay; longer names of others that begin or end alike are left whole."""
    wanted = [*words, *([] if same_name or name in words else [name])]

    def clean(text: str) -> str:
        if text in wanted:
            return "" if any(letter.isdigit() for letter in text) else INK * len(text)
        kept = {other: f"\x00{number}\x00" for number, other in enumerate(longer) if other in text}
        for other, mark in kept.items():
            text = text.replace(other, mark)
        for word in sorted(wanted, key=len, reverse=True):
            text = text.replace(word, INK * len(word))
        for other, mark in kept.items():
            text = text.replace(mark, other)
        return text

    return clean


def _words(who: Subject) -> tuple[list[str], bool]:
    """What to look for elsewhere: numbers, and the name unless somebody else bears it too."""
    same = rows.people_named(who.name, who.id)
    own = [one for one in (who.id_number, who.id_verbatim, *who.phones) if len(one) > 4 and not rows.phone_of_others(one, who.id)]
    return [*own, *([] if same or len(who.name) < 2 else [who.name])], same


def _subject(session: Session, person_id: str) -> Subject:
    found = subject(session.store, person_id)
    if found is None:
        raise BadRequest(_("This person is no longer on record."))
    return found


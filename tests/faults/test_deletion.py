"""Row 28: a person deleted on request is nowhere in the live file: no row, no index, no journal, no free page, no log. The rest stands."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from db.audit import check_chain
from db.exchange.tables import Doubt, ImportBatch
from db.hotline.tables import Call, FollowUp, Handover, HandoverItem
from db.people.tables import CareFile, Contact, Household, Person, Volunteer
from db.rounds.tables import Absence, Incident, Knock, Ladder, LadderStep, Round, Sheet, Sighting
from db.rowcheck import check_rows
from desktop.clock import FixedClock
from desktop.errors import BadRequest
from desktop.hotline.calls import caller_book
from desktop.people.services.cards import elder_card
from desktop.people.services.elders import list_elders
from desktop.permissions import ROLES
from desktop.privacy.consents import ConsentDraft, give_consent
from desktop.privacy.erasing import backups_hold_until, erase_person, lock_person, preview_erasure
from desktop.privacy.requests import RequestDraft, open_request
from desktop.station.drafts import keep_form
from desktop.station.frame import people_index
from desktop.station.history import undo
from desktop.station.opening import OpenStation, create_station
from tests.faults.conftest import NOW, Fault
from tests.faults.pages import holds

pytestmark = pytest.mark.usefixtures("quick_argon")
NAME, ID, PHONE, HEALTH = "顾素䶮珍", "330206193506299919", "13700137042", "金丝雀症候群"
WORDS = (NAME, ID, PHONE, HEALTH, "gusuyanzhen", "海棠苑九幢九零九")
OTHER = "周秀兰"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[OpenStation]:
    opened, _recovery = create_station(tmp_path / "station", "红葵", "", "林晓", "password", FixedClock(NOW))
    yield opened
    opened.close()


def live(opened: OpenStation, number: int = 0) -> str:
    """Somebody with a trace in every room; returns the person's id."""
    session = opened.session
    day = date(2026, 2, 1)
    with session.write("people.save_elder") as unit:
        home = unit.insert(Household, {"address": "海棠苑九幢九零九"})
        person = unit.insert(Person, {"name": NAME, "id_number": ID, "phone": PHONE, "search_text": f"{NAME} gusuyanzhen", "household": home, "note": HEALTH})
        care = unit.insert(CareFile, {"person": person, "code": f"E9{number:03}", "opened_on": day, "health": HEALTH})
        unit.insert(Contact, {"care_file": care, "name": "顾平", "phone": "13700137043", "note": f"{NAME}之子"})
        other = unit.insert(Person, {"name": OTHER, "note": f"{NAME}的邻居", "search_text": "zhouxiulan"})
        other_care = unit.insert(CareFile, {"person": other, "code": f"E8{number:03}", "opened_on": day})
        unit.insert(Contact, {"care_file": other_care, "name": NAME, "phone": PHONE, "relation": "邻居"})
        helper = unit.insert(Volunteer, {"person": other, "code": f"V9{number:03}"})
    with session.write("people.save_elder") as unit:  # words in the journal's before and after
        unit.update(CareFile, care, {"health": f"{HEALTH}，好转", "hazards": HEALTH})
        unit.update(Person, person, {"name": f"{NAME}（误）"})
        unit.update(Person, person, {"name": NAME})
    with session.write("rounds.record_sheet") as unit:
        round_id = unit.insert(Round, {"date": day.replace(day=1 + number % 27), "slot": f"am{number}", "planned_at": NOW})
        sheet = unit.insert(Sheet, {"round": round_id, "number": 9000 + number, "volunteer": helper, "title": f"{NAME}等"})
        knock = unit.insert(Knock, {"round": round_id, "sheet": sheet, "care_file": care, "outcome": "no_answer", "note": HEALTH})
        ladder = unit.insert(Ladder, {"care_file": care, "knock": knock, "opened_at": NOW, "closed_at": NOW, "note": NAME})
        unit.insert(LadderStep, {"ladder": ladder, "kind": "knock_again", "position": 1, "at": NOW, "due_at": NOW, "who": NAME, "note": PHONE})
        unit.insert(Absence, {"care_file": care, "kind": "hospital", "from_date": day, "told_by": NAME, "note": HEALTH})
        unit.insert(Sighting, {"person": person, "at": NOW, "channel": "call", "note": NAME})
        unit.insert(Incident, {"care_file": care, "kind": "fall", "at": datetime(2019, 1, 1), "what": HEALTH, "closed_at": NOW, "concerns": NAME})
        call = unit.insert(Call, {"direction": "in", "at": NOW, "person": person, "caller_name": NAME, "phone": PHONE, "note": HEALTH})
        unit.insert(FollowUp, {"person": person, "call": call, "what": HEALTH, "closed_at": NOW, "result": NAME})
        unit.insert(Call, {"direction": "in", "at": NOW, "person": other, "note": f"问{NAME}好，电话{PHONE}"})
        unit.insert(HandoverItem, {"kind": "problem", "text": f"{NAME}未接", "opened_at": NOW})
        unit.insert(Handover, {"shift": "早", "giver_name": OTHER, "given_at": NOW, "note": f"{NAME}要回电"})
        batch = unit.insert(ImportBatch, {"file_name": "台账.xlsx", "digest": "0", "counts": "{}", "operation_id": ""})
        unit.insert(Doubt, {"batch": batch, "table_name": "person", "row_id": person, "field": "id_number", "verbatim": ID, "message": NAME, "reason": "id_check"})
    with session.write("people.save_elder") as unit:
        unit.replace_all(Contact, {"care_file": care}, [{"name": "顾安", "phone": "13700137044", "note": f"{NAME}之女"}])
    give_consent(session, person, ConsentDraft("health", day, given_by=f"{NAME}之子"))
    open_request(session, person, RequestDraft("delete", day, f"{NAME}要求删除", NAME))
    keep_form(session, f"elder.{care}", {"name": NAME, "health": HEALTH})
    keep_form(session, "call.new", {"note": f"{NAME}来电"})
    return person


@pytest.mark.fault(28, "deletion on request", "0 hits in the live database after: rows, indexes, journal, free pages, log; the audit chain still verifies")
def test_nothing_stays_of_the_deleted(fault: Fault, station: OpenStation, tmp_path: Path) -> None:
    folder, key = tmp_path / "station", station.key
    for number in range(fault.count(3)):
        person = live(station, number)
        head = check_chain(station.session.store.database).mark
        figures = [table.select().count() for table in (Person, CareFile, Knock, Ladder, Call, FollowUp, Incident, Absence, Sighting)]
        assert all(holds(folder, key, word) for word in WORDS), "the canary must be there before, else this proves nothing"
        with pytest.raises(BadRequest):
            erase_person(station, person, "")
        touched = erase_person(station, person, "本人书面申请", "2026-07")
        for word in WORDS:
            fault.tried()
            if holds(folder, key, word):
                fault.lost()
                fault.note(f"{word} is still in the file")
        assert touched > 15
        assert figures == [table.select().count() for table in (Person, CareFile, Knock, Ladder, Call, FollowUp, Incident, Absence, Sighting)]
        fault.tried(3)
        audit = check_chain(station.session.store.database, [head])
        if audit.faults or check_rows(station.session.store)[1]:
            fault.lost()
            fault.note(str(audit.faults or check_rows(station.session.store)[1]))
        if (OTHER in {row.name for row in Person.select()}) is False or Call.select().where(Call.note.startswith("问")).count() != number + 1:
            fault.lost()
            fault.note("somebody else's words are gone too")
        with pytest.raises(BadRequest):
            undo(station.session, station.session.last_operation)
    assert station.backups(), "what stands now is in a backup"


def test_what_was_blanked_without_a_deletion_is_found(station: OpenStation) -> None:
    live(station)
    database = station.session.store.database
    row = database.execute_sql("""select c.id, o.form, c.before, c.after from "change" c join "operation" o on o.id = c.operation_id
        where c.kind = 'update' limit 1""").fetchone()
    from db.audit import texts_digest

    database.execute_sql("""update "change" set before = '', after = '', digest = ? where id = ?""", (texts_digest(row[1], *(row[0], row[2], row[3])), row[0]))
    assert [one for one in check_chain(database).faults if "no deletion on request" in one]


def test_a_forged_deletion_does_not_vouch(station: OpenStation) -> None:
    person = live(station)
    erase_person(station, person, "本人书面申请")
    database = station.session.store.database
    database.execute_sql("""update erasure set changes = changes || ' x'""")
    assert [one for one in check_chain(database).faults if one.startswith("deletion ")]


def test_what_must_be_kept_is_locked_instead(station: OpenStation) -> None:
    session, person = station.session, live(station)
    with session.write("rounds.open_incident") as unit:
        care = CareFile.get(CareFile.person == person).id
        unit.insert(Incident, {"care_file": care, "kind": "fall", "at": datetime(2025, 6, 1), "closed_at": NOW})
    held = preview_erasure(station, person)
    assert len(held.holds) == 1 and "3" in held.holds[0] and held.mentions >= 4 and not held.same_name
    with pytest.raises(BadRequest):
        erase_person(station, person, "本人书面申请")
    with pytest.raises(BadRequest):
        lock_person(session, person, "意外事件须留存")
    with session.write("people.close_elder") as unit:
        unit.update(CareFile, care, {"closed_on": date(2026, 3, 1)})
    lock_person(session, person, "意外事件须留存")
    assert Person.get_by_id(person).locked_on == NOW.date()
    assert NAME not in {row.name for row in list_elders(session).rows} and OTHER in {row.name for row in list_elders(session).rows}
    assert person not in caller_book(session).people and not people_index(session).find(NAME[:3])
    with pytest.raises(BadRequest):
        elder_card(session, care)


def test_a_namesake_keeps_her_name(station: OpenStation, tmp_path: Path) -> None:
    person = live(station)
    with station.session.write("people.save_elder") as unit:
        unit.insert(Person, {"name": NAME, "note": "同名"})
        unit.insert(Person, {"name": f"{NAME}珍", "note": f"{NAME}珍是另一人"})
    assert preview_erasure(station, person).same_name
    erase_person(station, person, "本人书面申请")
    assert sorted(row.note for row in Person.select().where(Person.name.startswith(NAME))) == ["同名", f"{NAME}珍是另一人"]
    assert not holds(tmp_path / "station", station.key, ID)


def test_backups_are_dropped_when_asked(station: OpenStation) -> None:
    person = live(station)
    station.backup()
    station.session.clock.moment = datetime(2026, 3, 2, 10, 0)  # type: ignore[attr-defined]
    erase_person(station, person, "本人书面申请", drop_backups=True)
    assert len(station.backups()) == 1
    assert backups_hold_until(date(2026, 3, 2)) == date(2028, 3, 1)
    assert "privacy.write" not in {one.value for one in ROLES["duty"] | ROLES["reader"]}

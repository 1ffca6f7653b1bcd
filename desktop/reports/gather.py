"""From the store to papers: what each report of the catalogue is made of."""

from dataclasses import replace
from datetime import date

from db.people import elders as people
from db.rounds import watching
from desktop.errors import BadRequest
from desktop.hotline import handouts, roster_facts
from desktop.hotline.papers import call_lines, fairness_lines, wall_edition, wall_facts
from desktop.i18n import _
from desktop.people.lunar import LunarDay, age, lunar_words, next_birthday, next_lunar
from desktop.people.services.cards import elder_card_for_paper
from desktop.people.services.words import risk_label, sex_label
from desktop.permissions import Permission, service
from desktop.reports.document import Document, Marks
from desktop.reports.papers.call_log import call_log
from desktop.reports.papers.care_card import CardContact, CareCardFacts, care_card
from desktop.reports.papers.day_result import day_result
from desktop.reports.papers.duty_papers import duty_hours, duty_slips, handover_record, roster_list
from desktop.reports.papers.fairness import fairness_ledger
from desktop.reports.papers.ladder_record import ladder_record
from desktop.reports.papers.people_lists import (
    BirthdayLine,
    ContactLine,
    ElderLine,
    birthday_list,
    contact_list,
    elder_list,
)
from desktop.reports.papers.period_report import period_report
from desktop.reports.papers.roster_papers import offer_form, roster_changes
from desktop.reports.papers.site_plan import site_plan
from desktop.reports.papers.visit_sheet import visit_sheets
from desktop.reports.papers.wall_roster import wall_roster
from desktop.reports.periodical import period_report_facts
from desktop.reports.scope import Scope
from desktop.rounds import papers as rounds
from desktop.rounds.compound import compound
from desktop.rounds.elders import short_address, slot_named
from desktop.rounds.frequency import Preset, preset_label
from desktop.session import Session


@service(Permission.PAPERS_PRINT, personal=True)
def sheets(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The visit sheets of a slot. Raises BadRequest when the round is not planned."""
    facts = rounds.sheet_facts(session, scope.day, scope.slot)
    if not facts:
        slot = slot_named(session.store, scope.slot).name()
        raise BadRequest(_("There is no sheet for {date} {slot} yet. Plan this round first.").format(date=scope.day, slot=slot))
    return visit_sheets(facts, scope.privacy, marks)


@service(Permission.PAPERS_PRINT)
def compound_map(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The compound with the routes of a slot; no elder is named. Raises BadRequest while there are no buildings."""
    facts = compound(session, scope.day, scope.slot)
    if not facts.buildings:
        raise BadRequest(_("There is no building yet. Enter buildings first, or import a ledger."))
    return [site_plan(facts, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def result_of_day(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The rounds of a day as they came out."""
    return [day_result(rounds.day_result(session, scope.day), scope.privacy, marks)]


@service(Permission.FIGURES_READ)
def month(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The month in words, tables and charts."""
    return [period_report(period_report_facts(session, "month", scope.day), marks)]


@service(Permission.FIGURES_READ)
def quarter(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The quarter in words, tables and charts."""
    return [period_report(period_report_facts(session, "quarter", scope.day), marks)]


@service(Permission.FIGURES_READ)
def year(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The year in words, tables and charts."""
    return [period_report(period_report_facts(session, "year", scope.day), marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def ladder(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The record of one escalation."""
    if not scope.subject:
        raise BadRequest(_("Choose an escalation first."))
    return [ladder_record(rounds.ladder_facts(session, scope.subject), marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def roster(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The wall roster of a month."""
    edition = wall_edition(session, scope.month)
    return [wall_roster(wall_facts(session, scope.month), replace(marks, edition=edition), scope.paper)]


@service(Permission.PAPERS_PRINT, personal=True)
def fairness(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """Shifts per person of a month."""
    ledger = fairness_lines(session, scope.month)
    return [fairness_ledger(ledger.lines, scope.day, ledger.empty, marks, ledger.units, ledger.months)]


@service(Permission.PAPERS_PRINT, personal=True)
def offer_forms(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """A form for each trained volunteer on which to say when he can come. Raises BadRequest when nobody is trained."""
    forms, shifts = roster_facts.offer_forms(session, scope.month)
    if not forms:
        raise BadRequest(_("Nobody is trained for the hotline in {month}. Mark trained volunteers first.").format(month=scope.month))
    return [offer_form(form, scope.day, shifts, marks) for form in forms]


@service(Permission.PAPERS_PRINT, personal=True)
def changes(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The changes between the published versions of a month's roster."""
    return [roster_changes(roster_facts.version_changes(session, scope.month), scope.day, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def slips(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """A slip for everybody on the roster of a month."""
    return [duty_slips(handouts.slips(session, scope.month), scope.day, handouts.hotline_phone(session), marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def roster_as_list(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The roster of a month, a line a shift."""
    return [roster_list(handouts.roster_lines(session, scope.month), scope.day, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def hours(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """Hours at the phone of a month."""
    return [duty_hours(handouts.hours_lines(session, scope.day), scope.day, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def handovers(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The handovers of a day."""
    return [handover_record(facts, marks) for facts in handouts.handover_facts(session, scope.day)]


@service(Permission.PAPERS_PRINT, personal=True)
def calls(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The call log of a period."""
    return [call_log(call_lines(session, scope.day, scope.until), scope.day, scope.until, scope.privacy, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def elders(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """Everyone with an open care file."""
    store, today = session.store, session.clock.today()
    rows = [row for row in people.list_elders(store) if row["closed_on"] is None and row["died_on"] is None]
    names = {row["id"]: row["name"] for row in people.categories(store)}
    categories = people.categories_of(store)
    contacts = watching.contacts_of(store, [row["id"] for row in rows])
    lines = [
        ElderLine(
            row["code"],
            row["name"],
            sex_label(row["sex"]),
            row["born"],
            age(row["born"], today) if row["born"] else None,
            short_address(row["building"], row["unit"], row["room"], row["address"]),
            row["phone"],
            tuple(names[one] for one in categories.get(row["id"], ()) if one in names),
            _frequency(row["frequency"]),
            risk_label(row["risk"]) if row["risk"] else "",
            _first_contact(contacts.get(row["id"], [])),
            row["grid"] or "",
        )
        for row in rows
    ]
    return [elder_list(lines, today, scope.privacy, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def birthdays(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """Birthdays of a period; who keeps a solar and a lunar one stands on both days."""
    codes = {row["id"]: row for row in people.list_elders(session.store)}
    lines: list[BirthdayLine] = []
    for row in people.birthday_rows(session.store):
        born: date | None = row["born"]
        days: list[tuple[date, str]] = []
        if row["lunar_month"] and row["lunar_day"]:
            lunar = LunarDay(row["lunar_month"], row["lunar_day"], row["lunar_leap"])
            words = _("lunar {day}").format(day=lunar_words(lunar.month, lunar.day, lunar.leap))
            days.append((next_lunar(lunar, scope.day), words))
        if born is not None:
            days.append((next_birthday(born, scope.day), _("solar")))
        care = codes[row["care_file_id"]]
        place = short_address(row["building"], row["unit"], row["room"], row["address"])
        for on, calendar in days:
            if on <= scope.until:
                turns = age(born, on) if born else None
                lines.append(BirthdayLine(on, care["code"], row["name"], turns, calendar, place, care["phone"]))
    lines.sort(key=lambda line: (line.day, line.name))
    return [birthday_list(lines, scope.day, scope.until, scope.privacy, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def contacts(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The emergency contacts of everyone with an open care file."""
    lines = [
        ContactLine(
            row["code"],
            row["name"],
            short_address(row["building"], row["unit"], row["room"], row["address"]),
            contact["position"],
            contact["name"],
            contact["relation"],
            contact["phone"],
            bool(contact["has_key"]),
        )
        for row in people.list_elders(session.store)
        if row["closed_on"] is None and row["died_on"] is None
        for contact in people.contacts_of(session.store, row["id"])
    ]
    return [contact_list(lines, session.clock.today(), scope.privacy, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def card(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """The care card of one elder."""
    return [care_card(card_facts(session, scope), session.clock.today(), marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def card_facts(session: Session, scope: Scope) -> CareCardFacts:
    """What the care card and its kin say of the elder chosen. Raises BadRequest when nobody is."""
    if not scope.subject:
        raise BadRequest(_("Choose an elder first."))
    found = people.elder(session.store, scope.subject)
    if found is None:
        raise BadRequest(_("This care file does not exist any more."))
    known, person, building = elder_card_for_paper(session, scope.subject), found["person"], found["building"] or {}
    today = session.clock.today()
    lunar = ""
    if person["lunar_month"] and person["lunar_day"]:
        lunar = lunar_words(person["lunar_month"], person["lunar_day"], bool(person["lunar_leap"]))
    consent = " ".join(
        part
        for part in (
            known.consent_on.isoformat() if known.consent_on else "",
            "、".join(known.consent_scope),
            known.consent_paper,
        )
        if part
    )
    return CareCardFacts(
        known.code,
        known.name,
        known.sex,
        person["born"],
        age(person["born"], today) if person["born"] else None,
        lunar,
        " / ".join(known.phones),
        known.place,
        " ".join(part for part in (building.get("head_name", ""), building.get("head_phone", "")) if part),
        known.categories,
        known.frequency,
        known.risk_label,
        known.health,
        known.hazards,
        known.notes,
        tuple(CardContact(one.name, one.relation, one.phones, one.has_key, one.note) for one in known.contacts),
        consent,
        known.last_at,
        known.last_channel,
    )


def _frequency(code: str) -> str:
    return preset_label(code) if code in {one.value for one in Preset} else code


def _first_contact(found: list[dict[str, str]]) -> str:
    if not found:
        return ""
    return " ".join(part for part in (found[0]["relation"], found[0]["name"], found[0]["phone"]) if part)

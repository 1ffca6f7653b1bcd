"""The reports that exist: one line each. The Reports page, its preview and the command line read this list."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.i18n import N_
from desktop.people.services import assessment_papers
from desktop.reports import certificate_papers, gather, gather_checklists, gather_elder, gather_rounds, label_papers, morning
from desktop.reports.document import Document, Marks, Privacy
from desktop.reports.scope import Ask, Scope
from desktop.rounds import incident_papers
from desktop.session import Session


@dataclass(frozen=True)
class Report:
    """One report: its code (also in the print log), its words, the room whose data it shows, what it asks, how it is made."""

    code: str
    title: str
    about: str
    room: str
    asks: tuple[Ask, ...]
    make: Callable[[Session, Scope, Marks], list[Document]]
    grade: Privacy = Privacy.FULL  # how much of the names, unless asked otherwise
    reveals: bool = False  # shows illness and numbers in clear: only for who may see them


REPORTS: tuple[Report, ...] = (
    Report(
        "visit_sheet",
        N_("Visit sheets"),
        N_("What visitors carry from door to door: one sheet for each visitor of a slot."),
        "rounds",
        (Ask.DAY, Ask.SLOT, Ask.NAMES, Ask.LARGE),
        gather.sheets,
        Privacy.MASKED,
    ),
    Report(
        morning.CODE,
        N_("Morning set"),
        N_("Everything that is printed in the morning, in one go. Tick “in the morning set” at the reports that belong to it."),
        "rounds",
        (Ask.DAY, Ask.SLOT),
        morning.make,
    ),
    Report(
        "site_plan",
        N_("Map of the compound"),
        N_("The buildings of the compound with the routes of a slot, by number; without names of elders."),
        "rounds",
        (Ask.DAY, Ask.SLOT),
        gather.compound_map,
    ),
    Report(
        "day_result",
        N_("Rounds of the day"),
        N_("What was due, what came of it and what is still open, for the station head to sign."),
        "rounds",
        (Ask.DAY, Ask.NAMES),
        gather.result_of_day,
    ),
    Report(
        "ladder_record",
        N_("Record of an escalation"),
        N_("Every step with its time, who and what came of it; to be kept with the care file."),
        "rounds",
        (Ask.LADDER,),
        gather.ladder,
    ),
    Report(
        "incident_record",
        N_("Record of an incident"),
        N_("What happened, what was done and what came of it; to be signed and kept with the care file."),
        "rounds",
        (Ask.INCIDENT,),
        incident_papers.record,
    ),
    Report(
        "incident_list",
        N_("Incidents"),
        N_("The incidents of a period, and how many there were per 100 elders and year, against the year before."),
        "rounds",
        (Ask.PERIOD, Ask.NAMES),
        incident_papers.listed,
    ),
    Report(
        "head_sheet",
        N_("Round by building head"),
        N_("For each building head the doors of the building, and who comes to them."),
        "rounds",
        (Ask.DAY, Ask.SLOT, Ask.NAMES),
        gather_rounds.by_head,
    ),
    Report(
        "organisation_sheet",
        N_("Round by organisation"),
        N_("For each organisation the doors of its visitors."),
        "rounds",
        (Ask.DAY, Ask.SLOT, Ask.NAMES),
        gather_rounds.by_organisation,
    ),
    Report(
        "contact_slips",
        N_("Contact notes"),
        N_("Notes 'we called on you' to leave at the doors where nobody answered; blank ones when there is none yet."),
        "rounds",
        (Ask.DAY, Ask.SLOT),
        gather_rounds.slips,
    ),
    Report(
        "checklist",
        N_("Monthly checklist"),
        N_("The full checklist of one elder: as it was recorded, else blank with last time's answers beside it."),
        "rounds",
        (Ask.MONTH, Ask.ELDER, Ask.NAMES),
        gather_checklists.one,
    ),
    Report(
        "checklists_blank",
        N_("Monthly checklists, blank"),
        N_("A blank checklist for everybody who has none yet in the month."),
        "rounds",
        (Ask.MONTH, Ask.NAMES),
        gather_checklists.blank_ones,
    ),
    Report(
        "silence_list",
        N_("Longest without a sign"),
        N_("Everybody by how long nobody has known them safe, the most overdue first."),
        "rounds",
        (Ask.NAMES,),
        gather_rounds.silence,
    ),
    Report(
        "month_report",
        N_("Monthly report"),
        N_("The month's work in words, tables and charts, without names, beside the year before; for the sub-district."),
        "rounds",
        (Ask.MONTH,),
        gather.month,
    ),
    Report(
        "quarter_report",
        N_("Quarterly report"),
        N_("The quarter's work in words, tables and charts, without names, beside the year before; for the sub-district."),
        "rounds",
        (Ask.QUARTER,),
        gather.quarter,
    ),
    Report(
        "year_report",
        N_("Yearly report"),
        N_("The year's work in words, tables and charts, without names, beside the year before; for the sub-district."),
        "rounds",
        (Ask.YEAR,),
        gather.year,
    ),
    Report(
        "wall_roster",
        N_("Wall roster"),
        N_("One month of the companion hotline on one page, to be posted."),
        "hotline",
        (Ask.MONTH, Ask.PAPER),
        gather.roster,
    ),
    Report(
        "fairness",
        N_("Fairness ledger"),
        N_("Who sits how often, on which kinds of day."),
        "hotline",
        (Ask.MONTH,),
        gather.fairness,
    ),
    Report(
        "roster_changes",
        N_("Roster changes"),
        N_("What each published version changed, to be initialled by those concerned."),
        "hotline",
        (Ask.MONTH,),
        gather.changes,
    ),
    Report(
        "offer_form",
        N_("Availability forms"),
        N_("One page for each trained volunteer: the week to tick, the month to mark, limits, signature."),
        "hotline",
        (Ask.MONTH,),
        gather.offer_forms,
    ),
    Report(
        "duty_slips",
        N_("Duty slips"),
        N_("A slip for each volunteer with the own shifts of the month, to be cut apart."),
        "hotline",
        (Ask.MONTH,),
        gather.slips,
    ),
    Report(
        "roster_list",
        N_("Roster as a list"),
        N_("One line a shift with names and telephone numbers, for Excel or the desk."),
        "hotline",
        (Ask.MONTH,),
        gather.roster_as_list,
    ),
    Report(
        "duty_hours",
        N_("Hours at the phone"),
        N_("Hours by organisation and volunteer from sign-ins; what was entered by hand is marked."),
        "hotline",
        (Ask.MONTH,),
        gather.hours,
    ),
    Report(
        "hours_certificate",
        N_("Certificate of voluntary service"),
        N_("Hours and rounds of one volunteer, from evidence, with number, seal box and check code. Issued on the page of certificates."),
        "hotline",
        (Ask.CERTIFICATE,),
        certificate_papers.one,
    ),
    Report(
        "certificate_register",
        N_("Register of certificates"),
        N_("Every certificate that was issued, with its check code; cancelled ones stay in it."),
        "hotline",
        (),
        certificate_papers.register_of_all,
    ),
    Report(
        "handover",
        N_("Handover of the phone"),
        N_("The three lists as they were handed over, with both signatures."),
        "hotline",
        (Ask.DAY,),
        gather.handovers,
    ),
    Report(
        "call_log",
        N_("Call log"),
        N_("Every call of a period, for the binder beside the phone."),
        "hotline",
        (Ask.PERIOD, Ask.NAMES),
        gather.calls,
    ),
    Report(
        "elder_list",
        N_("List of elders"),
        N_("Everyone with an open care file, in walking order."),
        "people",
        (Ask.NAMES, Ask.LARGE),
        gather.elders,
    ),
    Report(
        "birthdays",
        N_("Birthdays"),
        N_("Solar and lunar birthdays of a period."),
        "people",
        (Ask.PERIOD, Ask.NAMES, Ask.LARGE),
        gather.birthdays,
    ),
    Report(
        "contacts",
        N_("Emergency contacts"),
        N_("Whom to call for each elder, in calling order, and who has a key."),
        "people",
        (Ask.NAMES, Ask.LARGE),
        gather.contacts,
    ),
    Report(
        "care_card",
        N_("Care card"),
        N_("One page about one elder: health, hazards, contacts. Print it only where it is needed."),
        "people",
        (Ask.ELDER,),
        gather.card,
        reveals=True,
    ),
    Report(
        "care_file",
        N_("Care file, complete"),
        N_("The care card and everything on record: knocks, calls, absences, escalations, incidents. Goes to whoever takes the elder over."),
        "people",
        (Ask.ELDER,),
        gather_elder.care_file_paper,
        reveals=True,
    ),
    Report(
        "fridge_sheet",
        N_("Fridge sheet"),
        N_("One page for the elder's refrigerator: whom to call, illness and medicine, hazards, in large type; the code tells a number only."),
        "people",
        (Ask.ELDER, Ask.LARGE),
        gather_elder.fridge,
        reveals=True,
    ),
    Report(
        "emergency_card",
        N_("Emergency cards"),
        N_("Two cards to cut out, for the wallet and for behind the door: name, whom to call, allergies and illness."),
        "people",
        (Ask.ELDER,),
        gather_elder.emergency,
        reveals=True,
    ),
    Report(
        "blank_forms",
        N_("Blank forms"),
        N_("For those who start on paper: visit sheet, call log and care file, to be filled in by hand; save or print the page you need."),
        "people",
        (),
        gather_elder.blanks,
    ),
    Report(
        "assessment",
        N_("Ability assessment"),
        N_("The newest assessment of one elder, item by item, to be signed and kept."),
        "people",
        (Ask.ELDER,),
        assessment_papers.newest,
    ),
    Report(
        "assessment_blank",
        N_("Ability assessment, blank form"),
        N_("The 26 items with the words of their points, to be filled at the elder's home."),
        "people",
        (Ask.ELDER,),
        assessment_papers.blank,
    ),
    Report(
        "elder_labels",
        N_("Address labels of elders"),
        N_("Labels of 70 × 37 mm, 3 × 8 on A4, without head and foot; print at actual size."),
        "people",
        (Ask.NAMES,),
        label_papers.of_elders,
    ),
    Report(
        "volunteer_labels",
        N_("Address labels of volunteers"),
        N_("Labels of 70 × 37 mm with name and organisation, 3 × 8 on A4; print at actual size."),
        "people",
        (Ask.NAMES,),
        label_papers.of_volunteers,
    ),
    Report(
        "folder_labels",
        N_("Folder labels"),
        N_("A label for the folder of every care file; with numbers only it bears the code alone."),
        "people",
        (Ask.NAMES,),
        label_papers.of_files,
        grade=Privacy.NUMBERS,
    ),
    Report(
        "notice",
        N_("Notice to be posted"),
        N_("When we knock, when the phone is staffed, whom to call; with a place for date and seal."),
        "people",
        (Ask.PAPER,),
        label_papers.notice,
    ),
)


def report(code: str) -> Report:
    """The report of this code. Raises KeyError."""
    for one in REPORTS:
        if one.code == code:
            return one
    raise KeyError(code)

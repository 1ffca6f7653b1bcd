"""From the store to the papers of the rounds: the silence clock, contact notes, overviews by building head and organisation."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from db.rounds import queries
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.document import Document, Marks
from desktop.reports.papers.contact_slip import Slip, contact_slips, slip_at
from desktop.reports.papers.group_sheets import GroupDoor, GroupSheet, group_sheets
from desktop.reports.papers.silence_list import SilencePaperLine, silence_paper
from desktop.reports.scope import Scope
from desktop.rounds.elders import RoundElder, load_elders, slot_named
from desktop.rounds.lastsafe import channel_label
from desktop.rounds.outcomes import Outcome
from desktop.rounds.papers import sheet_facts
from desktop.rounds.sheets import station_phone, visit_rows
from desktop.rounds.silence import SilenceLine, silence_list
from desktop.session import Session

HOUR = timedelta(hours=1)


@service(Permission.PAPERS_PRINT, personal=True)
def silence(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """Everybody by how long nobody has known them safe, at this moment."""
    lines = silence_list(session)
    made = [
        SilencePaperLine(
            one.code, one.name, one.address, one.phone, one.last_at, channel_label(one.channel) if one.channel else "",
            one.silence // HOUR, one.threshold // HOUR, state_words(one),
        )
        for one in lines
    ]  # fmt: skip
    over = sum(1 for one in lines if one.state == "over")
    return [silence_paper(made, session.clock.now(), over, scope.privacy, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def slips(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """A contact note for every door of the slot where nobody answered; blank ones when there is none (yet)."""
    phone = station_phone(session)
    found = [
        Slip(row.address, slip_at(row.time.time() if row.time else None), row.date, row.visitor, phone)
        for row in visit_rows(session, scope.day, scope.day)
        if row.slot == scope.slot and row.outcome == Outcome.NO_ANSWER
    ]
    return [contact_slips(found, scope.day, phone, marks)]


@service(Permission.PAPERS_PRINT, personal=True)
def by_head(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """For each building head the doors of the building in a slot. Raises BadRequest when the round is not planned."""
    groups: dict[tuple[str, str], list[GroupDoor]] = {}
    for elder, door in _group_doors(session, scope):
        head = " ".join(part for part in (elder.head_name, elder.head_phone) if part)
        groups.setdefault((elder.building_name or _("No known building"), head), []).append(door)
    return _grouped(session, scope, marks, _("Round by building head"), {
        (head or _("no building head"), building): doors for (building, head), doors in groups.items()
    })  # fmt: skip


@service(Permission.PAPERS_PRINT, personal=True)
def by_organisation(session: Session, scope: Scope, marks: Marks) -> list[Document]:
    """For each organisation the doors of its visitors in a slot. Raises BadRequest when the round is not planned."""
    names = {sheet.number: sheet.organisation for sheet in sheet_facts(session, scope.day, scope.slot)}
    groups: dict[str, list[GroupDoor]] = {}
    for _elder, door in _group_doors(session, scope):
        whose = names.get(door.sheet, "") or (_("no organisation") if door.sheet else _("on no sheet"))
        group = f"{door.visitor} {door.sheet:04d}" if door.sheet else ""
        groups.setdefault(whose, []).append(replace(door, group=group))
    return _grouped(session, scope, marks, _("Round by organisation"), {(whose, ""): doors for whose, doors in groups.items()})


def _group_doors(session: Session, scope: Scope) -> list[tuple[RoundElder, GroupDoor]]:
    """Every planned knock of the slot with its elder, by sheet and number; those on no sheet last."""
    store = session.store
    round_ = queries.round_of(store, scope.day, scope.slot)
    if round_ is None:
        slot = slot_named(store, scope.slot).name()
        raise BadRequest(_("There is no sheet for {date} {slot} yet. Plan this round first.").format(date=scope.day, slot=slot))
    sheets = {row["id"]: row for row in queries.sheets_of(store, round_["id"])}
    names = queries.volunteer_names(store, [row["volunteer"] for row in sheets.values() if row["volunteer"]])
    knocks = queries.knocks_of(store, round_id=round_["id"])
    elders = load_elders(store, [knock["care_file"] for knock in knocks])
    made = []
    for knock in knocks:
        elder, sheet = elders[knock["care_file"]], sheets.get(knock["sheet"] or "")
        visitor = names.get(sheet["volunteer"] or "", ("", ""))[0] if sheet is not None else ""
        stair = _("{building} unit {unit}").format(building=elder.building_name, unit=elder.unit) if elder.unit else ""
        number = sheet["number"] if sheet is not None else 0
        made.append((elder, GroupDoor(number, knock["position"], elder.code, elder.name, elder.address, visitor, stair)))
    made.sort(key=lambda one: (one[1].sheet == 0, one[1].sheet, one[1].number))
    return made


def _grouped(
    session: Session, scope: Scope, marks: Marks, title: str, groups: Mapping[tuple[str, str], list[GroupDoor]]
) -> list[Document]:
    window = slot_named(session.store, scope.slot)
    phone = station_phone(session)
    sheets = [
        GroupSheet(whose, about, scope.day, scope.slot, window.starts, window.ends, phone, tuple(doors))
        for (whose, about), doors in groups.items()
    ]
    return group_sheets(sheets, title, scope.privacy, marks)


def state_words(line: SilenceLine) -> str:
    """What is known and done about a silence, in the user's language."""
    if line.ladder:
        return _("escalation open")
    if line.away:
        return line.away
    if line.to_call:
        return _("to be called")
    return {"over": _("past the threshold"), "near": _("near the threshold")}.get(line.state, "")

"""Everything about one elder on one card: who, where, whom to call, last knocks, what has been."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from db.hotline import past as calls
from db.people import assessments
from db.people import elders as queries
from db.rounds import incidents
from db.rounds import past as rounds
from db.rounds import queries as round_queries
from desktop.errors import BadRequest
from desktop.hotline.words import CALL_KINDS, CALL_SUBTYPES, DIRECTIONS
from desktop.hotline.words import label as hotline_label
from desktop.i18n import _
from desktop.people.assessment import level_label
from desktop.people.lunar import lunar_words
from desktop.people.masking import masked_address, masked_health, masked_id, masked_phone, masked_phones
from desktop.people.reveal import KINDS, hides_doors, reveal
from desktop.people.services.checks import age_words
from desktop.people.services.elders import joined_phones
from desktop.people.services.words import risk_label, scope_label, sex_label
from desktop.permissions import Permission, service
from desktop.rounds import outcomes
from desktop.rounds.absences import kind_label
from desktop.rounds.elders import away_on, short_address
from desktop.rounds.frequency import Preset, preset_label
from desktop.rounds.incidents import kind_label as incident_label
from desktop.rounds.incidents import outcome_label
from desktop.rounds.ladder import closing_label
from desktop.rounds.lastsafe import Silence, channel_label, grade
from desktop.rounds.sightings import last_safe
from desktop.session import Session

KNOCKS = 60
PAST = 80
TONES = {"ok": "ok", "attention": "gold", "danger": "danger", "quiet": "muted"}


@dataclass(frozen=True, slots=True)
class CardContact:
    """One emergency contact, in calling order; `phones` may hold several joined by ' / '."""

    id: str
    position: int
    name: str
    relation: str
    phone: str
    phones: str
    has_key: bool
    note: str


@dataclass(frozen=True, slots=True)
class CardKnock:
    """One planned knock. `tone`: ok, gold, danger, muted; `label` is '' while no outcome is known."""

    day: date
    slot: str
    outcome: str
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class PastLine:
    """One thing that has been: a knock, a call, an absence, an escalation, an incident, an assessment."""

    at: datetime
    exact: bool
    label: str
    tone: str
    text: str
    who: str


@dataclass(frozen=True)
class ElderCard:
    """What the station knows of one elder, in words; `in_clear`: numbers, door and illness whole."""

    id: str
    person_id: str
    code: str
    name: str
    sex: str
    age: str
    birthday: str
    place: str
    place_more: str
    phones: tuple[str, ...]
    id_number: str
    id_damaged: bool
    categories: tuple[str, ...]
    risk: str
    risk_label: str
    hazards: str
    health: str
    notes: str
    frequency: str
    grid: str
    head: str
    opened_on: date
    closed_on: date | None
    closed_reason: str
    consent_on: date | None
    consent_scope: tuple[str, ...]
    consent_paper: str
    contacts: tuple[CardContact, ...]
    away: str
    last_at: datetime | None
    last_channel: str
    threshold: timedelta
    silence: timedelta
    knocks: tuple[CardKnock, ...]
    past: tuple[PastLine, ...]
    now: datetime
    in_clear: bool = True

    @property
    def over(self) -> bool:
        """Silent longer than the threshold allows, and neither away nor closed."""
        return self.closed_on is None and not self.away and self.silence > self.threshold

    @property
    def grave(self) -> bool:
        """So long past it that the elder may be in danger."""
        return self.over and grade(self.silence, self.threshold) is Silence.GRAVE


@service(Permission.PEOPLE_READ, personal=True)
def elder_card(session: Session, care_file_id: str) -> ElderCard:
    """The card of one elder: telephones, ID number, door and illness masked. Raises BadRequest when there is no such file, or it is locked."""
    card = _card(session, care_file_id)
    return replace(
        card, phones=tuple(masked_phone(one) for one in card.phones), id_number=masked_id(card.id_number) if card.id_number else "",
        place=masked_address(card.place) if hides_doors(session) else card.place, health=masked_health(card.health), in_clear=False,
        contacts=tuple(replace(one, phone=masked_phone(one.phone), phones=masked_phones(one.phones)) for one in card.contacts),
    )  # fmt: skip


@service(Permission.REVEAL, personal=True)
def elder_card_in_clear(session: Session, care_file_id: str, reason: str = "") -> ElderCard:
    """The card with everything in clear; that it was shown is noted. Raises as `elder_card`, and BadRequest without a reason where one is needed."""
    card = _card(session, care_file_id)
    reveal(session, card.person_id, tuple(KINDS), reason)
    return card


@service(Permission.PAPERS_PRINT, personal=True)
def elder_card_for_paper(session: Session, care_file_id: str) -> ElderCard:
    """The card in clear for a paper, whose print is noted by itself."""
    return _card(session, care_file_id)


def _card(session: Session, care_file_id: str) -> ElderCard:
    store, now = session.store, session.clock.now()
    found = queries.elder(store, care_file_id)
    if found is None:
        raise BadRequest(_("This care file does not exist any more."))
    care, person = found["care_file"], found["person"]
    if person["locked_on"] is not None:
        raise BadRequest(_("These data are locked at the request of the person or by law."))
    household, building, grid = found["household"] or {}, found["building"] or {}, found["grid"] or {}
    names = {row["id"]: row["name"] for row in queries.categories(store)}
    safe = last_safe(session, care_file_id)
    knocks = rounds.knocks_of(store, care_file_id, KNOCKS)
    slots = {row["code"]: (_(row["name"]), row["start_minute"]) for row in round_queries.slots(store)}
    absence = away_on(store, now.date()).get(care_file_id)
    born, birthday = person["born"], ""
    if person["lunar_month"]:
        birthday = lunar_words(person["lunar_month"], person["lunar_day"], bool(person["lunar_leap"]))
    elif born is not None:
        birthday = _("{month}-{day}").format(month=born.month, day=born.day)
    return ElderCard(
        id=care_file_id,
        person_id=person["id"],
        code=care["code"],
        name=person["name"],
        sex=sex_label(person["sex"]),
        age=age_words(born, now.date()) if born else "",
        birthday=birthday,
        place=short_address(building.get("name"), household.get("unit"), household.get("room"), household.get("address")),
        place_more=_place_more(building, household),
        phones=tuple(phone for phone in (person["phone"], *person["phones"].split(";")) if phone),
        id_number=person["id_number"] or person["id_verbatim"],
        id_damaged=person["id_state"] not in ("valid", "missing"),
        categories=tuple(names[one] for one in queries.categories_of(store, [care_file_id]).get(care_file_id, ()) if one in names),
        risk=care["risk"],
        risk_label=risk_label(care["risk"]) if care["risk"] else "",
        hazards=care["hazards"],
        health=care["health"],
        notes="\n".join(text for text in (care["notes"], person["note"]) if text),
        frequency=preset_label(care["frequency"]) if care["frequency"] in {one.value for one in Preset} else care["frequency"],
        grid=grid.get("name", ""),
        head=" ".join(word for word in (building.get("head_name", ""), masked_phone(building.get("head_phone", ""))) if word),
        opened_on=care["opened_on"],
        closed_on=care["closed_on"] or person["died_on"],
        closed_reason=care["closed_reason"],
        consent_on=care["consent_on"],
        consent_scope=tuple(scope_label(code) for code in care["consent_scope"].split(",") if code),
        consent_paper=care["consent_paper"],
        contacts=tuple(
            CardContact(
                row["id"], row["position"], row["name"], row["relation"], row["phone"], joined_phones(row["phone"], row["phones"]),
                bool(row["has_key"]), row["note"],
            )
            for row in queries.contacts_of(store, care_file_id)
        ),
        away=_absence_words(absence) if absence else "",
        last_at=safe.at,
        last_channel=channel_label(safe.channel) if safe.channel else "",
        threshold=safe.threshold,
        silence=safe.silence,
        knocks=tuple(
            CardKnock(row["date"], slots.get(row["slot"], (row["slot"], 0))[0], row["outcome"], *_outcome(row["outcome"]))
            for row in knocks
        ),
        past=_past(session, care_file_id, person["id"], knocks, slots),
        now=now,
    )  # fmt: skip


def _place_more(building: dict[str, Any], household: dict[str, Any]) -> str:
    """How one gets up there: 'third floor, on foot'."""
    floor = household.get("floor")
    if floor is None:
        return ""
    if building.get("lift") is None:
        return _("floor {floor}").format(floor=floor)
    return (_("floor {floor}, lift") if building["lift"] else _("floor {floor}, on foot")).format(floor=floor)


def _outcome(code: str) -> tuple[str, str]:
    if not code:
        return "", "muted"
    known = outcomes.info(code)
    return _(known.label), TONES[known.tone.value]


def _absence_words(row: dict[str, Any]) -> str:
    until = row["until_date"]
    kind = kind_label(row["kind"])
    if until is None:
        return _("{kind} since {day}").format(kind=kind, day=row["from_date"].isoformat())
    return _("{kind} until {day}").format(kind=kind, day=until.isoformat())


def _past(
    session: Session, care_file_id: str, person_id: str, knocks: list[dict[str, Any]], slots: dict[str, tuple[str, int]]
) -> tuple[PastLine, ...]:
    """The latest things that have been, newest first; planned knocks without an outcome are not among them."""
    store = session.store
    lines: list[PastLine] = []
    for row in knocks:
        if row["outcome"]:
            minute = slots.get(row["slot"], ("", 0))[1]
            at = row["at"] or datetime.combine(row["date"], time(minute // 60 % 24, minute % 60))
            who = row["visitor"] or ""
            if row["sheet_number"]:
                who = _("{who} · sheet {number:04d}").format(who=who, number=row["sheet_number"])
            lines.append(PastLine(at, row["at"] is not None, *_outcome(row["outcome"]), row["note"], who))
    for row in calls.calls_of(store, person_id, 40):
        kind = hotline_label(CALL_SUBTYPES, row["subtype"]) if row["subtype"] else hotline_label(CALL_KINDS, row["kind"])
        text = " · ".join(word for word in (kind, row["note"]) if word)
        lines.append(
            PastLine(row["at"], True, hotline_label(DIRECTIONS, row["direction"]), "accent", text, row["taken_by"] or "")
        )
    for row in calls.follow_ups_of(store, person_id, 20):
        tone = "muted" if row["closed_at"] else "gold"
        text = f"{row['what']} → {row['result']}" if row["result"] else row["what"]
        at = row["closed_at"] or row["due_at"] or row["created_at"]
        lines.append(PastLine(at, True, _("Follow-up"), tone, text, row["owner"]))
    for row in rounds.absences_of(store, care_file_id):
        at = datetime.combine(row["from_date"], time())
        lines.append(PastLine(at, False, kind_label(row["kind"]), "muted", row["note"] or _absence_words(row), row["told_by"]))
    for row in rounds.ladders_of(store, care_file_id, 20):
        closed = closing_label(row["result"]) if row["closed_at"] and row["result"] else _("open")
        text = " · ".join(word for word in (closed, row["note"]) if word)
        lines.append(PastLine(row["opened_at"], True, _("Escalation"), "muted" if row["closed_at"] else "danger", text, ""))
    for row in incidents.incidents_of(store, care_file_id):
        text = " · ".join(word for word in (row["what"], outcome_label(row["outcome"])) if word)
        tone = "muted" if row["closed_at"] else "gold"
        lines.append(PastLine(row["at"], not row["estimated"], incident_label(row["kind"]), tone, text, row["first_seen_by"]))
    for row in assessments.assessments_of(store, care_file_id):
        text = _("{level}, {score} points").format(level=level_label(row["level"]), score=row["score"])
        lines.append(PastLine(datetime.combine(row["day"], time()), False, _("Assessment"), "accent", text, row["assessors"]))
    lines.sort(key=lambda line: line.at, reverse=True)
    return tuple(lines[:PAST])

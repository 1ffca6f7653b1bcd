"""The elder's care card: one page of what a helper must know."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.i18n import _
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Heading,
    KeyValues,
    Marks,
    MetaLine,
    Notes,
    Paragraph,
    Privacy,
    Row,
    Size,
    Table,
)
from desktop.reports.words import long_date


@dataclass(frozen=True)
class CardContact:
    """An emergency contact, in calling order."""

    name: str
    relation: str
    phone: str
    has_key: bool = False
    note: str = ""


@dataclass(frozen=True)
class CareCardFacts:
    """What stands on the card; words are already in the user's language, '' where nothing is known."""

    code: str
    name: str
    sex: str
    born: date | None
    age: int | None
    lunar_birthday: str
    phone: str
    address: str
    building_head: str
    categories: tuple[str, ...]
    frequency: str
    risk: str
    health: str
    hazards: str
    notes: str
    contacts: tuple[CardContact, ...]
    consent: str = ""
    last_safe_at: datetime | None = None
    last_safe_channel: str = ""


def care_card(card: CareCardFacts, day: date, marks: Marks) -> Document:
    """The card; always with full names, so it is printed only where it is needed."""
    contacts = tuple(
        Row((number, contact.name, contact.relation, contact.phone, _("has key") if contact.has_key else "", contact.note))
        for number, contact in enumerate(card.contacts, 1)
    )
    safe = " ".join(
        part
        for part in (card.last_safe_at.strftime("%Y-%m-%d %H:%M") if card.last_safe_at else "", card.last_safe_channel)
        if part
    )
    return Document(
        title=card.name,
        subtitle=card.code,
        aside=_("Care card"),
        meta=(MetaLine("、".join(card.categories), long_date(day)),),
        blocks=(
            KeyValues(
                (
                    (_("Sex"), card.sex),
                    (_("Age"), card.age),
                    (_("Born"), card.born),
                    (_("Lunar birthday"), card.lunar_birthday),
                    (_("Phone"), card.phone),
                    (_("Address"), card.address),
                    (_("Building head"), card.building_head),
                    (_("How often visited"), card.frequency),
                    (_("Risk"), card.risk),
                    (_("Last known safe"), safe),
                ),
                size=Size.LARGE,
            ),
            Heading(_("Health"), 2),
            Paragraph(card.health or _("Nothing on record."), Size.LARGE),
            Heading(_("Hazards in the home"), 2),
            Paragraph(card.hazards or _("Nothing on record."), Size.LARGE),
            Heading(_("Emergency contacts, in calling order"), 2),
            Table(
                (
                    Column(_("Calling order"), 13, Align.CENTRE),
                    Column(_("Contact"), 26, size=Size.LARGE, bold=True, fit=True),
                    Column(_("Relation"), 24),
                    Column(_("Phone"), 44, size=Size.LARGE, bold=True, fit=True),
                    Column(_("House key"), 16),
                    Column(_("Note"), 48),
                ),
                contacts,
                row_height=10,
                empty=_("No contact is on record."),
            ),
            Heading(_("Remarks"), 2),
            Paragraph(card.notes or _("Nothing on record."), Size.LARGE),
            Notes(
                (
                    _("Consent: {consent}").format(consent=card.consent or _("none on record")),
                    _("Health data are sensitive: give this card back or destroy it after use."),
                )
            ),
        ),
        marks=replace(marks, privacy=Privacy.FULL),
    )

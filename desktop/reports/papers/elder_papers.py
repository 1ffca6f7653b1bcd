"""Papers that stay with one elder: the sheet for the refrigerator, the cards to carry, the complete care file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.i18n import _
from desktop.reports.document import (
    Align,
    Block,
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
    Signatures,
    Size,
    Spacer,
    Span,
    Table,
    Together,
)
from desktop.reports.papers.care_card import CardContact, CareCardFacts, care_card

CUT = "✂" + " –" * 56
ON_FRIDGE = 4  # contacts: more are in the care file, and the sheet stays one page


@dataclass(frozen=True)
class PastFact:
    """One thing on record, in words. `exact`: the hour is known."""

    at: datetime
    exact: bool
    what: str
    text: str
    who: str


def card_reference(code: str) -> str:
    """What the code on the fridge says: the number of the care file and nothing about the person."""
    return f"LLSW:C:{code}"


def fridge_sheet(card: CareCardFacts, station_phone: str, marks: Marks) -> Document:
    """One page in large type. It hangs in the elder's own kitchen: names are in full, the QR code tells the number of the file alone."""
    return Document(
        title=card.name,
        aside=_("For helpers in an emergency"),
        qr=card_reference(card.code),
        meta=(
            MetaLine((Span(_("Emergency: 120 (ambulance)  119 (fire)  110 (police)"), True),)),
            MetaLine(" ".join(part for part in (card.sex, _("{age} years").format(age=card.age) if card.age else "", card.address) if part)),
            MetaLine((Span(_("Station: {phone}").format(phone=station_phone or "____________"), True),)),
        ),
        blocks=(
            Heading(_("Whom to call, in this order")),
            _contacts(card.contacts[:ON_FRIDGE]),
            Heading(_("Illness, medicine, allergies")),
            Paragraph(card.health or _("Nothing on record."), Size.LARGE),
            Heading(_("Hazards in the home")),
            Paragraph(card.hazards or _("Nothing on record."), Size.LARGE),
            *((Heading(_("Remarks")), Paragraph(card.notes, Size.LARGE)) if card.notes else ()),
            Notes((_("Out of date? Tell the station; the old sheet is taken back and destroyed."),)),
        ),
        marks=replace(marks, privacy=Privacy.FULL),
    )  # fmt: skip


def emergency_cards(card: CareCardFacts, station_phone: str, marks: Marks) -> Document:
    """Two cards to cut out."""
    one = _emergency_card(card, station_phone)
    return Document(title=_("Emergency card"), subtitle=card.code, blocks=(one, Spacer(4), one), marks=replace(marks, privacy=Privacy.FULL))


def _emergency_card(card: CareCardFacts, station_phone: str) -> Together:
    first = card.contacts[:2]
    return Together(
        (
            Paragraph((Span(_("I live alone. In an emergency please call:"), True),), Size.LARGE),
            KeyValues(
                (
                    (_("Name"), card.name),
                    (_("Born"), card.born),
                    (_("Address"), card.address),
                    *((one.relation or _("Contact"), f"{one.name} {one.phone}".strip()) for one in first),
                    (_("Station"), station_phone or "____________"),
                ),
                columns=1, size=Size.LARGE,
            ),
            Paragraph((Span(_("Illness and allergies: ")), Span(card.health or _("nothing on record"), True)), Size.BODY),
            Paragraph(CUT, Size.SMALL, Align.CENTRE),
        )
    )  # fmt: skip


def care_file(card: CareCardFacts, past: Sequence[PastFact], marks: Marks) -> Document:
    """The care card and below it everything on record, the newest first, to be signed by whoever takes it over."""
    first = care_card(card, marks.printed_at.date() if marks.printed_at else datetime.min.date(), marks)
    record: list[Block] = [
        Heading(_("On record")),
        Table(
            (
                Column(_("When"), 32), Column(_("What"), 30, bold=True), Column(_("Details"), 92, size=Size.SMALL),
                Column(_("Who"), 24, size=Size.SMALL),
            ),
            tuple(Row((one.at if one.exact else one.at.date(), one.what, one.text, one.who)) for one in past),
            name=_("On record"), empty=_("Nothing on record."),
        ),
        Together((Signatures((_("Handed over by"), _("Taken over by"), _("Date"))),)),
    ]  # fmt: skip
    return replace(first, aside=_("Care file, complete"), blocks=(*first.blocks, *record))


def _contacts(contacts: Sequence[CardContact]) -> Table:
    return Table(
        (
            Column(_("Calling order"), 13, Align.CENTRE, Size.HUGE), Column(_("Contact"), 36, size=Size.HUGE, bold=True, fit=True),
            Column(_("Relation"), 28, size=Size.LARGE, fit=True), Column(_("Phone"), 60, size=Size.HUGE, bold=True, fit=True),
            Column(_("House key"), 22, size=Size.LARGE),
        ),
        tuple(Row((number, one.name, one.relation, one.phone, _("has key") if one.has_key else "")) for number, one in enumerate(contacts, 1)),
        row_height=12, empty=_("No contact is on record."), name=_("Contacts"),
    )  # fmt: skip

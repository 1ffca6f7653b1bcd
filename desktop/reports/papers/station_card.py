"""The station's card: what another station needs to make packages for this one."""

from dataclasses import dataclass
from datetime import datetime

from desktop.i18n import _
from desktop.reports.document import Column, Document, Heading, KeyValues, Marks, Paragraph, QrCode, Row, Size, Span, Table

LINE = 29  # letters: five groups of five with their dashes


@dataclass(frozen=True)
class StationCardFacts:
    """`code` as it is typed or scanned, `fingerprint` as two people read it to each other."""

    station: str
    community: str
    code: str
    fingerprint: str
    made_at: datetime


def station_card(facts: StationCardFacts, marks: Marks) -> Document:
    """One page to hand over or hang up: nothing on it is secret."""
    rows = tuple(Row((str(number), line)) for number, line in enumerate(_lines(facts.code), 1))
    return Document(
        title=_("Station card"),
        subtitle=facts.station,
        blocks=(
            Paragraph((Span(_("With this card another station makes data packages that only this station can open. "), True),
                       Span(_("Nothing on it is secret.")))),
            KeyValues(((_("Station"), facts.station), (_("Community"), facts.community), (_("Made on"), facts.made_at))),
            QrCode(facts.code, _("The station code, to be read by a scanner"), 48),
            Heading(_("Station code"), 2),
            Table((Column(_("Line"), 14), Column(_("Letters"), 160, size=Size.LARGE, bold=True)), rows, ruled=True),
            Heading(_("Fingerprint"), 2),
            Paragraph((Span(facts.fingerprint, True),), Size.LARGE),
            Paragraph(_("When the first package of a station arrives, compare its fingerprint with that station on the phone, group by group.")),
        ),
        marks=marks,
    )


def _lines(code: str) -> list[str]:
    groups = code.split("-")
    return ["-".join(groups[start : start + 5]) for start in range(0, len(groups), 5)]

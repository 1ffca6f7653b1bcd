"""The recovery key on paper: the one way back when every password is forgotten."""

from dataclasses import dataclass
from datetime import datetime

from desktop.i18n import _
from desktop.reports.document import (
    Column,
    Document,
    Heading,
    KeyValues,
    Marks,
    Notes,
    Paragraph,
    QrCode,
    Row,
    SealBox,
    Signatures,
    Size,
    Span,
    Table,
)


@dataclass(frozen=True)
class RecoveryKeyFacts:
    """`lines` as they are typed back; the last letters of each check it."""

    station: str
    community: str
    made_at: datetime
    lines: tuple[str, ...]


def recovery_key(facts: RecoveryKeyFacts, marks: Marks) -> Document:
    """One page, to be signed, sealed in an envelope and locked away. The QR code holds the same lines."""
    rows = tuple(Row((str(number), _spaced(line))) for number, line in enumerate(facts.lines, 1))
    return Document(
        title=_("Recovery key"),
        subtitle=facts.station,
        blocks=(
            Paragraph(
                (
                    Span(_("With this paper anyone can open the station's data. "), True),
                    Span(_("Without it and without a password nobody can, not even the makers of the program.")),
                ),
                Size.LARGE,
            ),
            KeyValues(((_("Station"), facts.station), (_("Community"), facts.community), (_("Made on"), facts.made_at))),
            Table(
                (Column(_("Line"), 14, size=Size.LARGE), Column(_("Letters"), 160, size=Size.HUGE, bold=True)),
                rows,
                row_height=10.5,
                ruled=True,
            ),
            QrCode("\n".join(facts.lines), _("The same key, to be read by a scanner"), 26),
            Heading(_("What to do with it"), 2),
            Paragraph(_("1. Print it once, check that every line can be read, put it into an envelope and seal it.")),
            Paragraph(_("2. Keep the envelope in a locked place away from this computer, for instance the community's safe.")),
            Paragraph(_("3. Do not photograph it, do not send it, do not keep it on the computer or on its USB drive.")),
            Heading(_("When a password is lost"), 2),
            Paragraph(
                _(
                    "Start the program, choose “Forgot the password”, type the lines one after the other. Upper and lower case do not "
                    "matter; there is no letter O or I and no digit 0 or 1. The last two letters of each line check the line: "
                    "a slip of the hand is found in its line."
                )
            ),
            Signatures((_("Made by"), _("Kept by"), _("Place and date"))),
            SealBox(_("Seal over the envelope")),
            Notes((_("A new recovery key makes this one worthless; destroy the old paper then."),)),
        ),
        marks=marks,
    )


def _spaced(line: str) -> str:
    """In groups of five, so that the eye keeps its place."""
    letters = "".join(line.split()).replace("-", "")
    return "  ".join(letters[start : start + 5] for start in range(0, len(letters), 5))

"""The certificate of a volunteer's hours, and the register of those that were issued."""

from collections.abc import Sequence

from desktop.i18n import _
from desktop.reports.certificates import Certificate, spoken
from desktop.reports.document import (
    Column,
    Document,
    KeyValues,
    Marks,
    MetaLine,
    Notes,
    Page,
    Paragraph,
    Row,
    SealBox,
    Signatures,
    Size,
    Spacer,
    Span,
    Table,
)
from desktop.reports.words import day_words


def hours_certificate(one: Certificate, phone: str, marks: Marks) -> Document:
    """One page for the volunteer: what was done, from which evidence, who issued it, how it is confirmed."""
    said = _("This is to certify that {name}{of} served as a volunteer of our station from {first} to {last}.").format(
        name=one.name, of=_(" ({organisation})").format(organisation=one.organisation) if one.organisation else "",
        first=day_words(one.first), last=day_words(one.last))  # fmt: skip
    cancelled = (Paragraph((Span(_("CANCELLED on {date}: {why}").format(date=day_words(one.cancelled_on), why=one.cancelled_why), True),),
                           Size.LARGE),) if one.cancelled_on else ()  # fmt: skip
    return Document(
        title=_("Certificate of voluntary service"),
        aside=_("No. {number}").format(number=one.label),
        blocks=(
            *cancelled,
            Spacer(6),
            Paragraph(said, Size.LARGE),
            Spacer(4),
            KeyValues(
                (
                    (_("Kind of service"), one.content),
                    (_("Hours at the phone"), _("{hours} hours in {shifts} shifts").format(hours=f"{one.hours:.1f}", shifts=one.shifts)),
                    (_("Rounds walked"), _("{rounds} rounds, {doors} doors").format(rounds=one.rounds, doors=one.doors)),
                    (_("Issued on"), one.issued_on),
                    (_("Issued by"), one.issuer),
                ),
                columns=1, size=Size.LARGE,
            ),
            Spacer(6),
            KeyValues(((_("Check code"), spoken(one.check_code)), (_("Confirmed by telephone"), phone or "—")), columns=2, size=Size.LARGE),
            Spacer(10),
            SealBox(_("Seal of the station")),
            Signatures((_("Station head"), _("Date"))),
            Notes((
                _("Hours count from sign-in and sign-out at the PC; five minutes are granted at either end. A seat with no sign-in gives no hours."),
                _("Rounds are sheets that came back from the door; doors are knocks at which the volunteer stood there."),
                *((_("{hours} of these hours were entered by the clerk, each with what it stands on.").format(
                    hours=f"{one.by_hand / 60:.1f}"),) if one.by_hand else ()),
            )),
        ),
        page=Page(margin_x=24, margin_top=26), marks=marks,
    )  # fmt: skip


def certificate_register(lines: Sequence[Certificate], marks: Marks) -> Document:
    """Every certificate that was issued."""
    return Document(
        title=_("Register of certificates"), meta=(MetaLine(_("{count} issued, {cancelled} of them cancelled").format(
            count=len(lines), cancelled=sum(1 for one in lines if not one.in_force))),),
        blocks=(
            Table(
                (
                    Column(_("No."), 25), Column(_("Check code"), 26), Column(_("Name"), 26, bold=True, fit=True),
                    Column(_("Organisation"), 40), Column(_("From"), 24), Column(_("Until"), 24), Column(_("Hours"), 16, pattern="0.0"),
                    Column(_("Rounds"), 14), Column(_("Issued on"), 24), Column(_("Issued by"), 24, fit=True), Column(_("Cancelled"), 40),
                ),
                tuple(
                    Row((one.label, spoken(one.check_code), one.name, one.organisation, one.first, one.last,
                         one.hours, one.rounds, one.issued_on, one.issuer,
                         f"{one.cancelled_on} {one.cancelled_why}" if one.cancelled_on else ""))
                    for one in lines
                ),
                name=_("Certificates"), empty=_("No certificate was issued yet."),
            ),
        ),
        page=Page(landscape=True), marks=marks,
    )  # fmt: skip

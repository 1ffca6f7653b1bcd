"""Forms to be filled in by hand, for stations that start on paper or whose PC is out of order."""

from desktop.i18n import _
from desktop.reports.document import (
    Align,
    BlankLines,
    Column,
    Document,
    Heading,
    Marks,
    MetaLine,
    Notes,
    Page,
    Row,
    Signatures,
    Size,
    Table,
    Tick,
    Together,
)

DOORS, CALLS, CONTACTS = 15, 11, 4
BLANK = "____________"


def blank_forms(station_phone: str, marks: Marks) -> list[Document]:
    """Visit sheet, call log and care file, each a page of its own."""
    return [_visit_sheet(station_phone, marks), _call_log(marks), _care_file(marks)]


def _visit_sheet(station_phone: str, marks: Marks) -> Document:
    empty = Row(("", "", "", Tick.EMPTY, Tick.EMPTY, Tick.EMPTY, ""))
    return Document(
        title=_("Visit sheet"),
        meta=(
            MetaLine(_("Date: ____-__-__   □ morning  □ afternoon"), _("Station phone {phone}").format(phone=station_phone or BLANK)),
            MetaLine(_("Visitor: ") + BLANK, _("Organisation: ") + BLANK),
        ),
        blocks=(
            Table(
                (
                    Column(_("No."), 11, Align.CENTRE), Column(_("Name"), 31), Column(_("Door"), 36), Column(_("Safe"), 16, Align.CENTRE),
                    Column(_("No answer"), 18, Align.CENTRE), Column(_("Trouble"), 16, Align.CENTRE),
                    Column(_("Remarks (heard, seen, to be done)"), 56),
                ),
                tuple(Row((str(number), *empty.cells[1:])) for number in range(1, DOORS + 1)),
                row_height=12, tight_height=11, ruled=True, name=_("Visit sheet"),
            ),
            Together((
                Signatures((_("Visitor's signature"), _("Left at"), _("Returned at"))),
                Notes((
                    _("No answer: knock again and wait one minute, listen for sounds inside, call the station at once, leave "
                      "the contact note, wait at the door for the reply. In an emergency call 120 / 110 first."),
                )),
            )),
        ),
        marks=marks,
    )  # fmt: skip


def _call_log(marks: Marks) -> Document:
    return Document(
        title=_("Call log"),
        meta=(MetaLine(_("Date: ____-__-__   Shift: ________"), _("At the phone: ") + BLANK),),
        blocks=(
            Table(
                (
                    Column(_("Time"), 18), Column(_("In / out"), 24, Align.CENTRE), Column(_("Caller"), 32), Column(_("Phone"), 38),
                    Column(_("About what"), 92, size=Size.BODY), Column(_("Follow-up: who, by when"), 52), Column(_("Minutes"), 17),
                ),
                tuple(Row(("", _("□ in □ out"), "", "", "", "", "")) for _number in range(CALLS)),
                row_height=10.4, ruled=True, name=_("Calls"),
            ),
            Signatures((_("Handed over by"), _("Taken over by"), _("Time"))),
        ),
        page=Page(landscape=True),
        marks=marks,
    )  # fmt: skip


def _care_file(marks: Marks) -> Document:
    asked = (
        _("Name"), _("Code"), _("Sex"), _("Born"), _("Lunar birthday"), _("Identity number"), _("Phone"), _("Address"),
        _("Building head"), _("How often visited"),
    )  # fmt: skip
    pairs = [(asked[place], asked[place + 1]) for place in range(0, len(asked), 2)]
    return Document(
        title=_("Care file"),
        meta=(MetaLine(_("Living situation: □ alone  □ couple  □ very old  □ disabled  □ lost the only child  □ poor"),),),
        blocks=(
            Table(
                (Column(_("Asked"), 26, bold=True), Column(_("Answer"), 65), Column(_("Asked"), 26, bold=True), Column(_("Answer"), 65)),
                tuple(Row((one, "", other, "")) for one, other in pairs), row_height=9, ruled=True, name=_("Care file"),
            ),
            Heading(_("Emergency contacts, in calling order"), 2),
            Table(
                (
                    Column(_("No."), 10, Align.CENTRE), Column(_("Contact"), 34), Column(_("Relation"), 28), Column(_("Phone"), 50),
                    Column(_("House key"), 20, Align.CENTRE), Column(_("Note"), 40),
                ),
                tuple(Row((str(number), "", "", "", Tick.EMPTY, "")) for number in range(1, CONTACTS + 1)), row_height=9, ruled=True,
                name=_("Contacts"),
            ),
            BlankLines(3, _("Illness, medicine, allergies")),
            BlankLines(2, _("Hazards in the home")),
            Together((
                Notes((_("I agree that the station keeps these data to look after me, and passes them to helpers in an emergency. I may take "
                         "this back at any time."),)),
                Signatures((_("Elder or family"), _("Recorded by"), _("Date"))),
            )),
        ),
        marks=marks,
    )  # fmt: skip

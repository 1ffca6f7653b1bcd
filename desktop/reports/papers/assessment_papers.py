"""Papers of the ability assessment: the blank form for the visit, and the filled one to be signed and kept."""

from dataclasses import dataclass, replace
from datetime import date

from desktop.i18n import _
from desktop.people.assessment import Scale
from desktop.reports.document import (
    Align,
    BlankLines,
    Column,
    Document,
    Group,
    Heading,
    KeyValues,
    Marks,
    Notes,
    Privacy,
    Row,
    Signatures,
    Size,
    Table,
    Together,
)

RINGED = "⓪①②③④"  # digits that never part from their words at the end of a line


@dataclass(frozen=True)
class AssessedFacts:
    """Whom it is about; '' where the form stays blank."""

    name: str
    code: str
    address: str


@dataclass(frozen=True)
class AssessmentFacts:
    """One finished assessment in the user's language; `history` are (day, points, level) of the earlier ones."""

    day: date
    reason: str
    answers: str
    score: int
    own: str
    level: str
    because: str
    coma: bool
    diagnosed: bool
    incidents: int
    assessors: str
    informant: str
    note: str
    history: tuple[tuple[date, int, str], ...] = ()


def blank_assessment(who: AssessedFacts, scale: Scale, marks: Marks) -> Document:
    """The form to be filled at the elder's home: every item with the words of its points, and a box for the digit."""
    names = dict(scale.parts)
    rows: list[Row | Group] = []
    part = ""
    for number, item in enumerate(scale.items, 1):
        if item.part != part:
            part = item.part
            most = sum(one.most for one in scale.items if one.part == part)
            rows.append(Group(_("{part} ({most} points)").format(part=names[part], most=most)))
        words = "　".join(f"{RINGED[points]}{item.points[points]}" for points in range(item.most, -1, -1))
        rows.append(Row((number, item.name, words, "")))
    return Document(
        title=_("Ability assessment"),
        subtitle=scale.edition,
        blocks=(
            KeyValues(
                (
                    (_("Elder"), who.name),
                    (_("Code"), who.code),
                    (_("Address"), who.address),
                    (_("Day"), ""),
                    (_("Reason"), _("□ first  □ routine  □ immediate  □ again  □ other")),
                    (_("Who gave information"), ""),
                )
            ),
            Table(
                (
                    Column(_("No."), 9),
                    Column(_("Item"), 34, bold=True),
                    Column(_("Points and what they mean"), 120, size=Size.SMALL),
                    Column(_("Points"), 16, Align.CENTRE),
                ),
                tuple(rows),
                row_height=8,
                ruled=True,
                name=_("Ability assessment"),
            ),
            Together(
                (
                    Notes(
                        (
                            _("□ coma (total disability at once)"),
                            _("□ dementia (F00–F03) or another mental disorder (F04–F99) diagnosed"),
                            _("□ care incidents within 30 days: fall __  going astray __  choking __  self-harm __  other __"),
                        ),
                        _("What changes the level"),
                    ),
                    BlankLines(2, _("Remarks")),
                    Signatures((_("Assessor"), _("Assessor"), _("Elder or family"), _("Date"))),
                )
            ),
            Notes((scale.source,)),
        ),
        marks=replace(marks, privacy=Privacy.FULL),
    )


def assessment_record(who: AssessedFacts, facts: AssessmentFacts, scale: Scale, marks: Marks) -> Document:
    """The finished assessment on paper, to be signed."""
    names = dict(scale.parts)
    rows: list[Row | Group] = []
    part = ""
    for number, (item, digit) in enumerate(zip(scale.items, facts.answers, strict=True), 1):
        if item.part != part:
            part = item.part
            have = sum(int(own) for one, own in zip(scale.items, facts.answers, strict=True) if one.part == part)
            most = sum(one.most for one in scale.items if one.part == part)
            rows.append(Group(f"{names[part]}　{have} / {most}"))
        rows.append(Row((number, item.name, f"{digit} / {item.most}", item.points[int(digit)])))
    history = tuple(Row((day, points, level)) for day, points, level in facts.history)
    yes, no = _("yes"), _("no")
    return Document(
        title=_("Ability assessment"),
        subtitle=who.name,
        blocks=(
            KeyValues(
                (
                    (_("Elder"), who.name),
                    (_("Code"), who.code),
                    (_("Address"), who.address),
                    (_("Day"), facts.day),
                    (_("Reason"), facts.reason),
                    (_("Assessors"), facts.assessors),
                    (_("Who gave information"), facts.informant),
                    (_("Points"), f"{facts.score} / {scale.most}"),
                    (_("Level by points"), facts.own),
                    (_("Level"), facts.level),
                    (_("Why it differs"), facts.because),
                    (_("coma"), yes if facts.coma else no),
                    (_("dementia or mental disorder diagnosed"), yes if facts.diagnosed else no),
                    (_("Care incidents in 30 days"), facts.incidents),
                ),
                size=Size.SMALL,
            ),
            Table(
                (
                    Column(_("No."), 9, size=Size.SMALL),
                    Column(_("Item"), 40, bold=True, size=Size.SMALL),
                    Column(_("Points"), 18, Align.CENTRE, size=Size.SMALL),
                    Column(_("What that means"), 110, size=Size.SMALL),
                ),
                tuple(rows),
                row_height=5.2,
                tight_height=4.4,
                name=_("Ability assessment"),
            ),
            *((KeyValues(((_("Remarks"), facts.note),), columns=1),) if facts.note else ()),
            *(
                (
                    Heading(_("Earlier assessments"), 2),
                    Table((Column(_("Day"), 40), Column(_("Points"), 30), Column(_("Level"), 110)), history, name=_("Earlier assessments")),
                )
                if history
                else ()
            ),
            Together((Signatures((_("Assessor"), _("Assessor"), _("Elder or family"), _("Date"))), Notes((scale.source,)))),
        ),
        marks=replace(marks, privacy=Privacy.FULL),
    )

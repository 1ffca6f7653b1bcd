"""Tables of the rounds room: slots, absences, rounds, sheets, knocks, ladders, sightings."""

from peewee import CharField, DateField, DateTimeField, IntegerField, TextField

from db.base import ID_LENGTH, Row, Table, reference, yes_no
from db.people.tables import CareFile, Person, Volunteer


class RoundsRow(Row):
    topic = "rounds"


class Slot(RoundsRow):
    """场次: a window of the day; minutes since midnight."""

    code = CharField(max_length=10, unique=True)  # 'am', 'pm'
    name = CharField(max_length=40)
    start_minute = IntegerField()
    end_minute = IntegerField()
    position = IntegerField(default=0)
    active = yes_no(True)


class Absence(RoundsRow):
    """外出·住院报备: nothing is due from `from_date` until the elder is back."""

    care_file = reference(CareFile)
    kind = CharField(max_length=20)  # 'away', 'hospital'
    from_date = DateField()
    until_date = DateField(null=True)  # expected return; null = not known
    returned_on = DateField(null=True)
    told_by = CharField(max_length=80, default="")
    note = TextField(default="")


class Round(RoundsRow):
    """巡访: one pass over the elders due in a slot of a day."""

    date = DateField()
    slot = CharField(max_length=10)
    planned_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("date", "slot"), True),)


class Sheet(RoundsRow):
    """巡访单: one visitor's ordered doors. `number` runs through the station's life."""

    round = reference(Round)
    number = IntegerField(unique=True)
    volunteer = reference(Volunteer, null=True)
    companion = reference(Volunteer, null=True, index=False)
    title = CharField(max_length=200, default="")
    printed_at = DateTimeField(null=True)
    copies = IntegerField(default=0)
    recorded_at = DateTimeField(null=True)
    recorded_by = CharField(max_length=60, default="")


class Knock(RoundsRow):
    """敲门: one elder due in one round. Without a sheet it is unserved, and says why."""

    round = reference(Round, index=False)  # the unique index below serves
    sheet = reference(Sheet, null=True)
    care_file = reference(CareFile, index=False)
    position = IntegerField(default=0)
    unserved_reason = CharField(max_length=40, default="")
    outcome = CharField(max_length=20, default="")  # '' = not yet known
    at = DateTimeField(null=True)
    note = TextField(default="")
    from_sheet = reference(Sheet, null=True, index=False)  # the sheet of a visitor who left mid-route, and its number there
    from_number = IntegerField(default=0)
    locked = yes_no(False)  # stays on its sheet when the slot is planned anew

    class Meta:
        indexes = ((("round", "care_file"), True), (("care_file", "at"), False))


class SheetCopy(RoundsRow):
    """One copy of a sheet that left the program: who printed it, when (`created_at`), with which names, what became of it."""

    sheet = reference(Sheet)
    copy = IntegerField()
    print_number = IntegerField()  # in the print log
    grade = CharField(max_length=20, default="")
    account = CharField(max_length=60, default="")
    fate = CharField(max_length=20, default="")  # '', 'returned', 'lost', 'destroyed'
    fate_at = DateTimeField(null=True)


class WalkIn(RoundsRow):
    """A blank line of a sheet that was filled in by hand: somebody met on the way, as written, and who that is if known."""

    sheet = reference(Sheet)
    line = IntegerField()
    name = CharField(max_length=120, default="")
    door = CharField(max_length=120, default="")
    care_file = reference(CareFile, null=True, index=False)
    outcome = CharField(max_length=20)
    at = DateTimeField()
    note = TextField(default="")


class ChecklistItem(RoundsRow):
    """A line of the monthly checklist that the station changed or added; what it did not touch comes from the resources."""

    code = CharField(max_length=40, unique=True)
    part = CharField(max_length=40)
    words = CharField(max_length=120)
    answers = CharField(max_length=200, default="")  # separated by '|', the first is the good one; '' = as usual
    source = CharField(max_length=200, default="")
    position = IntegerField(default=0)
    active = yes_no(True)


class Checklist(RoundsRow):
    """月度巡访表: the full checklist of one elder for one month, each answer with its remark, as JSON by item."""

    care_file = reference(CareFile, index=False)
    month = CharField(max_length=7)
    visited_on = DateField()
    visitor = CharField(max_length=80, default="")
    answers = TextField(default="{}")
    findings = IntegerField(default=0)  # how many answers are not the good one
    account = CharField(max_length=60, default="")

    class Meta:
        indexes = ((("care_file", "month"), True),)


class Ladder(RoundsRow):
    """升级处置: opened by a knock that nobody answered, or by hand."""

    care_file = reference(CareFile)
    knock = reference(Knock, null=True)
    reason = CharField(max_length=20, default="no_answer")  # the outcome that opened it
    opened_at = DateTimeField()
    closed_at = DateTimeField(null=True, index=True)
    result = CharField(max_length=20, default="")
    note = TextField(default="")


class LadderStep(RoundsRow):
    """One step climbed: when, who, what came of it."""

    ladder = reference(Ladder)
    position = IntegerField()
    kind = CharField(max_length=30)
    contact = IntegerField(default=0)  # which emergency contact was called, from 1
    due_at = DateTimeField(null=True)  # by when it should have been done, by the thresholds of that time
    at = DateTimeField()
    who = CharField(max_length=80, default="")
    outcome = CharField(max_length=20, default="")
    note = TextField(default="")


class Sighting(RoundsRow):
    """A moment at which some channel showed a person safe; 最后平安时间 is the latest of these."""

    person = reference(Person, index=False)
    at = DateTimeField()
    channel = CharField(max_length=20)  # 'knock', 'call', 'meal', 'activity', 'neighbour', 'ladder'
    source_id = CharField(max_length=ID_LENGTH, default="", index=True)
    note = CharField(max_length=200, default="")

    class Meta:
        indexes = ((("person", "at"), False),)


class Incident(RoundsRow):
    """事故(意外事件): what happened to an elder, or near one when no care file is concerned (`concerns` says who then)."""

    care_file = reference(CareFile, null=True)
    concerns = CharField(max_length=80, default="")
    kind = CharField(max_length=20)
    at = DateTimeField(index=True)
    estimated = yes_no(False)  # nobody saw when exactly
    place = CharField(max_length=20, default="")
    place_note = CharField(max_length=120, default="")
    first_seen_by = CharField(max_length=80, default="")
    what = TextField(default="")
    done = TextField(default="")
    outcome = CharField(max_length=20, default="")  # '' = not yet known
    outcome_note = TextField(default="")
    closed_at = DateTimeField(null=True)
    source = CharField(max_length=20, default="")  # '', 'ladder', 'call', 'knock'
    source_id = CharField(max_length=ID_LENGTH, default="", index=True)


class KnockTally(Table):
    """The roll-up of knocks: how many of a day, slot and visitor ended how. Derived (db/rounds/tally.py), so it has no journal."""

    topic = "rounds"

    date = DateField()
    slot = CharField(max_length=10)
    volunteer = CharField(max_length=ID_LENGTH, default="")  # '' = on no sheet, or a sheet in nobody's hand
    outcome = CharField(max_length=20, default="")  # '' = not yet known
    late = IntegerField(default=0)  # whole minutes, begun ones too, after the slot's end; 0 = in time or no moment known
    unserved = IntegerField(default=0)  # 1 = due, but on no sheet
    knocks = IntegerField()

    class Meta:
        indexes = ((("date", "slot"), False),)


TABLES: list[type[Table]] = [
    Slot, Absence, Round, Sheet, Knock, Ladder, LadderStep, Sighting, SheetCopy, WalkIn, ChecklistItem, Checklist,
    Incident, KnockTally,
]  # fmt: skip

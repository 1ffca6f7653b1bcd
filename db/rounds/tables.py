"""Tables of the rounds room: slots, absences, rounds, sheets, knocks, ladders, sightings."""

from peewee import CharField, DateField, DateTimeField, IntegerField, TextField

from db.base import ID_LENGTH, Row, reference, yes_no
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
    care_file = reference(CareFile)
    position = IntegerField(default=0)
    unserved_reason = CharField(max_length=40, default="")
    outcome = CharField(max_length=20, default="")  # '' = not yet known
    at = DateTimeField(null=True)
    note = TextField(default="")

    class Meta:
        indexes = ((("round", "care_file"), True),)


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


TABLES: list[type[Row]] = [Slot, Absence, Round, Sheet, Knock, Ladder, LadderStep, Sighting]

"""Tables of the hotline room: availability, shifts, rosters, duty, calls, follow-ups."""

from peewee import BooleanField, CharField, DateField, DateTimeField, FloatField, IntegerField, TextField

from db.base import Row, reference, yes_no
from db.people.tables import Person, Volunteer


class HotlineRow(Row):
    topic = "hotline"


class ShiftTemplate(HotlineRow):
    """班次: minutes since midnight; `weekdays` holds the days it runs on, '0123456' from Monday."""

    name = CharField(max_length=20)
    start_minute = IntegerField()
    end_minute = IntegerField()
    seats = IntegerField(default=2)
    weekdays = CharField(max_length=7, default="0123456")
    position = IntegerField(default=0)
    valid_from = DateField(null=True)
    valid_until = DateField(null=True)


class Availability(HotlineRow):
    """A window of the week in which a volunteer can sit at the phone (minutes since midnight)."""

    volunteer = reference(Volunteer)
    weekday = IntegerField()  # 0 = Monday
    from_minute = IntegerField()
    to_minute = IntegerField()
    wish = CharField(max_length=10, default="")  # '', 'wanted', 'unwanted'


class Unavailable(HotlineRow):
    """A date on which a volunteer cannot serve."""

    volunteer = reference(Volunteer)
    date = DateField()
    reason = CharField(max_length=100, default="")

    class Meta:
        indexes = ((("volunteer", "date"), True),)


class Roster(HotlineRow):
    """值班表 of a month ('2026-12'); `number` counts its versions, `state` is 'draft', 'published' or 'replaced'."""

    month = CharField(max_length=7, index=True)
    number = IntegerField(default=1)
    state = CharField(max_length=10, default="draft")
    published_at = DateTimeField(null=True)
    proven = BooleanField(default=False)
    bound = FloatField(null=True)
    objective = FloatField(null=True)
    note = TextField(default="")

    class Meta:
        indexes = ((("month", "number"), True),)


class Seat(HotlineRow):
    """席位: one chair of one shift of one day, taken by a volunteer or empty."""

    roster = reference(Roster)
    template = reference(ShiftTemplate, null=True, index=False)
    date = DateField(index=True)
    shift = CharField(max_length=20)
    start_minute = IntegerField()
    end_minute = IntegerField()
    seat = IntegerField()
    volunteer = reference(Volunteer, null=True)
    locked = yes_no(False)

    class Meta:
        indexes = ((("roster", "date", "start_minute", "seat"), True),)


class Duty(HotlineRow):
    """值班 as it was: who signed in and out at a seat."""

    seat = reference(Seat, null=True)
    volunteer = reference(Volunteer)
    signed_in = DateTimeField()
    signed_out = DateTimeField(null=True)
    note = TextField(default="")


class Call(HotlineRow):
    """来电 ('in') or 去电 ('out')."""

    direction = CharField(max_length=3, default="in")
    at = DateTimeField(index=True)
    ended_at = DateTimeField(null=True)
    person = reference(Person, null=True)
    caller_name = CharField(max_length=80, default="")
    phone = CharField(max_length=30, default="", index=True)
    kind = CharField(max_length=20, default="effective")
    subtype = CharField(max_length=30, default="")
    axis = CharField(max_length=20, default="")
    note = TextField(default="")
    taken_by = reference(Volunteer, null=True, index=False)
    outcome = CharField(max_length=20, default="")


class FollowUp(HotlineRow):
    """跟进: open until it is closed with a result."""

    person = reference(Person, null=True)
    call = reference(Call, null=True)
    what = TextField()
    owner = CharField(max_length=80, default="")
    due_at = DateTimeField(null=True)
    closed_at = DateTimeField(null=True, index=True)
    result = TextField(default="")


TABLES: list[type[Row]] = [ShiftTemplate, Availability, Unavailable, Roster, Seat, Duty, Call, FollowUp]

"""Tables of the hotline room: availability, shifts, rosters, duty, calls, follow-ups."""

from peewee import BooleanField, CharField, DateField, DateTimeField, FloatField, ForeignKeyField, IntegerField, TextField

from db.base import Row, reference, yes_no
from db.people.tables import CareFile, Person, Volunteer
from db.rounds.tables import Incident


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
    day_kinds = CharField(max_length=4, default="owhf")  # ordinary days, weekends, public holidays, festival weeks
    leads = IntegerField(default=0)  # so many of the seats want somebody who may lead


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


class DayOffer(HotlineRow):
    """What a volunteer said of a part of one day, against or beside his week; `word`: 'free', 'off', 'wanted', 'unwanted'."""

    volunteer = reference(Volunteer)
    date = DateField(index=True)
    from_minute = IntegerField()
    to_minute = IntegerField()
    word = CharField(max_length=10)


class RosterTerms(HotlineRow):
    """What a volunteer asks of every roster; null: as the station's setting (`may_lead` null: by his years at the phone)."""

    volunteer = ForeignKeyField(Volunteer, backref="+", on_delete="RESTRICT", unique=True)
    max_day = IntegerField(null=True)
    max_month = IntegerField(null=True)
    rest_hours = FloatField(null=True)
    may_lead = yes_no(None)


class Pair(HotlineRow):
    """Two volunteers who must never share a shift ('apart') or like to ('together')."""

    one = reference(Volunteer)
    other = reference(Volunteer)
    kind = CharField(max_length=10)


class HolidayYear(HotlineRow):
    """Public holidays of a year as the clerk entered them: `data` is JSON like the files shipped in resources/holidays."""

    year = IntegerField(unique=True)
    source = CharField(max_length=200, default="")
    data = TextField()


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
    role = CharField(max_length=10, default="")  # 'lead', 'second'; '' where the shift asks for no lead

    class Meta:
        indexes = ((("roster", "date", "start_minute", "seat"), True),)


class Duty(HotlineRow):
    """值班 as it was: who signed in and out at a seat."""

    seat = reference(Seat, null=True)
    volunteer = reference(Volunteer)
    signed_in = DateTimeField(index=True)
    signed_out = DateTimeField(null=True)
    note = TextField(default="")
    planned = reference(Volunteer, null=True, index=False)  # whose seat it was, when a stand-in came
    manual = yes_no(False)  # entered by the clerk without a PIN


class DutyPin(HotlineRow):
    """The number by which a volunteer signs in at the phone; `digest` is an Argon2id hash in its usual text form.

    `failures` wrong ones in a row make the next try wait until `not_before`, also after the program was started again.
    """

    volunteer = reference(Volunteer)
    digest = CharField(max_length=160)
    failures = IntegerField(default=0)
    not_before = DateTimeField(null=True)


class SeatSwap(HotlineRow):
    """换班: a seat that changes hands. The seat is told by day, start and number, because it stands in many versions of a roster.

    `kind`: 'gift' (the other takes it), 'exchange' (for the seat in `back_…`), 'replace' (by the clerk, say for somebody ill).
    `state`: 'offered', 'accepted', 'approved', 'refused', 'withdrawn'.
    """

    kind = CharField(max_length=10)
    state = CharField(max_length=10, default="offered", index=True)
    date = DateField(index=True)
    shift = CharField(max_length=20)
    start_minute = IntegerField()
    seat = IntegerField()
    giver = reference(Volunteer, null=True, index=False)
    taker = reference(Volunteer, null=True, index=False)
    back_date = DateField(null=True)
    back_shift = CharField(max_length=20, default="")
    back_start_minute = IntegerField(null=True)
    back_seat = IntegerField(null=True)
    reason = CharField(max_length=200, default="")
    offered_at = DateTimeField()
    accepted_at = DateTimeField(null=True)
    decided_at = DateTimeField(null=True)
    decided_by = CharField(max_length=80, default="")


class Handover(HotlineRow):
    """交接班: one shift hands the phone to the next; both sign. A signer without a volunteer is a clerk."""

    shift = CharField(max_length=20, default="")
    giver = reference(Volunteer, null=True, index=False)
    giver_name = CharField(max_length=80)
    given_at = DateTimeField(index=True)
    taker = reference(Volunteer, null=True, index=False)
    taker_name = CharField(max_length=80, default="")
    taken_at = DateTimeField(null=True)
    note = TextField(default="")


class HandoverItem(HotlineRow):
    """A line of 情况清 ('situation'), 问题清 ('problem') or 任务清 ('task'); handed on until it is closed."""

    kind = CharField(max_length=10)
    text = TextField()
    person = reference(Person, null=True, index=False)
    opened_at = DateTimeField()
    opened_by = CharField(max_length=80, default="")
    closed_at = DateTimeField(null=True, index=True)
    closed_by = CharField(max_length=80, default="")
    result = TextField(default="")


class PhonePlan(HotlineRow):
    """平安电话 as planned: on these weekdays the station calls the elder."""

    care_file = reference(CareFile)
    weekdays = CharField(max_length=7, default="0123456")  # from Monday = 0
    note = CharField(max_length=200, default="")


class QuickPhrase(HotlineRow):
    """A sentence that the note of a call often holds."""

    text = CharField(max_length=120)
    position = IntegerField(default=0)


class Call(HotlineRow):
    """来电 ('in') or 去电 ('out')."""

    direction = CharField(max_length=3, default="in")
    at = DateTimeField(index=True)
    ended_at = DateTimeField(null=True)
    person = reference(Person, null=True, index=False)
    caller_name = CharField(max_length=80, default="")
    phone = CharField(max_length=30, default="", index=True)
    kind = CharField(max_length=20, default="effective")
    subtype = CharField(max_length=30, default="")
    axis = CharField(max_length=20, default="")
    note = TextField(default="")
    taken_by = reference(Volunteer, null=True, index=False)
    outcome = CharField(max_length=20, default="")
    to_contact = yes_no(False)  # an emergency contact was called in the elder's place

    class Meta:
        indexes = ((("person", "at"), False),)


class FollowUp(HotlineRow):
    """跟进: open until it is closed with a result."""

    person = reference(Person, null=True)
    call = reference(Call, null=True)
    incident = reference(Incident, null=True)
    what = TextField()
    owner = CharField(max_length=80, default="")
    due_at = DateTimeField(null=True)
    closed_at = DateTimeField(null=True, index=True)
    result = TextField(default="")
    kind = CharField(max_length=20, default="")  # '' something promised, 'meal', 'haircut', 'medical', 'incident'


TABLES: list[type[Row]] = [
    ShiftTemplate, Availability, Unavailable, DayOffer, RosterTerms, Pair, HolidayYear, Roster, Seat, Duty, Call, FollowUp,
    DutyPin, SeatSwap, Handover, HandoverItem, PhonePlan, QuickPhrase,
]

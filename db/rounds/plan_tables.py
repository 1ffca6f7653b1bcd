"""Tables of the planning of rounds: own rules, extra rounds, needs, who may not meet, pairs, the picture of the compound."""

from peewee import CharField, DateField, DateTimeField, FloatField, IntegerField, TextField

from db.base import Row, reference, yes_no
from db.people.tables import CareFile, Volunteer
from db.rounds.tables import RoundsRow


class VisitRule(RoundsRow):
    """A rule of one elder beside (or `instead` of) the frequency of the care file, from a day to a day."""

    care_file = reference(CareFile)
    instead = yes_no(False)
    preset = CharField(max_length=20)
    slots = CharField(max_length=100, default="")  # 'am,pm'; '' = those that the preset takes
    weekdays = CharField(max_length=20, default="")
    month_day = IntegerField(null=True)
    from_date = DateField()
    until_date = DateField(null=True)  # the last day
    event_at = DateTimeField(null=True)  # for 'after_event'
    within_hours = IntegerField(null=True)
    reason = CharField(max_length=200, default="")


class ExtraRound(RoundsRow):
    """加巡: extra rounds that a clerk declares for typhoon, heat, cold, epidemic, a festival."""

    kind = CharField(max_length=20)
    name = CharField(max_length=80, default="")
    categories = TextField(default="")  # ids, ','; '' = everybody
    slots = CharField(max_length=100, default="")
    weekdays = CharField(max_length=20, default="")  # '' = every day
    from_date = DateField()
    until_date = DateField()  # the last day
    ended_on = DateField(null=True)  # ended early: the first day without
    event_at = DateTimeField(null=True)
    within_hours = IntegerField(null=True)  # once, so long after the event; null = in every chosen slot
    note = TextField(default="")


class VisitNeed(RoundsRow):
    """What an elder needs of a visit: a known face, hours, minutes at the door."""

    care_file = reference(CareFile, index=False)
    known_face = yes_no(False)
    from_minute = IntegerField(null=True)
    until_minute = IntegerField(null=True)
    door_minutes = IntegerField(null=True)
    note = CharField(max_length=200, default="")

    class Meta:
        indexes = ((("care_file",), True),)


class KeepApart(RoundsRow):
    """Who may not meet: a volunteer and an elder, or two volunteers who do not walk as a pair."""

    volunteer = reference(Volunteer)
    care_file = reference(CareFile, null=True)
    other = reference(Volunteer, null=True)
    reason = CharField(max_length=200, default="")


class VisitTeam(RoundsRow):
    """结对: two volunteers who walk one route; the sheet carries the first one's name, then the second's."""

    volunteer = reference(Volunteer)
    companion = reference(Volunteer)
    from_date = DateField(null=True)
    until_date = DateField(null=True)


class PlanPicture(RoundsRow):
    """A scanned picture of the compound under the buildings; `left`, `top` in metres on the plan, `data` base64."""

    name = CharField(max_length=120, default="")
    kind = CharField(max_length=10, default="jpeg")
    width = IntegerField()
    height = IntegerField()
    data = TextField()
    metres_per_pixel = FloatField(default=0.25)
    left = FloatField(default=0.0)
    top = FloatField(default=0.0)


TABLES: list[type[Row]] = [VisitRule, ExtraRound, VisitNeed, KeepApart, VisitTeam, PlanPicture]

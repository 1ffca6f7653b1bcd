"""Tables of the people room: places, persons, care files, contacts, organisations, volunteers."""

from peewee import CharField, DateField, FloatField, IntegerField, TextField

from db.base import Row, reference, yes_no


class PeopleRow(Row):
    topic = "people"


class Grid(PeopleRow):
    """网格(苑区): a part of the community."""

    name = CharField(max_length=60)
    position = IntegerField(default=0)


class Building(PeopleRow):
    """楼栋. `x` and `y` are metres east and north on the station's plan."""

    grid = reference(Grid, null=True)
    estate = CharField(max_length=60, default="")
    name = CharField(max_length=60)
    number = IntegerField(null=True, index=True)
    units = IntegerField(null=True)
    floors = IntegerField(null=True)
    lift = yes_no(None)
    x = FloatField(null=True)
    y = FloatField(null=True)
    head_name = CharField(max_length=60, default="")
    head_phone = CharField(max_length=60, default="")
    note = TextField(default="")


class Household(PeopleRow):
    """住户: one door. `address` is what the clerk wrote, kept even when it could not be read."""

    building = reference(Building, null=True)
    grid = reference(Grid, null=True)
    unit = CharField(max_length=10, default="")
    floor = IntegerField(null=True)
    room = CharField(max_length=20, default="")
    address = CharField(max_length=200, default="")


class Person(PeopleRow):
    """A human being in any part he plays. `search_text` holds every key that finds him, lower case."""

    name = CharField(max_length=80)
    search_text = TextField(default="")
    sex = CharField(max_length=1, default="")  # 'm', 'f', '' = not known
    born = DateField(null=True)
    lunar_month = IntegerField(null=True)
    lunar_day = IntegerField(null=True)
    lunar_leap = yes_no(False)
    id_number = CharField(max_length=18, default="", index=True)  # only a valid one
    id_state = CharField(max_length=20, default="missing")
    id_verbatim = CharField(max_length=60, default="")
    phone = CharField(max_length=30, default="", index=True)
    phones = CharField(max_length=200, default="")  # the further ones, separated by ';'
    household = reference(Household, null=True)
    died_on = DateField(null=True)
    note = TextField(default="")
    locked_on = DateField(null=True)  # 限制处理: kept because the law says so, but no longer worked with
    locked_reason = CharField(max_length=200, default="")


class Category(PeopleRow):
    """类别 of elders; the list is the station's own."""

    code = CharField(max_length=40, unique=True)
    name = CharField(max_length=60)
    position = IntegerField(default=0)
    active = yes_no(True)


class CareFile(PeopleRow):
    """关爱档案: what the station knows of an elder and how often it looks in."""

    person = reference(Person)
    code = CharField(max_length=20, unique=True)
    opened_on = DateField()
    closed_on = DateField(null=True)
    closed_reason = CharField(max_length=200, default="")
    frequency = CharField(max_length=20, default="twice_daily")
    weekdays = CharField(max_length=20, default="")  # '0,3' Monday and Thursday, for weekly
    month_day = IntegerField(null=True)
    risk = CharField(max_length=20, default="")  # '', 'general', 'focus', 'high'
    silence_hours = IntegerField(null=True)  # null = the station's default
    health = TextField(default="")
    hazards = TextField(default="")
    notes = TextField(default="")
    consent_on = DateField(null=True)
    consent_scope = TextField(default="")
    consent_paper = CharField(max_length=60, default="")


class CareCategory(PeopleRow):
    """A category that a care file has."""

    care_file = reference(CareFile)
    category = reference(Category)

    class Meta:
        indexes = ((("care_file", "category"), True),)


class Contact(PeopleRow):
    """紧急联系人, in the order in which they are called."""

    care_file = reference(CareFile)
    position = IntegerField(default=1)
    name = CharField(max_length=80, default="")
    relation = CharField(max_length=40, default="")
    phone = CharField(max_length=30, default="")
    phones = CharField(max_length=200, default="")
    has_key = yes_no(False)
    note = CharField(max_length=200, default="")


class Organisation(PeopleRow):
    """社会组织 or 合作单位 (`partner`)."""

    name = CharField(max_length=120)
    kind = CharField(max_length=40, default="")
    partner = yes_no(False)
    head_name = CharField(max_length=60, default="")
    phone = CharField(max_length=60, default="")
    members = IntegerField(null=True)
    note = TextField(default="")


class Volunteer(PeopleRow):
    """志愿者: a person who serves. `max_week` shifts a week and `capacity` doors a round; null = the station's default."""

    person = reference(Person)
    code = CharField(max_length=20, unique=True)
    organisation = reference(Organisation, null=True)
    party_member = yes_no(None)
    trained = yes_no(False)
    trained_on = DateField(null=True)
    training_expires = DateField(null=True)
    hotline_years = FloatField(null=True)
    weekly_hours = FloatField(null=True)
    max_week = IntegerField(null=True)
    capacity = IntegerField(null=True)
    visit_minutes = IntegerField(null=True)  # minutes a round that the volunteer can walk; null = the whole slot
    visits = yes_no(True)
    joined_on = DateField(null=True)
    left_on = DateField(null=True)
    note = TextField(default="")


class VolunteerGrid(PeopleRow):
    """A grid that a volunteer serves."""

    volunteer = reference(Volunteer)
    grid = reference(Grid)

    class Meta:
        indexes = ((("volunteer", "grid"), True),)


class Assessment(PeopleRow):
    """能力评估 by the table of `edition` (GB/T 42195-2022): one digit an item in `answers`.

    `score` and `level` stand as they were reckoned on that day; `incidents` counts the care incidents of the 30 days before.
    """

    care_file = reference(CareFile)
    day = DateField()
    reason = CharField(max_length=20)
    edition = CharField(max_length=40)
    answers = CharField(max_length=60)
    score = IntegerField()
    coma = yes_no(False)
    diagnosed = yes_no(False)
    incidents = IntegerField(default=0)
    level = CharField(max_length=20)
    assessors = CharField(max_length=120, default="")
    informant = CharField(max_length=80, default="")
    note = TextField(default="")


TABLES: list[type[Row]] = [
    Grid,
    Building,
    Household,
    Person,
    Category,
    CareFile,
    CareCategory,
    Contact,
    Organisation,
    Volunteer,
    VolunteerGrid,
    Assessment,
]

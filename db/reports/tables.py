"""Tables of the reports room: the print log, and the certificates that were issued."""

from peewee import CharField, DateField, IntegerField, TextField

from db.base import Row, reference
from db.people.tables import Volunteer


class PrintLog(Row):
    """One paper that left the program: who printed which copy of what, when (`created_at`), at which privacy grade."""

    topic = "reports"

    number = IntegerField(unique=True)
    paper = CharField(max_length=40)
    subject = CharField(max_length=200, default="")
    copy = CharField(max_length=10, default="1")
    pages = IntegerField(null=True)
    grade = CharField(max_length=20, default="full")
    account = CharField(max_length=60, default="")


class Certificate(Row):
    """志愿服务证明: what was certified, as it was on the day of issue. `check_code` is printed on it, so that a caller can have it confirmed."""

    topic = "reports"

    number = IntegerField(unique=True)
    check_code = CharField(max_length=12, unique=True)
    volunteer = reference(Volunteer)
    name = CharField(max_length=80)
    organisation = CharField(max_length=120, default="")
    first = DateField()
    last = DateField()
    minutes = IntegerField()
    by_hand = IntegerField(default=0)
    shifts = IntegerField(default=0)
    rounds = IntegerField(default=0)
    doors = IntegerField(default=0)
    content = TextField(default="")
    issued_on = DateField()
    issuer = CharField(max_length=80, default="")
    cancelled_on = DateField(null=True)
    cancelled_why = CharField(max_length=200, default="")


TABLES: list[type[Row]] = [PrintLog, Certificate]

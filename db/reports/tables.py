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


class Form(Row):
    """表格: an xlsx form of somebody else, kept whole (`content` is base 64), to be filled again each month."""

    topic = "reports"

    name = CharField(max_length=120)
    file_name = CharField(max_length=260)
    digest = CharField(max_length=64)
    content = TextField()


class FormCell(Row):
    """What goes into one cell of a form: a figure or a fact, of which period."""

    topic = "reports"

    form = reference(Form)
    sheet = CharField(max_length=60)
    cell = CharField(max_length=10)
    kind = CharField(max_length=10)  # 'figure', 'fact'
    code = CharField(max_length=60)
    period = CharField(max_length=20, default="month")

    class Meta:
        indexes = ((("form", "sheet", "cell"), True),)


TABLES: list[type[Row]] = [PrintLog, Certificate, Form, FormCell]

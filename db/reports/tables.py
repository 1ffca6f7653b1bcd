"""Tables of the reports room: the print log."""

from peewee import CharField, IntegerField

from db.base import Row


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


TABLES: list[type[Row]] = [PrintLog]

"""Tables of the law on personal data: consents, requests of those concerned, what was shown in clear, assessments."""

from peewee import CharField, DateField, TextField

from db.base import ID_LENGTH, Row, reference
from db.people.tables import Person


class PrivacyRow(Row):
    """A row of this room."""

    topic = "privacy"


class Consent(PrivacyRow):
    """同意书: what a person agreed to (`scope`), for whom (`recipient`, when data are passed on), and whether that still holds."""

    person = reference(Person)
    scope = CharField(max_length=40)
    recipient = CharField(max_length=120, default="")
    given_on = DateField()
    given_by = CharField(max_length=80, default="")  # '' = the person; else who signed for her
    paper = CharField(max_length=60, default="")
    withdrawn_on = DateField(null=True)
    withdrawn_paper = CharField(max_length=60, default="")
    note = TextField(default="")


class PrivacyRequest(PrivacyRow):
    """What somebody asked about her data: a copy, a correction, locking, deletion. The correction log is the rows of kind 'correct'."""

    person_id = CharField(max_length=ID_LENGTH, default="", index=True)  # no reference: the request outlives the person's data
    code = CharField(max_length=20, default="")
    kind = CharField(max_length=20)
    asked_on = DateField()
    asked_by = CharField(max_length=80, default="")
    paper = CharField(max_length=60, default="")
    what = TextField(default="")
    state = CharField(max_length=20, default="open")  # 'open', 'done', 'refused'
    answer = TextField(default="")
    closed_on = DateField(null=True)


class Reveal(PrivacyRow):
    """Somebody was shown masked data in clear."""

    person_id = CharField(max_length=ID_LENGTH, default="", index=True)
    what = CharField(max_length=80, default="")
    reason = CharField(max_length=200, default="")


class ImpactAssessment(PrivacyRow):
    """个人信息保护影响评估 (law, Art. 55-56): kept three years at least."""

    title = CharField(max_length=120)
    made_on = DateField()
    made_by = CharField(max_length=80, default="")
    purpose = TextField(default="")
    necessity = TextField(default="")
    risks = TextField(default="")
    measures = TextField(default="")
    conclusion = TextField(default="")


TABLES: list[type[Row]] = [Consent, PrivacyRequest, Reveal, ImpactAssessment]

"""Tables of the exchange room: imports, and the doubts that they left."""

from peewee import CharField, DateTimeField, IntegerField, TextField

from db.base import ID_LENGTH, Row, reference


class ExchangeRow(Row):
    topic = "exchange"


class ImportBatch(ExchangeRow):
    """One accepted import; `operation_id` is what undoes it. `counts` is JSON."""

    file_name = CharField(max_length=260)
    digest = CharField(max_length=64)
    operation_id = CharField(max_length=ID_LENGTH)
    counts = TextField(default="{}")


class Doubt(ExchangeRow):
    """待核实: a value that could not be trusted, kept as it was written, until somebody settles it."""

    batch = reference(ImportBatch, null=True)
    table_name = CharField(max_length=40)
    row_id = CharField(max_length=ID_LENGTH, index=True)
    field = CharField(max_length=40)
    verbatim = TextField(default="")
    reason = CharField(max_length=40)
    message = TextField(default="")
    sheet = CharField(max_length=120, default="")
    sheet_row = IntegerField(null=True)
    sheet_column = CharField(max_length=60, default="")
    settled_at = DateTimeField(null=True, index=True)
    settled_how = TextField(default="")


TABLES: list[type[Row]] = [ImportBatch, Doubt]

"""Tables of the exchange room: imports and the doubts that they left; keys, known stations, packages, and where merged rows come from."""

from peewee import CharField, DateTimeField, IntegerField, TextField

from db.base import ID_LENGTH, Row, Table, reference, yes_no


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


class StationKey(ExchangeRow):
    """A key pair of this station, hex: `purpose` 'sign' (Ed25519) proves who made a package, 'receive' (X25519) opens those made for it."""

    purpose = CharField(max_length=10, unique=True)
    private = CharField(max_length=64)
    public = CharField(max_length=64)


class Peer(ExchangeRow):
    """Another station, known by its keys. Its packages are taken in once somebody has accepted it (`accepted_at`)."""

    name = CharField(max_length=120, default="")
    fingerprint = CharField(max_length=40, unique=True)
    sign_key = CharField(max_length=64)
    receive_key = CharField(max_length=64)
    accepted_at = DateTimeField(null=True)
    accepted_by = CharField(max_length=60, default="")
    note = TextField(default="")


class PackageLog(ExchangeRow):
    """One package given out ('out') or taken in ('in'): for whom or from whom, and how far the giver's journal had come (`seq`, `head`).

    `since` is the giver's operation from which on changes are in it; 0 = everything. `counts` is JSON.
    """

    direction = CharField(max_length=3)
    package = CharField(max_length=ID_LENGTH, index=True)
    kind = CharField(max_length=20)
    fingerprint = CharField(max_length=40, default="")
    peer_name = CharField(max_length=120, default="")
    file_name = CharField(max_length=260, default="")
    seq = IntegerField(default=0)
    head = CharField(max_length=64, default="")
    since = IntegerField(default=0)
    counts = TextField(default="{}")
    operation_id = CharField(max_length=ID_LENGTH, default="")
    account = CharField(max_length=60, default="")


class Lineage(ExchangeRow):
    """Where a merged row stands. `vector` (JSON: line of history -> changes) sums to the row's version at merging.

    `alias` names the row of ours that is the same thing under another id, `seen` that row's version then; `gone`: erased elsewhere.
    """

    table_name = CharField(max_length=40)
    row_id = CharField(max_length=ID_LENGTH, unique=True)
    vector = TextField()
    sum = IntegerField(default=0)
    alias = CharField(max_length=ID_LENGTH, default="", index=True)
    seen = IntegerField(default=0)
    gone = yes_no(False)


class Line(Table):
    """A line of history that began after operation `seq` (db/exchange/lines.py). Written beside the journal: it says where this file lies."""

    topic = "exchange"

    seq = IntegerField()
    at = DateTimeField()


class MergeConflict(ExchangeRow):
    """A row that two stations changed without knowing of each other: `theirs` (JSON; '' = erased there) waits for a person's decision."""

    table_name = CharField(max_length=40)
    row_id = CharField(max_length=ID_LENGTH, index=True)
    theirs = TextField(default="")
    foreign_id = CharField(max_length=ID_LENGTH, default="")
    vector = TextField()
    why = CharField(max_length=20, default="both_changed")
    package = CharField(max_length=ID_LENGTH, default="")
    peer_name = CharField(max_length=120, default="")
    decided_at = DateTimeField(null=True, index=True)
    decided_by = CharField(max_length=60, default="")
    decision = CharField(max_length=20, default="")


TABLES: list[type[Table]] = [ImportBatch, Doubt, StationKey, Peer, PackageLog, Lineage, Line, MergeConflict]

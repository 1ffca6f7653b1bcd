"""Schema 3, part exchange: keys, known stations, packages, what was merged. Frozen once released: it never imports today's tables."""

from peewee import Database

STAMPS = """"id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp"""

STATEMENTS = [
    f"""create table "station_key" (
    {STAMPS},
    "purpose" varchar(10) not null,
    "private" varchar(64) not null,
    "public" varchar(64) not null
)""",
    """create unique index "station_key_purpose" on "station_key" ("purpose")""",
    f"""create table "peer" (
    {STAMPS},
    "name" varchar(120) not null,
    "fingerprint" varchar(40) not null,
    "sign_key" varchar(64) not null,
    "receive_key" varchar(64) not null,
    "accepted_at" timestamp,
    "accepted_by" varchar(60) not null,
    "note" text not null
)""",
    """create unique index "peer_fingerprint" on "peer" ("fingerprint")""",
    f"""create table "package_log" (
    {STAMPS},
    "direction" varchar(3) not null,
    "package" varchar(22) not null,
    "kind" varchar(20) not null,
    "fingerprint" varchar(40) not null,
    "peer_name" varchar(120) not null,
    "file_name" varchar(260) not null,
    "seq" integer not null,
    "head" varchar(64) not null,
    "since" integer not null,
    "counts" text not null,
    "operation_id" varchar(22) not null,
    "account" varchar(60) not null
)""",
    """create index "package_log_package" on "package_log" ("package")""",
    f"""create table "lineage" (
    {STAMPS},
    "table_name" varchar(40) not null,
    "row_id" varchar(22) not null,
    "vector" text not null,
    "sum" integer not null,
    "alias" varchar(22) not null,
    "seen" integer not null,
    "gone" boolean not null
)""",
    """create table "line" (
    "id" varchar(22) primary key not null,
    "seq" integer not null,
    "at" timestamp not null
)""",
    """create unique index "lineage_row_id" on "lineage" ("row_id")""",
    """create index "lineage_alias" on "lineage" ("alias")""",
    f"""create table "merge_conflict" (
    {STAMPS},
    "table_name" varchar(40) not null,
    "row_id" varchar(22) not null,
    "theirs" text not null,
    "foreign_id" varchar(22) not null,
    "vector" text not null,
    "why" varchar(20) not null,
    "package" varchar(22) not null,
    "peer_name" varchar(120) not null,
    "decided_at" timestamp,
    "decided_by" varchar(60) not null,
    "decision" varchar(20) not null
)""",
    """create index "merge_conflict_row_id" on "merge_conflict" ("row_id")""",
    """create index "merge_conflict_decided_at" on "merge_conflict" ("decided_at")""",
]


def up(database: Database) -> None:
    """Six tables."""
    for statement in STATEMENTS:
        database.execute_sql(statement)

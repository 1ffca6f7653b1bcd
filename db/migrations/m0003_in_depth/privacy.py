"""Schema 3, part privacy: consents, requests, deletions, reveals, assessments. Frozen once released: it never imports today's tables."""

from peewee import Database

ROW = """"id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,"""
STATEMENTS = [
    """alter table "person" add column "locked_on" date""",
    """alter table "person" add column "locked_reason" varchar(200) not null default ''""",
    f"""create table "consent" (
    {ROW}
    "person_id" varchar(22) not null references "person" ("id") on delete restrict,
    "scope" varchar(40) not null,
    "recipient" varchar(120) not null,
    "given_on" date not null,
    "given_by" varchar(80) not null,
    "paper" varchar(60) not null,
    "withdrawn_on" date,
    "withdrawn_paper" varchar(60) not null,
    "note" text not null
)""",
    """create index "consent_person_id" on "consent" ("person_id")""",
    f"""create table "privacy_request" (
    {ROW}
    "person_id" varchar(22) not null,
    "code" varchar(20) not null,
    "kind" varchar(20) not null,
    "asked_on" date not null,
    "asked_by" varchar(80) not null,
    "paper" varchar(60) not null,
    "what" text not null,
    "state" varchar(20) not null,
    "answer" text not null,
    "closed_on" date
)""",
    """create index "privacy_request_person_id" on "privacy_request" ("person_id")""",
    f"""create table "erasure" (
    {ROW}
    "person_id" varchar(22) not null,
    "code" varchar(20) not null,
    "done_on" date not null,
    "reason" varchar(200) not null,
    "paper" varchar(60) not null,
    "rows" integer not null,
    "changes" text not null
)""",
    """create index "erasure_person_id" on "erasure" ("person_id")""",
    f"""create table "reveal" (
    {ROW}
    "person_id" varchar(22) not null,
    "what" varchar(80) not null,
    "reason" varchar(200) not null
)""",
    """create index "reveal_person_id" on "reveal" ("person_id")""",
    f"""create table "impact_assessment" (
    {ROW}
    "title" varchar(120) not null,
    "made_on" date not null,
    "made_by" varchar(80) not null,
    "purpose" text not null,
    "necessity" text not null,
    "risks" text not null,
    "measures" text not null,
    "conclusion" text not null
)""",
]


def up(database: Database) -> None:
    """Make the tables and the columns of a locked person."""
    for statement in STATEMENTS:
        database.execute_sql(statement)

"""Schema 3, part people. Frozen once released: it never imports today's tables."""

from peewee import Database

INCIDENTS_AND_ASSESSMENTS = [
    """create table "incident" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "care_file_id" varchar(22) references "care_file" ("id") on delete restrict,
    "concerns" varchar(80) not null,
    "kind" varchar(20) not null,
    "at" timestamp not null,
    "estimated" boolean not null,
    "place" varchar(20) not null,
    "place_note" varchar(120) not null,
    "first_seen_by" varchar(80) not null,
    "what" text not null,
    "done" text not null,
    "outcome" varchar(20) not null,
    "outcome_note" text not null,
    "closed_at" timestamp,
    "source" varchar(20) not null,
    "source_id" varchar(22) not null
)""",
    """create index "incident_care_file_id" on "incident" ("care_file_id")""",
    """create index "incident_at" on "incident" ("at")""",
    """create index "incident_source_id" on "incident" ("source_id")""",
    """alter table "follow_up" add column "incident_id" varchar(22) references "incident" ("id") on delete restrict""",
    """create index "follow_up_incident_id" on "follow_up" ("incident_id")""",
    """create table "assessment" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "care_file_id" varchar(22) not null references "care_file" ("id") on delete restrict,
    "day" date not null,
    "reason" varchar(20) not null,
    "edition" varchar(40) not null,
    "answers" varchar(60) not null,
    "score" integer not null,
    "coma" boolean not null,
    "diagnosed" boolean not null,
    "incidents" integer not null,
    "level" varchar(20) not null,
    "assessors" varchar(120) not null,
    "informant" varchar(80) not null,
    "note" text not null
)""",
    """create index "assessment_care_file_id" on "assessment" ("care_file_id")""",
]

# what an elder had lately is found without reading all that he ever had
LATELY = [
    'drop index "knock_care_file_id"',
    """create index "knock_care_file_id_at" on "knock" ("care_file_id", "at")""",
    'drop index "call_person_id"',
    """create index "call_person_id_at" on "call" ("person_id", "at")""",
]


def up(database: Database) -> None:
    """Incidents with their follow-ups, ability assessments, and two indexes that end with the time."""
    for statement in [*INCIDENTS_AND_ASSESSMENTS, *LATELY]:
        database.execute_sql(statement)

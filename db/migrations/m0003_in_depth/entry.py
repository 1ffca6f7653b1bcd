"""Schema 3, part entry: copies of sheets, blank lines, doors handed over, checklists. Frozen: it never imports today's tables."""

from peewee import Database

STATEMENTS = (
    """alter table "knock" add column "from_sheet_id" varchar(22) references "sheet" ("id") on delete restrict""",
    """alter table "knock" add column "from_number" integer not null default 0""",
    """create table "sheet_copy" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "sheet_id" varchar(22) not null references "sheet" ("id") on delete restrict,
    "copy" integer not null,
    "print_number" integer not null,
    "grade" varchar(20) not null,
    "account" varchar(60) not null,
    "fate" varchar(20) not null,
    "fate_at" timestamp
)""",
    """create index "sheet_copy_sheet_id" on "sheet_copy" ("sheet_id")""",
    """create table "walk_in" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "sheet_id" varchar(22) not null references "sheet" ("id") on delete restrict,
    "line" integer not null,
    "name" varchar(120) not null,
    "door" varchar(120) not null,
    "care_file_id" varchar(22) references "care_file" ("id") on delete restrict,
    "outcome" varchar(20) not null,
    "at" timestamp not null,
    "note" text not null
)""",
    """create index "walk_in_sheet_id" on "walk_in" ("sheet_id")""",
    """create table "checklist_item" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "code" varchar(40) not null,
    "part" varchar(40) not null,
    "words" varchar(120) not null,
    "answers" varchar(200) not null,
    "source" varchar(200) not null,
    "position" integer not null,
    "active" boolean not null
)""",
    """create unique index "checklist_item_code" on "checklist_item" ("code")""",
    """create table "checklist" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "care_file_id" varchar(22) not null references "care_file" ("id") on delete restrict,
    "month" varchar(7) not null,
    "visited_on" date not null,
    "visitor" varchar(80) not null,
    "answers" text not null,
    "findings" integer not null,
    "account" varchar(60) not null
)""",
    """create unique index "checklist_care_file_id_month" on "checklist" ("care_file_id", "month")""",
)


def up(database: Database) -> None:
    """Make them, in this order."""
    for statement in STATEMENTS:
        database.execute_sql(statement)

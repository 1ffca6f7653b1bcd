"""Schema 3, part reports: certificates, forms. Frozen once released: it never imports today's tables."""

from peewee import Database

STATEMENTS = (
    """create table "certificate" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "number" integer not null,
    "check_code" varchar(12) not null,
    "volunteer_id" varchar(22) not null references "volunteer" ("id") on delete restrict,
    "name" varchar(80) not null,
    "organisation" varchar(120) not null,
    "first" date not null,
    "last" date not null,
    "minutes" integer not null,
    "by_hand" integer not null,
    "shifts" integer not null,
    "rounds" integer not null,
    "doors" integer not null,
    "content" text not null,
    "issued_on" date not null,
    "issuer" varchar(80) not null,
    "cancelled_on" date,
    "cancelled_why" varchar(200) not null
)""",
    """create table "form" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "name" varchar(120) not null,
    "file_name" varchar(260) not null,
    "digest" varchar(64) not null,
    "content" text not null
)""",
    """create table "form_cell" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "form_id" varchar(22) not null references "form" ("id") on delete restrict,
    "sheet" varchar(60) not null,
    "cell" varchar(10) not null,
    "kind" varchar(10) not null,
    "code" varchar(60) not null,
    "period" varchar(20) not null
)""",
    """create index "form_cell_form_id" on "form_cell" ("form_id")""",
    """create unique index "form_cell_form_id_sheet_cell" on "form_cell" ("form_id", "sheet", "cell")""",
    """create unique index "certificate_number" on "certificate" ("number")""",
    """create unique index "certificate_check_code" on "certificate" ("check_code")""",
    """create index "certificate_volunteer_id" on "certificate" ("volunteer_id")""",
)


def up(database: Database) -> None:
    """The register of certificates; forms and what goes into their cells."""
    for statement in STATEMENTS:
        database.execute_sql(statement)

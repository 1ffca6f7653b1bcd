"""Schema 3, part roster. Frozen once released: it never imports today's tables."""

from peewee import Database

STATEMENTS = [
    """alter table "shift_template" add column "day_kinds" varchar(4) not null default 'owhf'""",
    """alter table "shift_template" add column "leads" integer not null default 0""",
    """alter table "seat" add column "role" varchar(10) not null default ''""",
    """create table "day_offer" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "volunteer_id" varchar(22) not null references "volunteer" ("id") on delete restrict,
    "date" date not null,
    "from_minute" integer not null,
    "to_minute" integer not null,
    "word" varchar(10) not null
)""",
    """create index "day_offer_volunteer_id" on "day_offer" ("volunteer_id")""",
    """create index "day_offer_date" on "day_offer" ("date")""",
    """create table "roster_terms" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "volunteer_id" varchar(22) not null references "volunteer" ("id") on delete restrict,
    "max_day" integer,
    "max_month" integer,
    "rest_hours" double precision,
    "may_lead" boolean
)""",
    """create unique index "roster_terms_volunteer_id" on "roster_terms" ("volunteer_id")""",
    """create table "pair" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "one_id" varchar(22) not null references "volunteer" ("id") on delete restrict,
    "other_id" varchar(22) not null references "volunteer" ("id") on delete restrict,
    "kind" varchar(10) not null
)""",
    """create index "pair_one_id" on "pair" ("one_id")""",
    """create index "pair_other_id" on "pair" ("other_id")""",
    """create table "holiday_year" (
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,
    "year" integer not null,
    "source" varchar(200) not null,
    "data" text not null
)""",
    """create unique index "holiday_year_year" on "holiday_year" ("year")""",
]


def up(database: Database) -> None:
    """Run the statements."""
    for statement in STATEMENTS:
        database.execute_sql(statement)

"""Schema 3, part planning. Frozen once released: it never imports today's tables."""

from peewee import Database

_ROW = """"id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp"""

STATEMENTS = [
    f"""create table "visit_rule" (
    {_ROW},
    "care_file_id" varchar(22) not null references "care_file" ("id") on delete restrict,
    "instead" boolean not null,
    "preset" varchar(20) not null,
    "slots" varchar(100) not null,
    "weekdays" varchar(20) not null,
    "month_day" integer,
    "from_date" date not null,
    "until_date" date,
    "event_at" timestamp,
    "within_hours" integer,
    "reason" varchar(200) not null
)""",
    """create index "visit_rule_care_file_id" on "visit_rule" ("care_file_id")""",
    f"""create table "extra_round" (
    {_ROW},
    "kind" varchar(20) not null,
    "name" varchar(80) not null,
    "categories" text not null,
    "slots" varchar(100) not null,
    "weekdays" varchar(20) not null,
    "from_date" date not null,
    "until_date" date not null,
    "ended_on" date,
    "event_at" timestamp,
    "within_hours" integer,
    "note" text not null
)""",
    f"""create table "visit_need" (
    {_ROW},
    "care_file_id" varchar(22) not null references "care_file" ("id") on delete restrict,
    "known_face" boolean not null,
    "from_minute" integer,
    "until_minute" integer,
    "door_minutes" integer,
    "note" varchar(200) not null
)""",
    """create unique index "visit_need_care_file_id" on "visit_need" ("care_file_id")""",
    f"""create table "keep_apart" (
    {_ROW},
    "volunteer_id" varchar(22) not null references "volunteer" ("id") on delete restrict,
    "care_file_id" varchar(22) references "care_file" ("id") on delete restrict,
    "other_id" varchar(22) references "volunteer" ("id") on delete restrict,
    "reason" varchar(200) not null
)""",
    """create index "keep_apart_volunteer_id" on "keep_apart" ("volunteer_id")""",
    """create index "keep_apart_care_file_id" on "keep_apart" ("care_file_id")""",
    """create index "keep_apart_other_id" on "keep_apart" ("other_id")""",
    f"""create table "visit_team" (
    {_ROW},
    "volunteer_id" varchar(22) not null references "volunteer" ("id") on delete restrict,
    "companion_id" varchar(22) not null references "volunteer" ("id") on delete restrict,
    "from_date" date,
    "until_date" date
)""",
    """create index "visit_team_volunteer_id" on "visit_team" ("volunteer_id")""",
    """create index "visit_team_companion_id" on "visit_team" ("companion_id")""",
    f"""create table "plan_picture" (
    {_ROW},
    "name" varchar(120) not null,
    "kind" varchar(10) not null,
    "width" integer not null,
    "height" integer not null,
    "data" text not null,
    "metres_per_pixel" double precision not null,
    "left" double precision not null,
    "top" double precision not null
)""",
    """alter table "knock" add column "locked" boolean not null default false""",
    """alter table "volunteer" add column "visit_minutes" integer""",
]


def up(database: Database) -> None:
    """Own rules of an elder, declared extra rounds, needs, who may not meet, pairs, the picture of the compound, locks."""
    for statement in STATEMENTS:
        database.execute_sql(statement)

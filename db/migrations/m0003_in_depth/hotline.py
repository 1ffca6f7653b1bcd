"""Schema 3, part hotline: PINs, swaps, handover, quick phrases. Frozen once released: it never imports today's tables."""

from peewee import Database

ROW = """
    "id" varchar(22) primary key not null,
    "created_at" timestamp not null,
    "changed_at" timestamp not null,
    "version" integer not null,
    "deleted_at" timestamp,"""

STATEMENTS = (
    """alter table "duty" add column "planned_id" varchar(22) references "volunteer" ("id") on delete restrict""",
    """alter table "duty" add column "manual" boolean not null default false""",
    """create index "duty_signed_in" on "duty" ("signed_in")""",
    """alter table "call" add column "to_contact" boolean not null default false""",
    """alter table "follow_up" add column "kind" varchar(20) not null default ''""",
    f"""create table "duty_pin" ({ROW}
    "volunteer_id" varchar(22) not null references "volunteer" ("id") on delete restrict,
    "digest" varchar(160) not null,
    "failures" integer not null,
    "not_before" timestamp
)""",
    """create index "duty_pin_volunteer_id" on "duty_pin" ("volunteer_id")""",
    f"""create table "seat_swap" ({ROW}
    "kind" varchar(10) not null,
    "state" varchar(10) not null,
    "date" date not null,
    "shift" varchar(20) not null,
    "start_minute" integer not null,
    "seat" integer not null,
    "giver_id" varchar(22) references "volunteer" ("id") on delete restrict,
    "taker_id" varchar(22) references "volunteer" ("id") on delete restrict,
    "back_date" date,
    "back_shift" varchar(20) not null,
    "back_start_minute" integer,
    "back_seat" integer,
    "reason" varchar(200) not null,
    "offered_at" timestamp not null,
    "accepted_at" timestamp,
    "decided_at" timestamp,
    "decided_by" varchar(80) not null
)""",
    """create index "seat_swap_state" on "seat_swap" ("state")""",
    """create index "seat_swap_date" on "seat_swap" ("date")""",
    f"""create table "handover" ({ROW}
    "shift" varchar(20) not null,
    "giver_id" varchar(22) references "volunteer" ("id") on delete restrict,
    "giver_name" varchar(80) not null,
    "given_at" timestamp not null,
    "taker_id" varchar(22) references "volunteer" ("id") on delete restrict,
    "taker_name" varchar(80) not null,
    "taken_at" timestamp,
    "note" text not null
)""",
    """create index "handover_given_at" on "handover" ("given_at")""",
    f"""create table "handover_item" ({ROW}
    "kind" varchar(10) not null,
    "text" text not null,
    "person_id" varchar(22) references "person" ("id") on delete restrict,
    "opened_at" timestamp not null,
    "opened_by" varchar(80) not null,
    "closed_at" timestamp,
    "closed_by" varchar(80) not null,
    "result" text not null
)""",
    """create index "handover_item_closed_at" on "handover_item" ("closed_at")""",
    f"""create table "phone_plan" ({ROW}
    "care_file_id" varchar(22) not null references "care_file" ("id") on delete restrict,
    "weekdays" varchar(7) not null,
    "note" varchar(200) not null
)""",
    """create index "phone_plan_care_file_id" on "phone_plan" ("care_file_id")""",
    f"""create table "quick_phrase" ({ROW}
    "text" varchar(120) not null,
    "position" integer not null
)""",
)


def up(database: Database) -> None:
    """New tables of the hotline, and what a duty, a call and a follow-up further say."""
    for statement in STATEMENTS:
        database.execute_sql(statement)

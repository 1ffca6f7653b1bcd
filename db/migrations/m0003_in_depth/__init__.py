"""Schema 3: rounds, hotline, safety and papers in depth. One part for each piece of work; frozen once released."""

from peewee import Database

from db.migrations.m0003_in_depth import (
    entry,
    exchange,
    figures,
    hotline,
    people,
    planning,
    privacy,
    reports,
    roster,
    station,
    watching,
)

PARTS = (people, station, privacy, planning, entry, watching, roster, hotline, exchange, reports, figures)


def up(database: Database) -> None:
    """Every part, in this order: later ones may refer to tables of earlier ones."""
    for part in PARTS:
        part.up(database)

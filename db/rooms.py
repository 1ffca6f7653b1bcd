"""The rooms of this floor: one line a room."""

from db.base import Table
from db.exchange.tables import TABLES as EXCHANGE
from db.hotline.tables import TABLES as HOTLINE
from db.people.tables import TABLES as PEOPLE
from db.privacy.tables import TABLES as PRIVACY
from db.reports.tables import TABLES as REPORTS
from db.rounds.plan_tables import TABLES as PLANNING
from db.rounds.tables import TABLES as ROUNDS
from db.station.tables import TABLES as STATION

TABLES: list[type[Table]] = [*STATION, *PEOPLE, *ROUNDS, *PLANNING, *HOTLINE, *EXCHANGE, *REPORTS, *PRIVACY]


def table_named(name: str) -> type[Table]:
    """The table of this name in the database. Raises KeyError."""
    return {str(table._meta.table_name): table for table in TABLES}[name]

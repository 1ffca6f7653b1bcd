"""The rooms of this floor: one line a room. Verbs of the command line."""

from desktop.cli.exchange import verbs as exchange
from desktop.cli.hotline import verbs as hotline
from desktop.cli.packages import verbs as packages
from desktop.cli.reports import verbs as reports
from desktop.cli.rounds import verbs as rounds
from desktop.cli.safety import verbs as safety
from desktop.cli.station import verbs as station
from desktop.cli.updates import verbs as updates

VERBS = [station, safety, exchange, packages, rounds, hotline, reports, updates]

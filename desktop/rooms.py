"""The rooms of this floor: one line a room. Verbs of the command line."""

from desktop.cli.exchange import verbs as exchange
from desktop.cli.hotline import verbs as hotline
from desktop.cli.rounds import verbs as rounds
from desktop.cli.station import verbs as station

VERBS = [station, exchange, rounds, hotline]

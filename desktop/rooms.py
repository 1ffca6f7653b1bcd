"""The rooms of this floor: one line a room. Verbs of the command line."""

from desktop.cli import exchange, hotline, rounds, station

VERBS = [station.verbs, exchange.verbs, rounds.verbs, hotline.verbs]

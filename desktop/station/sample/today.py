"""The sample station's present day, lived through the same services as a clerk's."""

from desktop.session import Session


def live_through_today(session: Session, seed: int) -> None:
    """Plan and partly record today's rounds, make this month's roster."""

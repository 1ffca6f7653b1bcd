"""The station's own keys and the stations that it knows."""

from typing import Any

from db.exchange.tables import PackageLog, Peer, StationKey
from db.store import Store


def own_keys(store: Store) -> dict[str, dict[str, Any]]:
    """Purpose ('sign', 'receive') -> the key pair, hex."""
    return {row["purpose"]: row for row in StationKey.select().where(StationKey.deleted_at.is_null()).dicts()}


def peers(store: Store) -> list[dict[str, Any]]:
    """The stations that are known, by name."""
    return [dict(row) for row in Peer.select().where(Peer.deleted_at.is_null()).order_by(Peer.name, Peer.id).dicts()]


def peer(store: Store, fingerprint: str) -> dict[str, Any] | None:
    """A known station, also one that was put into the recycle bin."""
    found = Peer.select().where(Peer.fingerprint == fingerprint).dicts().first()
    return None if found is None else dict(found)


def packages(store: Store, limit: int = 100) -> list[dict[str, Any]]:
    """What was given out and taken in, the newest first."""
    query = PackageLog.select().where(PackageLog.deleted_at.is_null()).order_by(PackageLog.created_at.desc(), PackageLog.id.desc())
    return [dict(row) for row in query.limit(limit).dicts()]


def newest_sequence(store: Store, direction: str, fingerprint: str) -> int:
    """How far the giver's journal had come in the newest package to ('out') or from ('in') this station; 0 for none."""
    query = PackageLog.select(PackageLog.seq).where(
        PackageLog.direction == direction, PackageLog.fingerprint == fingerprint, PackageLog.kind == "everything", PackageLog.deleted_at.is_null())
    return max((row[0] for row in query.tuples()), default=0)


def taken(store: Store, package: str) -> bool:
    """Whether this package was taken in before (and not taken back)."""
    return bool(PackageLog.select().where(
        PackageLog.direction == "in", PackageLog.package == package, PackageLog.deleted_at.is_null()).exists())

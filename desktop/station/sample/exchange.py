"""The sample's dealings with another station: one that is known, packages to and fro, and two conflicts to be decided."""

import hashlib
import json
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from db.exchange.lines import to_text
from db.exchange.merging import as_json, rows_of
from db.exchange.scope import by_name
from db.exchange.tables import MergeConflict, PackageLog, Peer
from db.privacy.tables import Consent
from db.store import Store, Unit
from desktop.exchange.giving import ELDERS, EVERYTHING, PASS_ON
from desktop.exchange.keys import fingerprint_of
from desktop.station.sample.history import Past

OTHER = "青枫社区服务站"
WEEK = timedelta(days=7)


def insert_exchange(unit: Unit, store: Store, past: Past, seed: int) -> None:
    """Write them; the other station's keys follow from the seed, and nobody has their private halves."""
    sign = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"sign {seed}".encode()).digest()).public_key().public_bytes_raw()
    receive = X25519PrivateKey.from_private_bytes(hashlib.sha256(f"receive {seed}".encode()).digest()).public_key().public_bytes_raw()
    mark = fingerprint_of(sign, receive)
    unit.insert(Peer, {
        "name": OTHER, "fingerprint": mark, "sign_key": sign.hex(), "receive_key": receive.hex(), "accepted_at": unit.now - 6 * WEEK,
        "accepted_by": "sample"})
    logged = {"fingerprint": mark, "peer_name": OTHER, "account": "sample"}
    unit.insert(PackageLog, {
        **logged, "direction": "out", "package": "sample1", "kind": ELDERS, "file_name": "转出的老人.linli", "counts": json.dumps({"rows": 9}),
        "created_at": unit.now - 5 * WEEK})
    unit.insert(PackageLog, {
        **logged, "direction": "in", "package": "sample2", "kind": EVERYTHING, "file_name": "全部资料.linli",
        "counts": json.dumps({"newer": 14, "same": 1206, "conflict": 2}), "created_at": unit.now - WEEK})
    line = f"sample{seed}"
    for place, changed in ((0, {"phone": "13957400123", "note": "上月换了手机号，女儿代接"}), (1, {"note": "膝盖手术后在家休养"})):
        person = next(rows_of(store, by_name()["person"], [past.elders[place][0]]))
        unit.insert(MergeConflict, {
            "table_name": "person", "row_id": person["id"], "foreign_id": person["id"], "theirs": as_json({**person, **changed}),
            "vector": to_text({line: 1}), "package": "sample2", "peer_name": OTHER, "created_at": unit.now - WEEK})
    for place in (2, 3):
        unit.insert(Consent, {
            "person": past.elders[place][0], "scope": PASS_ON, "recipient": OTHER, "given_on": (unit.now - WEEK).date(), "paper": f"转-{place:03d}"})

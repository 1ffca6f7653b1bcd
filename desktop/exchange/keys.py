"""This station's keys, its card for others, and the stations that it knows: accepted once, by their fingerprint."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from db.exchange import keys as queries
from db.exchange.tables import Peer, StationKey
from db.station import queries as station
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import Permission, service
from desktop.reports.papers.station_card import StationCardFacts, station_card
from desktop.reports.pdf import write_pdf
from desktop.reports.printlog import marks_of
from desktop.session import Session

CARD = "LINLI1"
CHECK = 5  # bytes
GROUP = 5  # letters


@dataclass(frozen=True)
class Keys:
    """The station's private keys, 32 bytes each."""

    sign: bytes
    receive: bytes

    @property
    def sign_public(self) -> bytes:
        """By which others know who made a package."""
        return Ed25519PrivateKey.from_private_bytes(self.sign).public_key().public_bytes_raw()

    @property
    def receive_public(self) -> bytes:
        """For which others make a package."""
        return X25519PrivateKey.from_private_bytes(self.receive).public_key().public_bytes_raw()


@dataclass(frozen=True)
class Card:
    """What a station gives to others so that they can make packages for it: its name, its code (QR and text) and its fingerprint."""

    station: str
    community: str
    code: str
    fingerprint: str


@dataclass(frozen=True)
class Known:
    """A station that is known here. Its packages are taken in once it is `accepted`."""

    id: str
    name: str
    fingerprint: str
    accepted_at: datetime | None
    accepted_by: str
    receive_key: bytes

    @property
    def accepted(self) -> bool:
        """Whether its packages are taken in."""
        return self.accepted_at is not None


def fingerprint_of(sign_key: bytes, receive_key: bytes) -> str:
    """Five groups of four: what two people read to each other on the phone."""
    text = base64.b32encode(hashlib.sha256(b"station\n" + sign_key + receive_key).digest()).decode()[:20]
    return "-".join(text[start : start + 4] for start in range(0, 20, 4))


@service(Permission.EXCHANGE_WRITE)
def keys_of(session: Session) -> Keys:
    """The station's keys, made at the first need. Raises NotAllowed, DiskRefused."""
    found = queries.own_keys(session.store)
    if {"sign", "receive"} <= found.keys():
        return Keys(bytes.fromhex(found["sign"]["private"]), bytes.fromhex(found["receive"]["private"]))
    sign, receive = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    made = Keys(sign.private_bytes_raw(), receive.private_bytes_raw())
    with session.write("exchange.make_keys") as unit:
        unit.insert(StationKey, {"purpose": "sign", "private": made.sign.hex(), "public": made.sign_public.hex()})
        unit.insert(StationKey, {"purpose": "receive", "private": made.receive.hex(), "public": made.receive_public.hex()})
    return made


@service(Permission.EXCHANGE_WRITE)
def card(session: Session) -> Card:
    """This station's card. Raises NotAllowed, DiskRefused."""
    keys, row = keys_of(session), station.station(session.store)
    both = keys.sign_public, keys.receive_public
    return Card(row["name"], row["community"], card_code(*both), fingerprint_of(*both))


@service(Permission.EXCHANGE_WRITE)
def save_card(session: Session, path: Path) -> None:
    """Write this station's card as a PDF. Raises CannotSave."""
    told = card(session)
    facts = StationCardFacts(told.station, told.community, told.code, told.fingerprint, session.clock.now())
    write_pdf(path, station_card(facts, marks_of(session)))


def card_code(sign_key: bytes, receive_key: bytes) -> str:
    """Both public keys with a check, in groups of letters that can be typed, scanned and put into a QR code."""
    body = sign_key + receive_key
    text = base64.b32encode(body + hashlib.sha256(b"card\n" + body).digest()[:CHECK]).decode().rstrip("=")
    return CARD + "-" + "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def read_code(text: str) -> tuple[bytes, bytes]:
    """Signing and receiving key from a card's code, however it was typed. Raises BadRequest."""
    letters = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
    if not letters.startswith(CARD):
        told = _("This is no station code. It begins with {beginning}; copy it whole from the other station's page or card.")
        raise BadRequest(told.format(beginning=CARD))
    letters = letters[len(CARD) :].replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        data = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        data = b""
    body, check = data[:64], data[64:]
    whole = base64.b32encode(data).decode().rstrip("=") == letters and len(data) == 64 + CHECK
    if not whole or hashlib.sha256(b"card\n" + body).digest()[:CHECK] != check:
        raise BadRequest(_("The station code has a slip of the hand or is incomplete. Copy it again, or scan the QR code."))
    return body[:32], body[32:]


@service(Permission.EXCHANGE_WRITE)
def known_stations(session: Session) -> list[Known]:
    """The stations that are known here, by name."""
    return [_known(row) for row in queries.peers(session.store)]


@service(Permission.EXCHANGE_WRITE)
def add_station(session: Session, name: str, code: str) -> Known:
    """Remember another station by its card, and accept its packages: whoever types the card has it from that station.

    Raises BadRequest for an empty name, a wrong code, or the station's own card.
    """
    if not name.strip():
        raise BadRequest(_("Give the other station a name."))
    sign_key, receive_key = read_code(code)
    if sign_key == keys_of(session).sign_public:
        raise BadRequest(_("This is this station's own code. Enter the code of the other station."))
    return accept(session, name.strip(), sign_key, receive_key)


@service(Permission.EXCHANGE_WRITE)
def accept(session: Session, name: str, sign_key: bytes, receive_key: bytes) -> Known:
    """Accept a station: from now on its packages are taken in. Raises NotAllowed, DiskRefused."""
    mark = fingerprint_of(sign_key, receive_key)
    with session.write("exchange.accept_station") as unit:
        row = queries.peer(session.store, mark)
        values = {"name": name, "accepted_at": session.clock.now(), "accepted_by": session.account, "deleted_at": None}
        if row is None:
            unit.insert(Peer, {**values, "fingerprint": mark, "sign_key": sign_key.hex(), "receive_key": receive_key.hex()})
        else:
            unit.update(Peer, row["id"], values)
    found = queries.peer(session.store, mark)
    assert found is not None
    return _known(found)


@service(Permission.EXCHANGE_WRITE)
def forget_station(session: Session, station_id: str) -> str:
    """Take a station off the list; its next package is asked about again. Returns the operation, to be undone."""
    with session.write("exchange.forget_station") as unit:
        unit.update(Peer, station_id, {"deleted_at": unit.now, "accepted_at": None})
    return session.last_operation


@service(Permission.EXCHANGE_WRITE)
def known(session: Session, fingerprint: str) -> Known | None:
    """The station with this fingerprint, if it is on the list."""
    row = queries.peer(session.store, fingerprint)
    return None if row is None or row["deleted_at"] is not None else _known(row)


def _known(row: dict[str, Any]) -> Known:
    return Known(row["id"], row["name"], row["fingerprint"], row["accepted_at"], row["accepted_by"], bytes.fromhex(row["receive_key"]))

"""Accounts: who may sign in, in which role. The password lies only in the key file, sealed; the account in the database, journalled."""

from dataclasses import dataclass
from datetime import datetime

from db.station import queries
from db.station.tables import Account
from desktop.errors import BadRequest
from desktop.i18n import _
from desktop.permissions import CUSTOM, LABELS, ROLES, Permission, service
from desktop.session import ADMINISTRATOR, Session
from desktop.station.keyring import Keyring
from desktop.station.opening import OpenStation
from desktop.station.passwords import check_password


@dataclass(frozen=True)
class AccountRow:
    """One account as the page shows it. `permissions` are those of a custom role; `has_password`: it can sign in at all."""

    id: str
    name: str
    display_name: str
    role: str
    permissions: tuple[str, ...]
    active: bool
    has_password: bool
    last_written: datetime | None
    mine: bool
    version: int


@dataclass(frozen=True)
class AccountDraft:
    """What the form holds."""

    name: str
    display_name: str = ""
    role: str = "clerk"
    permissions: tuple[str, ...] = ()


@service(Permission.SIGNED_IN)
def rights_of(session: Session) -> frozenset[Permission]:
    """What the signed-in account may do: the window shows only pages that it may use."""
    return session.rights


@service(Permission.ADMINISTER)
def list_accounts(station: OpenStation) -> list[AccountRow]:
    """All accounts, those that may sign in first."""
    session = station.session
    with_password = set() if station.folder.is_sample else set(Keyring(station.folder.keys).accounts())
    seen = queries.last_seen(session.store)
    rows = [
        AccountRow(
            row["id"], row["name"], row["display_name"] or row["name"], row["role"], _chosen(row["permissions"]), bool(row["active"]),
            row["name"] in with_password, seen.get(row["name"]), row["name"] == session.account, row["version"],
        )
        for row in queries.accounts(session.store)
    ]
    return sorted(rows, key=lambda one: (not one.active, one.name))


@service(Permission.ADMINISTER)
def add_account(station: OpenStation, draft: AccountDraft, password: str) -> str:
    """Make an account with its first password; returns its id. Raises BadRequest: no name, a name that is taken, too short a password."""
    session, name = station.session, draft.name.strip()
    if not name or "\x00" in name:
        raise BadRequest(_("The account needs a name."))
    if station.folder.is_sample:
        raise BadRequest(_("The sample station opens without a password; it has no further accounts."))
    if any(row["name"] == name for row in queries.accounts(session.store)):
        raise BadRequest(_("There is an account “{name}” already. Choose another name, or open that one again.").format(name=name))
    check_password(password)
    with session.write("station.save_accounts") as unit:
        account = unit.insert(Account, {"name": name, **_values(draft)})
    Keyring(station.folder.keys).set_password(name, password, station.key)
    return account


@service(Permission.ADMINISTER)
def change_account(station: OpenStation, account_id: str, draft: AccountDraft, version: int | None = None) -> None:
    """Another role, other permissions, another name on papers. Raises BadRequest when no administrator would be left, StaleEdit."""
    session = station.session
    if draft.role != ADMINISTRATOR:
        _keep_one(session, account_id)
    with session.write("station.save_accounts") as unit:
        unit.update(Account, account_id, _values(draft), version)


@service(Permission.ADMINISTER)
def close_account(station: OpenStation, account_id: str) -> None:
    """Nobody signs in with this account any more; what it did stays under its name. Raises BadRequest when no administrator would be left."""
    session = station.session
    _keep_one(session, account_id)
    with session.write("station.save_accounts") as unit:
        name = str(unit.row(Account, account_id)["name"])
        unit.update(Account, account_id, {"active": False})
    Keyring(station.folder.keys).remove(name)


@service(Permission.ADMINISTER)
def open_account(station: OpenStation, account_id: str, password: str) -> None:
    """Let a closed account sign in again, or give one a new password (its owner forgot it). Raises BadRequest for too short a password."""
    session = station.session
    check_password(password)
    with session.write("station.save_accounts") as unit:
        name = str(unit.row(Account, account_id)["name"])
        unit.update(Account, account_id, {"active": True})
    Keyring(station.folder.keys).set_password(name, password, station.key)


def _keep_one(session: Session, but: str) -> None:
    others = [row for row in queries.accounts(session.store) if row["active"] and row["role"] == ADMINISTRATOR and row["id"] != but]
    if not others:
        raise BadRequest(_("This is the only administrator. Make another one first."))


def _values(draft: AccountDraft) -> dict[str, object]:
    if draft.role not in ROLES and draft.role != CUSTOM:
        raise BadRequest(_("Choose a role."))
    known = {one.value for one in LABELS}
    chosen = [one for one in draft.permissions if one in known] if draft.role == CUSTOM else []
    if draft.role == CUSTOM and not chosen:
        raise BadRequest(_("Tick at least one right for this account."))
    return {"display_name": draft.display_name.strip() or draft.name.strip(), "role": draft.role, "permissions": ",".join(chosen)}


def _chosen(text: str) -> tuple[str, ...]:
    return tuple(one for one in text.split(",") if one)

"""Accounts: who may sign in, in which role; and the keys that open the station."""

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.permissions import CUSTOM, LABELS, ROLE_LABELS
from desktop.station.accounts import (
    AccountDraft,
    AccountRow,
    add_account,
    change_account,
    close_account,
    list_accounts,
    open_account,
)
from desktop.station.opening import OpenStation
from ui.kit import Button, Card, Column, ConfirmBar, Dialog, Field, FilterBox, Form, Page, RowsTable, Shell, label, row, theme
from ui.station.key_dialog import RecoveryKeyDialog
from ui.station.passwords import PasswordPair


class AccountsPage(Page):
    """One line an account; the keys of the file below."""

    key, help = "accounts", "accounts"
    topics = frozenset({"station"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Accounts"))
        self.table = RowsTable(
            [
                Column(_("Name"), "name", bold=True, width=150),
                Column(_("On papers"), "display_name", width=150),
                Column(_("Role"), lambda one: role_words(one.role), width=130),
                Column(_("Rights"), rights_words, stretch=True, muted=True),
                Column(_("Last wrote"), "last_written", format=lambda at: f"{at:%Y-%m-%d %H:%M}" if at else "—", width=150, muted=True),
                Column(_("State"), lambda one: state_words(one)[0], width=130, badge=state_words),
            ],
            _("Accounts"),
            key="id",
        )
        self.table.set_empty(_("There is no account yet."), _("New account"), self.add)
        self.table.set_menu(
            (_("Change…"), lambda rows: self.change(rows[0]), ""),
            (_("New password…"), lambda rows: self.reset(rows[0]), ""),
            (_("Close or open again"), lambda rows: self.toggle(rows[0]), ""),
        )
        self.table.opened.connect(self.change)
        self.table.chosen.connect(self._chosen)
        self.actions.addWidget(FilterBox(_("Filter")).attach(self.table))
        self.close_button = self.add_action(_("Close the account"), lambda: self._with_row(self.toggle), "F8")
        self.reset_button = self.add_action(_("New password…"), lambda: self._with_row(self.reset))
        self.add_button = self.add_action(_("New account"), self.add, "Ctrl+N", main=True)
        self._confirm = ConfirmBar()
        card = Card()
        card.add(self.table, 1)
        keys = Card(_("Keys of the station's file"), _("the printed recovery key opens the station when every password is lost"))
        told = _(
            "If the paper was seen or lost: replace the recovery key. If somebody may know the key itself (a copied PC, a lost backup with its "
            "password): encrypt the whole file anew; passwords and recovery key stay, older backups still restore."
        )
        keys.add(label(told, "caption", wrap=True))
        self.recovery_button = Button(_("Replace the recovery key…"), self.ask_recovery)
        self.renew_button = Button(_("Encrypt the file anew…"), self.ask_renew)
        keys.add(row(self.recovery_button, self.renew_button, None))
        self.body.addWidget(self._confirm)
        self.body.addWidget(card, 1)
        self.body.addWidget(keys)
        self._chosen(None)

    def reload(self) -> None:
        self._station(list_accounts, done=self._came)

    def _station(self, service: Any, *args: Any, done: Any) -> None:
        self.shell.worker.run_station(service, *args, done=done, failed=self.shell.fail, owner=self)

    def _came(self, rows: list[AccountRow]) -> None:
        self.table.set_rows(rows)
        self._chosen(self.table.current_row())

    def _chosen(self, one: AccountRow | None) -> None:
        self.close_button.setEnabled(one is not None and not one.mine)
        self.reset_button.setEnabled(one is not None)
        self.close_button.setText(_("Let sign in again") if one is not None and not one.active else _("Close the account"))

    def _with_row(self, call: Any) -> None:
        one = self.table.current_row()
        if one is not None:
            call(one)

    # actions

    def add(self) -> None:
        """A new account with its first password."""
        AccountDialog(self, None).open()

    def change(self, one: AccountRow) -> None:
        """Role, rights, name on papers."""
        AccountDialog(self, one).open()

    def reset(self, one: AccountRow) -> None:
        """A new password: its owner forgot it, or the account is opened again."""
        PasswordDialog(self, one).open()

    def toggle(self, one: AccountRow) -> None:
        """Close an account, or open it again with a new password."""
        if one.mine:
            return
        if not one.active:
            self.reset(one)
            return
        asked = _("Close the account “{name}”? What it did stays on record; it cannot sign in until you open it again.")
        self._confirm.ask(
            asked.format(name=one.name), _("Close the account"),
            lambda: self._station(close_account, one.id, done=lambda _none: self.shell.say(_("Account closed: {name}").format(name=one.name))),
        )  # fmt: skip

    def ask_recovery(self) -> None:
        """The printed key is replaced; the new one is shown once."""
        self._confirm.ask(
            _("The printed recovery key will open nothing any more. Is a printer or a sheet of paper at hand for the new one?"),
            _("Replace"), lambda: self._station(replace_recovery, done=self._new_recovery),
        )  # fmt: skip

    def _new_recovery(self, recovery: str) -> None:
        RecoveryKeyDialog(self.shell, recovery, self).open()

    def ask_renew(self) -> None:
        """Another key for the whole file."""
        self._confirm.ask(
            _("Encrypt the whole file anew under another key? A backup is made first; it takes some seconds."),
            _("Encrypt anew"), lambda: self._station(renew, done=self._renewed),
        )  # fmt: skip

    def _renewed(self, _backup: object) -> None:
        self.shell.say(_("The file has a new key. Make a copy to the second place."))


def replace_recovery(station: OpenStation) -> str:
    """The new recovery key."""
    return station.replace_recovery_key()


def renew(station: OpenStation) -> object:
    """Give the file another key."""
    return station.renew_key()


def role_words(role: str) -> str:
    """A role as the clerk reads it."""
    return _(ROLE_LABELS.get(role, role))


def rights_words(one: AccountRow) -> str:
    """What a role may do, in a line."""
    told = {
        "administrator": _("Everything, and alone: accounts, keys, restoring"),
        "clerk": _("Everything but accounts, keys and restoring"),
        "duty": _("Hotline pages only; numbers, addresses and illness masked"),
        "reader": _("Figures only, no names"),
    }
    return told.get(one.role) or "、".join(_(words) for permission, words in LABELS.items() if permission.value in one.permissions)


def state_words(one: AccountRow) -> tuple[str, str]:
    """Whether it may sign in, in words and colour."""
    if not one.active:
        return _("closed"), "muted"
    if one.mine:
        return _("signed in"), "ok"
    return (_("may sign in"), "ok") if one.has_password else (_("no password yet"), "gold")


class AccountDialog(Dialog):
    """A new account, or another role for one."""

    def __init__(self, page: AccountsPage, one: AccountRow | None) -> None:
        super().__init__(page, _("New account") if one is None else one.name, 560)
        self._page, self._one = page, one
        fields = [
            Field("name", _("Name to sign in with"), required=True, fixed=one is not None),
            Field("display_name", _("Name on papers"), hint=_("Empty: the same.")),
            Field("role", _("Role"), "choice", choices=[(role, _(words)) for role, words in ROLE_LABELS.items()], default="clerk"),
            Field("permissions", _("Rights of a custom account"), "many", choices=[(one.value, _(words)) for one, words in LABELS.items()]),
        ]
        self.form = Form(fields, page.shell.clock.today())
        if one is not None:
            values = {"name": one.name, "display_name": one.display_name, "role": one.role, "permissions": one.permissions}
            self.form.set_values(values)
        self.body.addWidget(self.form)
        self.told = label("", "caption", wrap=True)
        self.body.addWidget(self.told)
        self.passwords = PasswordPair()
        self.passwords.setVisible(one is None)
        self.body.addWidget(self.passwords)
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Save"), self.save, "main", "Ctrl+Return")
        self.form.changed.connect(self._role_changed)
        self._role_changed()
        self.form.focus_first()

    def _role_changed(self) -> None:
        role = str(self.form.value("role"))
        box: QWidget = self.form.editor("permissions")
        cell = box.parentWidget()
        (cell if cell is not None else box).setVisible(role == CUSTOM)
        draft = AccountRow("", "", "", role, (), True, True, None, False, 0)
        self.told.setText(rights_words(draft) if role != CUSTOM else _("Tick what this account may do."))

    def save(self) -> None:
        """Write it."""
        if not self.form.validate() or (self._one is None and not self.passwords.validate()):
            return
        values = self.form.values()
        draft = AccountDraft(values["name"], values["display_name"], values["role"], tuple(values["permissions"]))
        if self._one is None:
            self._run(add_account, draft, self.passwords.password)
        else:
            self._run(change_account, self._one.id, draft, self._one.version)

    def _run(self, service: Any, *args: Any) -> None:
        self._page.shell.worker.run_station(service, *args, done=self._saved, failed=self.fail, owner=self)

    def _saved(self, _none: object) -> None:
        self._page.shell.say(_("Account saved: {name}").format(name=self.form.value("name")))
        self.accept()


class PasswordDialog(Dialog):
    """A new password for an account."""

    def __init__(self, page: AccountsPage, one: AccountRow) -> None:
        super().__init__(page, _("New password for {name}").format(name=one.name), 440)
        self._page, self._one = page, one
        self.body.addWidget(label(_("Tell it to its owner, who should change it after signing in."), "caption", wrap=True))
        self.passwords = PasswordPair()
        self.passwords.submitted.connect(self.save)
        self.body.addWidget(self.passwords)
        self.body.addSpacing(theme.px(4))
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Save"), self.save, "main", "Ctrl+Return")
        self.passwords.first.setFocus()

    def save(self) -> None:
        """Write it."""
        if self.passwords.validate():
            self._page.shell.worker.run_station(
                open_account, self._one.id, self.passwords.password, done=self._saved, failed=self.fail, owner=self)

    def _saved(self, _none: object) -> None:
        self._page.shell.say(_("“{name}” may sign in with the new password.").format(name=self._one.name))
        self.accept()

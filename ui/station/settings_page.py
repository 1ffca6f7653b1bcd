"""Settings: looks, the station's words, its rules, backup and passwords, the sample. Rules are generated from their declarations."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QTabWidget, QVBoxLayout, QWidget

from desktop.i18n import LANGUAGES, _, language
from desktop.permissions import Permission
from desktop.session import Session
from desktop.station import settings
from desktop.station.profile import Profile, load_profile, save_profile
from ui.kit import Button, Card, Chips, ConfirmBar, Field, Form, Page, Shell, label, row, scrolled, theme
from ui.station.passwords import PasswordPair
from ui.station.wizard import LANGUAGE_WORDS


def load_settings(session: Session) -> dict[str, Any]:
    """Everything that the page shows."""
    profile, version = load_profile(session)
    return {"profile": profile, "version": version, "values": settings.values(session.store), "account": session.account}


def save_all(session: Session, profile: Profile, version: int, changes: dict[str, Any]) -> None:
    """Write the station's words and the rules that differ."""
    if profile != load_profile(session)[0]:
        save_profile(session, profile, version)
    if changes:
        settings.save(session, changes)


class SettingsPage(Page):
    """One page, four tabs; what is changed under Looks shows at once, the rest with 'Save'."""

    key, help = "settings", "settings"
    topics = frozenset({"station"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Settings"))
        self._version = 0
        self._account = ""
        self.save_button = self.add_action(_("Save"), self.save, "Ctrl+S", main=True)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Settings"))
        self.profile = Form(
            [
                Field("name", _("Name of the station"), required=True, hint=_("It stands on every paper that you print.")),
                Field("community", _("Community")),
                Field("phone", _("Phone of the station")),
                Field("hotline_phone", _("Phone of the companion hotline")),
            ],
            shell.clock.today(),
            columns=2,
        )
        self.rules = Form([rule_field(one) for one in settings.SETTINGS], shell.clock.today(), columns=2)
        self._confirm = ConfirmBar()
        for title, page in (
            (_("Looks"), self._looks()),
            (_("Station"), self._station()),
            (_("Rules"), self._rules()),
            (_("Password"), self._safety()),
        ):
            self.tabs.addTab(scrolled(page), title)
        self.body.addWidget(self._confirm)
        self.body.addWidget(self.tabs, 1)
        self.profile.changed.connect(self._dirty)
        self.rules.changed.connect(self._dirty)
        self.tabs.currentChanged.connect(lambda _number: self._dirty())

    # the tabs

    def _tab(self, *cards: QWidget) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, theme.px(14), 0, 0)
        inside.setSpacing(theme.px(14))
        for card in cards:
            inside.addWidget(card)
        inside.addStretch(1)
        return page

    def _looks(self) -> QWidget:
        card = Card(_("Looks"), _("kept on this computer"))
        self.languages = Chips(_("Language"))
        self.languages.set_items([(code, LANGUAGE_WORDS[code]) for code in LANGUAGES])
        self.languages.choose(language())
        self.languages.picked.connect(lambda code: self.shell.set_looks(language=code))  # type: ignore[attr-defined]
        self.scales = Chips(_("Size of text"))
        self.scales.set_items([(scale, f"{scale:.0%}") for scale in theme.SCALES])
        self.scales.choose(min(theme.SCALES, key=lambda scale: abs(scale - theme.scale())))
        self.scales.picked.connect(lambda scale: self.shell.set_looks(scale=scale))  # type: ignore[attr-defined]
        self.dark = QCheckBox(_("Dark colours"))
        self.dark.setChecked(theme.is_dark())
        self.dark.toggled.connect(lambda on: self.shell.set_looks(dark=on))  # type: ignore[attr-defined]
        for words, part in ((_("Language"), self.languages), (_("Size of text"), self.scales)):
            card.add(label(words, "caption"))
            card.add(part)
        card.add(self.dark)
        return self._tab(card)

    def _station(self) -> QWidget:
        card = Card(_("The station"))
        card.add(self.profile)
        self._sample_card = Card(_("Sample station"))
        told = _("Everything here is invented. Removing the sample deletes its files on this computer and nothing else.")
        self._sample_card.add(label(told, "muted", wrap=True))
        self._sample_card.add(row(Button(_("Remove the sample…"), self._ask_remove, kind="danger"), None))
        self._sample_card.hide()
        return self._tab(card, self._sample_card)

    def _rules(self) -> QWidget:
        card = Card(_("Rules of the station"))
        card.add(self.rules)
        return self._tab(card)

    def _safety(self) -> QWidget:
        secret = Card(_("Your password"))
        self.passwords = PasswordPair()
        secret.add(self.passwords)
        secret.add(row(Button(_("Change the password"), self.change_password), None))
        return self._tab(secret)

    # loading and saving

    def reload(self) -> None:
        self.ask(load_settings, done=self._came)

    def _came(self, told: dict[str, Any]) -> None:
        profile: Profile = told["profile"]
        self._version, self._account = told["version"], told["account"]
        if not self.profile.is_dirty():
            self.profile.set_values(
                {
                    "name": profile.name,
                    "community": profile.community,
                    "phone": profile.phone,
                    "hotline_phone": profile.hotline_phone,
                }
            )
        if not self.rules.is_dirty():
            self.rules.set_values(told["values"])
        frame = getattr(self.shell, "frame", None)
        self._sample_card.setVisible(frame is not None and frame.sample)
        if frame is not None and Permission.STATION_WRITE not in frame.rights:  # the looks and one's own password are for everybody
            self.tabs.setTabVisible(1, False)
            self.tabs.setTabVisible(2, False)
        self._dirty()

    def _dirty(self) -> None:
        dirty = self.profile.is_dirty() or self.rules.is_dirty()
        self.save_button.setVisible(self.tabs.currentIndex() in (1, 2))
        self.save_button.setEnabled(dirty)
        self.set_subtitle(_("not saved yet") if dirty else "")

    def save(self) -> None:
        """Write what was changed."""
        if not self.profile.validate():
            self.tabs.setCurrentIndex(1)
            return
        if not self.rules.validate():
            self.tabs.setCurrentIndex(2)
            return
        self.ask(save_all, Profile(**self.profile.values()), self._version, self.rules.changes(), done=self._saved)

    def _saved(self, _none: None) -> None:
        self.profile.set_values(self.profile.values())
        self.rules.set_values(self.rules.values())
        self._dirty()
        self.shell.say(_("Settings saved"))
        self.reload()

    def leave(self) -> bool:
        if not (self.profile.is_dirty() or self.rules.is_dirty()):
            return True
        self._confirm.ask(_("There are changes that are not saved."), _("Throw them away"), self._throw_away)
        return False

    def _throw_away(self) -> None:
        self.profile.set_values({})
        self.rules.set_values({})
        self.reload()

    # actions

    def change_password(self) -> None:
        """Give the signed-in account another password."""
        if not self.passwords.validate():
            return
        account, password = self._account, self.passwords.password
        self.shell.worker.run_station(
            lambda station: station.set_password(account, password), done=lambda _none: self._changed_password(),
            failed=self.shell.fail, owner=self,
        )  # fmt: skip

    def _changed_password(self) -> None:
        self.passwords.clear()
        self.shell.say(_("The password is changed."))

    def _ask_remove(self) -> None:
        self._confirm.ask(
            _("Remove the sample station from this computer?"), _("Remove"), self.shell.leave_sample.emit, danger=True  # type: ignore[attr-defined]
        )


def rule_field(declared: settings.Declared) -> Field:
    """A declared setting as a field of the form."""
    kind = "choice" if declared.choices else "check" if isinstance(declared.default, bool) else "number"
    return Field(
        declared.key,
        _(declared.title),
        kind,
        choices=[(code, _(word)) for code, word in declared.choices],
        hint=_(declared.help),
        unit=_(declared.unit) if declared.unit else "",
        minimum=declared.low,
        maximum=declared.high,
        required=kind == "number",
        default=declared.default,
    )

"""Forms from a list of field descriptions: labels, checks beside the field, a dirty state, drafts kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _
from ui.kit import theme
from ui.kit.basics import label, restyle
from ui.kit.chips import FlowLayout
from ui.kit.dates import DateEdit


@dataclass
class Field:
    """One field of a form.

    Kinds: text, long (several lines), password, number, decimal, date, time, choice (one), many (any of), check, note (words
    only).
    Values: str, int or None, float or None, `date` or None, `time`, a key of `choices`, a tuple of keys, bool. `check(value)`
    gives what is wrong, or ''.
    `known` fills the completer of a text. `section` is a heading above the field. `wide` spans all columns.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: Sequence[tuple[Any, str]] = ()
    hint: str = ""
    unit: str = ""
    check: Callable[[Any], str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    known: Sequence[str] = ()
    section: str = ""
    wide: bool = False
    fixed: bool = False
    rows: int = 3
    default: Any = None
    warning: str = ""  # what to look at again; shown in place of the hint, forbids nothing


class _Quiet(QObject):
    """Keeps the mouse wheel from changing a field that the pointer only passes over."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class Many(QWidget):
    """Any of several words, each a check box, flowing over lines."""

    changed = Signal()

    def __init__(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        flow = FlowLayout(self, gap=10)
        self._boxes: dict[Any, QCheckBox] = {}
        for key, word in choices:
            box = QCheckBox(word)
            box.toggled.connect(lambda _on: self.changed.emit())
            flow.addWidget(box)
            self._boxes[key] = box
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def value(self) -> tuple[Any, ...]:
        """The keys that are ticked, in the order of the choices."""
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    def set_value(self, keys: Sequence[Any]) -> None:
        """Tick these."""
        for key, box in self._boxes.items():
            box.setChecked(key in keys)


class Form(QWidget):
    """Labelled fields. `set_values`, `values`, `validate`, `is_dirty`; `changed` on every change; `submitted` on Ctrl+Enter or
    Enter in the last text."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, fields: Sequence[Field], today: date, columns: int = 1) -> None:
        super().__init__()
        self.fields = list(fields)
        self._today = today
        self._columns = columns
        self._editors: dict[str, QWidget] = {}
        self._errors: dict[str, QLabel] = {}
        self._labels: dict[str, QLabel] = {}
        self._base: dict[str, Any] = {}
        self._quiet = _Quiet(self)
        self._moved = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(3))
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self._lay_out()
        self.set_values({})

    def _lay_out(self) -> None:
        line, column = 0, 0
        for spec in self.fields:
            whole = spec.wide or spec.kind in ("note", "many", "long") or self._columns == 1
            if column and (whole or spec.section):
                line, column = line + 1, 0
            if spec.section:
                heading = label(spec.section, "heading")
                heading.setContentsMargins(0, theme.px(8 if line else 0), 0, theme.px(2))
                self._grid.addWidget(heading, line, 0, 1, self._columns)
                line += 1
            self._grid.addWidget(self._cell(spec), line, column, 1, self._columns if whole else 1, Qt.AlignmentFlag.AlignTop)
            column = 0 if whole else (column + 1) % self._columns
            line += 1 if column == 0 else 0
        self._grid.setRowStretch(line + 1, 1)

    def _cell(self, spec: Field) -> QWidget:
        cell = QWidget()
        inside = QVBoxLayout(cell)
        inside.setContentsMargins(0, 0, 0, theme.px(4))
        inside.setSpacing(theme.px(2))
        if spec.kind == "note":
            inside.addWidget(label(spec.label, "caption", wrap=True))
            return cell
        editor = self._build(spec)
        self._editors[spec.name] = editor
        editor.setEnabled(not spec.fixed)
        if not editor.accessibleName():
            editor.setAccessibleName(spec.label)
        if spec.hint:
            editor.setAccessibleDescription(spec.hint)
        if spec.kind != "check":
            name = label(spec.label + (" *" if spec.required else ""), "caption")
            name.setBuddy(editor)
            self._labels[spec.name] = name
            inside.addWidget(name)
        beside = QHBoxLayout()
        beside.setSpacing(theme.px(6))
        beside.addWidget(editor, 1)
        if spec.unit:
            beside.addWidget(label(spec.unit, "muted"))
        inside.addLayout(beside)
        wrong = label(spec.hint, "caption", wrap=True)
        wrong.setVisible(bool(spec.hint))
        self._errors[spec.name] = wrong
        inside.addWidget(wrong)
        return cell

    def _build(self, spec: Field) -> QWidget:
        editor: QWidget
        if spec.kind in ("text", "password"):
            editor = line = QLineEdit()
            if spec.kind == "password":
                line.setEchoMode(QLineEdit.EchoMode.Password)
            if spec.known:
                completer = QCompleter(QStringListModel(list(spec.known), line), line)
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                line.setCompleter(completer)
            line.textChanged.connect(lambda _text: self._touched(spec))
            line.returnPressed.connect(lambda: self._next_after(spec))
        elif spec.kind == "long":
            editor = text = QPlainTextEdit()
            text.setTabChangesFocus(True)
            text.setFixedHeight(theme.px(24 * spec.rows + 14))
            text.textChanged.connect(lambda: self._touched(spec))
        elif spec.kind in ("number", "decimal"):
            # a line, not a spin box: blank must stay blank, and a wrong figure must stay readable
            editor = line = QLineEdit()
            line.textChanged.connect(lambda _text: self._touched(spec))
            line.returnPressed.connect(lambda: self._next_after(spec))
        elif spec.kind == "date":
            editor = day = DateEdit(spec.label, self._today)
            day.textChanged.connect(lambda _text: self._touched(spec))
        elif spec.kind == "time":
            editor = clock = QTimeEdit()
            clock.setDisplayFormat("HH:mm")
            clock.timeChanged.connect(lambda _time: self._touched(spec))
        elif spec.kind == "choice":
            editor = combo = QComboBox()
            for key, word in spec.choices:
                combo.addItem(word, key)
            combo.currentIndexChanged.connect(lambda _number: self._touched(spec))
        elif spec.kind == "many":
            editor = many = Many(spec.label, spec.choices)
            many.changed.connect(lambda: self._touched(spec))
        elif spec.kind == "check":
            editor = box = QCheckBox(spec.label)
            box.toggled.connect(lambda _on: self._touched(spec))
        else:
            raise ValueError(f"unknown kind of field {spec.kind!r}")
        if isinstance(editor, (QComboBox, QSpinBox, QDoubleSpinBox, QTimeEdit)):
            editor.installEventFilter(self._quiet)
            editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return editor

    # values

    def editor(self, name: str) -> QWidget:
        """The widget of a field."""
        return self._editors[name]

    def set_choices(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        """Other choices for a choice field; the chosen key stays when it is still there."""
        combo = self._editors[name]
        assert isinstance(combo, QComboBox)
        spec = self._spec(name)
        kept, spec.choices = combo.currentData(), choices
        combo.blockSignals(True)
        combo.clear()
        for key, word in choices:
            combo.addItem(word, key)
        combo.blockSignals(False)
        self._write(spec, kept)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values (defaults for those not named) as the saved state."""
        for spec in self.fields:
            if spec.name in self._editors:
                self._write(spec, values.get(spec.name, spec.default))
        self._base = self.values()
        self.show_errors({})

    def patch(self, values: Mapping[str, Any]) -> None:
        """Put values in as if typed: the form becomes dirty."""
        for name, value in values.items():
            if name in self._editors:
                self._write(self._spec(name), value)

    def values(self) -> dict[str, Any]:
        """What stands in the fields now."""
        return {spec.name: self._read(spec) for spec in self.fields if spec.name in self._editors}

    def value(self, name: str) -> Any:
        """What stands in one field."""
        return self._read(self._spec(name))

    def is_dirty(self) -> bool:
        """True when anything differs from the saved state."""
        return self.values() != self._base

    def changes(self) -> dict[str, Any]:
        """Only what differs from the saved state."""
        return {name: value for name, value in self.values().items() if value != self._base.get(name)}

    def validate(self) -> bool:
        """Check every field, show what is wrong beside it and go to the first wrong one. True when all is right."""
        wrong = {spec.name: told for spec in self.fields if spec.name in self._editors and (told := self._complaint(spec))}
        self.show_errors(wrong)
        return not wrong

    def show_errors(self, wrong: Mapping[str, str]) -> None:
        """Show these words beside their fields (from the service too); the first gets the focus."""
        first = True
        for spec in self.fields:
            if spec.name not in self._editors:
                continue
            told, place = wrong.get(spec.name, ""), self._errors[spec.name]
            _show_words(place, told, spec)
            restyle(self._editors[spec.name], "wrong", bool(told))
            if told and first:
                first = False
                self._editors[spec.name].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Go to the first field that can be filled."""
        for spec in self.fields:
            if spec.name in self._editors and not spec.fixed:
                self._editors[spec.name].setFocus(Qt.FocusReason.OtherFocusReason)
                return

    # inner workings

    def _spec(self, name: str) -> Field:
        return next(spec for spec in self.fields if spec.name == name)

    def _read(self, spec: Field) -> Any:
        editor = self._editors[spec.name]
        if isinstance(editor, DateEdit):
            return editor.value() if not editor.wrong() else editor.text()
        if isinstance(editor, QLineEdit):
            text = editor.text() if spec.kind == "password" else editor.text().strip()
            if spec.kind in ("number", "decimal"):
                return _number(text, spec.kind == "number")
            return text
        if isinstance(editor, QPlainTextEdit):
            return editor.toPlainText().strip()
        if isinstance(editor, QTimeEdit):
            moment = editor.time()
            return time(moment.hour(), moment.minute())
        if isinstance(editor, QComboBox):
            return editor.currentData()
        if isinstance(editor, Many):
            return editor.value()
        assert isinstance(editor, QCheckBox)
        return editor.isChecked()

    def _write(self, spec: Field, value: Any) -> None:
        editor = self._editors[spec.name]
        if isinstance(editor, DateEdit):
            editor.set_value(value) if value is None or isinstance(value, date) else editor.setText(str(value))
        elif isinstance(editor, QLineEdit):
            editor.setText("" if value is None else f"{value:g}" if isinstance(value, float) else str(value))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(value or "")
        elif isinstance(editor, QTimeEdit):
            editor.setTime(QTime(value.hour, value.minute) if value is not None else QTime(0, 0))
        elif isinstance(editor, QComboBox):
            number = next((n for n, (key, _word) in enumerate(spec.choices) if key == value), -1)
            editor.setCurrentIndex(number if number >= 0 or value is not None else (0 if spec.choices else -1))
        elif isinstance(editor, Many):
            editor.set_value(value or ())
        elif isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))

    def _complaint(self, spec: Field) -> str:
        value, editor = self._read(spec), self._editors[spec.name]
        if isinstance(editor, DateEdit) and editor.wrong():
            return _("This is not a date. Write it as 2026-03-08.")
        if spec.kind in ("number", "decimal") and isinstance(value, str) and value:
            return _("This is not a number.")
        blank = value is None or value == "" or value == ()
        if blank:
            return _("Please fill this in.") if spec.required else ""
        if spec.kind in ("number", "decimal"):
            if spec.minimum is not None and value < spec.minimum:
                return _("At least {number}.").format(number=f"{spec.minimum:g}")
            if spec.maximum is not None and value > spec.maximum:
                return _("At most {number}.").format(number=f"{spec.maximum:g}")
        return spec.check(value) if spec.check is not None else ""

    def _touched(self, spec: Field) -> None:
        if spec.name in self._errors and self._editors[spec.name].property("wrong"):
            told = self._complaint(spec)
            place = self._errors[spec.name]
            _show_words(place, told, spec)
            restyle(self._editors[spec.name], "wrong", bool(told))
        self.changed.emit()

    def _next_after(self, spec: Field) -> None:
        """Enter goes on to the next field; from the last it submits."""
        self._moved = True
        names = [one.name for one in self.fields if one.name in self._editors and not one.fixed]
        place = names.index(spec.name) if spec.name in names else len(names) - 1
        if place + 1 < len(names):
            self._editors[names[place + 1]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submitted.emit()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._moved = False
            self.submitted.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # never let it pass to the dialog, whose default button would save at once; lines have gone on by themselves
            moved, self._moved = self._moved, False
            here = next((spec for spec in self.fields if self._editors.get(spec.name) is self.focusWidget()), None)
            if here is not None and not moved:
                self._next_after(here)
                self._moved = False
            event.accept()
            return
        super().keyPressEvent(event)


def _show_words(place: QLabel, told: str, spec: Field) -> None:
    """What stands below a field: what is wrong, else what to look at again, else the hint."""
    words = told or spec.warning or spec.hint
    place.setText(words)
    restyle(place, "role", "error" if told else "warning" if spec.warning else "caption")
    place.setVisible(bool(words))


def _number(text: str, whole: bool) -> int | float | str | None:
    """The number typed; the text itself when it is none, so that it stays to be seen; None when blank."""
    if not text:
        return None
    try:
        return int(text) if whole else float(text)
    except ValueError:
        return text


def form_card(form: Form) -> QFrame:
    """A form on a card of its own."""
    card = QFrame()
    card.setProperty("card", True)
    inside = QVBoxLayout(card)
    inside.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
    inside.addWidget(form)
    return card

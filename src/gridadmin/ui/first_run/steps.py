"""The steps of the first run; each knows whether it is complete and tells when that changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from gridadmin.i18n import _
from gridadmin.ui.fields import ChoiceField, CodeField, Option, TextField
from gridadmin.ui.first_run.setup import Division, groups_of, password_strength, same_group
from gridadmin.ui.layouts import Tile, button, column, icon_label, label, panel, restyle, row
from gridadmin.ui.tokens import ICON_LARGE, ROOMY, TIGHT


class Step(QWidget):
    """One step.

    Signals:
        changed: `is_complete()` may have changed.
    """

    changed = Signal()

    def is_complete(self) -> bool:
        """Whether the clerk can go on."""
        return True

    def arrange(self, title: str, text: str, *items: QWidget | QVBoxLayout) -> None:
        """Lay the step out under its title."""
        words = label(text, "muted", wrap=True)
        self.setLayout(column(label(title, "heading", wrap=True), words, *items, 1, spacing=ROOMY))


class WelcomeStep(Step):
    """Set up, practise, or bring back what is in a backup."""

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        own = self._choice("building-2", _("Set up our office"), _("Choose the township and make the first account."))
        practice = self._choice(
            "flask-conical", _("Try the practice office"), _("Invented people to learn with. Set up your own any time.")
        )
        rescue = self._choice(
            "database-backup",
            _("Restore from a backup"),
            _("The computer is new, or its disk failed: bring the office back."),
        )
        self._practice, self._rescue = practice, rescue
        own.setChecked(True)
        self.arrange(_("Welcome to gridadmin"), _("What would you like to do?"), own, rescue, practice)

    @property
    def wants_practice(self) -> bool:
        """Whether the practice office was chosen."""
        return self._practice.isChecked()

    @property
    def wants_restore(self) -> bool:
        """Whether a backup is to be restored."""
        return self._rescue.isChecked()

    def _choice(self, icon: str, title: str, text: str) -> Tile:
        words = column(label(title, "strong", wrap=True), label(text, "caption", wrap=True), spacing=TIGHT)
        content = row(icon_label(icon, "accent_text", ICON_LARGE), words, spacing=ROOMY, margins=(ROOMY,) * 4)
        content.setStretch(1, 1)
        made = Tile(content)
        made.setCheckable(True)
        made.setAccessibleName(title)
        made.toggled.connect(lambda _on: self.changed.emit())
        self._group.addButton(made)
        return made


class PlaceStep(Step):
    """County, then township, both with type-ahead."""

    def __init__(self, divisions: Sequence[Division]) -> None:
        super().__init__()
        self._divisions = divisions
        self._initials: dict[str, str] = {}
        self.county = ChoiceField(placeholder=_("Type a part of the name, or its initials"))
        self.township = ChoiceField(placeholder=_("Type a part of the name, or its initials"))
        self.county.changed.connect(self._on_county)
        self.township.changed.connect(self.changed)
        self.arrange(
            _("Which township is it?"),
            _("The list is that of the statistical divisions; the code is used in every report."),
            column(label(_("County"), "strong"), self.county, spacing=TIGHT),
            column(label(_("Township or street office"), "strong"), self.township, spacing=TIGHT),
        )
        self._fill()

    def names(self) -> list[str]:
        """Return every name in the lists."""
        return [division.name for division in self._divisions]

    def use_initials(self, initials: Sequence[str]) -> None:
        """Let names be found by their pinyin initials, in the order of `names()`."""
        self._initials = dict(zip(self.names(), initials, strict=True))
        self._fill()

    def is_complete(self) -> bool:
        """A township is chosen."""
        return self.chosen() is not None

    def chosen(self) -> Division | None:
        """Return the township."""
        code = self.township.value()
        return next((division for division in self._divisions if division.code == code), None)

    def county_name(self) -> str:
        """Return the name of the county."""
        return self.county.currentText()

    def _fill(self) -> None:
        self.county.set_options(self._options("county", None))
        self._on_county()

    def _on_county(self) -> None:
        self.township.set_options(self._options("township", self.county.value()))
        self.township.setEnabled(self.county.value() is not None)
        self.changed.emit()

    def _options(self, level: str, parent: str | None) -> list[Option]:
        return [
            Option(division.code, division.name, f"{self._initials.get(division.name, '')} {division.code}")
            for division in self._divisions
            if division.level == level and (parent is None or division.parent == parent)
        ]


class ClerkStep(Step):
    """The first account: a name, and the password twice."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.password, self.again = TextField(), TextField(), TextField()
        self._bar = QProgressBar()
        self._bar.setRange(0, 3)
        self._bar.setTextVisible(False)
        self._word = label("", "caption", wrap=True)
        self._differs = label("", "caption", "danger", wrap=True)
        for field in (self.password, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.name, self.password, self.again):
            field.changed.connect(self._on_typed)
        self.arrange(
            _("The first account"),
            _("The password opens the office file itself. When it is forgotten, only the recovery code helps."),
            column(label(_("Your name"), "strong"), self.name, spacing=TIGHT),
            column(label(_("Password"), "strong"), self.password, self._bar, self._word, spacing=TIGHT),
            column(label(_("Password again"), "strong"), self.again, self._differs, spacing=TIGHT),
        )

    def is_complete(self) -> bool:
        """A name, and twice the same password that is not too short."""
        strength, _word = password_strength(self.password.text())
        return bool(self.name.value()) and strength > 0 and self.password.text() == self.again.text()

    def _on_typed(self) -> None:
        strength, word = password_strength(self.password.text())
        self._bar.setValue(strength)
        self._word.setText(str(word) if self.password.text() else "")
        restyle(self._word, tone=("danger", "warning", "", "good")[strength])
        differs = bool(self.again.text()) and not self.password.text().startswith(self.again.text())
        self._differs.setText(_("The two passwords differ.") if differs else "")
        self.changed.emit()


class CodeStep(Step):
    """Shows the recovery code, prints it, saves it."""

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        self._shown = label("", "title", wrap=True)
        card = panel("card", column(self._shown, margins=(ROOMY,) * 4))
        acts = row(
            button(_("Print"), self.print_code, icon="printer"),
            button(_("Save as text"), self.save_code, icon="save"),
            1,
        )
        holder = QWidget()
        holder.setLayout(acts)
        self.arrange(
            _("The recovery code"),
            _("It opens the office when the passwords are forgotten. Print it and lock it away from the computer."),
            card,
            holder,
        )

    def show_code(self, code: str) -> None:
        """Show a fresh code."""
        self.code = code
        self._shown.setText("  ".join(groups_of(code)))
        self.changed.emit()

    def is_complete(self) -> bool:
        """There is a code."""
        return bool(self.code)

    def print_code(self) -> None:
        """Print the code on the printer that the clerk chooses."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            document = QTextDocument()
            document.setPlainText(self.text())
            document.print_(printer)

    def save_code(self) -> None:
        """Save the code as a text file where the clerk wants it: a memory stick, not this computer."""
        name, _kind = QFileDialog.getSaveFileName(self, _("Save the recovery code"), "gridadmin-recovery-code.txt")
        if name:
            Path(name).write_text(self.text(), encoding="utf-8")

    def text(self) -> str:
        """Return what is printed."""
        head = _("Recovery code of gridadmin")
        return f"{head}\n\n{self.code}\n\n{_('Keep it locked away. Whoever has it can open the office.')}\n"


class TypeBackStep(Step):
    """Two groups of the code typed back: proof that it is on paper."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[tuple[int, str]] = []
        self.fields = (CodeField(), CodeField())
        self._titles = (label("", "strong"), label("", "strong"))
        for field in self.fields:
            field.changed.connect(self.changed)
        pairs = [column(*pair, spacing=TIGHT) for pair in zip(self._titles, self.fields, strict=True)]
        self.arrange(_("Is it on paper?"), _("Type two groups of the recovery code from the print."), *pairs)

    def use_code(self, code: str) -> None:
        """Ask for the second and the last group but one of a code."""
        groups = groups_of(code)
        places = (1, max(len(groups) - 2, 2))
        self._groups = [(place, groups[place]) for place in places]
        for title, field, (place, _group) in zip(self._titles, self.fields, self._groups, strict=True):
            title.setText(_("Group {number}").format(number=place + 1))
            field.clear()

    def is_complete(self) -> bool:
        """Both groups are right."""
        pairs = zip(self.fields, self._groups, strict=False)
        return bool(self._groups) and all(same_group(field.text(), group) for field, (_place, group) in pairs)

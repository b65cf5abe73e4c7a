"""How the window looks: theme, size of text, language. Every change is applied and kept at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QWidget

from gridadmin.i18n import _
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Switch, card
from gridadmin.ui.preferences import LARGEST_TEXT, SMALLEST_TEXT, TEXT_STEP
from gridadmin.ui.text_size import set_text_size
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG


class AppearancePane(QWidget):
    """The card of appearance and language."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        kept = desk.preferences.now
        choices = [("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]
        self.theme_switch = Switch(choices, kept.theme)
        self.theme_switch.chosen.connect(self._on_theme)
        self._percent = label(f"{kept.text_percent} %", "strong")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(SMALLEST_TEXT // TEXT_STEP, LARGEST_TEXT // TEXT_STEP)
        self.slider.setPageStep(1)
        self.slider.setValue(kept.text_percent // TEXT_STEP)
        self.slider.setAccessibleName(_("Text size"))
        self.slider.valueChanged.connect(lambda steps: set_text_size(desk.preferences, steps * TEXT_STEP))
        current().changed.connect(self._show_size)
        self.languages = ChoiceField([Option("zh_CN", "简体中文", "zh jtzw"), Option("en", "English")])
        self.languages.setAccessibleName(_("Language"))
        self.languages.set_value(kept.language)
        self.languages.changed.connect(self._on_language)
        self.setLayout(column(self._card(), 1))

    def reload(self) -> None:
        """Nothing here comes from the office."""

    def _card(self) -> QWidget:
        normal = button(_("Text at 100 %"), lambda: set_text_size(self._desk.preferences, 100), "quiet")
        sized = row(self.slider, self._percent, normal, spacing=MEDIUM)
        sized.setStretch(0, 1)
        restart = label(_("The language changes when gridadmin is started again."), "caption")
        lines = [
            (_("Theme"), row(self.theme_switch, 1)),
            (_("Text size"), sized),
            (_("Language"), column(row(self.languages, 1), restart, spacing=SNUG)),
        ]
        titled = [column(label(title, "caption"), line, spacing=SNUG) for title, line in lines]
        return card(_("Appearance"), *titled)

    def _on_theme(self, mode: str) -> None:
        self._desk.preferences.change(theme=mode)
        current().use(mode=mode)

    def _on_language(self) -> None:
        if (language := self.languages.value()) is not None:
            self._desk.preferences.change(language=language)

    def _show_size(self) -> None:
        percent = current().text_percent
        self._percent.setText(f"{percent} %")
        self.slider.blockSignals(True)
        self.slider.setValue(percent // TEXT_STEP)
        self.slider.blockSignals(False)

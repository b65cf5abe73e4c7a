"""The first run as a window: the steps one after the other, and at the end an office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QScrollArea, QStackedWidget, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import _
from gridadmin.ui.background import Background
from gridadmin.ui.brand import brand_panel
from gridadmin.ui.first_run.setup import Division, OfficeSetup, initials_of
from gridadmin.ui.first_run.steps import ClerkStep, CodeStep, PlaceStep, Step, TypeBackStep, WelcomeStep
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.tokens import MEDIUM, WIDE


class FirstRunWizard(QDialog):
    """Leads through the set-up.

    Signals:
        opened: the office that was created; practice_asked, restore_asked: the practice office, or the one in a backup,
        is wanted instead.
    """

    opened = Signal(object)
    practice_asked = Signal()
    restore_asked = Signal()

    def __init__(
        self,
        background: Background,
        divisions: Sequence[Division],
        new_code: Callable[[], str],
        create_office: Callable[[OfficeSetup], Any],
    ) -> None:
        super().__init__()
        self.setWindowTitle("gridadmin")
        self._background, self._new_code, self._create_office = background, new_code, create_office
        self.welcome, self.place, self.clerk = WelcomeStep(), PlaceStep(divisions), ClerkStep()
        self.code, self.type_back = CodeStep(), TypeBackStep()
        self._steps: tuple[Step, ...] = (self.welcome, self.place, self.clerk, self.code, self.type_back)
        self._stack = QStackedWidget()
        for step in self._steps:
            step.changed.connect(self._show_state)
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setWidget(step)
            self._stack.addWidget(area)
        self._build()
        background.call(initials_of, self.place.names(), done=self.place.use_initials, caller=self)
        self._show_state()

    def result_data(self) -> OfficeSetup:
        """Return what the clerk has entered; complete after the last step only."""
        township = self.place.chosen()
        return OfficeSetup(
            township_code=township.code if township else "",
            township=township.name if township else "",
            county=self.place.county_name(),
            clerk=str(self.clerk.name.value() or ""),
            password=self.clerk.password.text(),
            recovery_code=self.code.code,
        )

    def go_on(self) -> None:
        """Go to the next step, or finish."""
        number = self._stack.currentIndex()
        if not self._steps[number].is_complete():
            return
        if number == 0 and self.welcome.wants_practice:
            self.practice_asked.emit()
        elif number == 0 and self.welcome.wants_restore:
            self.restore_asked.emit()
        elif number == len(self._steps) - 1:
            self._finish()
        else:
            self._prepare(self._steps[number + 1])
            self._stack.setCurrentIndex(number + 1)
            self._show_state()

    def go_back(self) -> None:
        """Go to the step before; nothing that was entered is lost."""
        self._stack.setCurrentIndex(max(self._stack.currentIndex() - 1, 0))
        self._show_state()

    def _prepare(self, step: Step) -> None:
        if step is self.code and not self.code.code:
            self._background.call(self._new_code, done=self.code.show_code, failed=self._on_failed, caller=self)
        elif step is self.type_back:
            self.type_back.use_code(self.code.code)

    def _finish(self) -> None:
        self._next.setEnabled(False)
        self._message.setText(_("Creating the office …"))
        setup = self.result_data()
        self._background.call(self._create_office, setup, done=self._on_created, failed=self._on_failed, caller=self)

    def _on_created(self, office: Any) -> None:
        self.opened.emit(office)
        self.accept()

    def _on_failed(self, error: GridAdminError) -> None:
        self._show_state()
        self._message.setText(str(error))

    def _build(self) -> None:
        self._progress = label("", "caption")
        self._message = label("", "caption", "danger", wrap=True)
        self._back = button(_("Back"), self.go_back)
        self._next = button(_("Next"), self.go_on, "primary")
        self._next.setDefault(True)
        foot = row(self._progress, 1, self._back, self._next)
        holder = QWidget()
        margins = (WIDE * 2, WIDE, WIDE * 2, WIDE)
        holder.setLayout(column(self._stack, self._message, foot, spacing=MEDIUM, margins=margins))
        content = row(brand_panel(), holder, spacing=0)
        content.setStretch(0, 2)
        content.setStretch(1, 4)
        self.setLayout(content)
        resize_to(self, 920, 580)

    def _show_state(self) -> None:
        number, last = self._stack.currentIndex(), len(self._steps) - 1
        self._message.setText("")
        self._progress.setText(
            _("Step {number} of {count}").format(number=number + 1, count=last + 1) if number else ""
        )
        self._back.setVisible(number > 0)
        self._next.setText(_("Set up our office") if number == last else _("Next"))
        self._next.setEnabled(self._steps[number].is_complete())

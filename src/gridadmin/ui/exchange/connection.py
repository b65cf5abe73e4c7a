"""The settings of the exchange: who the office is at the city, how the city is reached, a new code, and the way out."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import N_, _
from gridadmin.jobs.exchange_city import Enrolled, leave_exchange, read_connection, use_connection
from gridadmin.ui.dialogs import ask
from gridadmin.ui.exchange.setup import SetupPane, add_connection_fields, connection_of, shown_connection
from gridadmin.ui.fields import TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts, card
from gridadmin.ui.tokens import MEDIUM, SNUG


class ConnectionPane(QWidget):
    """The enrolment of the office, and its connection; the form to enrol where it does not take part."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.facts = Facts()
        self.again = button(_("Enrol again …"), self._enrol_again)
        self.leave = button(_("Leave the exchange …"), self._leave, "danger")
        note = label(
            _("A new code is needed after credentials were lost, and on every further computer. What waits stays."),
            "muted",
            wrap=True,
        )
        self._known = card(_("This office at the city"), self.facts, note, _line(1, self.again, self.leave))
        self.form = Form(2)
        self.form.add(
            FieldSpec("address", N_("Address of the city exchange"), TextField("https://…"), required=True), True
        )
        add_connection_fields(self.form)
        self.save = button(_("Save"), self._save, "primary", "save")
        self.save.setEnabled(False)
        self.form.changed.connect(lambda: self.save.setEnabled(self.form.is_dirty()))
        self._reached = card(_("How the city is reached"), self.form, _line(1, self.save))
        self.setup = SetupPane(desk)
        self.setup.enrolled.connect(self._on_enrolled)
        self.setLayout(column(self._known, self._reached, self.setup, 1, spacing=MEDIUM))

    def reload(self) -> None:
        """Read the enrolment again; what is being typed stays."""
        self._desk.background.run(read_connection, done=self.show_enrolled, caller=self)

    def show_enrolled(self, enrolled: Enrolled | None) -> None:
        """Show how the office is enrolled, None for not at all."""
        for part in (self._known, self._reached):
            part.setVisible(enrolled is not None)
        self.setup.setVisible(enrolled is None)
        self.setup.show_office()
        if enrolled is None:
            return
        kept = _("in this office's database, encrypted") if enrolled.kept.wrapped else _("in this computer's keyring")
        self.facts.show_facts(
            [
                (_("Enrolled as"), f"{enrolled.name} ({enrolled.scope.code})"),
                (_("Client"), enrolled.client_id),
                (_("Credentials"), kept),
            ]
        )
        if not self.form.is_dirty():
            self.form.set_values(shown_connection(enrolled.connection))
        self.save.setEnabled(self.form.is_dirty())

    def _save(self) -> None:
        if self.form.check_all():
            connection = connection_of(self.form.values())
            self._desk.background.run(
                use_connection, connection, done=self._on_saved, failed=self._on_refused, caller=self
            )

    def _on_saved(self, _nothing: object) -> None:
        self.form.set_values(self.form.values())
        self.reload()
        self._exchange_now()

    def _on_refused(self, error: GridAdminError) -> None:
        self._desk.background.on_failed(error)

    def _enrol_again(self) -> None:
        self.setup.setVisible(self.setup.isHidden())

    def _leave(self) -> None:
        title = _("Leave the exchange?")
        text = _(
            "The credentials are forgotten and nothing is exchanged any more. Records and what waits stay; a new code"
            " takes the office in again."
        )
        if ask(self.window(), title, text, _("Leave the exchange"), grave=True):
            self._desk.background.run(leave_exchange, done=lambda _nothing: self.reload(), caller=self)

    def _on_enrolled(self) -> None:
        self.reload()
        self._exchange_now()

    def _exchange_now(self) -> None:
        loop = self._desk.exchange
        if loop is not None:
            loop.read_status()
            loop.now()


def _line(*items: QWidget | int) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(*items, spacing=SNUG))
    return holder

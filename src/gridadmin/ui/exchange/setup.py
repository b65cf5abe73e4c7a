"""Taking part in the exchange: what is needed, and the form for address and one-time code (登记码)."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.exchange import Connection
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.exchange_city import Application, enrol_office
from gridadmin.ui.exchange.courier import Courier
from gridadmin.ui.failures import show_bug
from gridadmin.ui.fields import ChoiceField, CodeField, Option, TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row, tool_button, with_icon
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import SideBySide, card
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY, SNUG, TIGHT, WIDE

CONNECTION_FIELDS = ("address", "ca_file", "proxy", "certificate", "certificate_key", "signer", "app_key")
STEPS = (
    N_("Ask the city's staff for the address of the exchange and a one-time code for this township."),
    N_("Enter both here. The code is good once and for 72 hours."),
    N_("The first exchange fetches what the city has and sends what is here. Grids and persons are recognised by"
       " their codes and ID numbers; nothing is doubled, nothing is overwritten unseen."),
)  # fmt: skip


class FileField(QWidget):
    """The path of a file, typed or chosen."""

    changed = Signal()
    left = Signal()
    submitted = Signal()

    def __init__(self, kinds: str) -> None:
        super().__init__()
        self._kinds = kinds
        self._text = TextField()
        for mine, theirs in ((self.changed, self._text.changed), (self.left, self._text.left),
                             (self.submitted, self._text.submitted)):  # fmt: skip
            theirs.connect(mine)
        choose = tool_button("file-input", _("Choose a file"), self._choose)
        line = row(self._text, choose, spacing=TIGHT)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.setFocusProxy(self._text)

    def value(self) -> str | None:
        """Return the path, None where there is none."""
        return self._text.text().strip() or None

    def set_value(self, value: Any) -> None:
        """Show a path."""
        self._text.set_value(value)

    def fault(self) -> Message | None:
        """Any path may be one; whether it can be used is seen when it is."""
        return None

    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self.window(), self.accessibleName(), "", self._kinds)
        if path:
            self._text.setText(path)


def add_connection_fields(form: Form) -> None:
    """Add what a city's network may ask for beside its address; each may stay empty."""
    pem = _("Certificates") + " (*.pem *.crt *.cer *.key)"
    form.add(FieldSpec("ca_file", N_("Certificate of the city's authority"), FileField(pem),
                       hint=N_("empty = the authorities that this computer trusts")))  # fmt: skip
    form.add(FieldSpec("proxy", N_("Proxy"), TextField("http://10.0.0.1:8080"),
                       hint=N_("empty = as the system is set; none = no proxy")))  # fmt: skip
    form.add(FieldSpec("certificate", N_("Client certificate"), FileField(pem), hint=N_("for mutual TLS")))
    form.add(FieldSpec("certificate_key", N_("Key of the client certificate"), FileField(pem)))
    signers = [Option("", _("none")), Option("hmac-sm3", "HMAC-SM3")]
    form.add(FieldSpec("signer", N_("Request signature"), ChoiceField(signers),
                       hint=N_("where a government gateway asks for one")))  # fmt: skip
    form.add(FieldSpec("app_key", N_("App key"), CodeField(), hint=N_("of the gateway, together with its secret")))


def connection_of(values: dict[str, Any]) -> Connection:
    """Return the connection that a form holds; the word “none” as proxy means none."""
    kept = {name: values.get(name) or None for name in CONNECTION_FIELDS}
    if (kept["proxy"] or "").casefold() in ("none", _("none")):
        kept["proxy"] = ""
    return Connection(**(kept | {"address": (kept["address"] or "").strip()}))


def shown_connection(connection: Connection) -> dict[str, Any]:
    """Return a connection as the form shows it."""
    shown = {name: getattr(connection, name) for name in CONNECTION_FIELDS}
    return shown | {
        "proxy": _("none") if connection.proxy == "" else connection.proxy,
        "signer": connection.signer or "",
    }


class SetupPane(ScrollPane):
    """The way into the exchange, where the office does not take part yet.

    Signals:
        enrolled: the city knows this office now.
    """

    enrolled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.courier = Courier(self)
        self.courier.came_back.connect(self._on_back)
        self.form, self.more = Form(), Form(2)
        self._add_fields()
        self._open_more = button(_("More about the connection"), self._toggle, "quiet", "chevron-down")
        self.more.hide()
        self.enrol_button = button(_("Enrol"), self.enrol, "primary", "check")
        self._say = label("", tone="danger", wrap=True)
        self._say.hide()
        self.form.submitted.connect(self.enrol)
        self._office = label("", "muted", wrap=True)
        self._practice = _practice_note()
        self._practice.hide()
        foot = row(1, self.enrol_button)
        lines = column(self._office, self.form, row(self._open_more, 1), self.more, self._say, foot,
                       spacing=MEDIUM)  # fmt: skip
        self._entry = card(_("Enrol this office at the city"), lines)
        both = SideBySide((_explanation(), 4), (self._entry, 5), spacing=WIDE)
        holder = QWidget()
        holder.setLayout(column(self._practice, both, spacing=MEDIUM, margins=(ROOMY, SNUG, ROOMY, ROOMY)))
        self.fill(holder)

    def show_office(self) -> None:
        """Say which office is enrolled; the practice office never is."""
        office = self._desk.background.office
        if office is not None:
            self._office.setText(office.name)
            self._practice.setVisible(office.practice)
            self._entry.setEnabled(not office.practice)

    def enrol(self) -> None:
        """Ask the city for credentials; the page stays alive meanwhile."""
        if self.courier.is_out or not (self.form.check_all() and self.more.check_all()):
            return
        values = self.form.values() | self.more.values()
        office: Any = self._desk.background.office
        computer = values["computer"] or socket.gethostname()
        asked = Application(connection_of(values), values["code"], computer, values["secret"])
        steps: Any = self._desk.background.steps()
        self.courier.send(lambda progress: enrol_office(office, asked, steps, progress))
        self._busy(True)

    def _add_fields(self) -> None:
        self.form.add(FieldSpec("address", N_("Address of the city exchange"), TextField("https://…"), required=True))
        code = self.form.add(FieldSpec("code", N_("One-time code"), CodeField("K7QM-3XHD-9PWA"), required=True,
                                       hint=N_("12 letters and digits, as the city's staff gave them")))  # fmt: skip
        code.setMaxLength(20)
        self.form.add(FieldSpec("computer", N_("Name of this computer"), TextField(socket.gethostname()),
                                hint=N_("so that the city's staff know which of yours it is")))  # fmt: skip
        add_connection_fields(self.more)
        self.more.add(FieldSpec("secret", N_("Secret of the app key"), _secret_field()))

    def _toggle(self) -> None:
        self.more.setVisible(self.more.isHidden())
        with_icon(self._open_more, "chevron-down" if self.more.isHidden() else "chevron-up")

    def _busy(self, busy: bool) -> None:
        self.enrol_button.setEnabled(not busy)
        self.enrol_button.setText(" " + (_("Asking the city …") if busy else _("Enrol")))
        if busy:
            self._say.hide()

    def _on_back(self, _result: object, error: BaseException | None) -> None:
        self._busy(False)
        if error is None:
            self.form.set_values({})
            self.more.set_values({})
            self.enrolled.emit()
        elif isinstance(error, GridAdminError):
            self._refuse(error)
        else:
            show_bug(error)

    def _refuse(self, error: GridAdminError) -> None:
        faults = error.fields if isinstance(error, InvalidError) else {}
        self.form.show_faults(faults)
        self.more.show_faults(faults)
        if any(name in self.more.values() for name in faults):
            self.more.show()
        self._say.setText(str(error.message))
        self._say.show()


def _secret_field() -> TextField:
    from PySide6.QtWidgets import QLineEdit

    made = TextField()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def _explanation() -> QWidget:
    lines: Sequence[QWidget] = [_step(number, _(words)) for number, words in enumerate(STEPS, 1)]
    promise = label(
        _("Work goes on without a connection, for weeks if need be. Nothing that was entered is lost."),
        "muted",
        wrap=True,
    )
    picture = row(icon_label("building-2", "accent_text", ICON_LARGE), icon_label("arrow-right", "faint"),
                  icon_label("cloud", "accent_text", ICON_LARGE), 1, spacing=MEDIUM)  # fmt: skip
    holder = QWidget()
    title = label(_("One city, one set of facts (Article 20)"), "heading", wrap=True)
    holder.setLayout(column(picture, title, *lines, promise, 1, spacing=MEDIUM))
    return holder


def _step(number: int, words: str) -> QWidget:
    line = row(column(badge(str(number), "accent"), 1), label(words, wrap=True), spacing=MEDIUM)
    line.setStretch(1, 1)
    holder = QWidget()
    holder.setLayout(line)
    return holder


def _practice_note() -> QWidget:
    text = label(_("The practice office exchanges nothing: its people are invented."), wrap=True)
    line = row(icon_label("flask-conical", "warning"), text, spacing=SNUG, margins=(MEDIUM,) * 4)
    line.setStretch(1, 1)
    return panel("warning", line)


__all__ = ["FileField", "SetupPane", "add_connection_fields", "connection_of", "shown_connection"]

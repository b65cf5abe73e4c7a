"""The explanation of one line: every figure with its formula, its numbers and its paper; read from the line."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTextBrowser, QWidget

from gridadmin.domain.pay_explain import Figure, explain_line
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import _
from gridadmin.ui.layouts import button, column, label, row, tool_button
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT

ANCHOR = "figure-"


class ExplainPanel(QWidget):
    """Shows how somebody's pay comes about, the figure that was asked for in front.

    Signals:
        person_asked: the id of the person, to be shown with everything that is known of them.
    """

    person_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.line: PayLineRow | None = None
        self.figures: list[Figure] = []
        self._key = ""
        self._name, self._facts = label("", "strong"), label("", "caption", wrap=True)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setProperty("look", "flat")
        self.text.setAccessibleName(_("How it comes about"))
        self._copy = tool_button("copy", _("Copy the explanation"), self.copy)
        self._person = button(_("Person's file"), self._ask_person, icon="users")
        self._bar = QWidget()
        head = row(column(self._name, self._facts, spacing=2), self._person, self._copy, spacing=SNUG)
        head.setStretch(0, 1)
        head.setContentsMargins(MEDIUM, TIGHT, SNUG, TIGHT)
        self._bar.setLayout(head)
        whole = column(self._bar, self.text, spacing=0, margins=(0, 0, SNUG, SNUG))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        current().changed.connect(self._paint)
        self.show_line(None)

    def show_line(self, line: PayLineRow | None, key: str = "") -> None:
        """Show a line; the key is that of the figure that was asked for, empty for none."""
        self.line, self._key = line, key
        self.figures = explain_line(line) if line is not None else []
        self._bar.setVisible(line is not None)
        if line is not None:
            self._name.setText(line.name)
            self._facts.setText(line_facts(line))
        self._paint()

    def show_figure(self, key: str) -> None:
        """Bring a figure of the line to the front."""
        self._key = key
        self._paint()

    def chosen(self) -> Figure | None:
        """Return the figure that was asked for; None where the line has none of it."""
        return next((figure for figure in self.figures if figure.key == self._key), None)

    def copy(self) -> None:
        """Put the explanation on the clipboard: name, amount, formula and source, as spreadsheets paste them."""
        if self.line is None:
            return
        lines = [f"{self.line.name}\t{line_facts(self.line)}"]
        lines += [
            "\t".join((str(each.name), yuan_text(each.amount), str(each.how), each.source)) for each in self.figures
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _ask_person(self) -> None:
        if self.line is not None:
            self.person_asked.emit(self.line.worker_id)

    def _paint(self) -> None:
        if self.line is None:
            self.text.setHtml(f"<p style='color:{current().colours.muted}'>{escape(_('Choose a line.'))}</p>")
            return
        self.text.setHtml(as_html(self.figures, self._key))
        if self._key:
            self.text.scrollToAnchor(ANCHOR + self._key)


def line_facts(line: PayLineRow) -> str:
    """Return what a line was reckoned for: kind of service, days, how it is taxed."""
    days, whole = line.details["days"]
    kind = line.details["kind"]
    parts = [EmploymentKind(kind).label if kind else "", line.category.label]
    if days:
        parts.insert(1, _("{days} of {whole} days in service").format(days=days, whole=whole))
    parts += [" – ".join(span) for span in line.details.get("service", ()) if 0 < days < whole]
    return " · ".join(part for part in parts if part)


def as_html(figures: list[Figure], key: str) -> str:
    """Return the figures as a document in the colours in use; texts are escaped."""
    colours = current().colours
    rows = []
    part = None
    for figure in figures:
        if figure.part is not part:
            part = figure.part
            rows.append(
                f"<tr><td colspan='2' style='padding-top:{current().px(8)}px;color:{colours.muted}'>"
                f"{escape(part.label)}</td></tr>"
            )
        shade = f" bgcolor='{colours.accent_soft}'" if figure.key == key else ""
        source = f"<br><span style='color:{colours.faint}'>{escape(figure.source)}</span>" if figure.source else ""
        rows.append(
            f"<tr{shade}><td><a name='{ANCHOR}{escape(figure.key)}'></a><b>{escape(str(figure.name))}</b><br>"
            f"<span style='color:{colours.muted}'>{escape(str(figure.how))}</span>{source}</td>"
            f"<td align='right' valign='top'><b>{yuan_shown(figure.amount)}</b></td></tr>"
        )
    pad = current().px(4)
    return f"<table width='100%' cellspacing='0' cellpadding='{pad}'>{''.join(rows)}</table>"

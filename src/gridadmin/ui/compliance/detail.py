"""What stands behind a result: the facts, the words of the regulation, and the button to the page that mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from gridadmin.domain.compliance import ARTICLE_TITLES
from gridadmin.domain.compliance_duties import DUTIES, SEVERITY, Finding
from gridadmin.i18n import _
from gridadmin.ui.compliance.columns import TONES, result_text
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import ICON_SMALL, MEDIUM, ROOMY, SNUG, TIGHT

MOST_SHOWN = 40
BADGES = {"faint": ""}


class FindingsPane(QFrame):
    """The findings behind a cell, a grid or a line of the list.

    Signals:
        opened: the Target of the page that mends a finding.
    """

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._title, self._note = label("", "title", wrap=True), label("", "caption", wrap=True)
        for words in (self._title, self._note):
            words.setMinimumWidth(1)
        self._pane = ScrollPane()
        self._pane.body.setContentsMargins(0, 0, 0, 0)
        whole = column(
            column(self._title, self._note, spacing=TIGHT), self._pane, spacing=MEDIUM, margins=(ROOMY, MEDIUM, SNUG, 0)
        )
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.mends: list[QWidget] = []

    def show_findings(self, title: str, note: str, findings: Sequence[Finding]) -> None:
        """Show findings, the worst first."""
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.mends = []
        self._pane.fill_by_and_by(self._cards(sorted(findings, key=lambda found: -SEVERITY[found.result])))
        self._pane.verticalScrollBar().setValue(0)

    def _cards(self, worst_first: Sequence[Finding]) -> Iterator[QWidget]:
        for found in worst_first[:MOST_SHOWN]:
            yield self._card(found)
        if len(worst_first) > MOST_SHOWN:
            yield label(_("and {count} more").format(count=len(worst_first) - MOST_SHOWN), "muted")
        if not worst_first:
            yield label(_("Nothing is checked here."), "muted")

    def _card(self, found: Finding) -> QWidget:
        duty = DUTIES[found.duty]
        tone = TONES[found.result]
        title = label(str(duty.title), "strong", wrap=True)
        head = row(title, badge(result_text(found.result), BADGES.get(tone, tone)), spacing=SNUG)
        head.setStretch(0, 1)
        subject = label(f"{_(ARTICLE_TITLES[found.article])}  ·  {found.subject}", "caption", wrap=True)
        facts = [_bullet(str(fact)) for fact in found.facts]
        quote = panel("quote", column(label(duty.quote, wrap=True), margins=(MEDIUM, SNUG, MEDIUM, SNUG)))
        parts = column(
            head, subject, *facts, quote, *self._remedy(found), spacing=SNUG, margins=(ROOMY, MEDIUM, ROOMY, MEDIUM)
        )
        return panel("card", parts)

    def _remedy(self, found: Finding) -> list[QWidget]:
        if found.remedy is None and found.page is None:
            return []
        words = label(str(found.remedy) if found.remedy else "", wrap=True)
        mend = None
        if found.page is not None:
            mend = button(_("Mend it"), partial(self.opened.emit, found.page), icon="arrow-right")
            self.mends.append(mend)
        holder = QWidget()
        line = row(words, mend, spacing=MEDIUM)
        line.setStretch(0, 1)
        holder.setLayout(line)
        return [holder]


def _bullet(text: str) -> QWidget:
    holder = QWidget()
    line = row(column(icon_label("chevron-right", "faint", ICON_SMALL), 1), label(text, wrap=True), spacing=TIGHT)
    line.setStretch(1, 1)
    holder.setLayout(line)
    return holder

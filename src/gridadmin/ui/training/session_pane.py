"""One training session: what and when, the acts, the entry grid of its list, its materials; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QStackedWidget, QWidget

from gridadmin.domain.training import AttendeeRow, SessionDetail, SessionState, show_tenths
from gridadmin.i18n import _
from gridadmin.ui.dialogs import tell
from gridadmin.ui.entry_grid import EntryGrid
from gridadmin.ui.layouts import badge, button, column, label, panel, restyle, row, tool_button
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.scans.strip import ScanStrip
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import EmptyState
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT
from gridadmin.ui.training.columns import STATE_TONES
from gridadmin.ui.training.entry_columns import entry_columns, entry_rows, recompute

LIST, MATERIALS = "list", "materials"
_BADGES = {"accent_text": "accent", "muted": ""}


class SessionPane(QWidget):
    """Shows a session and asks the page for its acts.

    Signals:
        asked: the key of an act: invite, invite_others, sheet, resit, certify, cards, edit, sister, call_off, delete.
        save_asked: attendee id -> field -> value.
        removal_asked: attendee ids to be taken off the list.
        session_opened: the id of another session.
    """

    asked = Signal(str)
    save_asked = Signal(object)
    removal_asked = Signal(object)
    session_opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.detail: SessionDetail | None = None
        self._drafts: dict[UUID, dict[Any, dict[str, Any]]] = {}
        self.grid = EntryGrid(())
        self.scans = ScanStrip(desk, "training_scan")
        self._empty = EmptyState(icon="graduation-cap")
        self._nobody = EmptyState(icon="users")
        self._build()
        self.grid.model.edited.connect(self._on_edited)
        self.grid.save_asked.connect(self.save)
        self._empty.say(_("Choose a session in the list, or arrange one from a course."))

    def show_session(self, detail: SessionDetail | None, read_only: bool) -> None:
        """Show a session; what was typed for it and not saved is there again. None shows nothing."""
        self._keep_draft()
        same = self.detail is not None and detail is not None and self.detail.row.id == detail.row.id
        place = self.grid.cells.currentIndex() if same else None
        self.detail = detail
        self._pages.setCurrentIndex(1 if detail else 0)
        if detail is None:
            return
        self._show_head(detail, read_only)
        self.grid.model.set_columns(entry_columns(detail.row.form), entry_rows(detail.attendees))
        self.grid.set_read_only(read_only)
        self._body.setCurrentIndex(0 if detail.attendees else 1)
        self._say_nobody(detail, read_only)
        if same and place is not None and place.isValid():
            self.grid.cells.go_to(place.row(), place.column())
        draft = self._drafts.pop(detail.row.id, None)
        if draft and self.grid.model.restore(draft):
            self.grid.say(_("What you entered before is here again; it is not saved yet."), "warning")
        self._on_edited(set())
        self.scans.show_scans(detail.row.id, of=detail.row.form.title, read_only=read_only)

    def saved(self) -> None:
        """What was entered is saved: the rows that are read next stand in the place of the draft."""
        if self.detail is not None:
            self._drafts.pop(self.detail.row.id, None)
            self.grid.model.accept()

    def save(self) -> None:
        """Ask the page to save; cells that cannot be read hold it back."""
        faults = self.grid.model.faults()
        if faults:
            self.grid.cells.go_to(*faults[0])
            self.grid.say(str(self.grid.model.cell(*faults[0]).reason), "danger")
            return
        changes = self.grid.model.changes()
        if changes:
            self.save_asked.emit(changes)

    def focus_grid(self) -> None:
        """Put the cursor into the list, ready to paste."""
        self.tabs.choose(LIST)
        self.grid.cells.setFocus()

    def selected(self) -> list[AttendeeRow]:
        """Return the persons in the selected rows."""
        rows, _left, _width = self.grid.cells.selected_area()
        found = self.detail.attendees if self.detail else ()
        return [found[place] for place in rows if place < len(found)]

    def _build(self) -> None:
        self._title, self._state = label("", "title", wrap=True), badge("")
        self._facts = label("", "muted", wrap=True)
        self._links = row(spacing=TIGHT)
        self.invite = button("", lambda: self.asked.emit("invite"), icon="users")
        self.sheet = button(_("Sign-in sheet"), lambda: self.asked.emit("sheet"), icon="printer")
        self.certify = button("", lambda: self.asked.emit("certify"), icon="badge-check")
        self.cards = button("", lambda: self.asked.emit("cards"), icon="printer")
        self.resit = button("", lambda: self.asked.emit("resit"), icon="refresh-cw")
        more = tool_button("ellipsis", _("More"))
        self.menu = QMenu(more)
        more.clicked.connect(lambda: self.menu.popup(more.mapToGlobal(more.rect().bottomLeft())))
        head = row(column(row(self._title, self._state, 1, spacing=SNUG), self._facts, spacing=TIGHT), more)
        head.setStretch(0, 1)
        acts = row(self.invite, self.sheet, self.certify, self.cards, self.resit, 1, spacing=SNUG)
        self.tabs = ViewTabs([(LIST, _("List and results")), (MATERIALS, _("Materials"))])
        self._stack = QStackedWidget()
        self._body = QStackedWidget()
        self._body.addWidget(self.grid)
        self._body.addWidget(self._nobody)
        self._stack.addWidget(column_widget(self._body, self._make_foot()))
        self._stack.addWidget(column_widget(self.scans, None))
        self.tabs.chosen.connect(lambda key: self._stack.setCurrentIndex(0 if key == LIST else 1))
        whole = QWidget()
        lines = column(head, self._links, acts, self.tabs, self._stack, spacing=SNUG, margins=(ROOMY, MEDIUM, 0, 0))
        lines.setStretch(4, 1)
        whole.setLayout(lines)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(whole)
        self.setLayout(column(self._pages))

    def _make_foot(self) -> QWidget:
        self._count = label("", "caption", wrap=True)
        self._drop = button(_("Discard"), self._discard, "quiet")
        self._save = button(_("Save"), self.save, "primary", "save")
        self._save.setToolTip(Key.SAVE.shown())
        line = row(self._count, self._drop, self._save, spacing=SNUG, margins=(MEDIUM, SNUG, MEDIUM, SNUG))
        line.setStretch(0, 1)
        return panel("foot", line)

    def _show_head(self, detail: SessionDetail, read_only: bool) -> None:
        form, state = detail.row.form, detail.row.state
        self._title.setText(form.title)
        self._state.setText(state.label)
        tone = STATE_TONES[state]
        restyle(self._state, tone=_BADGES.get(tone, tone))
        self._facts.setText(_facts(detail))
        self._show_links(detail)
        new, words = detail.audience_new, detail.audience_words.text()
        _label(self.invite, _("Add {who} ({count})").format(who=words, count=new))
        self.invite.setVisible(new > 0 and not read_only and state is not SessionState.DONE and not detail.resit_of)
        self.sheet.setVisible(bool(detail.attendees))
        waiting = len(detail.to_resit) if state is not SessionState.UPCOMING else 0
        _label(self.resit, _("Re-sit of {count} …").format(count=waiting))
        self.resit.setVisible(waiting > 0 and not read_only)
        _label(self.certify, _("Certificates for {count} who passed").format(count=detail.to_certify))
        self.certify.setVisible(detail.to_certify > 0 and not read_only)
        _label(self.cards, _("Work cards for {count} …").format(count=detail.without_card))
        self.cards.setVisible(detail.without_card > 0 and not detail.to_certify and not read_only)
        self._fill_menu(detail, read_only)

    def _show_links(self, detail: SessionDetail) -> None:
        while (item := self._links.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        linked = [(_("Re-sit"), each) for each in detail.resits] + [(_("Also"), each) for each in detail.sisters]
        for word, each in linked:
            text = f"{word} {each.form.held_on:%m-%d} {each.form.place or each.form.title}"
            self._links.addWidget(button(text, lambda key=each.id: self.session_opened.emit(key), "chip"))
        if detail.resit_of and detail.row.form.resit_of_id is not None:
            text, above = _("Re-sit of {title}").format(title=detail.resit_of), detail.row.form.resit_of_id
            self._links.addWidget(button(text, lambda: self.session_opened.emit(above), "chip"))
        self._links.addStretch(1)

    def _fill_menu(self, detail: SessionDetail, read_only: bool) -> None:
        self.menu.clear()
        acts = (
            ("edit", _("Change the session …")),
            ("invite_others", _("Add persons …")),
            ("remove", _("Take the selected off the list")),
            ("import_results", _("Import attendance and results …")),
            ("sister", _("Another place or time …")),
            ("call_off", _("Call off") if detail.row.state is not SessionState.CANCELLED else _("Hold it after all")),
            ("delete", _("Delete")),
        )
        for key, text in acts:
            action = QAction(text, self.menu)
            action.setObjectName(key)
            action.setEnabled(not read_only)
            action.triggered.connect(lambda _checked=False, which=key: self._on_menu(which))
            self.menu.addAction(action)

    def _on_menu(self, key: str) -> None:
        if key == "import_results" and self.grid.model.is_dirty():
            tell(self, _("Save what was typed first."), _("The import would be entered beside it."), "warning")
        elif key == "remove":
            self.removal_asked.emit([each.id for each in self.selected()])
        else:
            self.asked.emit(key)

    def _say_nobody(self, detail: SessionDetail, read_only: bool) -> None:
        words = _("Nobody is on the list yet.")
        if detail.audience_new and not read_only:
            self._nobody.say(words, self.invite.text().strip(), lambda: self.asked.emit("invite"))
        else:
            self._nobody.say(words)

    def _on_edited(self, _rows: set[int]) -> None:
        detail = self.detail
        if detail is None:
            return
        results = recompute(self.grid, detail.row.form, detail.attendees)
        self._count.setText(_counts(results))
        dirty = self.grid.model.is_dirty()
        self._save.setEnabled(dirty)
        self._drop.setVisible(dirty)

    def _discard(self) -> None:
        self.grid.model.set_rows(self.grid.model.rows)
        self._on_edited(set())

    def _keep_draft(self) -> None:
        if self.detail is not None and self.grid.model.is_dirty():
            self._drafts[self.detail.row.id] = self.grid.model.unsaved()


def column_widget(upper: QWidget, lower: QWidget | None) -> QWidget:
    """Return two widgets below each other, the upper one taking the room."""
    holder = QWidget()
    lines = column(upper, lower, spacing=0)
    lines.setStretch(0, 1)
    holder.setLayout(lines)
    return holder


def _label(made: QPushButton, text: str) -> None:
    made.setText(f" {text}")
    made.setAccessibleName(text)


def _facts(detail: SessionDetail) -> str:
    form = detail.row.form
    when = "–".join(part for part in (form.starts_at, form.ends_at) if part)
    parts = [f"{form.held_on:%Y-%m-%d} {when}".strip(), form.place or "", form.trainer or ""]
    parts.append(_("{hours} hours").format(hours=show_tenths(form.hours)))
    if form.pass_mark is not None:
        mark, full = show_tenths(form.pass_mark), show_tenths(form.full_mark)
        parts.append(_("{mark} of {full} passes").format(mark=mark, full=full))
    if detail.certificate:
        parts.append(_("passing gives: {certificate}").format(certificate=detail.certificate))
    return " · ".join(part for part in parts if part)


def _counts(results: Sequence[Any]) -> str:
    counts = {kind: results.count(kind) for kind in dict.fromkeys(results)}
    words = joined(f"{kind.label} {count}" for kind, count in counts.items())
    return _("{count} on the list: {results}").format(count=len(results), results=words) if results else ""

"""The detail of one person beside the list: photo, name, acts, and the tabs 资料, 任职, 条件, 历史."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QWidget

from gridadmin.domain.ages import age_on
from gridadmin.domain.compliance_duties import Finding
from gridadmin.domain.workers import WorkerDetail, WorkerStatus
from gridadmin.i18n import _
from gridadmin.jobs.workers_file import USUAL, FileOptions, print_worker_file
from gridadmin.services.journal_histories import worker_history
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_conditions import worker_conditions
from gridadmin.ui.dropped_files import dropped_files
from gridadmin.ui.exchange.flag import RecordFlag
from gridadmin.ui.history_pane import HistoryPane
from gridadmin.ui.layouts import badge, button, column, label, restyle, row, with_icon
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import NameLine, ViewTabs
from gridadmin.ui.pdf_dialog import PdfDialog
from gridadmin.ui.table_view import EmptyState
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT
from gridadmin.ui.workers.conditions import WorkerConditions
from gridadmin.ui.workers.facts import WorkerFacts
from gridadmin.ui.workers.service import WorkerService
from gridadmin.ui.workers.tabs import FILE_TABS, WorkerTab

PHOTO_WIDTH, PHOTO_HEIGHT = 66, 88
IN_FULL, WITH_PAY = FileOptions(unmask=True), FileOptions(with_pay=True)
PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".webp")


class WorkerPane(QWidget):
    """Shows one person live.

    Signals:
        edit_asked, changeover_asked, photo_asked: for the person shown; `photo_dropped`: the path of a picture file.
        loaded: the WorkerDetail that is shown now.
    """

    edit_asked = Signal()
    changeover_asked = Signal()
    photo_asked = Signal()
    photo_dropped = Signal(object)
    loaded = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.detail: WorkerDetail | None = None
        self.findings: tuple[Finding, ...] = ()
        self._unmasked: UUID | None = None
        self.setAcceptDrops(True)
        self.facts, self.service, self.conditions = WorkerFacts(), WorkerService(), WorkerConditions()
        self.history = HistoryPane(desk.background, worker_history)
        self._stack = QStackedWidget()
        self._panes: dict[str, QWidget] = {}
        self.tabs = self._make_tabs()
        self.tabs.setProperty("look", "tight")  # nine tabs beside a list on 1366 pixels
        self.tabs.chosen.connect(self._on_tab)
        self.tabs.choose(str(desk.preferences.recall("tab/workers", "facts")))
        self._body = QWidget()
        self.flag = RecordFlag(desk)
        head = self._make_head()
        whole = column(head, self.flag, self.tabs, self._stack, spacing=SNUG, margins=(ROOMY, MEDIUM, MEDIUM, 0))
        whole.setStretch(3, 1)  # what wraps above it gets the height it needs and no more
        self._stack.setMinimumHeight(1)  # its panes scroll: where height is short they give way, not the words above
        self._body.setLayout(whole)
        self._empty = EmptyState(icon="users")
        self._empty.say(_("Choose a person in the list."))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._body)
        self.setLayout(column(self._pages))

    def load(self, worker_id: UUID | None) -> None:
        """Read and show a person as of the day looked at; None shows nobody."""
        if worker_id is None:
            self.detail = None
            self._pages.setCurrentWidget(self._empty)
            return
        background, day = self._desk.background, self._desk.as_of
        background.read(get_worker, worker_id, day, done=self.show_detail, failed=self._on_gone, caller=self)
        background.read(worker_conditions, worker_id, day, done=self._show_findings, caller=self)

    def show_detail(self, detail: WorkerDetail) -> None:
        """Show what was read."""
        self.detail = detail
        if self._unmasked != detail.row.id:
            self._unmasked = None
        self._pages.setCurrentWidget(self._body)
        self._show_head(detail)
        self.facts.show_detail(detail, self._unmasked is not None)
        self.service.show_detail(detail, self._desk.as_of, self._desk.read_only)
        self.history.show_record(detail.row.id, not self._desk.read_only)
        self.flag.show_record(detail.row.id)
        self._show_file_tab()
        self.loaded.emit(detail)

    def show_number(self) -> None:
        """Show the ID number of the person in full, until another person is shown."""
        if self.detail is not None:
            self._unmasked = self.detail.row.id
            self.facts.show_detail(self.detail, True)

    def print_file(self, options: FileOptions = USUAL) -> None:
        """Show the person's whole file for the printer; one with full numbers or with pay is journaled."""
        if self.detail is not None:
            row, day = self.detail.row, self._desk.as_of
            title = _("File of {name}").format(name=row.name)
            PdfDialog(self, self._desk, title, print_worker_file, row.id, day, options).open()

    def open_tab(self, key: str) -> None:
        """Open a tab by its key."""
        self.tabs.choose(key)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a picture file."""
        if self.detail is not None and not self._desk.read_only and dropped_files(event, *PICTURES):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take a dropped picture as the photo."""
        for path in dropped_files(event, *PICTURES)[:1]:
            self.photo_dropped.emit(path)

    def _make_tabs(self) -> ViewTabs:
        own: list[tuple[str, str, QWidget]] = [
            ("facts", _("Profile"), self.facts),
            ("service", _("Service"), self.service),
            ("conditions", _("Conditions"), self.conditions),
            ("history", _("History"), self.history),
        ]
        for _key, _title, pane in own:
            self._stack.addWidget(pane)
        self._panes = {key: pane for key, _title, pane in own}
        titles = [(key, title) for key, title, _pane in own]
        return ViewTabs(titles[:2] + [(spec.key, _(spec.title)) for spec in FILE_TABS] + titles[2:])

    def _make_head(self) -> QWidget:
        self._photo = QLabel()
        self._photo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name, self._words = label("", "heading", wrap=True), label("", "muted", wrap=True)
        self._status, self._kind = badge(""), badge("")
        self._edit = button(_("Edit"), self.edit_asked.emit, "primary", "pencil")
        self._edit.setToolTip(_("Enter or F2"))
        self._more = QMenu(self)
        more = with_icon(button(" " + _("More")), "ellipsis")
        more.setMenu(self._more)
        self._more.addAction(_("Photo …"), self.photo_asked.emit)
        self._more.addAction(_("Appoint to a grid …"), self.service.appoint_asked.emit)
        self._begin = self._more.addAction(_("Begin service …"), self.service.start_asked.emit)
        self._end = self._more.addAction(_("End service …"), self.service.end_asked.emit)
        self._over = self._more.addAction(_("Change-over …") + "\tH", self.changeover_asked.emit)
        self._more.addAction(_("Attest (Art 11) …"), lambda: self.conditions.attest_asked.emit(None))
        self._more.addSeparator()
        self._more.addAction(_("Print the whole file …"), partial(self.print_file, USUAL))
        self._more.addAction(_("Print the whole file, numbers in full …"), partial(self.print_file, IN_FULL))
        self._more.addAction(_("Print the whole file, with pay …"), partial(self.print_file, WITH_PAY))
        self._more_button = more
        self._names = NameLine(self._name, self._status, self._kind)
        words = column(self._names, self._words, 1, row(self._edit, more, 1, spacing=SNUG), spacing=TIGHT)
        head = QWidget()
        line = row(column(self._photo, 1), words, spacing=MEDIUM)
        line.setStretch(1, 1)
        head.setLayout(line)
        return head

    def _show_head(self, detail: WorkerDetail) -> None:
        found, day = detail.row, self._desk.as_of
        active = found.status is WorkerStatus.ACTIVE
        self._name.setText(found.name)
        self._status.setText(found.status.label if found.status else _("No service"))
        restyle(self._status, tone="good" if active else "")
        self._kind.setText(found.kind.label if found.kind else "")
        self._kind.setVisible(found.kind is not None)
        restyle(self._kind, tone="accent" if active else "")
        self._names.arrange()
        age = _("{age} years").format(age=age_on(found.birth_date, day)) if found.birth_date else ""
        grids = joined(post.grid_name for post in found.grids)
        left = _("left on {day}").format(day=found.ended_on) if found.ended_on and not active else ""
        parts = (found.sex.label, age, grids or found.community, found.phones[0] if found.phones else "", left)
        self._words.setText(" · ".join(part for part in parts if part))
        self._edit.setText(" " + (_("Correct") if self._desk.read_only else _("Edit")))
        self._more_button.setVisible(not self._desk.read_only)
        self._begin.setVisible(not active)
        self._end.setVisible(active)
        self._over.setVisible(active)
        self._show_photo(None)
        office: Any = self._desk.background.office
        if found.photo and office is not None:
            self._desk.background.call(office.photo, found.photo, done=self._show_photo, caller=self)

    def _show_photo(self, content: bytes | None) -> None:
        theme = current()
        width, height = theme.px(PHOTO_WIDTH), theme.px(PHOTO_HEIGHT)
        self._photo.setFixedSize(width, height)
        picture = QPixmap()
        if content and picture.loadFromData(content):
            smooth = Qt.TransformationMode.SmoothTransformation
            picture = picture.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatioByExpanding, smooth)
            self._photo.setPixmap(picture.copy((picture.width() - width) // 2, 0, width, height))
            self._photo.setStyleSheet("")
        else:
            self._photo.setPixmap(theme.icon("circle-user", "line_strong", 40).pixmap(theme.px(40), theme.px(40)))
            colours = theme.colours
            self._photo.setStyleSheet(f"background: {colours.sunken}; border-radius: {theme.px(6)}px;")

    def _show_findings(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        attested = self.detail.attestations if self.detail else ()
        self.conditions.show_findings(findings, attested, self._desk.read_only)

    def _on_tab(self, key: str) -> None:
        if key not in self._panes:
            made = next(spec for spec in FILE_TABS if spec.key == key).make(self._desk)
            self._stack.addWidget(made)
            self._panes[key] = made
        self._stack.setCurrentWidget(self._panes[key])
        self._desk.preferences.remember("tab/workers", key)
        self._show_file_tab()

    def _show_file_tab(self) -> None:
        seen = self._stack.currentWidget()
        if self.detail is not None and isinstance(seen, WorkerTab):
            seen.show_worker(self.detail, self._desk.as_of, self._desk.read_only)

    def _on_gone(self, _error: object) -> None:
        self.load(None)

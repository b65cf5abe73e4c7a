"""The detail of one grid: who serves, what the county decided and the township adds, boards, history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.grids import GridProposalRow, GridRow, GridStaffRow, ProposalStatus
from gridadmin.domain.grids_card import GridCard, GridVersionRow
from gridadmin.domain.grids_list import GridLine
from gridadmin.domain.journal_words import FIELDS
from gridadmin.domain.queues import Target
from gridadmin.domain.snapshot import BoardState
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import _
from gridadmin.services.grids_card import get_grid_card
from gridadmin.services.journal_histories import grid_history
from gridadmin.ui.exchange.flag import RecordFlag
from gridadmin.ui.grids.columns import BOARD_TONES, kind_words
from gridadmin.ui.history_pane import HistoryPane
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts, NameLine, ViewTabs, card
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.table_view import EmptyState
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

TABS = ("overview", "county", "boards", "history")


class GridPane(QWidget):
    """Shows one grid live.

    Signals:
        edit_asked, propose_asked, place_asked, appoint_asked, changeover_asked: for the grid shown.
        place_removed: id and name of a posting place; `settled`: a proposal and what became of it.
    """

    edit_asked = Signal()
    propose_asked = Signal()
    place_asked = Signal()
    appoint_asked = Signal()
    changeover_asked = Signal()
    place_removed = Signal(object, str)
    settled = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.card: GridCard | None = None
        self._line: GridLine | None = None
        self.overview, self.county, self.boards = ScrollPane(), ScrollPane(), ScrollPane()
        self.history = HistoryPane(desk.background, grid_history)
        titles = (_("Staff and township"), _("County's facts"), _("Boards"), _("History"))
        self.tabs = ViewTabs(list(zip(TABS, titles, strict=True)))
        self._stack = QStackedWidget()
        for pane in (self.overview, self.county, self.boards, self.history):
            self._stack.addWidget(pane)
        self.tabs.chosen.connect(self._on_tab)
        self.tabs.choose(str(desk.preferences.recall("tab/grids", "overview")))
        body = QWidget()
        self.flag = RecordFlag(desk)
        head = self._make_head()
        whole = column(head, self.flag, self.tabs, self._stack, spacing=SNUG, margins=(ROOMY, MEDIUM, MEDIUM, 0))
        self._stack.setMinimumHeight(1)  # its panes scroll: where height is short they give way, not the words above
        whole.setStretch(3, 1)  # what wraps above it gets the height it needs and no more
        body.setLayout(whole)
        empty = EmptyState(icon="map-pin")
        empty.say(_("Choose a grid in the list."))
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(body)
        self.setLayout(column(self._pages))

    def load(self, line: GridLine | None) -> None:
        """Read and show a grid as of the day looked at; None shows none."""
        self._line = line
        if line is None:
            self.card = None
            self._pages.setCurrentIndex(0)
            return
        self._desk.background.read(get_grid_card, line.row.id, self._desk.as_of, done=self.show_card, caller=self)

    def show_card(self, shown: GridCard) -> None:
        """Show what was read."""
        self.card = shown
        self._pages.setCurrentIndex(1)
        self._show_head(shown.row)
        self.overview.fill(self._staffing(), self._staff(shown.row), self._township(shown.row))
        self.county.fill(self._facts(shown.row), self._proposals(shown.proposals), self._versions(shown.versions))
        self.boards.fill(self._places(shown))
        self.history.show_record(shown.row.id, not self._desk.read_only)
        self.flag.show_record(shown.row.id)

    def open_tab(self, key: str) -> None:
        """Open a tab by its key."""
        self.tabs.choose(key)

    def _make_head(self) -> QWidget:
        self._name, self._words = label("", "heading", wrap=True), label("", "muted", wrap=True)
        self._kind, self._ended = badge(""), badge(_("ended"), "warning")
        self._edit = button(_("Edit"), self.edit_asked.emit, "primary", "pencil")
        self._edit.setToolTip(_("Enter or F2"))
        self._appoint = button(_("Appoint"), self.appoint_asked.emit, icon="plus")
        self._over = button(_("Change-over"), self.changeover_asked.emit, icon="refresh-cw")
        self._over.setToolTip("H")
        self._names = NameLine(self._name, self._kind, self._ended)
        head = QWidget()
        head.setLayout(
            column(self._names, self._words, row(self._edit, self._appoint, self._over, 1, spacing=SNUG), spacing=TIGHT)
        )
        return head

    def _show_head(self, found: GridRow) -> None:
        self._name.setText(found.name)
        self._kind.setText(kind_words(found))
        self._words.setText(f"{found.code} · {found.community} · {found.setting.label}")
        self._ended.setVisible(found.valid_to is not None and found.valid_to < self._desk.as_of)
        self._names.arrange()
        for act in (self._edit, self._appoint, self._over):
            act.setVisible(not self._desk.read_only)

    def _staffing(self) -> QWidget | None:
        line = self._line
        if line is None or line.staffing in (Result.MET, Result.NOT_APPLICABLE):
            return None
        tone = "danger" if line.staffing is Result.NOT_MET else "warning"
        words = column(label(_("Art 10: {result}").format(result=line.staffing.label), "strong", tone), spacing=TIGHT)
        for fact in line.facts:
            words.addWidget(label(str(fact), wrap=True))
        holder = row(column(icon_label("triangle-alert", tone), 1), words, spacing=SNUG, margins=(MEDIUM,) * 4)
        holder.setStretch(1, 1)
        return panel(tone, holder)

    def _staff(self, found: GridRow) -> QWidget:
        lines = [self._person(person) for person in found.staff] or [label(_("Nobody serves here."), "muted")]
        return card(_("Staff"), *lines)

    def _person(self, person: GridStaffRow) -> QWidget:
        target = Target("workers", record_id=str(person.worker_id))
        name = button(person.name, partial(self._desk.go, target), "quiet")
        tone = "accent" if person.kind is EmploymentKind.FULL_TIME else "good"
        head = row(name, badge(person.kind.label, tone), badge(person.role.label), 1, spacing=SNUG)
        phone = label(person.phone or _("no phone"), tone="" if person.phone else "danger")
        since = label(_("since {day}").format(day=person.started_on.isoformat()), "caption")
        holder = QWidget()
        holder.setLayout(column(head, row(phone, since, 1, spacing=MEDIUM, margins=(SNUG, 0, 0, 0)), spacing=TIGHT))
        return holder

    def _township(self, found: GridRow) -> QWidget:
        facts = Facts()
        review = found.exception_review_on.isoformat() if found.exception_review_on else ""
        facts.show_facts(
            [
                (_("Area on boards"), found.board_area or _("as the county has it")),
                (_("Supervision phone"), found.supervision_phone or _("the office's own")),
                (_("Exception (Art 10)"), found.exception_reason or ""),
                (_("To be reviewed on"), review),
                (_("Remarks"), found.remarks or ""),
            ]
        )
        edit = None if self._desk.read_only else button(_("Edit"), self.edit_asked.emit, "quiet", "pencil")
        return card(_("What the township adds"), facts, act=edit)

    def _facts(self, found: GridRow) -> QWidget:
        facts = Facts()
        facts.show_facts(
            [
                (_("Code"), found.code),
                (_("Kind"), kind_words(found)),
                (_("Community or village"), f"{found.community} {found.community_code}"),
                (_("Area"), found.area),
                (_("Households"), _text(found.households)),
                (_("Residents"), _text(found.residents)),
                (_("Setting"), found.setting.label),
                (_("Decision"), found.decision_document or ""),
                (_("Since"), found.valid_from.isoformat()),
                (_("Until"), found.valid_to.isoformat() if found.valid_to else ""),
            ]
        )
        owner = row(
            icon_label("lock", "muted"),
            label(_("Owned by the county (Art 7, 9): shown here, changed by proposal."), "caption", wrap=True),
            spacing=TIGHT,
        )
        owner.setStretch(1, 1)
        propose = None
        if not self._desk.read_only:
            propose = button(_("Propose a change"), self.propose_asked.emit, "quiet", "file-text")
        holder = QWidget()
        holder.setLayout(owner)
        return card(_("What the county decided"), holder, facts, act=propose)

    def _proposals(self, proposals: Sequence[GridProposalRow]) -> QWidget | None:
        lines = [self._proposal(found) for found in proposals]
        return card(_("Proposals to the county"), *lines) if lines else None

    def _proposal(self, found: GridProposalRow) -> QWidget:
        waits = found.status is ProposalStatus.FILED
        tones = {ProposalStatus.ACCEPTED: "good", ProposalStatus.REFUSED: "danger", ProposalStatus.FILED: "accent"}
        words = f"{_(FIELDS[found.field])}: {found.current or '—'} → {found.proposed}"
        head = row(label(words, wrap=True), badge(found.status.label, tones.get(found.status, "")), spacing=SNUG)
        head.setStretch(0, 1)
        note = label(f"{found.filed_on} · {found.reason}", "caption", wrap=True)
        acts = row(spacing=TIGHT)
        for status in (ProposalStatus.ACCEPTED, ProposalStatus.REFUSED, ProposalStatus.WITHDRAWN):
            acts.addWidget(button(status.label, partial(self.settled.emit, found, status), "quiet"))
        acts.addStretch(1)
        holder = QWidget()
        shown = acts if waits and not self._desk.read_only else None
        holder.setLayout(column(head, note, shown, spacing=TIGHT))
        return holder

    def _versions(self, versions: Sequence[GridVersionRow]) -> QWidget:
        lines: list[QWidget] = []
        for version in versions:
            counts = _("{households} households, {residents} residents").format(
                households=_text(version.households) or "—", residents=_text(version.residents) or "—"
            )
            words = f"{version.name} · {version.community} · {counts} · {version.decision_document or '—'}"
            since = label(_("since {day}").format(day=version.valid_from.isoformat()), "strong")
            holder = QWidget()
            holder.setLayout(
                column(since, label(words, wrap=True), label(version.area, "caption", wrap=True), spacing=2)
            )
            lines.append(holder)
        return card(_("Versions"), *lines)

    def _places(self, shown: GridCard) -> QWidget:
        lines = [self._board(state, shown) for state in shown.boards]
        add = None if self._desk.read_only else button(_("Add a place"), self.place_asked.emit, "quiet", "plus")
        return card(_("Posting places and boards (Art 15)"), *lines, act=add)

    def _board(self, state: BoardState, shown: GridCard) -> QWidget:
        place = state.place or _("No posting place is recorded")
        printed = _("never printed")
        if state.printed_on is not None:
            printed = _("printed on {day}, no. {number}").format(day=state.printed_on, number=state.version)
        ids = [key for key, name in shown.places if name == state.place]
        remove = None
        if ids and not self._desk.read_only:
            taken = partial(self.place_removed.emit, ids[0], state.place)
            remove = tool_button("trash-2", _("The board no longer hangs here"), taken)
        head = row(label(place, "strong", wrap=True), badge(state.status.label, BOARD_TONES[state.status]), remove)
        head.setStretch(0, 1)
        words = [label(printed, "caption")]
        words += [label(str(difference), tone="danger", wrap=True) for difference in state.differences]
        holder = QWidget()
        holder.setLayout(column(head, *words, spacing=TIGHT))
        return holder

    def _on_tab(self, key: str) -> None:
        self._stack.setCurrentIndex(TABS.index(key))
        self._desk.preferences.remember("tab/grids", key)


def _text(count: int | None) -> str:
    return "" if count is None else str(count)

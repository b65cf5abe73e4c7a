"""The journal: acts newest first, filters above, what the act under the cursor did beside it, and the check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gridadmin.domain.journal import ActRow, Verification
from gridadmin.domain.journal_acts import ActDetail, ActFilter, ActKind, ActPage, RecordChanges
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, _
from gridadmin.jobs.backups import check_office
from gridadmin.jobs.workers import undo_one
from gridadmin.services.journal_acts import PAGE, find_act_page, get_act, list_actors
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.dialogs import ask, show_error
from gridadmin.ui.fields import ChoiceField, DateField, Option, TextField
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row, rule
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, action_button
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT


class FilterBar(QWidget):
    """What acts are wanted: text, clerk, kind, first and last day."""

    def __init__(self) -> None:
        super().__init__()
        self.text = TextField(_("Words of the sentence"))
        self.actor = ChoiceField([Option("", _("everybody"))])
        self.kind = ChoiceField([Option("", _("everything")), *enum_options(ActKind)])
        self.since, self.until = DateField(), DateField()
        self.since.setPlaceholderText(_("from"))
        self.until.setPlaceholderText(_("until"))
        names = (_("Words of the sentence"), _("Clerk"), _("What it touched"), _("From"), _("Until"))
        editors = (self.text, self.actor, self.kind, self.since, self.until)
        for editor, name in zip(editors, names, strict=True):
            editor.setAccessibleName(name)
        self.actor.set_value("")
        self.kind.set_value("")
        line = row(*editors, spacing=SNUG)
        for place, stretch in enumerate((4, 2, 2, 2, 2)):
            line.setStretch(place, stretch)
        self.setLayout(line)

    def show_actors(self, names: Sequence[str]) -> None:
        """Offer everybody who has acted."""
        self.actor.set_options([Option("", _("everybody")), *(Option(name, name) for name in names if name)])

    def filter(self) -> ActFilter:
        """Return what is wanted."""
        return ActFilter(
            self.text.value() or "", self.actor.value() or None, self.since.value(), self.until.value(),
            self.kind.value() or None,
        )  # fmt: skip


class JournalPage(Page):
    """Every act of the office; any that still stands can be undone."""

    features = frozenset({"journal"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: UUID | None = None
        self._limit, self._total = PAGE, 0
        self._growing = False
        self.verify = action_button(_("Verify"), "shield-check", self.check)
        self.verify.setToolTip(_("Checks every link of the chain, the file and all references"))
        self.header = PageHeader(_("Journal"), self.verify)
        self.bar = FilterBar()
        self.verdict = Verdict()
        self.model = TableModel[ActRow](_columns(), self)
        self.table = RecordTable(self.model, "journal", desk.preferences)
        self.table.set_empty(_("No act is like this."))
        self.detail = ActPane()
        self.older = button("", self.show_older, "quiet", "history")
        listing = QWidget()
        listing.setLayout(column(self.table, row(1, self.older, 1), spacing=TIGHT))
        split = ListDetail(listing, self.detail, "journal", desk.preferences)
        body = column(self.bar, self.verdict, split, spacing=SNUG, margins=(ROOMY, 0, ROOMY, ROOMY))
        body.setStretch(2, 1)
        self.setLayout(column(self.header, body, spacing=0))
        self._connect()

    def reload(self) -> None:
        """Read the acts again; the cursor stays on its act."""
        self.desk.background.read(list_actors, done=self.bar.show_actors, caller=self)
        self._ask()

    def show_target(self, target: Target) -> None:
        """Show one act."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self._place()

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.bar.text.setFocus()

    def panes(self) -> list[QWidget]:
        """The acts and the act."""
        return [self.table, self.detail]

    def check(self) -> None:
        """Check the chain and the file."""
        self.verify.setEnabled(False)
        self.desk.background.run(check_office, done=self._on_checked, failed=self._on_failed, caller=self)

    def show_acts(self, found: ActPage) -> None:
        """Show acts, the newest first; after older ones were asked for, the list stays where it was scrolled to."""
        kept = self._wanted or getattr(self.table.current_row(), "id", None)
        bar = self.table.verticalScrollBar()
        place = bar.value() if self._growing else -1
        self._total = found.total
        self.model.set_rows(found.acts)
        self._say_count(len(found.acts))
        self._wanted = kept
        self._place()
        if place >= 0:
            bar.setValue(place)
        self._growing = False

    def show_older(self) -> None:
        """Read further into the past."""
        if self.model.rowCount() < self._total and not self._growing:
            self._growing = True
            self._limit += PAGE
            self._ask()

    def _say_count(self, shown: int) -> None:
        words = _("{count} acts, the newest first; nothing here can be changed")
        if shown < self._total:
            words = _("the newest {shown} of {count} acts; nothing here can be changed")
        self.header.say(words.format(count=self._total, shown=shown))
        self.older.setText(" " + _("Older ones ({count} more)").format(count=self._total - shown))
        self.older.setVisible(shown < self._total)

    def _connect(self) -> None:
        for editor in (self.bar.text, self.bar.actor, self.bar.kind, self.bar.since, self.bar.until):
            editor.changed.connect(self._start_again)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.table.row_chosen.connect(self._on_chosen)
        self.detail.undo.clicked.connect(self.ask_undo)

    def _start_again(self) -> None:
        self._limit, self._growing = PAGE, False
        self._ask()

    def _ask(self) -> None:
        self.desk.background.read(find_act_page, self.bar.filter(), self._limit, done=self.show_acts, caller=self)

    def _on_scrolled(self, value: int) -> None:
        if value and value == self.table.verticalScrollBar().maximum():
            self.show_older()

    def _place(self) -> None:
        places = [place for place, act in enumerate(self.model.rows()) if act.id == self._wanted]
        self._wanted = None
        if self.model.rowCount():
            self.table.choose(places[0] if places else 0)
        else:
            self.detail.show_act(None)

    def _on_chosen(self, act: ActRow | None) -> None:
        if act is not None:
            self.desk.background.read(get_act, act.id, done=self._show_act, caller=self)

    def _show_act(self, detail: ActDetail) -> None:
        self.detail.show_act(detail, may_undo=not self.desk.read_only)

    def ask_undo(self) -> None:
        """Undo the act under the cursor, after a question."""
        act = self.detail.act
        if act is None:
            return
        text = _("Every field gets back its former value. The undo is an act of its own and can be undone too.")
        if ask(self.window(), str(act.sentence), text, _("Undo this act")):
            self.desk.background.run(undo_one, act.id, failed=self._on_failed, caller=self)

    def _on_failed(self, error: Exception) -> None:
        self.verify.setEnabled(True)
        show_error(self.window(), error)  # type: ignore[arg-type]

    def _on_checked(self, found: Verification) -> None:
        self.verify.setEnabled(True)
        self.verdict.show_verdict(found)


class Verdict(QWidget):
    """What the check found, and the head of the chain to be kept outside the computer."""

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "strong", wrap=True)
        self.head = label("", "caption")
        self.copy = button(_("Copy"), self._copy, "quiet", "copy")
        self._good, self._bad = icon_label("shield-check", "good"), icon_label("circle-alert", "danger")
        line = row(self._good, self._bad, column(self.words, self.head, spacing=2), self.copy, spacing=MEDIUM,
                   margins=(MEDIUM, SNUG, SNUG, SNUG))  # fmt: skip
        line.setStretch(2, 1)
        self._panel = panel("accent", line)
        self.setLayout(column(self._panel))
        self.hide()

    def show_verdict(self, found: Verification) -> None:
        """Show it in words; problems one to a line."""
        good = _("All is well: {count} entries, every link and every reference was checked.")
        bad = _("Something was changed from outside. Keep this computer as it is and call for help.")
        lines = [good.format(count=found.entries)] if found.ok else [bad, *map(str, found.problems[:5])]
        self.words.setText("\n".join(lines))
        self.head.setText(_("Head of the chain: {head}").format(head=f"{found.head[0]}:{found.head[1]}"))
        self._head = f"{found.head[0]}:{found.head[1]}"
        self._good.setVisible(found.ok)
        self._bad.setVisible(not found.ok)
        self.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._head)


class ActPane(ScrollPane):
    """One act: its sentence, who and when, and each record with its fields before and after."""

    def __init__(self) -> None:
        super().__init__()
        self.act: ActRow | None = None
        self.undo = button(_("Undo this act"), icon="undo-2")

    def show_act(self, detail: ActDetail | None, may_undo: bool = True) -> None:
        """Show an act, None for nothing."""
        self.act = detail.act if detail else None
        self.undo.setParent(None)
        if detail is None:
            self.fill()
            return
        act = detail.act
        open_ = may_undo and act.undoable and act.undone_by is None
        marks = (
            [badge(_("undone"), "warning")] if act.undone_by else [] if act.undoable else [badge(_("cannot be undone"))]
        )
        head = column(
            label(str(act.sentence), "title", wrap=True),
            row(label(f"{act.at.astimezone():%Y-%m-%d %H:%M:%S} · {act.actor} · #{act.seq}", "caption"), *marks, 1),
            row(self.undo if open_ else None, 1),
            spacing=SNUG,
        )
        parts = [part for record in detail.records for part in _record(record)]
        if detail.left_off:
            left = _("… and {count} records more").format(count=detail.left_off)
            parts.append(label(left, "muted"))
        if not parts:
            parts = [label(_("It changed no record."), "muted")]
        self.fill(panel("card", column(head, rule(), *parts, spacing=TIGHT, margins=(ROOMY,) * 4)))
        if open_:
            self.undo.show()  # only now: shown before it has its place, it would be a window of its own


def _record(record: RecordChanges) -> Iterator[QWidget]:
    words = f"{record.record} · {record.subject}" if record.subject else str(record.record)
    yield label(words, "strong", wrap=True)
    for line in record.lines:
        was, now = str(line.was), str(line.now)
        change = f"{was} → {now or '—'}" if was else now or "—"
        name = label(str(line.field), "caption", wrap=True)
        name.setFixedWidth(current().px(110))
        value = label(change, wrap=True)
        holder = QWidget()
        laid = row(name, value, spacing=SNUG, margins=(SNUG, 0, 0, 0))
        laid.setStretch(1, 1)
        holder.setLayout(laid)
        yield holder


def _columns() -> list[Column[ActRow]]:
    return [
        Column("at", N_("When"), 17, lambda act: f"{act.at.astimezone():%Y-%m-%d %H:%M}", lambda act: act.seq),
        Column("actor", N_("Clerk"), 12, lambda act: act.actor),
        Column(
            "sentence", N_("Act"), 44, lambda act: str(act.sentence), tone=lambda act: "faint" if act.undone_by else ""
        ),
        Column("state", N_("State"), 8, _state, tone=lambda _act: "muted", badge=True),
    ]


def _state(act: ActRow) -> str:
    return _("undone") if act.undone_by else ""

"""Several persons at once: setting facts of all of them, and merging two files of one person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.journal_words import FIELDS
from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.workers import WorkerRow, WorkerSource
from gridadmin.domain.workers_changes import PlannedChange, WorkerChanges
from gridadmin.domain.workers_merge import merged_birth_date, merged_sex
from gridadmin.i18n import N_, Message, _
from gridadmin.services.duplicates import merge_workers, why_not_merge
from gridadmin.services.workers_changes import change_workers, plan_changes
from gridadmin.ui.act_dialogs import fit
from gridadmin.ui.code_options import education_options, enum_options, ethnicity_options, political_options
from gridadmin.ui.dialogs import BeforeAfterDialog, CellChange, show_error, tell
from gridadmin.ui.fields import ChoiceField, DateField, NoteField, Option
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import button, column, icon_label, label, panel, resize_to, row
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE
from gridadmin.ui.workers import sentences

CODES = {"political_status": POLITICAL_STATUSES, "education": EDUCATIONS, "ethnicity": ETHNICITIES}
MERGED_FACTS = (
    N_("Name"), N_("ID number"), N_("Birth date"), N_("Sex"), N_("Community or village"), N_("In service since"),
    N_("Phones"), N_("Grids"),
)  # fmt: skip
FIELDS_SET = ("political_status", "education", "ethnicity", "source", "remarks")


def changes_form(today: Callable[[], date]) -> Form:
    """Return the fields that can be set for many; an empty one leaves that fact alone."""
    form = Form(columns=2)
    form.add(FieldSpec("political_status", N_("Political status"), ChoiceField(political_options())))
    form.add(FieldSpec("education", N_("Education"), ChoiceField(education_options())))
    form.add(FieldSpec("ethnicity", N_("Ethnicity"), ChoiceField(ethnicity_options())))
    form.add(FieldSpec("source", N_("Source (Art 12)"), ChoiceField(enum_options(WorkerSource))))
    form.add(FieldSpec("remarks", N_("Remarks"), NoteField(2)), whole_row=True)
    kinds = [
        Option(False, _("Something has changed: it holds from the day on")),
        Option(True, _("It was recorded wrongly: correct it")),
    ]
    form.add(FieldSpec("correction", N_("Change or correction"), ChoiceField(kinds), required=True))
    form.add(FieldSpec("effective_on", N_("Holds from"), DateField(today), required=True))
    return form


def changes_of(values: dict[str, Any]) -> WorkerChanges:
    """Return the changes that the fields hold."""
    wanted = {name: str(values[name]) for name in FIELDS_SET if values.get(name) is not None}
    return WorkerChanges(wanted, values["effective_on"], bool(values["correction"]))


def value_shown(field: str, value: str | None) -> str:
    """Return a stored value as it is read."""
    if value is None:
        return "—"
    if field == "source":
        return WorkerSource(value).label
    return CODES.get(field, {}).get(value, value)


class ManyActs:
    """What the page does with a selection."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today

    def change(self, rows: Sequence[WorkerRow]) -> None:
        """Set facts of the selected persons: first the fields, then every cell before and after, then one act."""
        title = _("Change {count} persons").format(count=len(rows))
        dialog = FormDialog(self._parent, title, changes_form(self._today), "change many")
        ids = [chosen.id for chosen in rows]

        def plan(values: dict[str, Any], _reason: str, _following: bool) -> None:
            changes = changes_of(values)
            show = partial(self._confirm, dialog, changes, ids)
            self._desk.background.read(plan_changes, ids, changes, done=show, failed=dialog.refused, caller=dialog)

        dialog.save_asked.connect(plan)
        dialog.finished.connect(dialog.deleteLater)
        fit(dialog)
        dialog.open()
        dialog.start({"correction": self._desk.read_only, "effective_on": self._desk.as_of})

    def merge(self, first: WorkerRow, second: WorkerRow) -> None:
        """Make two files of one person one."""
        dialog = MergeDialog(self._parent, first, second)
        dialog.merge_asked.connect(lambda kept, gone: self._merge(dialog, kept, gone))
        dialog.finished.connect(dialog.deleteLater)
        self._desk.background.read(why_not_merge, first.id, second.id, done=dialog.show_verdict, caller=dialog)
        dialog.open()

    def _confirm(
        self, dialog: FormDialog, changes: WorkerChanges, ids: Sequence[Any], plan: Sequence[PlannedChange]
    ) -> None:
        if not plan:
            tell(dialog, _("Nothing would change"), _("Every selected person has these values already."))
            return
        persons = len({cell.worker_id for cell in plan})
        cells = [
            CellChange(
                cell.name, _(FIELDS[cell.field]), value_shown(cell.field, cell.was), value_shown(cell.field, cell.now)
            )
            for cell in plan
        ]
        table = BeforeAfterDialog(
            dialog, dialog.windowTitle(), cells, _("Change {count} persons").format(count=persons)
        )
        table.accepted.connect(partial(self._change, dialog, changes, ids, persons))
        table.finished.connect(table.deleteLater)
        table.open()

    def _change(self, dialog: FormDialog, changes: WorkerChanges, ids: Sequence[Any], persons: int) -> None:
        fields = [Message(FIELDS[name]) for name in changes.values]
        listed = fields[0] if len(fields) == 1 else Message(N_("{count} fields"), {"count": len(fields)})
        sentence = sentences.changed_many(persons, listed)
        self._desk.background.act(
            sentence,
            change_workers,
            ids,
            changes,
            done=lambda _count: dialog.saved(),
            failed=dialog.refused,
            caller=dialog,
        )

    def _merge(self, dialog: QDialog, kept: WorkerRow, gone: WorkerRow) -> None:
        self._desk.background.act(
            sentences.merged(kept.name),
            merge_workers,
            kept.id,
            gone.id,
            done=lambda _name: dialog.accept(),
            failed=lambda error: show_error(dialog, error),
            caller=dialog,
        )


class MergeDialog(QDialog):
    """Two files side by side, and what the one that stays will hold.

    Signals:
        merge_asked: the WorkerRow that stays, the one that goes into it.
    """

    merge_asked = Signal(object, object)

    def __init__(self, parent: QWidget | None, first: WorkerRow, second: WorkerRow) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Merge two files of one person"))
        self._kept, self._gone = first, second
        self._cells: list[tuple[str, str, str, str]] = []
        self._grid = QGridLayout()
        self._grid.setProperty("units", SNUG)
        for place in (1, 2, 3):
            self._grid.setColumnStretch(place, 1)
        note = label(
            _("Service, appointments, phones, attestations, remarks of both come together; gaps are filled. One undo."),
            "muted",
            wrap=True,
        )
        swap = button(_("Keep the other one"), self.swap, icon="refresh-cw")
        self._merge = button(_("Merge"), lambda: self.merge_asked.emit(self._kept, self._gone), "primary")
        self._merge.setEnabled(False)  # until it is known that the two can be one
        self._refusal = label("", wrap=True)
        line = row(icon_label("triangle-alert", "warning"), self._refusal, margins=(MEDIUM, SNUG, MEDIUM, SNUG))
        line.setStretch(1, 1)
        self._refused = panel("warning", line)
        self._refused.hide()
        foot = row(swap, 1, button(_("Cancel"), self.reject), self._merge)
        table = ScrollPane()
        table.fill(panel("card", column(self._grid, margins=(MEDIUM,) * 4)))
        parts = label(self.windowTitle(), "title"), note, self._refused, table, foot
        self.setLayout(column(*parts, margins=(WIDE,) * 4, spacing=MEDIUM))
        self._show()
        resize_to(self, 860, 520)

    def show_verdict(self, refusal: Message | None) -> None:
        """Say at once why the two cannot be one person; only where they can may they be merged."""
        self._refusal.setText(str(refusal or ""))
        self._refused.setVisible(refusal is not None)
        self._merge.setEnabled(refusal is None)

    def swap(self) -> None:
        """Let the other file be the one that stays."""
        self._kept, self._gone = self._gone, self._kept
        self._show()

    def cells(self) -> list[tuple[str, str, str, str]]:
        """Return what is shown: field, of the one that stays, of the one that goes, after the merge."""
        return list(self._cells)

    def _show(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._cells = merged_cells(self._kept, self._gone)
        heads = ("", _("Stays"), _("Goes into it"), _("Afterwards"))
        for place, text in enumerate(heads):
            self._grid.addWidget(label(text, "strong"), 0, place)
        for line, (field, kept, gone, after) in enumerate(self._cells, start=1):
            self._grid.addWidget(label(field, "caption"), line, 0)
            self._grid.addWidget(label(kept, wrap=True), line, 1)
            self._grid.addWidget(label(gone, "muted", wrap=True), line, 2)
            self._grid.addWidget(label(after, "strong" if after != kept else "", wrap=True), line, 3)


def merged_cells(kept: WorkerRow, gone: WorkerRow) -> list[tuple[str, str, str, str]]:
    """Return field, value of both, and value after a merge, for the facts that tell persons apart."""
    mine, theirs = _facts(kept), _facts(gone)
    after = [first or second for first, second in zip(mine, theirs, strict=True)]
    after[2:4] = str(merged_birth_date(kept, gone) or ""), merged_sex(kept, gone).label
    after[5] = max(mine[5], theirs[5])  # of the spells of both the last
    after[6] = joined(dict.fromkeys(kept.phones + gone.phones))
    after[7] = joined(dict.fromkeys(grid.grid_name for grid in kept.grids + gone.grids))
    lines = zip(MERGED_FACTS, mine, theirs, after, strict=True)
    return [(_(field), first or "—", second or "—", last or "—") for field, first, second, last in lines]


def _facts(person: WorkerRow) -> list[str]:
    """Return the facts of a file in the order of `MERGED_FACTS`; empty where nothing is known."""
    return [
        person.name,
        mask_id_number(person.id_number),
        str(person.birth_date or ""),
        person.sex.label,
        person.community,
        str(person.started_on or ""),
        joined(person.phones),
        joined(grid.grid_name for grid in person.grids),
    ]

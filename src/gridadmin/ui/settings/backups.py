"""Backups: which there are, a new one now, a check, a rehearsed restore, and the real one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from gridadmin.domain.errors import CancelledError, GridAdminError
from gridadmin.i18n import N_, _
from gridadmin.jobs import backups as jobs
from gridadmin.jobs.backups import BackupLine, DrillReport, RestoreFailedError, RestorePlan
from gridadmin.jobs.progress import Progress
from gridadmin.ui.dialogs import ProgressDialog, ask, show_error, tell
from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import card
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, Column, TableModel
from gridadmin.ui.tokens import MEDIUM, SNUG


class BackupsPane(QWidget):
    """The backups of the office."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.model = TableModel[BackupLine](_columns(), self)
        self.table = RecordTable(self.model)
        self.table.set_empty(_("There is no backup yet."))
        self.make = button(_("Back up now"), self._make, "primary", "database-backup")
        self.copy = button(_("Back up elsewhere …"), self._copy)
        self.check = button(_("Verify"), self._check, "", "shield-check")
        self.drill = button(_("Rehearse a restore"), self._drill)
        self.restore = button(_("Restore …"), self._restore, "danger")
        self.check_file = button(_("Verify a file …"), self._check_file, "", "shield-check")
        self.drill_file = button(_("Rehearse from a file …"), self._drill_file)
        self.restore_file = button(_("Restore from a file …"), self._restore_file, "danger")
        self.table.setMinimumHeight(self.fontMetrics().height() * 9)
        note = label(
            _("Each was opened again and checked when it was made. Keep a copy outside this room."),
            "muted", wrap=True,
        )  # fmt: skip
        self.said = label("", "strong", wrap=True)
        self.said.hide()
        own = card(_("Backups"), note, self.table, _line(self.check, self.drill, self.restore, 1, self.copy, self.make))
        away = label(_("A backup on a stick or a share can be checked, tried and put back from here too."), "muted",
                     wrap=True)  # fmt: skip
        files = card(_("Backups kept elsewhere"), away, _line(self.check_file, self.drill_file, self.restore_file, 1))
        self.setLayout(column(self.said, own, files, 1, spacing=MEDIUM))
        self.table.row_chosen.connect(self._on_chosen)
        self._on_chosen(None)

    def reload(self) -> None:
        """Read the list again."""
        self._desk.background.run(jobs.list_office_backups, done=self._show, caller=self)

    def _show(self, lines: Sequence[BackupLine]) -> None:
        self.model.set_rows(lines)
        if lines:
            self.table.choose(0)
        else:
            self._on_chosen(None)

    def _on_chosen(self, item: BackupLine | None) -> None:
        for act in (self.check, self.drill, self.restore):
            act.setEnabled(item is not None)

    def _make(self) -> None:
        self._run(_("Back up now"), jobs.make_backup, done=self._on_made)

    def _copy(self) -> None:
        name = _("gridadmin backup") + ".gabackup"
        path, _kind = QFileDialog.getSaveFileName(self, _("Back up elsewhere"), name, _("Backup") + " (*.gabackup)")
        if path and (out := self._with_ending(Path(path))):
            self._run(_("Back up elsewhere"), jobs.make_backup, out, done=self._on_made)

    def _with_ending(self, out: Path) -> Path | None:
        """Return the file with the ending by which a backup is found; the box asked only about the name as typed."""
        if out.suffix == ".gabackup":
            return out
        full = out.with_name(f"{out.name}.gabackup")
        asks = full.exists()
        if asks and not ask(self.window(), _("Replace the files that are there?"), full.name, _("Replace"), grave=True):
            return None
        return full

    def _on_made(self, report: Any) -> None:
        self._say(_("Made and verified: {file}").format(file=report.path.name), "good")
        self.reload()

    def _check(self) -> None:
        self._check_one(self.table.current_row().path)

    def _check_file(self) -> None:
        if file := self._chosen_file():
            self._check_one(file)

    def _check_one(self, file: Path) -> None:
        self._run(_("Verify"), jobs.check_backup, file, done=self._on_checked)

    def _on_checked(self, report: Any) -> None:
        self._say(_("{file} is whole: every part was opened and checked.").format(file=report.path.name), "good")

    def _drill(self) -> None:
        self._drill_one(self.table.current_row().path)

    def _drill_file(self) -> None:
        if file := self._chosen_file():
            self._drill_one(file)

    def _drill_one(self, file: Path) -> None:
        self._run(_("Rehearse a restore"), jobs.rehearse_restore, file, done=self._on_drilled)

    def _on_drilled(self, report: DrillReport) -> None:
        good = _("{file} was restored for a try: {records} records, the chain of the journal leads to that of now; "
                 "{newer} entries are newer.")  # fmt: skip
        text = good if report.whole else _("{file} does not fit this office: ") + "; ".join(map(str, report.problems))
        self._say(text.format(file=report.name, records=report.records, newer=report.newer),
                  "good" if report.whole else "danger")  # fmt: skip

    def _chosen_file(self) -> Path | None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the backup"), "", _("Backup") + " (*.gabackup)")
        return Path(path) if path else None

    def _restore(self) -> None:
        self._plan(self.table.current_row().path)

    def _restore_file(self) -> None:
        if file := self._chosen_file():
            self._plan(file)

    def _plan(self, file: Path) -> None:
        self._run(_("Restore"), jobs.plan_restore, file, done=self._ask_restore)

    def _ask_restore(self, plan: RestorePlan) -> None:
        moment = f"{plan.backup.made.astimezone():%Y-%m-%d %H:%M}"
        title = _("Put {office} back to {moment}?").format(office=plan.name, moment=moment)
        lost = _("{newer} acts were done since and are not in it.").format(newer=plan.newer) if plan.newer else ""
        text = _(
            "All records are replaced by the {records} in {file}. {lost} The office of now is not deleted: it is kept "
            "in {folder} in a folder before-restore-…."
        ).format(records=plan.backup.records, file=plan.backup.path.name, lost=lost, folder=plan.folder)
        if ask(self.window(), title, text, _("Restore"), grave=True):
            self._run(_("Restore"), jobs.restore_here, plan.backup.path, done=self._on_restored)

    def _on_restored(self, report: Any) -> None:
        text = _(
            "Log in again to go on. Passwords and the recovery code are those of {moment}, as the backup has them."
        )
        moment = f"{report.manifest.made.astimezone():%Y-%m-%d %H:%M}"
        tell(self.window(), _("The backup is restored"), text.format(moment=moment), "good")
        self._desk.leave()

    def _run(self, title: str, job: Any, *args: Any, done: Any) -> None:
        progress = Progress()
        shown = ProgressDialog(self.window(), title, self._desk.background, progress)

        def finished(result: Any) -> None:
            shown.finish()
            done(result)

        def failed(error: GridAdminError) -> None:
            shown.finish()
            if not isinstance(error, CancelledError):
                show_error(self.window(), error)
            if isinstance(error, RestoreFailedError):
                self._desk.leave()

        self._desk.background.run(job, *args, done=finished, failed=failed, caller=self, progress=progress)

    def _say(self, text: str, tone: str) -> None:
        self.said.setProperty("tone", tone)
        self.said.style().polish(self.said)
        self.said.setText(text)
        self.said.show()


def _line(*items: QWidget | int) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(*items, spacing=SNUG))
    return holder


def _columns() -> list[Column[BackupLine]]:
    return [
        Column("made", N_("Made"), 18, lambda line: f"{line.made.astimezone():%Y-%m-%d %H:%M}"),
        Column(
            "size", N_("File size"), 12, lambda line: f"{line.size / 1_000_000:.1f} MB", lambda line: line.size, RIGHT
        ),
        Column("records", N_("Records"), 12, lambda line: str(line.records), lambda line: line.records, RIGHT),
        Column("head", N_("Head of the journal"), 30, lambda line: line.head[:24]),
        Column("file", N_("File"), 40, lambda line: line.path.name),
    ]

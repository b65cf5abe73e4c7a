"""Entering and changing a person: dialogs, their acts, and what to do when somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QFileDialog, QWidget

from gridadmin.domain.errors import ConflictError, GridAdminError
from gridadmin.domain.grids_card import GridChoice
from gridadmin.domain.workers import WorkerDetail, WorkerForm
from gridadmin.domain.workers_changes import KnownPerson
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.workers import put_worker_photo
from gridadmin.services.grids_choice import grid_choices
from gridadmin.services.worker_records import update_worker
from gridadmin.services.workers_entry import enter_worker
from gridadmin.services.workers_forms import person_with_number, worker_form
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.workers import sentences
from gridadmin.ui.workers.person_form import (
    PersonDialog,
    form_values,
    person_form,
    service_of,
    worker_form_of,
)


class PersonActs:
    """What the page does with one person's file.

    `on_entered(worker_id)` is told of a new person, `on_known(known)` of one who has the ID number that was typed,
    `on_next()` after "save and next".
    """

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today
        self.on_entered: Callable[[UUID], None] = lambda _id: None
        self.on_known: Callable[[KnownPerson], None] = lambda _known: None
        self.on_next: Callable[[], None] = lambda: None

    def enter(self) -> None:
        """Enter somebody new."""
        self._desk.background.read(grid_choices, self._today(), done=self._open_new, caller=self._parent)

    def edit(self, detail: WorkerDetail) -> None:
        """Change or correct a person as the facts stand on the day looked at."""
        open_it = partial(self._open_edit, detail.row.id)
        self._desk.background.read(worker_form, detail.row.id, self._desk.as_of, done=open_it, caller=self._parent)

    def choose_photo(self, detail: WorkerDetail) -> None:
        """Ask for a picture file and keep it as the person's photo."""
        pictures = _("Pictures") + " (*.jpg *.jpeg *.png *.bmp *.webp)"
        title = _("Photo of {name}").format(name=detail.row.name)
        path, _kind = QFileDialog.getOpenFileName(self._parent, title, "", pictures)
        if path:
            self.put_photo(detail, Path(path))

    def put_photo(self, detail: WorkerDetail, path: Path) -> None:
        """Keep a picture file as the person's photo."""
        self._desk.background.run(put_worker_photo, detail.row.id, detail.row.name, path, caller=self._parent)

    def _open_new(self, grids: Sequence[GridChoice]) -> None:
        form = person_form(self._today, new=True, grids=grids)
        dialog = PersonDialog(self._parent, _("New grid worker"), form, "new worker", self._today)
        names = {choice.id: choice.name for choice in grids}

        def act_of(values: dict[str, Any]) -> Act:
            person = worker_form_of(values, self._today())
            service, post = service_of(values, self._today())
            grid = names.get(post.grid_id, "") if post else ""
            sentence = sentences.entered(person.name, service.kind if service else None, grid)
            return Act(sentence, enter_worker, (person, self._today(), service, post))

        self._watch_number(dialog)
        open_act_dialog(self._desk.background, dialog, act_of, lambda worker_id, _next: self.on_entered(worker_id))
        dialog.start({"started_on": self._today(), "ethnicity": "01"})

    def _open_edit(self, worker_id: UUID, saved: WorkerForm) -> None:
        form = person_form(self._today, new=False)
        title = _("Correct {name}") if self._desk.read_only else _("Change {name}")
        dialog = PersonDialog(self._parent, title.format(name=saved.name), form, f"worker {worker_id}", self._today)
        version = [saved.version]

        def act_of(values: dict[str, Any]) -> Act:
            changed = worker_form_of(values, self._desk.as_of, version[0])
            sentence = sentences.changed(changed.name, changed.correction)
            return Act(sentence, update_worker, (worker_id, changed, self._today()))

        self._watch_number(dialog)
        open_act_dialog(
            self._desk.background,
            dialog,
            act_of,
            lambda _result, following: self.on_next() if following else None,
            lambda error: self._on_refused(dialog, worker_id, version, error),
        )
        dialog.start(form_values(saved) | {"correction": self._desk.read_only})
        form.editor("correction").setEnabled(not self._desk.read_only)

    def _on_refused(self, dialog: PersonDialog, worker_id: UUID, version: list[int], error: GridAdminError) -> None:
        """After a lost race: keep what was typed, show what the other one saved, and let the next save win."""
        dialog.refused(error)
        if isinstance(error, ConflictError):
            show = partial(self._show_others, dialog, version)
            self._desk.background.read(worker_form, worker_id, self._desk.as_of, done=show, caller=dialog)

    def _show_others(self, dialog: PersonDialog, version: list[int], saved: WorkerForm) -> None:
        version[0] = saved.version
        typed, theirs = dialog.form.values(), form_values(saved)
        different = {
            key: Message(N_("Saved by somebody else in the meantime: {value}"), {"value": theirs[key] or "—"})
            for key in typed
            if key in theirs and key not in ("correction", "effective_on") and typed[key] != theirs[key]
        }
        dialog.form.show_faults({}, different)

    def _watch_number(self, dialog: PersonDialog) -> None:
        def look_up(number: str) -> None:
            self._desk.background.read(person_with_number, number, self._today(), done=dialog.show_known, caller=dialog)

        dialog.number_typed.connect(look_up)
        dialog.known_opened.connect(self.on_known)

"""Service, appointments and attestations of a person: dialogs and their acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from gridadmin.domain.compliance_duties import Finding, Result
from gridadmin.domain.grids_card import GridChoice
from gridadmin.domain.workers import (
    AppointmentRole,
    AppointmentRow,
    AttestationForm,
    Condition,
    EmploymentKind,
    EmploymentRow,
    WorkerDetail,
    WorkerSource,
)
from gridadmin.i18n import _
from gridadmin.jobs.workers import preview_end_of_appointment, preview_end_of_service
from gridadmin.services.employment import (
    appoint_worker,
    end_appointment,
    start_employment,
    update_appointment,
    update_employment,
)
from gridadmin.services.grids_choice import grid_choices
from gridadmin.services.workers_entry import attest_conditions
from gridadmin.services.workers_leaving import leave_service
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.workers import sentences
from gridadmin.ui.workers.service_forms import (
    EndDialog,
    appointment_form,
    appointment_of,
    attestation_form,
    employment_form,
    employment_of,
    end_appointment_form,
    end_service_form,
)


class ServiceActs:
    """What the page does with one person's service."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today

    def begin(self, detail: WorkerDetail) -> None:
        """Begin service, for the first time or again."""
        name, again = detail.row.name, bool(detail.employments)
        title = _("{name} takes up service again") if again else _("{name} begins service")
        form = employment_form(self._today, ended=False)
        dialog = FormDialog(self._parent, title.format(name=name), form, f"begin {detail.row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            spell = employment_of(values)
            sentence = sentences.began(name, spell.kind, spell.started_on, again)
            return Act(sentence, start_employment, (detail.row.id, spell))

        self._open(dialog, act_of)
        last = detail.employments[-1] if detail.employments else None
        kind = last.kind if last else EmploymentKind.FULL_TIME
        source = last.source if last else WorkerSource.CITY_PLAN
        dialog.start({"kind": kind, "source": source, "started_on": self._today()})

    def correct_service(self, detail: WorkerDetail, spell: EmploymentRow) -> None:
        """Correct a spell that was recorded wrongly."""
        title = _("Correct the service of {name}").format(name=detail.row.name)
        dialog = FormDialog(self._parent, title, employment_form(self._today, ended=True), f"spell {spell.id}")

        def act_of(values: dict[str, Any]) -> Act:
            sentence = sentences.corrected(detail.row.name, spell.kind)
            return Act(sentence, update_employment, (spell.id, employment_of(values), spell.version))

        self._open(dialog, act_of)
        names = ("kind", "source", "started_on", "document", "ended_on", "exit_reason")
        dialog.start({name: getattr(spell, name) for name in names})

    def end_service(self, detail: WorkerDetail) -> None:
        """End service and show beforehand what follows."""
        name = detail.row.name
        title = _("{name} leaves service").format(name=name)
        dialog = EndDialog(self._parent, title, end_service_form(self._today), f"end {detail.row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            sentence = sentences.ended(name, values["last_day"], values["reason"])
            return Act(
                sentence, leave_service, (detail.row.id, values["last_day"], values["reason"], values["document"])
            )

        def preview(values: dict[str, Any]) -> None:
            if values["reason"] is not None:
                args = (detail.row.id, values["last_day"], values["reason"])
                self._preview(dialog, preview_end_of_service, args)

        dialog.preview_asked.connect(preview)
        self._open(dialog, act_of)
        dialog.start({"last_day": self._today()})

    def appoint(self, detail: WorkerDetail) -> None:
        """Appoint the person to a grid."""
        self._with_grids(partial(self._open_appoint, detail))

    def correct_appointment(self, detail: WorkerDetail, post: AppointmentRow) -> None:
        """Correct an appointment that was recorded wrongly."""
        self._with_grids(partial(self._open_correct_appointment, detail, post))

    def end_appointment(self, detail: WorkerDetail, post: AppointmentRow) -> None:
        """End one appointment and show beforehand what follows."""
        title = _("{name} leaves {grid}").format(name=detail.row.name, grid=post.grid_name)
        dialog = EndDialog(self._parent, title, end_appointment_form(self._today), f"end post {post.id}")

        def act_of(values: dict[str, Any]) -> Act:
            sentence = sentences.appointment_ended(detail.row.name, post.grid_name, values["last_day"])
            return Act(sentence, end_appointment, (post.id, values["last_day"]))

        def preview(values: dict[str, Any]) -> None:
            self._preview(dialog, preview_end_of_appointment, (detail.row.id, post.id, values["last_day"]))

        dialog.preview_asked.connect(preview)
        self._open(dialog, act_of)
        dialog.start({"last_day": self._today()})

    def attest(self, detail: WorkerDetail, findings: Sequence[Finding], condition: Condition | None) -> None:
        """Record a person's word on one condition, or on all that wait for one."""
        title = _("Attest for {name} (Art 11)").format(name=detail.row.name)
        dialog = FormDialog(self._parent, title, attestation_form(self._today), f"attest {detail.row.id}")
        waiting = [Condition(f.duty.removeprefix("art11.")) for f in findings if f.result is Result.NEEDS_PERSON]

        def act_of(values: dict[str, Any]) -> Act:
            conditions = waiting if values["condition"] == "" else [values["condition"]]
            facts = (values["met"], values["attested_by"], values["attested_on"], values["remark"])
            forms = [AttestationForm(chosen, *facts) for chosen in conditions]
            sentence = sentences.attested(detail.row.name, conditions, values["met"])
            return Act(sentence, attest_conditions, (detail.row.id, forms))

        self._open(dialog, act_of)
        office = self._desk.background.office
        by = office.account_name if office else ""
        dialog.start({"condition": condition or "", "met": True, "attested_on": self._today(), "attested_by": by})

    def _open_appoint(self, detail: WorkerDetail, grids: Sequence[GridChoice]) -> None:
        title = _("Appoint {name} to a grid").format(name=detail.row.name)
        form = appointment_form(self._today, grids, ended=False)
        dialog = FormDialog(self._parent, title, form, f"appoint {detail.row.id}")
        names = {choice.id: choice.name for choice in grids}

        def act_of(values: dict[str, Any]) -> Act:
            post = appointment_of(values)
            sentence = sentences.appointed(detail.row.name, names[post.grid_id], post.role)
            return Act(sentence, appoint_worker, (detail.row.id, post))

        self._open(dialog, act_of)
        dialog.start({"role": AppointmentRole.WORKER, "started_on": self._today()})

    def _open_correct_appointment(
        self, detail: WorkerDetail, post: AppointmentRow, grids: Sequence[GridChoice]
    ) -> None:
        title = _("Correct the appointment of {name}").format(name=detail.row.name)
        form = appointment_form(self._today, grids, ended=True)
        dialog = FormDialog(self._parent, title, form, f"post {post.id}")

        def act_of(values: dict[str, Any]) -> Act:
            sentence = sentences.corrected(detail.row.name, post.grid_name)
            return Act(sentence, update_appointment, (post.id, appointment_of(values), post.version))

        self._open(dialog, act_of)
        dialog.start({name: getattr(post, name) for name in ("grid_id", "role", "started_on", "ended_on", "document")})

    def _with_grids(self, done: Callable[[Sequence[GridChoice]], None]) -> None:
        self._desk.background.read(grid_choices, self._desk.as_of, done=done, caller=self._parent)

    def _open(self, dialog: FormDialog, act_of: Callable[[dict[str, Any]], Act]) -> None:
        open_act_dialog(self._desk.background, dialog, act_of)

    def _preview(self, dialog: EndDialog, job: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self._desk.background.run(job, *args, done=dialog.show_consequences, failed=dialog.show_refusal, caller=dialog)

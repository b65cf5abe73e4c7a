"""The tabs of a person's file that other features bring; each adds its line here, nothing in the pane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module

from PySide6.QtWidgets import QWidget

from gridadmin.domain.workers import WorkerDetail
from gridadmin.i18n import N_
from gridadmin.ui.pages import Desk


class WorkerTab(QWidget):
    """One tab of a person's file.

    It is made when it is opened for the first time and told of a person only while it is seen: what it shows it reads
    itself, through `desk.background`.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def show_worker(self, detail: WorkerDetail, day: date, read_only: bool) -> None:
        """Show the file of a person as of a day; on another day than today nothing but corrections is offered."""
        raise NotImplementedError


@dataclass(frozen=True)
class WorkerTabSpec:
    """A tab by its key, its title (a msgid) and the class that shows it, as `module:Class`."""

    key: str
    title: str
    place: str

    def make(self, desk: Desk) -> WorkerTab:
        """Import and make the tab."""
        module, _, name = self.place.partition(":")
        tab: WorkerTab = getattr(import_module(module), name)(desk)
        return tab


FILE_TABS: tuple[WorkerTabSpec, ...] = (
    WorkerTabSpec("qualifications", N_("Certificates and cards"), "gridadmin.ui.qualifications.tab:QualificationsTab"),
    WorkerTabSpec("training", N_("Training"), "gridadmin.ui.training.tab:TrainingTab"),
    WorkerTabSpec("assessment", N_("Assessment"), "gridadmin.ui.assessment.worker_tab:AssessmentTab"),
    WorkerTabSpec("discipline", N_("Rewards, discipline"), "gridadmin.ui.discipline.tab:DisciplineTab"),
    WorkerTabSpec("contracts", N_("Contracts"), "gridadmin.ui.contracts.tab:ContractsTab"),
    WorkerTabSpec("pay", N_("Pay"), "gridadmin.ui.pay.worker_tab:PayTab"),
    WorkerTabSpec("insurance", N_("Insurance"), "gridadmin.ui.insurance.tab:InsuranceTab"),
)

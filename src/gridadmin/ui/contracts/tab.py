"""The tab 合同 of a person: what wants attention, every contract with its scanned pages, every exit with its list."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QWidget

from gridadmin.domain.contracts import ContractRow
from gridadmin.domain.contracts_lapses import ContractLapse
from gridadmin.domain.queues import Tone
from gridadmin.domain.workers import WorkerDetail, WorkerStatus
from gridadmin.i18n import _
from gridadmin.services.contracts_file import ContractFile, contract_file
from gridadmin.services.office import get_office
from gridadmin.ui.contracts.acts import ContractActs, HandoverActs
from gridadmin.ui.contracts.handover import exit_card
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import card
from gridadmin.ui.scans.strip import ScanStrip
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import ICON_SMALL, MEDIUM, SNUG, TIGHT
from gridadmin.ui.workers.tabs import WorkerTab

SCANS = "contract_scan"


class ContractsTab(WorkerTab):
    """Shows and edits contracts and hand-over lists of one person."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._detail: WorkerDetail | None = None
        self._day, self._read_only = date.min, True
        self._employer = ""
        self._shown: object = None
        self.found: ContractFile | None = None
        self.acts, self.handover = ContractActs(self, desk, self._today), HandoverActs(self, desk, self._today)
        self.pane = ScrollPane()
        self.setLayout(column(self.pane))
        desk.background.read(get_office, done=self._keep_employer, caller=self)

    def show_worker(self, detail: WorkerDetail, day: date, read_only: bool) -> None:
        """Read and show the contracts of a person."""
        self._detail, self._day, self._read_only = detail, day, read_only
        self.desk.background.read(contract_file, detail.row.id, day, done=self._show, caller=self)

    def _show(self, found: ContractFile) -> None:
        """Fill the pane; what is shown already stays, so that pictures do not flicker."""
        if self._detail is None:
            return
        key = (self._detail.row.id, self._day, self._read_only, found)
        if key == self._shown:
            return
        self._shown, self.found = key, found
        waiting = [gone for gone in found.exits if not gone.items or gone.open_items(self._day)]
        first = [exit_card(gone, self._day, self._read_only, self.handover) for gone in waiting]
        others = (gone for gone in found.exits if gone not in waiting)
        rest = [exit_card(gone, self._day, self._read_only, self.handover) for gone in others]
        self.pane.fill(_lapses(found.lapses), *first, self._contracts(found), *rest)

    def _contracts(self, found: ContractFile) -> QWidget:
        act = None if self._read_only else button(_("New contract"), self._enter, "quiet", "plus")
        if not found.contracts:
            return card(_("Contracts"), label(_("No contract is on file."), "muted", wrap=True), act=act)
        newest = found.contracts[0]
        lines = (self._contract(each, each is newest) for each in found.contracts)
        return card(_("Contracts"), *lines, act=act)

    def _contract(self, contract: ContractRow, newest: bool) -> QWidget:
        """One contract; a strip for scans stands below those that hold, the newest, and those that have some."""
        holds = contract.holds_on(self._day)
        kind = badge(contract.kind.label, "accent" if holds else "")
        unsigned = badge(_("not signed"), "warning") if contract.signed_on is None else None
        acts: list[Any] = []
        if not self._read_only:
            acts = [
                tool_button("refresh-cw", _("Renew this contract"), partial(self.acts.renew, contract)),
                tool_button("log-out", _("End this contract"), partial(self.acts.end, contract)),
                tool_button("trash-2", _("Remove this contract"), partial(self.acts.remove, contract)),
            ]
        correct = tool_button("pencil", _("Correct this contract"), partial(self.acts.correct, contract))
        head = row(kind, unsigned, 1, *acts, correct, spacing=TIGHT)
        strip = None
        if holds or newest or contract.scans:
            strip = ScanStrip(self.desk, SCANS)
            strip.show_scans(contract.id, f"{contract.kind.label} {contract.worker_name}", self._read_only)
        lines = (label(_period(contract), "strong", wrap=True), label(_words(contract), "caption", wrap=True))
        holder = QWidget()
        holder.setLayout(column(head, *lines, strip, spacing=TIGHT, margins=(0, 0, 0, SNUG)))
        return holder

    def _enter(self) -> None:
        if self._detail is not None:
            row_ = self._detail.row
            active = row_.status is WorkerStatus.ACTIVE
            since = row_.started_on if active and row_.started_on else self._today()
            newest = self.found.contracts[0] if self.found and self.found.contracts else None
            if newest is not None and newest.last_day is not None:
                self.acts.renew(newest)
            else:
                self.acts.enter(row_.id, row_.name, self._employer, since)

    def _keep_employer(self, office: Any) -> None:
        self._employer = office.organisation

    def _today(self) -> date:
        office: Any = self.desk.background.office
        day: date = office.today() if self.desk.read_only else self.desk.as_of
        return day


def _lapses(lapses: tuple[ContractLapse, ...]) -> QFrame | None:
    if not lapses:
        return None
    urgent = any(lapse.tone is Tone.URGENT for lapse in lapses)
    lines = [_lapse(lapse) for lapse in lapses]
    return panel("danger" if urgent else "warning", column(*lines, spacing=SNUG, margins=(MEDIUM,) * 4))


def _lapse(lapse: ContractLapse) -> QWidget:
    tone = "danger" if lapse.tone is Tone.URGENT else "warning"
    what = label(f"{lapse.day.isoformat()}  {lapse.what}", "strong", wrap=True)
    words = column(what, label(" ".join(map(str, lapse.breaks)), "caption", wrap=True), spacing=0)
    line = row(icon_label("triangle-alert", tone, ICON_SMALL), words, spacing=SNUG)
    line.setStretch(1, 1)
    holder = QWidget()
    holder.setLayout(line)
    return holder


def _period(contract: ContractRow) -> str:
    end = contract.ends_on.isoformat() if contract.ends_on else contract.term.label
    return f"{contract.started_on.isoformat()} — {end}"


def _words(contract: ContractRow) -> str:
    signed = _("signed on {day}").format(day=contract.signed_on.isoformat()) if contract.signed_on else ""
    probation = contract.probation_until
    tried = _("probation until {day}").format(day=probation.isoformat()) if probation else ""
    hours = _("{hours} hours a week").format(hours=contract.weekly_hours) if contract.weekly_hours is not None else ""
    ended = ""
    if contract.ended_on is not None:
        why = contract.end_reason.label if contract.end_reason else ""
        ended = _("ended on {day} {reason}").format(day=contract.ended_on.isoformat(), reason=why)
    parts = (contract.employer, contract.number or "", signed, tried, hours, ended, contract.remarks or "")
    return " · ".join(part for part in parts if part)

"""The tab 保险 of a person: what does not fit, enrolments, accident lists and claims."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from gridadmin.domain.insurance import Cover, InsuranceFinding, runs_of
from gridadmin.domain.insurance_enrolments import EnrolmentRow
from gridadmin.domain.months import Month
from gridadmin.domain.workers import EmploymentKind, WorkerDetail
from gridadmin.i18n import _
from gridadmin.services.insurance_file import InsuranceFile, insurance_file
from gridadmin.ui.insurance.acts import InsuranceActs
from gridadmin.ui.insurance.columns import CLAIM_TONES
from gridadmin.ui.layouts import badge, button, column, label, panel, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import card
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT
from gridadmin.ui.workers.tabs import WorkerTab


class InsuranceTab(WorkerTab):
    """Shows and edits one person's insurance."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._detail: WorkerDetail | None = None
        self._day, self._read_only = date.min, True
        self.found: InsuranceFile | None = None
        self.work = InsuranceActs(self, desk, lambda: self._day)
        self.pane = ScrollPane()
        self.setLayout(column(self.pane))

    def show_worker(self, detail: WorkerDetail, day: date, read_only: bool) -> None:
        """Read and show a person's insurance."""
        self._detail, self._day, self._read_only = detail, day, read_only
        self.desk.background.read(insurance_file, detail.row.id, day, done=self._show, caller=self)

    def _show(self, found: InsuranceFile) -> None:
        self.found = found
        self.pane.fill(*self._findings(found), self._enrolments(found), self._covers(found), self._claims(found))

    def _findings(self, found: InsuranceFile) -> list[QWidget]:
        """Return the newest open finding of each fault; older months of it are mended with it."""
        newest: dict[Any, InsuranceFinding] = {}
        for each in found.findings:
            if each.explained is None:
                newest.setdefault(each.fault, each)
        return [self._finding(each) for each in newest.values()]

    def _finding(self, finding: InsuranceFinding) -> QWidget:
        act = None
        if not self._read_only:
            mend = button(finding.fault.mend.label, partial(self.work.mend, finding), "primary")
            act = row(mend, button(_("Explain …"), partial(self.work.explain, finding)), 1, spacing=SNUG)
        words = column(
            label(f"{finding.month}  {finding.fault.label}", "strong", wrap=True),
            label(str(finding.words), "caption", wrap=True), spacing=2,
        )  # fmt: skip
        lines = column(words, act, spacing=SNUG, margins=(MEDIUM,) * 4)
        return panel("danger" if finding.fault.is_breach else "warning", lines)

    def _enrolments(self, found: InsuranceFile) -> QWidget:
        acts = None
        if not self._read_only:
            acts = QWidget()
            acts.setLayout(row(
                button(_("End the enrolment …"), self._end, "quiet"),
                button(_("Enrol …"), self._enrol, "quiet", "plus"), spacing=TIGHT,
            ))  # fmt: skip
        lines = [self._enrolment(each) for each in reversed(found.enrolments)]
        nothing = label(_("Not enrolled in social insurance."), "muted", wrap=True)
        return card(_("Social insurance"), *(lines or [nothing]), act=acts)

    def _enrolment(self, each: EnrolmentRow) -> QWidget:
        holds = each.holds_in(Month.of(self._day))
        until = str(each.last) if each.last else _("goes on")
        words = [f"{each.first} — {until}", yuan_shown(each.base)]
        if each.applied != each.base and holds:
            words.append(_("applied {base}").format(base=yuan_shown(each.applied)))
        words += [part for part in (each.reason, each.end_reason) if part]
        acts: list[Any] = []
        if not self._read_only:
            acts = [
                tool_button("pencil", _("Correct this enrolment"), partial(self.work.correct, each)),
                tool_button("trash-2", _("Remove this enrolment"), partial(self.work.remove, each)),
            ]
        head = badge(each.scheme.label, "accent" if holds else "")
        line = row(head, label(" · ".join(words), "caption", wrap=True), *acts, spacing=SNUG)
        line.setStretch(1, 1)
        return _held(line)

    def _covers(self, found: InsuranceFile) -> QWidget:
        acts = None
        if not self._read_only:
            acts = QWidget()
            acts.setLayout(row(
                button(_("Take off the list …"), self._uncover, "quiet"),
                button(_("Put on a list …"), self._cover, "quiet", "plus"), spacing=TIGHT,
            ))  # fmt: skip
        lines = [self._cover_line(each) for each in found.covers]
        nothing = label(_("On no accident list."), "muted", wrap=True)
        return card(_("Accident cover"), *(lines or [nothing]), act=acts)

    def _cover_line(self, cover: Cover) -> QWidget:
        holds = cover.covers(self._day)
        state = badge(_("covered") if holds else _("over"), "good" if holds else "")
        words = f"{cover.first.isoformat()} — {cover.ends.isoformat()} · {cover.policy.title}"
        line = row(state, label(words, "caption", wrap=True), spacing=SNUG)
        line.setStretch(1, 1)
        return _held(line)

    def _claims(self, found: InsuranceFile) -> QWidget | None:
        if not found.claims:
            return None
        lines = []
        for claim in found.claims:
            tone = CLAIM_TONES[claim.form.state]
            head = badge(claim.form.state.label, "accent" if tone == "accent_text" else tone)
            words = f"{claim.form.happened_on.isoformat()} · {claim.form.place} · {claim.policy}"
            line = row(head, label(words, "caption", wrap=True), spacing=SNUG)
            line.setStretch(1, 1)
            lines.append(_held(line))
        return card(_("Claims"), *lines)

    def _enrol(self) -> None:
        if self._detail is not None and self.found is not None:
            runs = runs_of(self.found.person.spells, EmploymentKind.FULL_TIME)
            month = Month.of(self._day)
            first = max(month, Month.of(runs[-1].first)) if runs else month
            self.work.enrol(self._detail.row.id, self._detail.row.name, first)

    def _end(self) -> None:
        if self._detail is not None and self.found is not None:
            month = Month.of(self._day)
            schemes = tuple(dict.fromkeys(self.found.person.schemes_in(month)))
            self.work.end(self._detail.row.id, self._detail.row.name, month, schemes)

    def _cover(self) -> None:
        if self._detail is not None:
            self.work.cover(self._detail.row.id, self._detail.row.name, self._day)

    def _uncover(self) -> None:
        if self._detail is not None:
            self.work.uncover(self._detail.row.id, self._detail.row.name, self._day)


def _held(line: Any) -> QWidget:
    holder = QWidget()
    holder.setLayout(line)
    return holder

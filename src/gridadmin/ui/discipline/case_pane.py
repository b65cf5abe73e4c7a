"""A case with its walk: every step that was taken with its day and its paper, and the ones that are still to come."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from gridadmin.domain.discipline import CaseRow, CaseState, Outcome, StepKind, StepRow
from gridadmin.domain.discipline_papers import papers_of_step
from gridadmin.domain.discipline_steps import next_kinds
from gridadmin.i18n import _
from gridadmin.services.discipline_papers import rule_of
from gridadmin.ui.discipline.acts import DisciplineActs
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row, tool_button, with_icon
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import NameLine
from gridadmin.ui.scans.strip import ScanStrip
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

K = StepKind
WALK = (K.FACT, K.EVIDENCE, K.NOTICE, K.STATEMENT, K.DECISION, K.DELIVERY)
RECTIFYING = (K.RECTIFICATION, K.CHECK)
OUTCOME_TONES = {Outcome.EDUCATION: "accent", Outcome.CORRECTION: "warning", Outcome.DISMISSAL: "danger"}


class CasePane(QWidget):
    """Shows one case and offers its next act."""

    def __init__(self, desk: Desk, acts: DisciplineActs) -> None:
        super().__init__()
        self._desk, self._acts = desk, acts
        self.case: CaseRow | None = None
        self._title, self._facts = label("", "heading", wrap=True), label("", "muted", wrap=True)
        self._state, self._outcome = badge(""), badge("")
        self.next_button = button("", self._do_next, "primary")
        self._menu = QMenu(self)
        self.more = with_icon(button(" " + _("More")), "ellipsis")
        self.more.setMenu(self._menu)
        self.walk = ScrollPane()
        self.scans = ScanStrip(desk, "discipline_scan")
        self._heads = NameLine(self._title, self._state, self._outcome)
        head = column(self._heads, self._facts, row(self.next_button, self.more, 1, spacing=SNUG), spacing=SNUG)
        whole = column(head, self.walk, self.scans, spacing=SNUG, margins=(ROOMY, MEDIUM, MEDIUM, MEDIUM))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_case(self, case: CaseRow) -> None:
        """Show a case."""
        self.case = case
        self._title.setText(case.worker)
        self._show_badges(case)
        parts = [
            _("Case {number}").format(number=case.number),
            _("opened on {day}").format(day=case.opened_on.isoformat()),
            _("by {day}").format(day=case.due_on.isoformat()) if case.due_on else "",
            _("counts until {day}").format(day=case.counts_until.isoformat()) if case.counts_until else "",
        ]
        self._facts.setText("  ·  ".join(part for part in parts if part))
        self._show_acts(case)
        self.walk.fill(self._ground(case), *self._steps(case))
        self.scans.show_scans(case.id, f"{case.number} {case.worker}", self._desk.read_only)

    def _show_badges(self, case: CaseRow) -> None:
        self._state.setText(case.state.label)
        tone = "danger" if case.overdue else "good" if case.state is CaseState.CLOSED else "warning"
        self._state.setProperty("tone", tone)
        self._outcome.setVisible(case.outcome is not None)
        if case.outcome is not None:
            self._outcome.setText(case.outcome.label)
            self._outcome.setProperty("tone", OUTCOME_TONES[case.outcome])
        for made in (self._state, self._outcome):
            made.style().polish(made)
        self._heads.arrange()

    def _show_acts(self, case: CaseRow) -> None:
        possible = next_kinds(case.steps)
        ends = case.state is CaseState.TO_END_SERVICE
        leads = case.state is not CaseState.CLOSED and bool(possible)
        self.next_button.setVisible(not self._desk.read_only and (ends or leads))
        if ends:
            self.next_button.setText(_("End the service …"))
        elif leads:
            self.next_button.setText(_("Record: {step} …").format(step=possible[0].label))
        self._menu.clear()
        others = () if self._desk.read_only else possible if ends or not leads else possible[1:]
        for kind in others:
            self._menu.addAction(_("Record: {step} …").format(step=kind.label), partial(self._acts.record, case, kind))
        if others:
            self._menu.addSeparator()
        self._menu.addAction(_("Print the whole case …"), partial(self._acts.print_case, case))

    def _do_next(self) -> None:
        if self.case is None:
            return
        if self.case.state is CaseState.TO_END_SERVICE:
            self._acts.dismiss(self.case)
        else:
            self._acts.record(self.case, next_kinds(self.case.steps)[0])

    def _ground(self, case: CaseRow) -> QWidget:
        words = label(f"“{rule_of(case.breach)}”", "caption", wrap=True)
        title = label(case.breach.label, "strong", wrap=True)
        return panel("card", column(title, words, spacing=TIGHT, margins=(MEDIUM,) * 4))

    def _steps(self, case: CaseRow) -> Iterator[QWidget]:
        for step in case.steps:
            yield self._taken(case, step)
        if case.state is not CaseState.CLOSED:
            for place, kind in enumerate(self._to_come(case)):
                yield self._coming(kind, case.due_on.isoformat() if case.due_on and place == 0 else "")

    def _to_come(self, case: CaseRow) -> list[StepKind]:
        taken = {step.kind for step in case.steps}
        if case.state is CaseState.TO_HEAR:
            taken.discard(K.STATEMENT)
        if case.state is CaseState.TO_CHECK:
            return [K.CHECK]
        if case.state is CaseState.TO_RECTIFY:
            return list(RECTIFYING)
        correcting = case.outcome is Outcome.CORRECTION
        return [kind for kind in WALK if kind not in taken] + (list(RECTIFYING) if correcting else [])

    def _taken(self, case: CaseRow, step: StepRow) -> QWidget:
        papers = papers_of_step(case, step.kind)
        head = row(
            icon_label("circle-check", "good"),
            label(step.kind.label, "strong"),
            label(step.done_on.isoformat(), "caption"),
            1,
            *(self._print(case, step) if papers else ()),
            None if self._desk.read_only else self._pencil(case, step),
            spacing=SNUG,
        )
        lines = [label(text, wrap=True) for text in (_what(step), step.words) if text]
        foot = "  ·  ".join(part for part in (step.person, step.document, _until(step)) if part)
        if foot:
            lines.append(label(foot, "caption", wrap=True))
        return panel("card", column(head, *lines, spacing=TIGHT, margins=(MEDIUM, SNUG, SNUG, SNUG)))

    def _print(self, case: CaseRow, step: StepRow) -> list[QWidget]:
        made: list[QWidget] = []
        for paper in papers_of_step(case, step.kind):
            if step.id == (case.last(step.kind) or step).id:
                act = partial(self._acts.print_case, case, (paper,))
                made.append(tool_button("printer", _("Print: {paper}").format(paper=paper.label), act))
        return made

    def _pencil(self, case: CaseRow, step: StepRow) -> QWidget:
        return tool_button("pencil", _("Correct this step"), partial(self._acts.correct, case, step))

    def _coming(self, kind: StepKind, due: str) -> QWidget:
        words = _("by {day}").format(day=due) if due else ""
        line = row(icon_label("circle-question-mark", "faint"), label(kind.label, "muted"), label(words, "caption"), 1)
        return panel("plain", column(line, margins=(MEDIUM, TIGHT, SNUG, TIGHT)))


def _what(step: StepRow) -> str:
    """Return the coded parts of a step in words."""
    found = (step.evidence, step.answer, step.outcome, step.gravity, step.method)
    words = [one.label for one in found if one is not None]
    if step.kind is K.CHECK and step.upheld is not None:
        words.append(_("Put right") if step.upheld else _("Not put right yet"))
    if step.kind is K.REEXAMINATION and step.upheld is not None:
        words.append(_("The decision stands") if step.upheld else _("The decision is revoked"))
    return " · ".join([*words, step.rule or ""]).strip(" ·")


def _until(step: StepRow) -> str:
    return _("until {day}").format(day=step.due_on.isoformat()) if step.due_on else ""

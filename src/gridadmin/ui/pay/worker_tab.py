"""The tab 薪酬 of a person's file: what is entered about the pay of one person, and the lines of the last months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_people import DeclarationRow, ElementRow, YearRow
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import EmploymentKind, WorkerDetail
from gridadmin.i18n import _
from gridadmin.services.pay_worker import WorkerPay, worker_pay
from gridadmin.ui.layouts import badge, button, column, label, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import card
from gridadmin.ui.pay.people_acts import PeopleActs
from gridadmin.ui.pay.people_columns import confirmed_words, mode_words, proof_words, terms_words
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.pay.year_dialog import open_year_statements
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import SNUG, TIGHT
from gridadmin.ui.workers.tabs import WorkerTab


class PayTab(WorkerTab):
    """Shows and edits what is entered about one person's pay."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._detail: WorkerDetail | None = None
        self._day, self._read_only = date.min, True
        self.found: WorkerPay | None = None
        self.forms = PeopleActs(self, desk, self._today)
        self.pane = ScrollPane()
        self.setLayout(column(self.pane))
        desk.background.changed.connect(self._on_changed)

    def show_worker(self, detail: WorkerDetail, day: date, read_only: bool) -> None:
        """Read and show what is entered about a person."""
        self._detail, self._day, self._read_only = detail, day, read_only
        self._read()

    def _read(self) -> None:
        if self._detail is not None:
            self.desk.background.read(worker_pay, self._detail.row.id, self._day, done=self._show, caller=self)

    def _on_changed(self, features: frozenset[str]) -> None:
        if "pay" in features and self.isVisible():
            self._read()

    def _show(self, found: WorkerPay) -> None:
        if self._detail is None or found.worker_id != self._detail.row.id:
            return
        self.found = found
        self.pane.fill(
            self._lines(found),
            self._elements(found),
            self._category(found),
            self._declarations(found),
            self._year(found),
        )

    def _lines(self, found: WorkerPay) -> QWidget:
        if not found.lines:
            return card(_("Paid"), label(_("Nothing was paid yet."), "muted", wrap=True))
        lines = [self._line(month, line) for month, line in found.lines]
        statement = button(_("Year statement …"), self._statement, "quiet", "printer")
        opened = button(_("Open the runs"), lambda: self.desk.go(Target("pay", "runs")), "quiet")
        return card(_("Paid"), *lines, _row(statement, 1), act=opened)

    def _line(self, month: Month, line: PayLineRow) -> QWidget:
        values = {"gross": line.gross + line.bonus, "employee": line.employee, "tax": line.tax}
        said = _("gross {gross}, contributions {employee}, tax {tax}").format(
            **{key: yuan_shown(value) for key, value in values.items()}
        )
        words = label(said, "caption", wrap=True)
        told = row(label(str(month), "strong"), words, label(yuan_shown(line.net), "strong"), spacing=SNUG)
        told.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(told)
        return holder

    def _elements(self, found: WorkerPay) -> QWidget:
        rows = [self._element(each) for each in found.elements]
        empty = label(_("None beyond the standards."), "muted", wrap=True)
        return card(_("Personal elements"), *(rows or [empty]), act=self._act(_("New element …"), self._new_element))

    def _element(self, each: ElementRow) -> QWidget:
        element = each.element
        until = element.valid_to.isoformat() if element.valid_to else _("until further notice")
        words = f"{element.valid_from.isoformat()} — {until} · {element.nature.label} · {element.reason}"
        head = row(label(f"{element.name} {yuan_shown(element.amount)}", "strong"), 1, *self._edits(
            (_("Correct"), "pencil", partial(self.forms.correct_element, each)),
            (_("Ends …"), "log-out", partial(self.forms.end_element, each)),
            (_("Take away"), "trash-2", partial(self.forms.remove_element, each)),
        ), spacing=TIGHT)  # fmt: skip
        return _column(head, label(words, "caption", wrap=True))

    def _category(self, found: WorkerPay) -> QWidget:
        lines: list[QWidget] = []
        for since, category, reason in found.categories:
            words = _("{category} from {day}").format(category=category.label, day=since.isoformat())
            gone = partial(self.forms.remove_category, self._who(), since, category)
            head = row(label(words, "strong"), 1, *self._edits((_("Take away"), "trash-2", gone)), spacing=TIGHT)
            lines.append(_column(head, label(reason, "caption", wrap=True)))
        if not lines:
            part_time = self._detail is not None and self._detail.row.kind is EmploymentKind.PART_TIME
            said = (
                _("Not recorded. It is never inferred for a part-timer.")
                if part_time
                else _("wages, as full-timers are paid")
            )
            lines.append(label(said, tone="danger" if part_time else "faint", wrap=True))
        return card(_("Income category"), *lines, act=self._act(_("Set …"), self._set_category))

    def _declarations(self, found: WorkerPay) -> QWidget:
        rows = [self._declaration(each) for each in found.declarations]
        empty = label(_("Nothing was declared."), "muted", wrap=True)
        act = self._act(_("New declaration …"), self._choose_kind)
        return card(_("Declared deductions"), *(rows or [empty]), act=act)

    def _declaration(self, each: DeclarationRow) -> QWidget:
        item = each.item
        title = " ".join(part for part in (item.kind.label, item.subject, terms_words(item)) if part)
        until = str(item.last) if item.last else _("until further notice")
        worth = _("{amount} this month").format(amount=yuan_shown(each.amount))
        head = row(label(title, "strong", wrap=True), 1, *self._edits(
            (_("Correct"), "pencil", partial(self.forms.correct_declaration, each)),
            (_("Ends …"), "log-out", partial(self.forms.end_declaration, each)),
            (_("Take away"), "trash-2", partial(self.forms.remove_declaration, each)),
        ), spacing=TIGHT)  # fmt: skip
        return _column(head, label(f"{item.first} — {until} · {worth}", "caption", wrap=True))

    def _year(self, found: WorkerPay) -> QWidget:
        year = found.year
        if year is None:
            return card(_("Tax year"), label(_("Not in service in this year."), "muted", wrap=True))
        kind = badge(mode_words(year), "warning" if year.proposed else "accent")
        facts = [
            row(kind, 1),
            label(proof_words(year), "caption", wrap=True),
            label(year.evidence, "caption", wrap=True),
        ]
        if year.opening.months:
            words = _("opening sums: {months} months, income {income}, tax withheld {withheld}")
            values = {"income": int(year.opening.income), "withheld": year.opening.withheld}
            shown = {key: yuan_shown(value) for key, value in values.items()}
            facts.append(label(words.format(months=year.opening.months, **shown), wrap=True))
        if year.confirmed:
            facts.append(_row(label(confirmed_words(year), wrap=True), 1, *self._edits(
                (_("Count it here again"), "undo-2", partial(self.forms.withdraw, year)))))  # fmt: skip
        title = _("Tax year {year}").format(year=year.year)
        shown_facts = [each for each in facts if not (hasattr(each, "text") and not each.text())]
        acts = self._year_acts(year)
        return card(title, _column(*shown_facts), *([acts] if acts else []))

    def _year_acts(self, year: YearRow) -> QWidget | None:
        if self._read_only:
            return None
        edit = button(_("Tax year …"), partial(self.forms.set_year, year), "quiet", "pencil")
        confirm = button(_("Confirmed deduction …"), partial(self.forms.confirm, year), "quiet")
        sixty = button(_("Confirm the 60 000 rule"), partial(self.forms.confirm_sixty, [year]), "primary")
        return _column(_row(sixty, 1) if year.proposed else None, _row(edit, confirm, 1))

    def _edits(self, *acts: tuple[str, str, Callable[[], object]]) -> list[QWidget]:
        if self._read_only:
            return []
        return [tool_button(icon, text, act) for text, icon, act in acts]

    def _act(self, text: str, act: Callable[[], object]) -> QWidget | None:
        return None if self._read_only else button(text, act, "quiet", "plus")

    def _new_element(self) -> None:
        self.forms.enter_element(self._who())

    def _set_category(self) -> None:
        self.forms.set_category([self._who()])

    def _choose_kind(self) -> None:
        menu = QMenu(self)
        for kind in AdditionalKind:
            menu.addAction(kind.label, partial(self.forms.declare, kind, self._who()))
        menu.popup(self.mapToGlobal(self.rect().center()))

    def _statement(self) -> None:
        open_year_statements(self, self.desk, None, self._who()[0])

    def _who(self) -> Any:
        assert self._detail is not None
        return self._detail.row.id, self._detail.row.name

    def _today(self) -> date:
        office: Any = self.desk.background.office
        today: date = office.today()
        return today


def _row(*items: Any) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(*items, spacing=SNUG))
    return holder


def _column(*items: Any) -> QWidget:
    holder = QWidget()
    holder.setLayout(column(*items, spacing=TIGHT, margins=(0, 0, 0, SNUG)))
    return holder

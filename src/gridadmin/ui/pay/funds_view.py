"""A year's cost by fund source beside its budget, and who bears which item of cost by which rule (Art 21)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from gridadmin.domain.pay_funds import REST, FundRule, parts_text
from gridadmin.domain.pay_papers_cost import CostPart, SourceCost, item_name
from gridadmin.i18n import N_, Message, _
from gridadmin.services.pay_funds import FundYear, fund_year
from gridadmin.ui.layouts import button, column, icon_label, label, panel, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Switch
from gridadmin.ui.pay.funds_acts import FundActs
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, Column, TableModel, fitted, fitting
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG

HELD, ALL = "held", "all"
LEAST_HIGH = 150  # units of each table, so that large text scrolls in place of squeezing them
OVER = 10_000  # hundredths of a percent


def _amount(key: str, title: str, width: int, fen: Callable[[SourceCost], int | None], **more: Any) -> Column[Any]:
    def shown(row_: SourceCost) -> str:
        found = fen(row_)
        return "" if found is None else yuan_shown(found)

    return Column(
        key, title, fitting(title, width), shown, sort=lambda row_: fen(row_) or 0, align=RIGHT, **more
    )  # fmt: skip


def used_of(row_: SourceCost) -> int | None:
    """Return how much of its budget a source has borne, in hundredths of a percent; None without a budget."""
    return row_.spent * 10_000 // row_.budget if row_.budget else None


def _of_part(part: CostPart, row_: SourceCost) -> int | None:
    return row_.year[part] or None


def _used(row_: SourceCost) -> str:
    used = used_of(row_)
    return "" if used is None else f"{used / 100:.1f}%"


def _tone(row_: SourceCost) -> str:
    used = used_of(row_)
    return "danger" if used is not None and used > OVER else ""


def source_columns(document_of: Callable[[str], str]) -> tuple[Column[SourceCost], ...]:
    """Return the columns of fund sources; `document_of` the budget of a source."""
    parts = [_amount(part.value, part.msgid, 13, partial(_of_part, part)) for part in CostPart]
    return (
        Column("source", N_("Fund source"), 16, lambda row_: row_.source or _("No fund source entered"),
               tone=lambda row_: "" if row_.source else "warning"),
        *parts,
        _amount("spent", N_("Paid this year"), 13, lambda row_: row_.spent),
        _amount("budget", N_("Budget of the year"), 13, lambda row_: row_.budget),
        _amount("left", N_("Left of the budget"), 13,
                lambda row_: None if row_.budget is None else row_.budget - row_.spent, tone=_tone),
        Column("used", N_("Used"), 8, _used, sort=lambda row_: used_of(row_) or 0, align=RIGHT, tone=_tone),
        Column("document", N_("Document of the budget"), 20, lambda row_: document_of(row_.source)),
    )  # fmt: skip


def rule_columns(name_of: Callable[[str], str]) -> tuple[Column[FundRule], ...]:
    """Return the columns of rules; `name_of` an item of cost."""
    return (
        Column("item", N_("Item of cost"), 20, lambda row_: name_of(row_.item)),
        Column("parts", N_("Who bears it"), 34, lambda row_: parts_text(row_.parts)),
        Column("from", N_("From"), 10, lambda row_: row_.valid_from.isoformat()),
        Column("to", N_("Until"), 10, lambda row_: row_.valid_to.isoformat() if row_.valid_to else ""),
        Column("document", N_("Document"), 22, lambda row_: row_.document),
    )


class FundsView(QWidget):
    """The sources of a year above, the rules below, each with its acts.

    Signals:
        said: the line of facts for the header.
    """

    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.found: FundYear | None = None
        self.forms = FundActs(self, desk, self._today)
        self.sources: TableModel[SourceCost] = TableModel(fitted(source_columns(self._document_of)), self)
        self.table = RecordTable(self.sources, "pay/funds", desk.preferences)
        self.rules: TableModel[FundRule] = TableModel(fitted(rule_columns(self._name_of)), self)
        self.list = RecordTable(self.rules, "pay/fund-rules", desk.preferences)
        self.which = Switch([(HELD, _("In force")), (ALL, _("All"))], HELD)
        self._acts: list[QWidget] = []
        self._build()
        self.table.row_opened.connect(lambda _row: self.enter_budget())
        self.list.row_opened.connect(lambda _row: self._on_rule(self._correct))
        self.which.chosen.connect(lambda _key: self._show_rules())

    def read(self, year: int) -> None:
        """Read the money of a year."""
        for act in self._acts:
            act.setEnabled(not self.desk.read_only)
        self.desk.background.read(fund_year, year, done=self.show_year, caller=self)

    def show_year(self, found: FundYear) -> None:
        """Show sources and rules."""
        self.found = found
        self.sources.set_rows(found.sources)
        self.table.choose(0)
        self._show_rules()
        open_ = sum(each.spent for each in found.sources if not each.source)
        words = _("{amount} yuan of {year} have no fund source. Enter who bears all other items, and it is divided.")
        self._open_text.setText(words.format(amount=yuan_shown(open_), year=found.year))
        self._open.setVisible(bool(open_))
        self.said.emit(_facts(found))

    def enter_budget(self) -> None:
        """Enter the budget of the source under the cursor, or of a new one."""
        if self.found is not None and not self.desk.read_only:
            self.forms.enter_budget(self.found, self.table.current_row())

    def export_list(self) -> None:
        """Write the sources as they are seen."""
        if self.found is not None:
            title = Message(N_("Cost of pay {year} by fund source"), {"year": self.found.year})
            export_seen(self, self.desk, self.table, title)

    def panes(self) -> list[QWidget]:
        """The sources and the rules."""
        return [self.table, self.list]

    def _show_rules(self) -> None:
        if self.found is None:
            return
        day = self.desk.as_of
        held = [rule for rule in self.found.rules if rule.valid_to is None or rule.valid_to >= day]
        self.which.show_counts({HELD: len(held), ALL: len(self.found.rules)})
        kept = self.list.current_row()
        self.rules.set_rows(held if self.which.value() == HELD else list(self.found.rules))
        shown = self.rules.rows()
        self.list.choose(next((at for at, each in enumerate(shown) if each == kept), 0))

    def _name_of(self, item: str) -> str:
        return item_name(item, self.found.names if self.found else {})

    def _document_of(self, source: str) -> str:
        budgets = self.found.budgets if self.found else ()
        return next((budget.document for budget in budgets if budget.source == source), "")

    def _on_rule(self, act: Callable[[FundYear, FundRule], object]) -> None:
        chosen = self.list.current_row()
        if self.found is not None and chosen is not None and not self.desk.read_only:
            act(self.found, chosen)

    def _correct(self, found: FundYear, rule: FundRule) -> None:
        self.forms.enter_rule(found, rule)

    def _new_rule(self, item: str | None = None) -> None:
        if self.found is not None and not self.desk.read_only:
            self.forms.enter_rule(self.found, item=REST if item is None else item)

    def _drop_budget(self) -> None:
        chosen = self.table.current_row()
        if self.found is not None and chosen is not None and not self.desk.read_only:
            self.forms.remove_budget(chosen, self.found)

    def _bar(self, title: str, *acts: QWidget, before: QWidget | None = None) -> QWidget:
        self._acts += acts
        line = row(label(title, "strong"), before, 1, *acts, spacing=SNUG, margins=(ROOMY, SNUG, MEDIUM, SNUG))
        return panel("bar", line)

    def _build(self) -> None:
        for table in (self.table, self.list):
            table.setProperty("look", "flat")
            table.setMinimumHeight(current().px(LEAST_HIGH))
        self.table.set_empty(_("Nothing is paid and nothing is budgeted for this year."))
        self.list.set_empty(_("Nobody is entered who bears the cost."), _("Who bears it …"), self._new_rule)
        self._open_text = label("", wrap=True)
        enter = button(_("Who bears it …"), partial(self._new_rule, REST))
        line = row(icon_label("info", "warning"), self._open_text, enter, spacing=SNUG,
                   margins=(ROOMY, SNUG, MEDIUM, SNUG))  # fmt: skip
        line.setStretch(1, 1)
        self._open = panel("warning", line)
        self._open.hide()
        self._acts.append(enter)
        sources = self._bar(
            _("Fund sources of the year"),
            button(_("Budget …"), self.enter_budget, icon="pencil"),
            button(_("Take the budget away"), self._drop_budget, icon="trash-2"),
        )
        rules = self._bar(
            _("Who bears which item"),
            button(_("New rule …"), self._new_rule, icon="plus"),
            button(_("Correct"), lambda: self._on_rule(self._correct), icon="pencil"),
            button(_("Take away"), lambda: self._on_rule(lambda found, rule: self.forms.remove_rule(rule, found)),
                   icon="trash-2"),
            before=self.which,
        )  # fmt: skip
        lines = column(self._open, sources, self.table, rules, self.list, spacing=0)
        lines.setStretch(2, 1)
        lines.setStretch(4, 1)
        holder, area = QWidget(), QScrollArea()
        holder.setLayout(lines)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(holder)
        self.setLayout(column(area))

    def _today(self) -> date:
        office: Any = self.desk.background.office
        today: date = office.today()
        return today


def _facts(found: FundYear) -> str:
    budgeted = [each for each in found.sources if each.budget is not None]
    whole, spent = sum(each.budget or 0 for each in budgeted), sum(each.spent for each in found.sources)
    values = {"spent": spent, "budget": whole, "left": whole - sum(each.spent for each in budgeted)}
    words = _("{year}: paid {spent}    budget {budget}    left {left}")
    if found.unpaid:
        values["unpaid"] = found.unpaid
        words = _("{year}: paid {spent}    budget {budget}    left {left}    not paid yet {unpaid}")
    return words.format(year=found.year, **{key: yuan_shown(value) for key, value in values.items()})

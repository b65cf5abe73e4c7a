"""What a clerk does with fund sources and budgets: dialogs and their acts (Art 21)."""

from __future__ import annotations

from datetime import date
from typing import Any

from gridadmin.domain.pay_funds import REST, Budget, FundRule, parts_text
from gridadmin.domain.pay_papers_cost import SourceCost, item_name
from gridadmin.i18n import N_, _
from gridadmin.jobs.pay_funds import budget_sentence, fund_gone_sentence, fund_sentence
from gridadmin.services.pay_funds import FundForm, FundYear, remove_fund_rule, set_budget, set_fund_shares
from gridadmin.ui.act_dialogs import Act, FormActs
from gridadmin.ui.dialogs import ask
from gridadmin.ui.fields import ChoiceField, DateField, Option, TextField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.listing import joined
from gridadmin.ui.pay.entered_fields import SharesField, YuanField
from gridadmin.ui.pay.runs_columns import yuan_shown


class FundActs(FormActs):
    """Dialogs of who bears what, and of budgets."""

    def enter_rule(self, found: FundYear, like: FundRule | None = None, item: str = REST) -> FormDialog:
        """Enter who bears an item from a day on; `like` is what holds now and is corrected or followed."""
        form = Form(columns=2)
        options = [Option(code, item_name(code, found.names)) for code in found.names]
        form.add(FieldSpec("item", N_("Item of cost"), ChoiceField(options), required=True))
        form.add(FieldSpec("valid_from", N_("First day"), DateField(self._today), required=True))
        hint = N_("100 per cent together. The same first day corrects a rule; a later one takes over from it.")
        form.add(FieldSpec("parts", N_("Who bears it"), SharesField(), required=True, hint=hint), whole_row=True)
        form.add(FieldSpec("document", N_("Document"), TextField()), whole_row=True)

        def act_of(values: dict[str, Any]) -> Act:
            entered = FundForm(values["item"], values["parts"], values["valid_from"], values["document"] or "")
            return Act(fund_sentence(entered, found.names), set_fund_shares, (entered,))

        start: dict[str, Any] = {"item": item, "valid_from": date(found.year, 1, 1)}
        if like is not None:
            start = {
                "item": like.item, "valid_from": like.valid_from, "document": like.document,
                "parts": like.parts,
            }  # fmt: skip
        title = _("Who bears an item of cost")
        return self._open(title, form, f"funds {like or item}", act_of, start)

    def remove_rule(self, rule: FundRule, found: FundYear) -> None:
        """Take a rule away that was entered by mistake."""
        name = item_name(rule.item, found.names)
        words = _("{name} from {day}: {parts}. What held before holds on. Ctrl+Z brings it back.")
        said = words.format(name=name, day=rule.valid_from.isoformat(), parts=parts_text(rule.parts))
        if ask(self._parent, _("Take this rule away?"), said, _("Take it away"), grave=True):
            sentence = fund_gone_sentence(rule.item, rule.valid_from, found.names)
            self._desk.background.act(sentence, remove_fund_rule, rule.item, rule.valid_from, caller=self._parent)

    def enter_budget(self, found: FundYear, row: SourceCost | None = None) -> FormDialog:
        """Enter what is budgeted for the year out of a source."""
        known = {budget.source: budget for budget in found.budgets}
        form = Form(columns=2)
        names = joined(found.known_sources)
        hint = _("Known so far: {names}").format(names=names) if names else ""
        form.add(FieldSpec("source", N_("Fund source"), TextField(), required=True, hint=hint))
        form.add(FieldSpec("amount", N_("Budget of the year"), YuanField(), required=True))
        form.add(FieldSpec("document", N_("Document"), TextField()), whole_row=True)

        def act_of(values: dict[str, Any]) -> Act:
            budget = Budget(found.year, values["source"], values["amount"], values["document"] or "")
            return Act(budget_sentence(budget), set_budget, (budget,))

        start: dict[str, Any] = {}
        if row is not None and row.source:
            held = known.get(row.source)
            start = {"source": row.source}
            start |= {"amount": held.amount, "document": held.document} if held else {}
        title = _("Budget of pay {year}").format(year=found.year)
        return self._open(title, form, f"budget {found.year} {row.source if row else ''}", act_of, start)

    def remove_budget(self, row: SourceCost, found: FundYear) -> None:
        """Take a budget away."""
        words = _("{source}: {amount} yuan. What was spent out of it stays. Ctrl+Z brings it back.")
        said = words.format(source=row.source, amount=yuan_shown(row.budget or 0))
        title = _("Take the budget of {year} away?").format(year=found.year)
        if row.budget is not None and ask(self._parent, title, said, _("Take it away"), grave=True):
            gone = Budget(found.year, row.source, 0)
            self._desk.background.act(budget_sentence(gone), set_budget, gone, caller=self._parent)

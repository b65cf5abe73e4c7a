"""What a clerk does with one person's pay facts: dialogs and their acts, from the list and from the person's file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_people import DeclarationRow, ElementRow, YearRow
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs import pay_facts as words
from gridadmin.services.pay_declarations import declare, end_declaration, remove_declaration, update_declaration
from gridadmin.services.pay_people import (
    add_element,
    end_element,
    remove_category,
    remove_element,
    set_categories,
    update_element,
)
from gridadmin.services.pay_years import confirm_deduction, confirm_sixty, set_tax_year, withdraw_confirmation
from gridadmin.ui.act_dialogs import Act, FormActs
from gridadmin.ui.dialogs import ask, tell
from gridadmin.ui.fields import DateField, Option
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.listing import joined
from gridadmin.ui.pay.entered_change import tell_change
from gridadmin.ui.pay.entered_fields import MonthField
from gridadmin.ui.pay.people_forms import (
    WHO,
    category_form,
    confirmation_form,
    declaration_form,
    declaration_of,
    element_form,
    element_of,
    opening_of,
    shown_declaration,
    shown_element,
    shown_year,
    year_form,
)

Who = tuple[UUID, str]


class PeopleActs(FormActs):
    """Dialogs of elements, categories, declarations and tax years."""

    def enter_element(self, who: Who | None, people: Sequence[Option] = ()) -> FormDialog:
        """Enter a personal element, of somebody known or to be chosen."""
        form = element_form(() if who else people, self._today)

        def act_of(values: dict[str, Any]) -> Act:
            element, (key, name) = element_of(values), _who(who, values, people)
            said = {"element": element.name, "name": name, "day": element.valid_from.isoformat()}
            return Act(Message(words.ELEMENT, said), add_element, (key, element))

        first = Month.of(self._today()).first_day
        start = {"nature": Nature.TAXED, "prorated": "days", "valid_from": first}
        return self._open(_("New personal element"), form, f"element {who}", act_of, start)

    def correct_element(self, row: ElementRow) -> FormDialog:
        """Correct an element: it was never so."""

        def act_of(values: dict[str, Any]) -> Act:
            said = {"element": row.element.name, "name": row.worker}
            args = (row.id, element_of(values), row.version)
            return Act(Message(words.ELEMENT_CORRECTED, said), update_element, args)

        title = _("Correct {element} of {name}").format(element=row.element.name, name=row.worker)
        form = element_form((), self._today)
        return self._open(title, form, f"element {row.id}", act_of, shown_element(row.element))

    def end_element(self, row: ElementRow) -> FormDialog:
        """Let an element end."""
        form = Form(columns=1)
        form.add(FieldSpec("valid_to", N_("Last day"), DateField(self._today), required=True))

        def act_of(values: dict[str, Any]) -> Act:
            said = {"element": row.element.name, "name": row.worker, "day": values["valid_to"].isoformat()}
            return Act(Message(words.ELEMENT_ENDED, said), end_element, (row.id, values["valid_to"]))

        title = _("{element} of {name} ends").format(element=row.element.name, name=row.worker)
        start = {"valid_to": Month.of(self._today()).last_day}
        return self._open(title, form, f"end element {row.id}", act_of, start)

    def remove_element(self, row: ElementRow) -> None:
        """Take an element away."""
        said = {"element": row.element.name, "name": row.worker}
        title = _("Take {element} of {name} away?").format(**said)
        self._remove(title, Message(words.ELEMENT_GONE, said), remove_element, row.id, row.version)

    def set_category(self, who: Sequence[Who]) -> FormDialog | None:
        """Record the income category of one or several persons."""
        if not who:
            return None

        def act_of(values: dict[str, Any]) -> Act:
            said = {"count": len(who), "day": values["valid_from"].isoformat()}
            args = ([key for key, _name in who], values["valid_from"], values["category"], values["reason"])
            return Act(Message(words.CATEGORY, said), set_categories, args)

        names = joined(name for _key, name in who[:6]) + ("…" if len(who) > 6 else "")
        title = _("Income category of {names}").format(names=names)
        start = {"category": IncomeCategory.LABOUR, "valid_from": date(self._today().year, 1, 1)}
        return self._open(title, category_form(self._today), f"category {who[0]}", act_of, start)

    def remove_category(self, who: Who, since: date, category: IncomeCategory) -> None:
        """Take a recorded category away, so that the one before holds again."""
        said = {"name": who[1], "day": since.isoformat()}
        title = _("Take the income category of {name} away?").format(name=who[1])
        text = _("{category} from {day}. What was recorded before holds again. Ctrl+Z brings it back.")
        text = text.format(category=category.label, day=since.isoformat())
        self._remove(title, Message(words.CATEGORY_GONE, said), remove_category, who[0], since, text=text)

    def declare(self, kind: AdditionalKind, who: Who | None, people: Sequence[Option] = ()) -> FormDialog:
        """Enter what somebody declared."""
        form = declaration_form(kind, () if who else people)

        def act_of(values: dict[str, Any]) -> Act:
            key, name = _who(who, values, people)
            said = {"name": name, "kind": kind.message}
            return Act(Message(words.DECLARED, said), declare, (key, declaration_of(kind, values)))

        start = {"first": Month(self._today().year, 1), "percent": 100}
        title = _("Declared: {kind}").format(kind=kind.label)
        return self._open(title, form, f"declare {kind} {who}", act_of, start)

    def correct_declaration(self, row: DeclarationRow) -> FormDialog:
        """Correct a declaration."""
        kind = row.item.kind

        def act_of(values: dict[str, Any]) -> Act:
            said = {"name": row.worker, "kind": kind.message}
            args = (row.id, declaration_of(kind, values), row.version)
            return Act(Message(words.DECLARATION_CORRECTED, said), update_declaration, args)

        title = _("{kind} of {name}").format(kind=kind.label, name=row.worker)
        start = shown_declaration(row.item)
        return self._open(title, declaration_form(kind, ()), f"declaration {row.id}", act_of, start)

    def end_declaration(self, row: DeclarationRow) -> FormDialog:
        """Let a declaration end with a month."""
        form = Form(columns=1)
        form.add(FieldSpec("last", N_("Until month"), MonthField(), required=True))

        def act_of(values: dict[str, Any]) -> Act:
            said = {"name": row.worker, "kind": row.item.kind.message, "month": values["last"]}
            return Act(Message(words.DECLARATION_ENDED, said), end_declaration, (row.id, values["last"]))

        title = _("{kind} of {name} ends").format(kind=row.item.kind.label, name=row.worker)
        start = {"last": Month(self._today().year, 12)}
        return self._open(title, form, f"end declaration {row.id}", act_of, start)

    def remove_declaration(self, row: DeclarationRow) -> None:
        """Take a declaration away that was never made."""
        said = {"name": row.worker, "kind": row.item.kind.message}
        title = _("Take {kind} of {name} away?").format(kind=row.item.kind.label, name=row.worker)
        self._remove(title, Message(words.DECLARATION_GONE, said), remove_declaration, row.id, row.version)

    def set_year(self, row: YearRow) -> FormDialog:
        """Record how the basic deduction counts, and the opening sums."""

        def act_of(values: dict[str, Any]) -> Act:
            said = {"year": row.year, "name": row.worker}
            args = (row.worker_id, row.year, values["mode"], values["evidence"] or "", opening_of(values))
            return Act(Message(words.YEAR, said), set_tax_year, args)

        title = _("Tax year {year} of {name}").format(year=row.year, name=row.worker)
        start = shown_year(row.mode, row.evidence, row.opening)
        return self._open(title, year_form(row.year), f"year {row.worker_id}", act_of, start)

    def confirm(self, row: YearRow) -> FormDialog:
        """Record a basic deduction as the tax office's client shows it."""

        def act_of(values: dict[str, Any]) -> Act:
            said = {"name": row.worker, "month": values["month"]}
            args = (row.worker_id, values["month"], values["amount"], values["reason"])
            return Act(Message(words.YEAR_CONFIRMED, said), confirm_deduction, args)

        title = _("Basic deduction of {name} as confirmed").format(name=row.worker)
        month = Month(row.year, row.confirmed[0]) if row.confirmed else Month.of(self._today())
        start: dict[str, Any] = {"month": month}
        if row.confirmed:
            start |= {"amount": row.confirmed[1], "reason": row.confirmed[2]}
        return self._open(title, confirmation_form(), f"confirm {row.worker_id}", act_of, start)

    def withdraw(self, row: YearRow) -> None:
        """Count the deduction here again."""
        said = {"name": row.worker, "year": row.year}
        title = _("Count the basic deduction of {name} here again?").format(name=row.worker)
        self._remove(title, Message(words.YEAR_WITHDRAWN, said), withdraw_confirmation, row.worker_id, row.year)

    def confirm_sixty(self, rows: Sequence[YearRow]) -> None:
        """Confirm the 60 000 rule for those whom the records prove it of."""
        proposed = [row for row in rows if row.proposed]
        if not proposed:
            tell(self._parent, _("Nobody of these is proposed"), _("Choose rows that say “60 000 rule proposed”."))
            return
        year = proposed[0].year
        title = _("Confirm the 60 000 rule of {year} for {count} persons?").format(year=year, count=len(proposed))
        text = _("Their basic deduction counts whole from January on; the records of the year before are the evidence.")
        if ask(self._parent, title, text, _("Confirm")):
            sentence = Message(words.SIXTY, {"year": year, "count": len(proposed)})
            args = (year, [row.worker_id for row in proposed], self._today())
            self._desk.background.act(sentence, confirm_sixty, *args, caller=self._parent)

    def _remove(self, title: str, sentence: Message, fn: Callable[..., Any], *args: Any, text: str = "") -> None:
        if ask(self._parent, title, text or _("Ctrl+Z brings it back."), _("Take it away"), grave=True):
            done = lambda result: self._done(result, _following=False)  # noqa: E731 - a signal's answer
            self._desk.background.act(sentence, fn, *args, done=done, caller=self._parent)

    def _done(self, result: Any, _following: bool) -> None:
        tell_change(self._parent, result)


def _who(who: Who | None, values: dict[str, Any], people: Sequence[Option]) -> Who:
    if who is not None:
        return who
    key = values[WHO]
    return key, next(option.text.partition(" ·")[0] for option in people if option.value == key)

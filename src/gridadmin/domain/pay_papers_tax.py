"""What is declared to the tax office of a month's run: wages, labour remuneration and bonuses, each by itself.

gridadmin prepares the sheets; the tax office's own client (自然人电子税务局扣缴端) reckons and files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_papers import PaidMonth, PaidPerson, adjusted_shares, shares
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, Message

ID_TYPE = "居民身份证"
LABOUR_ITEM = "一般劳务报酬所得"
SCHEMES = {
    "pension": Scheme.PENSION, "medical": Scheme.MEDICAL, "unemployment": Scheme.UNEMPLOYMENT,
    "housing_fund": Scheme.HOUSING_FUND,
}  # fmt: skip
ADDITIONAL = {
    "child": (AdditionalKind.CHILD,),
    "studies": (AdditionalKind.STUDIES, AdditionalKind.CERTIFICATE),
    "loan": (AdditionalKind.LOAN,),
    "rent": (AdditionalKind.RENT,),
    "elderly": (AdditionalKind.ELDERLY,),
    "infant": (AdditionalKind.INFANT,),
}


class TaxForm(LabelledEnum):
    """The forms of the tax office's client that a township has need of."""

    WAGES = "wages", N_("Wages")
    LABOUR = "labour", N_("Labour remuneration")
    BONUS = "bonus", N_("Annual bonus")


@dataclass(frozen=True)
class TaxTemplate:
    """The columns of one form as the client takes them.

    Attributes:
        columns: (heading, field of `TaxLine.values`; None where gridadmin has nothing to fill in).
        unverified: what has to be held against the client's own template.
    """

    form: TaxForm
    title: str
    sheet: str
    columns: tuple[tuple[str, str | None], ...]
    unverified: tuple[str, ...]


@dataclass(frozen=True)
class TaxLine:
    """One person's line of a form: amounts in fen and words by the field of the template."""

    person: PaidPerson
    values: Mapping[str, int | str]
    notes: tuple[Message, ...] = field(default=())


def read_templates(document: Mapping[str, Any]) -> dict[TaxForm, TaxTemplate]:
    """Return the templates of `resources/defaults/tax_declaration.json`."""
    forms = document["forms"]
    source = f"模板来源：{document['source']}（{document['as_of']}）"
    return {
        form: TaxTemplate(
            form, forms[form]["title"], forms[form]["sheet"],
            tuple((heading, key) for heading, key in forms[form]["columns"]), (source, *forms[form]["unverified"]),
        )
        for form in TaxForm
    }  # fmt: skip


def tax_lines(
    paid: PaidMonth, form: TaxForm, additional: Mapping[UUID, Mapping[AdditionalKind, int]]
) -> tuple[TaxLine, ...]:
    """Return who is on a form, with what was paid in the tax period up to the run: the client takes one row a person.

    Args:
        additional: special additional deductions of the tax year so far, by person and kind.
    """
    if form is TaxForm.WAGES:
        return _wage_lines(paid, additional)
    if form is TaxForm.LABOUR:
        labour = _payments(paid, lambda line: line.category is IncomeCategory.LABOUR and line.gross > 0)
        return tuple(_labour(person, labour[key]) for key, person in _numbered(paid, labour))
    separate = _payments(paid, lambda line: bool(line.bonus) and is_separate(line))
    return tuple(_bonus(person, separate[key]) for key, person in _numbered(paid, separate))


def _wage_lines(paid: PaidMonth, additional: Mapping[UUID, Mapping[AdditionalKind, int]]) -> tuple[TaxLine, ...]:
    """Return everybody with wages, then those of whom nothing but contributions was adjusted, as after they left."""
    waged = _payments(paid, lambda line: line.category is IncomeCategory.WAGES)
    adjusted = _by_worker(person for month in paid.in_period for person in month.adjusted)
    alone = {
        key: own for key, own in adjusted.items() if key not in waged and own[0].line.category is IncomeCategory.WAGES
    }
    return tuple(
        _wages(person, waged.get(key, ()), adjusted.get(key, ()), additional.get(key, {}))
        for key, person in _numbered(paid, {**waged, **alone})
    )


def _payments(paid: PaidMonth, holds: Callable[[PayLineRow], bool]) -> dict[UUID, list[PaidPerson]]:
    """Return the lines of a tax period that are asked for, by person; those of this month alone come first."""
    return _by_worker(person for month in paid.in_period for person in month.people if holds(person.line))


def _by_worker(people: Iterable[PaidPerson]) -> dict[UUID, list[PaidPerson]]:
    found: dict[UUID, list[PaidPerson]] = {}
    for person in people:
        found.setdefault(person.line.worker_id, []).append(person)
    return found


def _numbered(paid: PaidMonth, found: Mapping[UUID, Sequence[PaidPerson]]) -> Iterator[tuple[UUID, PaidPerson]]:
    """Return who stands for the lines of each; who has none in this month is numbered after those who have."""
    here, number = {person.line.id for person in paid.people}, len(paid.people)
    for key, own in found.items():
        person = own[0]
        if person.line.id not in here:
            number += 1
            person = replace(person, number=number)
        yield key, person


def is_separate(line: PayLineRow) -> bool:
    """Tell whether a line's bonus was taxed by itself."""
    return "bonus_tax" in line.details["tax"]


def exempt_of(line: PayLineRow) -> int:
    """Return what of a line is paid and not taxed."""
    return sum(each["amount"] for each in line.details["elements"] if each["nature"] == Nature.EXEMPT.value)


def _who(person: PaidPerson) -> dict[str, int | str]:
    number = f"{'B' if person.is_part_time else 'A'}{person.number:03}"
    return {"number": number, "name": person.line.name, "id_type": ID_TYPE, "id_number": person.id_number}


def _wages(
    person: PaidPerson, paid: Sequence[PaidPerson], adjusted: Sequence[PaidPerson],
    additional: Mapping[AdditionalKind, int],
) -> TaxLine:  # fmt: skip
    lines = [each.line for each in paid]
    own, late = [shares(line) for line in lines], adjusted_shares(each.line for each in adjusted)
    income = sum(line.gross + (0 if is_separate(line) else line.bonus) for line in lines)
    values: dict[str, int | str] = {"income": income, "exempt": sum(map(exempt_of, lines))}
    values |= {key: sum(each.get(scheme, 0) for each in own) + late.get(scheme, 0) for key, scheme in SCHEMES.items()}
    values |= {key: sum(additional.get(kind, 0) for kind in kinds) for key, kinds in ADDITIONAL.items()}
    return TaxLine(person, {**_who(person), **values}, _notes(person.line, income, additional))


def _notes(line: PayLineRow, income: int, additional: Mapping[AdditionalKind, int]) -> tuple[Message, ...]:
    found = []
    if income < 0:
        found.append(Message(N_("income below zero: correct the months it belongs to in the client")))
    rest = line.details["tax"].get("additional", 0) - sum(additional.values())
    if rest:
        values = {"amount": yuan_text(rest)}
        found.append(Message(N_("of the special additional deductions {amount} yuan are of no kind on record"), values))
    if "adjusts" in line.details:
        found.append(Message(N_("a back-adjustment of contributions alone, no pay")))
    elif not line.details["days"][0]:
        found.append(Message(N_("not in service this month")))
    return tuple(found)


def _labour(person: PaidPerson, paid: Sequence[PaidPerson]) -> TaxLine:
    values: dict[str, int | str] = {
        "income_item": LABOUR_ITEM,
        "income": sum(each.line.gross for each in paid),
        "exempt": sum(exempt_of(each.line) for each in paid),
    }
    return TaxLine(person, {**_who(person), **values})


def _bonus(person: PaidPerson, paid: Sequence[PaidPerson]) -> TaxLine:
    return TaxLine(person, {**_who(person), "income": sum(each.line.bonus for each in paid)})

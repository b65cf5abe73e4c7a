"""Every figure of a line in words: the formula with its numbers, and the paper behind it. Read from the line alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_person import BACK
from gridadmin.domain.pay_rounding import Rounding, yuan_text
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.pay_tax import BasicMode
from gridadmin.i18n import N_, Message


class FigurePart(LabelledEnum):
    """What a figure belongs to."""

    PAY = "pay", N_("Elements of pay")
    WORKER = "worker", N_("Contributions of the worker")
    UNIT = "unit", N_("Contributions of the unit")
    TAX = "tax", N_("Tax")
    NET = "net", N_("What is paid")


@dataclass(frozen=True)
class Figure:
    """One figure of a line.

    Attributes:
        key: what it is, for scripts: of the sums, the field of the line that holds it.
        how: the formula with its numbers. source: 来源/文号; empty where there is none.
    """

    key: str
    name: Message
    amount: int
    how: Message
    source: str = ""
    part: FigurePart = FigurePart.PAY


def explain_line(line: PayLineRow) -> list[Figure]:
    """Return every figure of a line in the order in which one follows from the other."""
    return [*_pay(line), *_contributions(line), *_tax(line), *_net(line)]


def _pay(line: PayLineRow) -> list[Figure]:
    elements = line.details["elements"]
    figures = [_element(element) for element in elements]
    kept = [element for element in elements if element["nature"] == Nature.KEPT.value]
    values = {"count": len(elements) - len(kept)}
    figures.append(
        Figure("gross", Message(N_("Gross pay")), line.gross, Message(N_("sum of {count} elements"), values))
    )
    if line.bonus:
        how = Message(N_("as entered for the month, beside the gross pay"))
        figures.append(Figure("bonus", Message(N_("Annual bonus")), line.bonus, how))
    if kept:
        how = Message(N_("sum of {count} elements"), {"count": len(kept)})
        figures.append(Figure("kept", Message(N_("Kept back")), line.kept, how))
    return figures


def _contributions(line: PayLineRow) -> list[Figure]:
    details = line.details
    schemes, papers = _in_order(details["schemes"]), details["papers"]
    adjusts = details.get("adjusts", {}).items()
    figures = []
    for side, part, sum_key, total, name in (
        (0, FigurePart.WORKER, "employee", line.employee, N_("Contributions")),
        (1, FigurePart.UNIT, "employer", line.employer, N_("Unit's contributions")),
    ):
        each = [_contribution(scheme, told, papers, side, part) for scheme, told in schemes]
        each += [_adjusted(month, parts, papers, side, part) for month, parts in adjusts]
        if each:
            how = Message(N_("sum of {count} contributions"), {"count": len(each)})
            figures += [*each, Figure(sum_key, Message(name), total, how, part=part)]
    return figures


def _net(line: PayLineRow) -> list[Figure]:
    figures = []
    if line.owed_before:
        how = Message(N_("net pay below zero of an earlier run, or contributions adjusted later"))
        figures.append(Figure("owed_before", Message(N_("Owed before")), line.owed_before, how, part=FigurePart.NET))
    values = {
        "gross": yuan_text(line.gross + line.bonus), "employee": yuan_text(line.employee), "tax": yuan_text(line.tax),
        "kept": yuan_text(line.kept), "owed": yuan_text(line.owed_before),
    }  # fmt: skip
    how = Message(N_("{gross} − contributions {employee} − tax {tax} − kept back {kept} − owed {owed}"), values)
    figures.append(Figure("net", Message(N_("Net pay")), line.net, how, part=FigurePart.NET))
    if line.owed:
        words = Message(N_("net pay below zero is not paid; it is taken off the next pay"))
        name = Message(N_("Carried to the next month"))
        figures.append(Figure("owed", name, line.owed, words, part=FigurePart.NET))
    return figures


def _in_order(schemes: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(scheme.value, schemes[scheme.value]) for scheme in Scheme if scheme.value in schemes]


def _element(element: Mapping[str, Any]) -> Figure:
    name = Message("{name}", {"name": element["name"]})
    if element["formula"] == BACK:
        name = Message(N_("Back pay: {name}"), {"name": element["name"]})
    return Figure(element["code"], name, element["amount"], _how(element), element["document"])


def _how(element: Mapping[str, Any]) -> Message:
    whole = Message(*_FORMULAS[element["formula"]](element))
    if not element["whole"] or element["present"] == element["whole"]:
        return whole
    values = {"whole_month": whole, "present": element["present"], "whole": element["whole"]}
    return Message(N_("{whole_month}; {present} of {whole} days"), values)


def _fixed(element: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return N_("{amount} a month"), {"amount": yuan_text(element["full"])}


def _seniority(element: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    told = element["numbers"]
    return N_("{years} full years of service × {each}"), {"years": told["years"], "each": yuan_text(told["each"])}


def _grade(element: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    values = {"grade": element["numbers"]["grade"] or "—", "amount": yuan_text(element["full"])}
    return N_("grade {grade}: {amount} a month"), values


def _score(element: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    told = element["numbers"]
    return N_("{each} × score {score} ÷ 100"), {"score": told["score"] or "—", "each": yuan_text(told["each"])}


def _event(element: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    told = element["numbers"]
    return N_("{count} × {each}"), {"count": told["count"], "each": yuan_text(told["each"])}


def _percent(element: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    told = element["numbers"]
    values = {"of": told["of"], "base": yuan_text(told["base"]), "percent": f"{Decimal(told['percent']) / 100:f}"}
    return N_("{percent} % of {of} ({base})"), values


def _reason(element: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return N_("{reason}"), {"reason": element["numbers"]["reason"]}


def _absence(element: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    told = element["numbers"]
    values = {"base": yuan_text(told["base"]), "paid_days": told["paid_days"], "days": told["days"]}
    return N_("{base} ÷ {paid_days} × {days} days absent"), values


def _back(element: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    told = element["numbers"]
    values = {"month": told["month"], "was": yuan_text(told["was"]), "now": yuan_text(told["is"])}
    return N_("for {month}: paid {was}, due {now}"), values


_FORMULAS = {
    "fixed": _fixed, "seniority": _seniority, "grade": _grade, "score": _score, "event": _event, "percent": _percent,
    "personal": _reason, "once": _reason, "absence": _absence, BACK: _back,
}  # fmt: skip


def _contribution(
    scheme: str, told: Mapping[str, Any], papers: Mapping[str, str], side: int, part: FigurePart
) -> Figure:
    fixed = told["fixed"] if part is FigurePart.WORKER else 0
    values: dict[str, Any] = {
        "base": yuan_text(told["base"]), "rate": _percentage(told["rates"][side]), "fixed": yuan_text(fixed),
        "rounding": Rounding(told["combined"] or told["rounding"][side]).message,
    }  # fmt: skip
    msgid = N_("base {base} × {rate} + {fixed}, {rounding}") if fixed else N_("base {base} × {rate}, {rounding}")
    how = Message(msgid, values)
    if told["combined"]:
        how = Message(N_("{how}, both sides together"), {"how": how})
    if told["base"] != told["declared"]:
        values = {"how": how, "declared": yuan_text(told["declared"])}
        how = Message(N_("{how}; declared {declared}, brought within the limits"), values)
    limits = "insurance.housing_fund_limits" if scheme == Scheme.HOUSING_FUND.value else "insurance.limits"
    sources = [papers.get(key, "") for key in (f"insurance.{scheme}", limits)]
    source = "；".join(dict.fromkeys(each for each in sources if each))
    key = scheme if part is FigurePart.WORKER else f"{scheme}.unit"
    return Figure(key, Scheme(scheme).message, told["paid"][side], how, source, part)


def _percentage(rate: str) -> str:
    return f"{(Decimal(rate) * 100).normalize():f}%"


def _adjusted(month: str, parts: Mapping[str, Any], papers: Mapping[str, str], side: int, part: FigurePart) -> Figure:
    schemes = "、".join(Scheme(scheme).label for scheme in parts)
    how = Message(N_("what is due for {month} less what was paid, {schemes}"), {"month": month, "schemes": schemes})
    name = Message(N_("Back-adjustment of {month}"), {"month": month})
    key = f"adjust.{month}" if part is FigurePart.WORKER else f"adjust.{month}.unit"
    amount = sum(each[1 + side] for each in parts.values())
    return Figure(key, name, amount, how, papers.get(month, ""), part)


def _tax(line: PayLineRow) -> list[Figure]:
    told, papers = line.details["tax"], line.details["papers"]
    figures = []
    if "labour" in told:
        values = {key: yuan_text(told[key]) for key in ("labour", "expenses", "quick")}
        words = N_("({labour} − {expenses}) × {rate} − {quick}")
        if "labour_before" in told:
            values |= {key: yuan_text(told[key]) for key in ("labour_before", "withheld_before")}
            words = N_(
                "({labour} + {labour_before} paid earlier in this month − {expenses}) × {rate} − {quick}"
                " − withheld before {withheld_before}, never below zero"
            )
        how = Message(words, {**values, "rate": _percentage(told["rate"])})
        figures.append(
            Figure("tax", Message(N_("Income tax")), told["tax"], how, papers.get("tax.labour", ""), FigurePart.TAX)
        )
    elif "income" in told:
        figures.append(_wage_tax(told, papers, Month.parse(line.details["pay_month"]).year))
    if not figures:
        how = Message(N_("not taxed here: {category}"), {"category": line.category.message})
        figures.append(Figure("tax", Message(N_("Income tax")), line.tax, how, part=FigurePart.TAX))
    if "bonus_tax" in told:
        how = Message(
            N_("the bonus of {bonus} by itself, at the rate of its twelfth"), {"bonus": yuan_text(line.bonus)}
        )
        name = Message(N_("Income tax of the bonus"))
        figures.append(Figure("bonus_tax", name, told["bonus_tax"], how, papers.get("tax.bonus", ""), FigurePart.TAX))
    return figures


def _wage_tax(told: Mapping[str, Any], papers: Mapping[str, str], year: int) -> Figure:
    keys = (
        "income",
        "exempt",
        "basic",
        "special",
        "additional",
        "other",
        "quick",
        "relief",
        "withheld_before",
        "taxable",
    )
    values: dict[str, Any] = {key: yuan_text(told[key]) for key in keys}
    values |= {"rate": _percentage(told["rate"]), "mode": _basic_mode(told, year)}
    how = Message(
        N_(
            "this tax year: income {income} − exempt {exempt} − basic deduction {basic} ({mode})"
            " − contributions {special} − special additional {additional} − other {other} = {taxable};"
            " × {rate} − {quick} − forgiven {relief} − withheld before {withheld_before}, never below zero"
        ),
        values,
    )
    source = "；".join(dict.fromkeys(papers[key] for key in ("tax.annual", "tax.basic") if key in papers))
    return Figure("tax", Message(N_("Income tax")), told["tax"], how, source, FigurePart.TAX)


def _basic_mode(told: Mapping[str, Any], year: int) -> Message:
    """Return how the basic deduction was counted, with the months; lines of older runs do not have them."""
    mode = BasicMode(told["mode"]).message
    if told["confirmed"]:
        return Message(N_("confirmed by hand, as the tax office's client shows it"))
    if told["mode"] != BasicMode.ORDINARY.value or "employed" not in told:
        return mode
    months = [Month(year, number) for number in told["employed"]]
    values = {"mode": mode, "count": told["months"], "months": _months_text(months) or "—"}
    if told["opening_months"]:
        words = N_("{mode}: {count}, namely {opening} by the opening sums, then {months}")
        return Message(words, {**values, "opening": told["opening_months"]})
    return Message(N_("{mode}: {count}, namely {months}"), values)


def _months_text(months: Sequence[Month]) -> str:
    """Return months in order as runs: `2026-01 — 2026-03、2026-09`."""
    firsts = [month for month in months if month.plus(-1) not in months]
    lasts = [month for month in months if month.plus(1) not in months]
    runs = zip(firsts, lasts, strict=True)
    return "、".join(f"{first}" if first == last else f"{first} — {last}" for first, last in runs)

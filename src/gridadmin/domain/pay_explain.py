"""Every figure of a line in words: the formula with its numbers, and the paper behind it. Read from the line alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_person import BACK
from gridadmin.domain.pay_rounding import Rounding, yuan_text
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.pay_tax import BasicMode
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class Figure:
    """One figure of a line.

    Attributes:
        key: what it is, for scripts. how: the formula with its numbers. source: 来源/文号; empty where there is none.
    """

    key: str
    name: Message
    amount: int
    how: Message
    source: str = ""


def explain_line(line: PayLineRow) -> list[Figure]:
    """Return every figure of a line in the order in which one follows from the other."""
    details = line.details
    figures = [_element(element) for element in details["elements"]]
    kept = sum(e["amount"] for e in details["elements"] if e["nature"] == Nature.KEPT.value)
    told = {"count": sum(e["nature"] != Nature.KEPT.value for e in details["elements"])}
    figures.append(Figure("gross", Message(N_("Gross pay")), line.gross, Message(N_("sum of {count} elements"), told)))
    figures += [_contribution(scheme, told, details["papers"]) for scheme, told in _in_order(details["schemes"])]
    figures += [_adjusted(month, parts, details["papers"]) for month, parts in details.get("adjusts", {}).items()]
    figures += _tax(line)
    values = {
        "gross": yuan_text(line.gross + line.bonus), "employee": yuan_text(line.employee), "tax": yuan_text(line.tax),
        "kept": yuan_text(kept), "owed": yuan_text(line.owed_before),
    }  # fmt: skip
    how = Message(N_("{gross} − contributions {employee} − tax {tax} − kept back {kept} − owed {owed}"), values)
    figures.append(Figure("net", Message(N_("Net pay")), line.net, how))
    if line.owed:
        words = Message(N_("net pay below zero is not paid; it is taken off the next pay"))
        figures.append(Figure("owed", Message(N_("Carried to the next month")), line.owed, words))
    return figures


def _in_order(schemes: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(scheme.value, schemes[scheme.value]) for scheme in Scheme if scheme.value in schemes]


def _element(element: Mapping[str, Any]) -> Figure:
    name = Message("{name}", {"name": element["name"]})
    if element["code"] == BACK:
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


def _contribution(scheme: str, told: Mapping[str, Any], papers: Mapping[str, str]) -> Figure:
    values: dict[str, Any] = {
        "base": yuan_text(told["base"]), "rate": _percentage(told["rates"][0]), "fixed": yuan_text(told["fixed"]),
        "rounding": Rounding(told["combined"] or told["rounding"][0]).message, "declared": yuan_text(told["declared"]),
        "employer": yuan_text(told["paid"][1]), "employer_rate": _percentage(told["rates"][1]),
    }  # fmt: skip
    if told["base"] != told["declared"]:
        how = N_(
            "base {base} (declared {declared}, brought within the limits) × {rate} + {fixed}, {rounding};"
            " the unit pays {employer_rate}: {employer}"
        )
    else:
        how = N_("base {base} × {rate} + {fixed}, {rounding}; the unit pays {employer_rate}: {employer}")
    limits = "insurance.housing_fund_limits" if scheme == Scheme.HOUSING_FUND.value else "insurance.limits"
    sources = [papers.get(key, "") for key in (f"insurance.{scheme}", limits)]
    source = "；".join(dict.fromkeys(each for each in sources if each))
    return Figure(scheme, Scheme(scheme).message, told["paid"][0], Message(how, values), source)


def _percentage(rate: str) -> str:
    return f"{(Decimal(rate) * 100).normalize():f}%"


def _adjusted(month: str, parts: Mapping[str, Any], papers: Mapping[str, str]) -> Figure:
    employee, employer = (sum(each[side] for each in parts.values()) for side in (1, 2))
    values = {
        "schemes": "、".join(Scheme(scheme).label for scheme in parts), "employer": yuan_text(employer), "month": month,
    }  # fmt: skip
    how = Message(N_("what is due for {month} less what was paid, {schemes}; the unit's part is {employer}"), values)
    name = Message(N_("Back-adjustment of {month}"), {"month": month})
    return Figure(f"adjust.{month}", name, employee, how, papers.get(month, ""))


def _tax(line: PayLineRow) -> list[Figure]:
    told, papers = line.details["tax"], line.details["papers"]
    figures = []
    if "labour" in told:
        values = {key: yuan_text(told[key]) for key in ("labour", "expenses", "quick")}
        how = Message(N_("({labour} − {expenses}) × {rate} − {quick}"), {**values, "rate": _percentage(told["rate"])})
        figures.append(Figure("tax", Message(N_("Income tax")), told["tax"], how, papers.get("tax.labour", "")))
    elif "income" in told:
        figures.append(_wage_tax(told, papers))
    if "bonus_tax" in told:
        how = Message(
            N_("the bonus of {bonus} by itself, at the rate of its twelfth"), {"bonus": yuan_text(line.bonus)}
        )
        name = Message(N_("Income tax of the bonus"))
        figures.append(Figure("bonus_tax", name, told["bonus_tax"], how, papers.get("tax.bonus", "")))
    return figures


def _wage_tax(told: Mapping[str, Any], papers: Mapping[str, str]) -> Figure:
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
    values |= {"rate": _percentage(told["rate"]), "months": told["months"], "mode": BasicMode(told["mode"]).message}
    how = Message(
        N_(
            "this tax year: income {income} − exempt {exempt} − basic deduction {basic} ({mode})"
            " − contributions {special} − special additional {additional} − other {other} = {taxable};"
            " × {rate} − {quick} − forgiven {relief} − withheld before {withheld_before}, never below zero"
        ),
        values,
    )
    source = "；".join(dict.fromkeys(papers[key] for key in ("tax.annual", "tax.basic") if key in papers))
    return Figure("tax", Message(N_("Income tax")), told["tax"], how, source)

"""Why a contribution or the tax of a line differs from last month: every figure behind it that changed, was and is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from gridadmin.domain.pay_rounding import Rounding, yuan_text
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.pay_tax import BasicMode
from gridadmin.i18n import N_, Message

_LIMITS = {"floor": N_("floor of the base {was} → {now}"), "ceiling": N_("ceiling of the base {was} → {now}")}
WORKER = 0  # the worker's side of rates and amounts


def percent_words(rate: str) -> str:
    """Return a rate as it is read: `10.5%`."""
    return f"{(Decimal(rate) * 100).normalize():f}%"


def scheme_fact(
    scheme: str, now: Mapping[str, Any] | None, was: Mapping[str, Any] | None, papers: Mapping[str, str]
) -> Message:
    """Return why somebody's part of a scheme differs: base, limits with their paper, rate, fixed part, rounding.

    Args:
        now, was: of the details of both lines, see `pay_runs.line_details`. papers: of this month's.
    """
    if now is None:
        return Message(N_("not enrolled in this month any more"))
    if was is None:
        return Message(N_("newly enrolled, base {base}"), {"base": yuan_text(now["declared"])})
    return _together(list(_scheme_facts(scheme, now, was, papers))) or Message(N_("by the figures of the month"))


def _scheme_facts(
    scheme: str, now: Mapping[str, Any], was: Mapping[str, Any], papers: Mapping[str, str]
) -> Iterator[Message]:
    if now["declared"] != was["declared"]:
        values = {"was": yuan_text(was["declared"]), "now": yuan_text(now["declared"])}
        yield Message(N_("declared base {was} → {now}"), values)
    if now["base"] != was["base"] and (now["base"] != now["declared"] or was["base"] != was["declared"]):
        yield from _limit_facts(scheme, now, was, papers)
    if now["rates"][WORKER] != was["rates"][WORKER]:
        rates = {"was": percent_words(was["rates"][WORKER]), "now": percent_words(now["rates"][WORKER])}
        yield _by(Message(N_("rate {was} → {now}"), rates), papers.get(f"insurance.{scheme}", ""))
    if now["combined"] and now["rates"][1] != was["rates"][1]:  # both sides are divided by their rates
        rates = {"was": percent_words(was["rates"][1]), "now": percent_words(now["rates"][1])}
        yield _by(Message(N_("the unit's rate {was} → {now}"), rates), papers.get(f"insurance.{scheme}", ""))
    if now["fixed"] != was["fixed"]:
        values = {"was": yuan_text(was["fixed"]), "now": yuan_text(now["fixed"])}
        yield _by(Message(N_("fixed part {was} → {now}"), values), papers.get(f"insurance.{scheme}", ""))
    if _rounding(now) != _rounding(was):
        ways = {"was": _rounding(was).message, "now": _rounding(now).message}
        yield Message(N_("rounding {was} → {now}"), ways)


def _limit_facts(
    scheme: str, now: Mapping[str, Any], was: Mapping[str, Any], papers: Mapping[str, str]
) -> Iterator[Message]:
    """Which limit lifts or cuts the base now, or did last month, where that limit moved; else what it does."""
    key = "insurance.housing_fund_limits" if scheme == Scheme.HOUSING_FUND.value else "insurance.limits"
    for limit, words in _LIMITS.items():
        bites = any(each[limit] is not None and each["base"] == each[limit] != each["declared"] for each in (now, was))
        if bites and now[limit] != was[limit]:
            values = {"was": _yuan(was[limit]), "now": _yuan(now[limit])}
            yield _by(Message(words, values), papers.get(key, ""))
            return
    values = {"was": yuan_text(was["base"]), "now": yuan_text(now["base"])}
    yield Message(N_("base by the limits {was} → {now}"), values)


def _rounding(told: Mapping[str, Any]) -> Rounding:
    return Rounding(told["combined"] or told["rounding"][WORKER])


def tax_fact(now: PayLineRow, was: PayLineRow) -> Message:
    """Return why somebody's tax differs: another category, a new year, another step, another deduction, or the sums."""
    told, before = now.details["tax"], was.details["tax"]
    if now.category is not was.category:
        categories = {"was": was.category.message, "now": now.category.message}
        return Message(N_("income category {was} → {now}"), categories)
    if "labour" in told:
        if "labour" in before and told["labour"] != before["labour"]:
            values = {"was": yuan_text(before["labour"]), "now": yuan_text(told["labour"])}
            return Message(N_("labour remuneration {was} → {now}"), values)
        return Message(N_("labour remuneration of {amount}"), {"amount": yuan_text(told["labour"])})
    if "taxable" not in told:
        return Message(N_("not taxed here: {category}"), {"category": now.category.message})
    return _together([*_wage_facts(now, was), _sums(told)]) or _sums(told)


def _wage_facts(now: PayLineRow, was: PayLineRow) -> Iterator[Message]:
    told, before = now.details["tax"], was.details["tax"]
    if now.details["pay_month"][:4] != was.details["pay_month"][:4]:
        yield Message(N_("a new tax year begins"))
    elif "rate" in before and told["rate"] != before["rate"]:
        rates = {"was": percent_words(before["rate"]), "now": percent_words(told["rate"])}
        yield Message(N_("rate {was} → {now}"), rates)
    if before.get("mode", told["mode"]) != told["mode"]:
        modes = {"was": BasicMode(before["mode"]).message, "now": BasicMode(told["mode"]).message}
        yield Message(N_("basic deduction {was} → {now}"), modes)
    if told.get("bonus_tax") != before.get("bonus_tax"):
        values = {"was": yuan_text(before.get("bonus_tax", 0)), "now": yuan_text(told.get("bonus_tax", 0))}
        yield Message(N_("tax of the bonus by itself {was} → {now}"), values)
    if now.details["additional"] != was.details["additional"]:
        values = {"was": yuan_text(was.details["additional"]), "now": yuan_text(now.details["additional"])}
        yield Message(N_("special additional deductions of the month {was} → {now}"), values)


def _sums(told: Mapping[str, Any]) -> Message:
    values = {"taxable": yuan_text(max(0, told["taxable"])), "rate": percent_words(told["rate"])}
    return Message(N_("taxable this tax year {taxable}, rate {rate}"), values)


def _by(fact: Message, paper: str) -> Message:
    return Message(N_("{fact} by {paper}"), {"fact": fact, "paper": paper}) if paper else fact


def _together(facts: Sequence[Message]) -> Message | None:
    joined = N_("{first}; {second}")
    return reduce(lambda one, other: Message(joined, {"first": one, "second": other}), facts) if facts else None


def _yuan(fen: int | None) -> str:
    return "—" if fen is None else yuan_text(fen)

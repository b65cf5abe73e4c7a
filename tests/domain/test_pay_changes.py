"""Why a figure differs from last month: what changed behind it is named with was and is, whatever it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.months import Month
from gridadmin.domain.pay import IncomeCategory, Rounding, Scheme
from gridadmin.domain.pay_change_facts import scheme_fact
from gridadmin.domain.pay_changes import TAX, LineChange, compare_lines
from gridadmin.domain.pay_contributions import contribute
from gridadmin.domain.pay_deductions import AdditionalKind, Declaration
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_person import Enrolment, EntryKind, MonthEntry, PersonElement
from gridadmin.domain.pay_tables import BaseLimits, SchemeRule
from tests.pay_months import PART, facts_of, line_of, run_tables

PAPER = "鲁人社字〔2026〕75号"
BEFORE = run_tables(Month(2026, 9), Month(2026, 10))
NOW = replace(run_tables(), papers={"insurance.limits": PAPER, "insurance.pension": "甲号"})
WORKER = 1


@st.composite
def figures(draw: st.DrawFn) -> dict[str, object]:
    """What a line tells of a scheme, reckoned by a rule that the rule of no city comes close to."""
    floor = draw(st.sampled_from([None, 4000_00, 4573_00]))
    ceiling = draw(st.sampled_from([None, 5000_00, 22_863_00]))
    modes = draw(st.sampled_from([Rounding.FEN_HALF_UP, Rounding.YUAN_HALF_UP, Rounding.JIAO_DOWN]))
    rates = [draw(st.sampled_from(["0.02", "0.08"])), draw(st.sampled_from(["0.08", "0.16"]))]
    fixed = draw(st.sampled_from([0, 500]))
    combined = draw(st.sampled_from([None, Rounding.YUAN_DOWN]))
    declared = draw(st.sampled_from([3000_00, 4573_00, 4800_33, 30_000_00]))
    rule = SchemeRule(Decimal(rates[0]), Decimal(rates[1]), fixed, modes, modes, combined, BaseLimits(floor, ceiling))
    paid = contribute(declared, rule)
    return {
        "declared": declared, "base": int(paid.base), "floor": floor, "ceiling": ceiling, "rates": rates,
        "fixed": fixed, "rounding": [modes.value, modes.value], "combined": combined.value if combined else None,
        "paid": [paid.employee, paid.employer],
    }  # fmt: skip


@given(figures(), figures())
def test_a_part_that_differs_always_has_a_fact_of_its_own(now: dict[str, list[int]], was: dict[str, list[int]]) -> None:
    fact = str(scheme_fact("pension", now, was, {}))
    if now["paid"][0] != was["paid"][0]:
        assert "→" in fact, "which figure moved can always be told"
    if now == was:
        assert fact == "by the figures of the month"


def changes(facts: object, later: object = None, **more: object) -> dict[str, LineChange]:
    """Return what differs between last month by some facts and this month by others."""
    old, new = line_of(facts, BEFORE), line_of(later or facts, more.get("by", NOW))  # type: ignore[arg-type]
    return {change.element: change for change in compare_lines([new], [old])}


def test_a_floor_that_was_raised_is_named_with_its_paper() -> None:
    schemes = {
        key: replace(rule, limits=BaseLimits(5000_00, rule.limits.ceiling))
        for key, rule in NOW.rules.insurance.schemes.items()
    }
    rules = replace(NOW.rules, insurance=replace(NOW.rules.insurance, schemes=schemes))
    found = changes(facts_of(WORKER), by=replace(NOW, rules=rules))
    assert str(found["pension"].fact) == f"floor of the base 4573.00 → 5000.00 by {PAPER}"
    assert found["pension"].now - found["pension"].was == round(427_00 * 0.08)


def test_two_figures_are_both_named() -> None:
    rule = NOW.rules.insurance.schemes[Scheme.PENSION]
    schemes = {**NOW.rules.insurance.schemes, Scheme.PENSION: replace(rule, employee=Decimal("0.085"))}
    rules = replace(NOW.rules, insurance=replace(NOW.rules.insurance, schemes=schemes))
    facts = facts_of(WORKER)
    more = tuple(Enrolment(each.scheme, each.first, None, 480000) for each in facts.enrolments)
    found = changes(facts, replace(facts, enrolments=more), by=replace(NOW, rules=rules))
    assert str(found["pension"].fact) == (
        "declared base 3000.00 → 4800.00; base by the limits 4573.00 → 4800.00; rate 8% → 8.5% by 甲号"
    )


def test_the_employers_rate_is_no_fact_of_the_worker() -> None:
    rule = NOW.rules.insurance.schemes[Scheme.PENSION]
    schemes = {**NOW.rules.insurance.schemes, Scheme.PENSION: replace(rule, employer=Decimal("0.2"))}
    rules = replace(NOW.rules, insurance=replace(NOW.rules.insurance, schemes=schemes))
    assert "pension" not in changes(facts_of(WORKER), by=replace(NOW, rules=rules))


def test_tax_tells_the_step_the_deduction_and_the_category() -> None:
    rich = PersonElement(
        "chief", "站长津贴", Nature.TAXED, 9_500_000, date(2026, 10, 1), None, False, "侨办发〔2026〕9号"
    )
    plain = facts_of(WORKER)
    found = changes(plain, replace(plain, elements=(rich,)))
    assert "rate 3% → 10%" in str(found[TAX].fact)
    assert "taxable this tax year" in str(found[TAX].fact)
    both = replace(plain, elements=(replace(rich, valid_from=date(2026, 1, 1)),))
    child = Declaration(AdditionalKind.CHILD, Month(2026, 11), None, 100, None, "张小一")
    found = changes(both, replace(both, declarations=(child,)))
    assert "special additional deductions of the month 0.00 → 2000.00" in str(found[TAX].fact)
    bonus = MonthEntry(EntryKind.BONUS_SEPARATE, "bonus", "2025年度", amount=1200000)
    assert "tax of the bonus by itself 0.00 → 360.00" in str(changes(both, replace(both, entries=(bonus,)))[TAX].fact)


def test_another_category_is_named() -> None:
    part = facts_of(2)
    assert part.spells[0].kind is PART
    paid = replace(
        part,
        elements=(PersonElement("duty", "值班补贴", Nature.TAXED, 90000, date(2026, 1, 1), None, False, "值班表"),),
    )
    late = replace(paid, categories=((date(2026, 10, 1), IncomeCategory.UNTAXED),))
    assert str(changes(paid, late)[TAX].fact) == "income category Labour remuneration → Not taxed here"
    more = replace(paid, elements=(replace(paid.elements[0], amount=100000),))
    assert str(changes(paid, more)[TAX].fact) == "labour remuneration 1500.00 → 1600.00"

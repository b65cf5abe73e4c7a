"""Pay standards in words: the formula with its numbers, for whom it is, and a line of pay with how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gridadmin.domain.assessment import PeriodKind
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.pay_standards import ElementLine, Formula, PayStandard
from gridadmin.domain.pay_standards_holes import ROLES, Hole
from gridadmin.i18n import N_, Message, _


def plain_yuan(fen: int) -> str:
    """Return an amount as people say it: `20`, `20.50`."""
    return yuan_text(fen).removesuffix(".00")


def formula_words(standard: PayStandard, names: Mapping[str, str] | None = None) -> Message:
    """Return the formula of a standard with its numbers.

    Args:
        names: code of an element -> its name, for percentages.
    """
    msgid, values = _WORDS[standard.formula](standard.numbers, names or {})
    words = Message(msgid, values)
    looked_at = _looked_at(standard.numbers) if standard.formula in (Formula.GRADE, Formula.SCORE) else None
    return Message(N_("{formula} ({result})"), {"formula": words, "result": looked_at}) if looked_at else words


def _fixed(numbers: Mapping[str, Any], _names: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    return N_("{amount} yuan a month"), {"amount": plain_yuan(numbers["amount"])}


def _seniority(numbers: Mapping[str, Any], _names: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    values = {"amount": plain_yuan(numbers["amount"]), "most": numbers.get("most")}
    if values["most"] is None:
        return N_("{amount} yuan for each full year of service"), values
    return N_("{amount} yuan for each full year of service, at most {most} years"), values


def _grade(numbers: Mapping[str, Any], _names: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    ordered = sorted(numbers["grades"].items(), key=lambda pair: -pair[1])  # stored JSON knows no order
    parts = [f"{grade} {plain_yuan(amount)}" for grade, amount in ordered]
    return N_("by grade: {grades}"), {"grades": "、".join(parts)}


def _score(numbers: Mapping[str, Any], _names: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    values = {"amount": plain_yuan(numbers["amount"]), "least": numbers.get("least")}
    if values["least"] is None:
        return N_("{amount} yuan at 100 points, less by the score"), values
    return N_("{amount} yuan at 100 points, less by the score; nothing below {least} points"), values


def _event(numbers: Mapping[str, Any], _names: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    return N_("{amount} yuan each time"), {"amount": plain_yuan(numbers["amount"])}


def _percent(numbers: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    share = f"{Decimal(numbers['percent']) / 100:f}"
    return N_("{percent} % of “{of}”"), {"percent": share, "of": names.get(numbers["of"], numbers["of"])}


_WORDS = {
    Formula.FIXED: _fixed, Formula.SENIORITY: _seniority, Formula.GRADE: _grade, Formula.SCORE: _score,
    Formula.EVENT: _event, Formula.PERCENT: _percent,
}  # fmt: skip


def _looked_at(numbers: Mapping[str, Any]) -> Message | None:
    """Say which result counts; None where the newest one does."""
    parts: list[object] = []
    if "scheme" in numbers:
        parts.append(numbers["scheme"])
    if "period" in numbers:
        parts.append(PeriodKind(numbers["period"]).message)
    if numbers.get("lag"):
        parts.append(Message(N_("{months} months later"), {"months": numbers["lag"]}))
    if not parts:
        return None
    values = {f"part{number}": part for number, part in enumerate(parts)}
    joined = Message(" ".join(f"{{{key}}}" for key in values), values)
    return Message(N_("result of {what}"), {"what": joined})


def holders_words(standard: PayStandard) -> str:
    """Return for whom a standard is, in the language in use: `专职 网格长 工龄 5—9 年`."""
    words = [standard.kind.label] if standard.kind else []
    words += [standard.role.label] if standard.role else []
    if standard.seniority_to is not None:
        span = {"first": standard.seniority_from, "last": standard.seniority_to}
        words.append(_("{first}–{last} years of service").format(**span))
    elif standard.seniority_from:
        words.append(_("from {first} years of service").format(first=standard.seniority_from))
    return " ".join(words) or _("everybody")


def line_words(line: ElementLine) -> str:
    """Return an element of somebody's month with its figures, in the language in use: `工龄补贴 60（3×20）`."""
    told = line.numbers
    how = ""
    if "years" in told:
        how = f"{told['years']} × {plain_yuan(told['each'])}"
    elif "grade" in told:
        how = told["grade"] or _("no result")
    elif "score" in told:
        how = f"{plain_yuan(told['each'])} × {told['score'] or '—'} ÷ 100"
    elif "count" in told:
        how = f"{told['count']} × {plain_yuan(told['each'])}"
    elif "percent" in told:
        how = f"{plain_yuan(told['base'])} × {Decimal(told['percent']) / 100:f} %"
    if line.whole and line.present != line.whole:
        days = _("{present} of {whole} days").format(present=line.present, whole=line.whole)
        how = " · ".join(part for part in (how, days) if part)
    return f"{line.name} {plain_yuan(line.amount)}" + (f" ({how})" if how else "")


def hole_words(hole: Hole, people: int) -> str:
    """Return a hole in the language in use, with how many people it concerns on the day of the question."""
    who = [hole.kind.label]
    if len(hole.roles) < len(ROLES):
        who.append("、".join(role.label if role else _("without a grid") for role in hole.roles))
    if hole.seniority_from or hole.seniority_to is not None:
        first, last = hole.seniority_from, hole.seniority_to
        years = N_("{first}–{last} years of service") if last is not None else N_("from {first} years of service")
        who.append(_(years).format(first=first, last=last))
    values = {"who": " ".join(who), "first": hole.first.isoformat(), "people": people}
    if hole.element is not None:
        assert hole.last is not None
        words = _("{element} of {who} stops from {first} to {last} ({people} persons)")
        return words.format(element=hole.element[1], last=hole.last.isoformat(), **values)
    if hole.last is None:
        return _("Nothing is paid to {who} from {first} on ({people} persons)").format(**values)
    return _("Nothing is paid to {who} from {first} to {last} ({people} persons)").format(
        last=hole.last.isoformat(), **values
    )

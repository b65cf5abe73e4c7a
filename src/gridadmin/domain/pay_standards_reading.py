"""The numbers of a standard as people write them: yuan and percent as text; kept as whole fen and hundredths."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_rounding import parse_yuan, yuan_text
from gridadmin.domain.pay_standards import Formula
from gridadmin.i18n import N_, Message

NEEDED = {
    Formula.FIXED: ("amount",), Formula.SENIORITY: ("amount",), Formula.GRADE: ("grades",), Formula.SCORE: ("amount",),
    Formula.EVENT: ("amount",), Formula.PERCENT: ("of", "percent"),
}  # fmt: skip
MORE = {
    Formula.SENIORITY: ("most",), Formula.GRADE: ("scheme", "period", "lag"),
    Formula.SCORE: ("least", "scheme", "period", "lag"),
}  # fmt: skip


def read_numbers(formula: Formula, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of a formula from what is written: `{"amount": "2400"}`, `{"of": "base", "percent": "5"}`.

    Raises:
        InvalidError: a number is missing, unreadable, or the formula does not have it; it names the number.
    """
    known = (*NEEDED[formula], *MORE.get(formula, ()))
    given = {key: value for key, value in written.items() if value not in (None, "")}
    missing = [key for key in NEEDED[formula] if not given.get(key)]
    foreign = [key for key in given if key not in known]
    if missing or foreign:
        faults = {key: Message(N_("Please fill in this field.")) for key in missing}
        raise InvalidError(
            N_("The formula “{formula}” has the numbers {known}."),
            faults, formula=formula.message, known="、".join(known),
        )  # fmt: skip
    return {key: _read(key, value) for key, value in given.items()}


def _read(key: str, value: Any) -> Any:
    if key == "grades":
        return {str(grade).strip(): _amount(f"{key}", amount) for grade, amount in dict(value).items()}
    if key in ("of", "scheme", "period"):
        return str(value).strip()
    return _amount(key, value) if key == "amount" else _number(key, value)


def _amount(key: str, value: Any) -> int:
    try:
        fen = parse_yuan(str(value))
    except InvalidError as error:
        raise InvalidError(N_("The numbers cannot be read."), {key: error.message}) from error
    if fen < 0:
        fault = Message(N_("An amount of a standard is not below zero; keep it back after tax instead."))
        raise InvalidError(N_("The numbers cannot be read."), {key: fault})
    return fen


def _number(key: str, value: Any) -> int:
    try:
        number = Decimal(str(value).strip().removesuffix("%"))
    except InvalidOperation:
        number = Decimal("NaN")
    exact = number * 100 if key == "percent" else number
    if not number.is_finite() or exact != int(exact) or exact < 0 or number > 1000:
        raise InvalidError(
            N_("The numbers cannot be read."),
            {key: Message(N_("“{text}” is no number that fits here."), {"text": value})},
        )
    return int(exact)


def written_numbers(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of a standard as they are written; `read_numbers` reads them back."""
    shown: dict[str, Any] = {}
    for key, value in numbers.items():
        if key == "grades":
            shown[key] = {grade: yuan_text(amount) for grade, amount in value.items()}
        elif key == "amount":
            shown[key] = yuan_text(value)
        elif key == "percent":
            shown[key] = f"{Decimal(value) / 100:f}"
        else:
            shown[key] = value
    return shown

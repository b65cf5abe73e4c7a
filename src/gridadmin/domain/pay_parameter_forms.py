"""Every pay parameter as a form: what its fields are called, in which unit they are written, and how it is said.

A value has the form of `pay_reading`; a form takes it apart into fields and puts it together again, so that nobody
types JSON. What a form cannot read it names, and `read_tables` has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_proration import ProrationBasis
from gridadmin.domain.pay_rounding import Rounding, parse_yuan, yuan_text
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.working_days import CALENDAR, days_between, read_month_day
from gridadmin.i18n import N_, Message, _


class Unit(LabelledEnum):
    """How a field is written."""

    YUAN = "yuan", N_("yuan")
    PERCENT = "percent", N_("per cent")
    NUMBER = "number", N_("number")
    MONTH = "month", N_("month such as 2027-12; empty: ended")
    YES_NO = "yes_no", N_("yes or no")
    ROUNDING = "rounding", N_("way of rounding")
    BASIS = "basis", N_("way of dividing")
    TABLE = "table", N_("steps: up to, rate in per cent, quick deduction")
    DAYS = "days", N_("days such as 01-01 02-15~02-21")


class Repeat(LabelledEnum):
    """How often a new value is expected; what was not entered for a year is listed as missing."""

    YEARLY = "yearly", N_("published every year")
    POLICY = "policy", N_("until its end")
    RARE = "rare", N_("when it changes")


@dataclass(frozen=True)
class Field:
    """One field of a form; `path` is where it stands in the value, empty for the value itself."""

    path: tuple[str, ...]
    title: str
    unit: Unit
    optional: bool = False

    @property
    def key(self) -> str:
        """The field's key on the command line."""
        return ".".join(self.path) or "value"


@dataclass(frozen=True)
class ParameterForm:
    """A parameter: its name (a msgid), its fields, and when a new value is expected.

    Attributes:
        nothing: whether no value at all (“not set”) is a value, too.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    repeat: Repeat = Repeat.RARE
    nothing: bool = False

    @property
    def name(self) -> str:
        """The parameter's name in the language in use."""
        return _(self.title)


_EMPLOYEE, _EMPLOYER = N_("Of the worker"), N_("Of the unit")
_FLOOR, _CEILING = N_("Lowest base"), N_("Highest base")


def _rates(scheme: Scheme, repeat: Repeat = Repeat.RARE) -> ParameterForm:
    fields = (Field(("employee",), _EMPLOYEE, Unit.PERCENT), Field(("employer",), _EMPLOYER, Unit.PERCENT))
    return ParameterForm(f"insurance.{scheme.value}", _RATES_OF[scheme], fields, repeat)


def _limits(key: str, title: str) -> ParameterForm:
    fields = (Field(("floor",), _FLOOR, Unit.YUAN), Field(("ceiling",), _CEILING, Unit.YUAN))
    return ParameterForm(key, title, fields, Repeat.YEARLY)


_RATES_OF = {
    Scheme.PENSION: N_("Rates of pension insurance"),
    Scheme.MEDICAL: N_("Rates of medical insurance"),
    Scheme.MATERNITY: N_("Rates of maternity insurance"),
    Scheme.UNEMPLOYMENT: N_("Rates of unemployment insurance"),
    Scheme.INJURY: N_("Rates of work injury insurance"),
    Scheme.HOUSING_FUND: N_("Rates of the housing fund"),
}
_ROUNDED = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY, Scheme.HOUSING_FUND)
_ROUNDING_OF = {
    Scheme.PENSION: (N_("Pension, worker"), N_("Pension, unit"), N_("Pension, both together")),
    Scheme.MEDICAL: (N_("Medical, worker"), N_("Medical, unit"), N_("Medical, both together")),
    Scheme.UNEMPLOYMENT: (N_("Unemployment, worker"), N_("Unemployment, unit"), N_("Unemployment, both together")),
    Scheme.INJURY: (N_("Work injury, worker"), N_("Work injury, unit"), N_("Work injury, both together")),
    Scheme.HOUSING_FUND: (N_("Housing fund, worker"), N_("Housing fund, unit"), N_("Housing fund, both together")),
}
_TABLE = N_("Steps of the table")

FORMS: tuple[ParameterForm, ...] = (
    _limits("insurance.limits", N_("Limits of the social insurance base")),
    *(_rates(scheme, Repeat.YEARLY if scheme is Scheme.UNEMPLOYMENT else Repeat.RARE) for scheme in Scheme),
    ParameterForm("insurance.large_claim", N_("Large-claim medical top-up of the worker"),
                  (Field((), N_("A month"), Unit.YUAN, optional=True),), nothing=True),
    _limits("insurance.housing_fund_limits", N_("Limits of the housing fund base")),
    ParameterForm("insurance.rounding", N_("Rounding of contributions"), tuple(
        Field((scheme.value, str(place)), title, Unit.ROUNDING, optional=place == 2)
        for scheme in _ROUNDED for place, title in enumerate(_ROUNDING_OF[scheme])
    )),
    ParameterForm("insurance.months", N_("Months of entry and leaving in insurance"), (
        Field(("entry_full",), N_("Month of entry paid in full"), Unit.YES_NO),
        Field(("leaving_full",), N_("Month of leaving paid in full"), Unit.YES_NO),
    )),
    ParameterForm("insurance.accident_taxed", N_("Accident premiums are taxed"),
                  (Field((), N_("Taxed"), Unit.YES_NO, optional=True),), nothing=True),
    ParameterForm("pay.minimum_wage", N_("Minimum wage"), (Field((), N_("A month"), Unit.YUAN),), Repeat.RARE),
    ParameterForm("pay.paid_days", N_("Paid days of a month"), (Field((), N_("Days"), Unit.NUMBER),)),
    ParameterForm("pay.proration", N_("How parts of a month are paid"), (Field((), N_("Way"), Unit.BASIS),)),
    ParameterForm("tax.annual", N_("Tax table of the year"), (Field((), _TABLE, Unit.TABLE),)),
    ParameterForm("tax.basic", N_("Basic deduction"), (
        Field(("month",), N_("A month"), Unit.YUAN), Field(("year",), N_("A year"), Unit.YUAN),
    )),
    ParameterForm("tax.additional", N_("Special additional deductions"), (
        Field(("child",), N_("Each child"), Unit.YUAN),
        Field(("elderly_only",), N_("Parents, only child"), Unit.YUAN),
        Field(("elderly_share",), N_("Parents, most of one share"), Unit.YUAN),
        Field(("studies",), N_("Studies"), Unit.YUAN),
        Field(("studies_months",), N_("Months of studies"), Unit.NUMBER),
        Field(("certificate",), N_("Certificate, once"), Unit.YUAN),
        Field(("loan",), N_("Housing loan"), Unit.YUAN),
        Field(("loan_months",), N_("Months of the loan"), Unit.NUMBER),
        Field(("rent", "large"), N_("Rent, large city"), Unit.YUAN),
        Field(("rent", "medium"), N_("Rent, more than a million people"), Unit.YUAN),
        Field(("rent", "small"), N_("Rent, other cities"), Unit.YUAN),
    )),
    ParameterForm("tax.bonus", N_("Annual bonus taxed by itself"), (
        Field(("separate_until",), N_("Until month"), Unit.MONTH, optional=True),
        Field(("monthly",), _TABLE, Unit.TABLE),
    ), Repeat.POLICY),
    ParameterForm("tax.labour", N_("Labour remuneration"), (
        Field(("small_up_to",), N_("Small payments up to"), Unit.YUAN),
        Field(("fixed_expenses",), N_("Expenses of small payments"), Unit.YUAN),
        Field(("expenses_share",), N_("Expenses of others"), Unit.PERCENT),
        Field(("annual_share",), N_("Counts in the year"), Unit.PERCENT),
        Field(("table",), _TABLE, Unit.TABLE),
    )),
    ParameterForm(CALENDAR, N_("Working days of a year"), (
        Field(("rest",), N_("Free days"), Unit.DAYS),
        Field(("work",), N_("Days worked instead"), Unit.DAYS, optional=True),
    ), Repeat.YEARLY),
)  # fmt: skip
_BY_KEY = {form.key: form for form in FORMS}


def form_of(key: str) -> ParameterForm:
    """Return the form of a parameter; NotFoundError names those there are."""
    if key not in _BY_KEY:
        raise NotFoundError(
            N_("There is no pay parameter “{key}”. There are: {known}"), key=key, known="、".join(_BY_KEY)
        )
    return _BY_KEY[key]


def written(form: ParameterForm, value: Any) -> dict[str, Any]:
    """Return a value field by field as it is written; `read_fields` reads it back. Fields without one are None."""
    return {field.key: _shown(field.unit, _at(value, field.path)) for field in form.fields}


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list | tuple) and step.isdigit():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def _shown(unit: Unit, value: Any) -> Any:
    if value is None:
        return None
    match unit:
        case Unit.PERCENT:
            return f"{(Decimal(value) * 100).normalize():f}"
        case Unit.TABLE:
            return [[up_to, f"{(Decimal(rate) * 100).normalize():f}", quick] for up_to, rate, quick in value]
        case Unit.DAYS:
            return " ".join(value)
    return value


def read_fields(form: ParameterForm, typed: Mapping[str, Any]) -> Any:
    """Return the value that fields hold.

    Raises:
        InvalidError: a field that is needed is empty or unreadable; it is named by its key.
    """
    faults: dict[str, Message] = {}
    value: Any = {}
    for field in form.fields:
        text = typed.get(field.key)
        try:
            read = None if text in (None, "") else _read(field.unit, text)
        except (InvalidError, InvalidOperation, ValueError, TypeError) as error:
            faults[field.key] = (
                error.message
                if isinstance(error, InvalidError)
                else Message(N_("“{text}” cannot be read; write {unit}."), {"text": text, "unit": field.unit.message})
            )
            continue
        if read is None and field.unit is Unit.DAYS and field.optional:
            read = []
        if read is None and not field.optional and not form.nothing:
            faults[field.key] = Message(N_("Please fill in this field."))
        value = _put(value, field, read)
    if faults:
        raise InvalidError(N_("“{name}” cannot be entered like this."), faults, name=Message(form.title))
    return value


def _put(value: Any, field: Field, read: Any) -> Any:
    if not field.path:
        return read
    inner = value
    for step in field.path[:-1]:
        inner = inner.setdefault(step, [] if field.unit is Unit.ROUNDING else {})
    if isinstance(inner, list):
        if read is not None:
            inner.append(read)
    else:
        inner[field.path[-1]] = read
    return value


def _read(unit: Unit, text: Any) -> Any:
    return _READERS[unit](text)


def _yuan(text: Any) -> str:
    return yuan_text(_least(parse_yuan(str(text)), text)).removesuffix(".00")


def _number(text: Any) -> int | str:
    number = Decimal(str(text).strip())
    if not number.is_finite() or number < 0:
        raise ValueError(text)
    return int(number) if number == int(number) else str(number)


def _table(steps: Any) -> list[list[str | None]]:
    return [[_amount(up_to), _fraction(rate), _amount(quick) or "0"] for up_to, rate, quick in steps]


def _least(fen: int, text: Any) -> int:
    if fen < 0:
        raise InvalidError(N_("“{text}” is below zero."), text=text)
    return fen


def _amount(text: Any) -> str | None:
    return None if text in (None, "", "∞") else _yuan(text)


def _fraction(text: Any) -> str:
    percent = Decimal(str(text).strip().removesuffix("%").removesuffix("％"))
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise InvalidError(N_("“{text}” is no share: write 8 for 8 %."), text=text)
    return f"{(percent / 100).normalize():f}"


def _truth(text: Any) -> bool:
    if isinstance(text, bool):
        return text
    word = str(text).strip().casefold()
    if word in ("是", "yes", "true", "1", "y"):
        return True
    if word in ("否", "no", "false", "0", "n"):
        return False
    raise InvalidError(N_("“{text}” is neither yes nor no."), text=text)


def read_days(text: str) -> list[str]:
    """Return the days of `01-01 02-15~02-21` as MM-DD in rising order; `1月1日`, `1.1` and `，` are read, too.

    Raises:
        InvalidError: a day that does not exist, or a span that runs backwards.
    """
    plain = text.replace("至", "~").replace("—", "~").replace("～", "~").replace("–", "~")
    for sign in "，,、；;\n\t":
        plain = plain.replace(sign, " ")
    found: set[str] = set()
    for part in plain.split():
        first, _dash, last = part.partition("~")
        start = read_month_day(first)
        found.update(days_between(start, read_month_day(last)) if last else {start})
    return sorted(found)


_READERS: dict[Unit, Callable[[Any], Any]] = {
    Unit.YUAN: _yuan,
    Unit.PERCENT: _fraction,
    Unit.NUMBER: _number,
    Unit.MONTH: lambda text: str(Month.parse(str(text))),
    Unit.YES_NO: _truth,
    Unit.ROUNDING: lambda text: Rounding(text).value,
    Unit.BASIS: lambda text: ProrationBasis(text).value,
    Unit.TABLE: _table,
    Unit.DAYS: lambda text: read_days(str(text)),
}


def value_words(form: ParameterForm, value: Any) -> str:
    """Return a value in the language in use: `个人 8%，单位 16%`."""
    if value is None:
        return _("not set")
    parts = []
    for field in form.fields:
        shown = _shown(field.unit, _at(value, field.path))
        if shown is not None:
            title = _(field.title) if field.path and field.unit is not Unit.TABLE else ""
            parts.append(f"{title} {_said(field.unit, shown)}".strip())
    return "，".join(parts)


def _said(unit: Unit, shown: Any) -> str:
    return _SAYING[unit](shown) if unit in _SAYING else str(shown)


def _steps(shown: Any) -> str:
    words = _("{count} steps, {first} % to {last} %")
    return words.format(count=len(shown), first=shown[0][1], last=shown[-1][1])


_SAYING: dict[Unit, Callable[[Any], str]] = {
    Unit.YUAN: lambda shown: _("{amount} yuan").format(amount=shown),
    Unit.PERCENT: lambda shown: f"{shown}%",
    Unit.YES_NO: lambda shown: _("yes") if shown else _("no"),
    Unit.ROUNDING: lambda shown: Rounding(shown).label,
    Unit.BASIS: lambda shown: ProrationBasis(shown).label,
    Unit.TABLE: _steps,
    Unit.DAYS: lambda shown: _("{count} days").format(count=len(shown.split())),
}

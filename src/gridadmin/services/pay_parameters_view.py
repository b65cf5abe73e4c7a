"""Looking at pay parameters: what holds in a month, the history of one, what a year still lacks; entering by form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_parameter_forms import FORMS, ParameterForm, Repeat, form_of, read_fields
from gridadmin.domain.pay_parameters import Lack, Missing, PayCertainty, PayParameter, PayParameters, missing_of_year
from gridadmin.domain.working_days import CALENDAR, YearOfDays
from gridadmin.i18n import N_, Message
from gridadmin.models.pay import PayParameter as Stored
from gridadmin.services.calendar import office_working_days
from gridadmin.services.pay_parameters import TAX_KEYS, get_pay_parameters, set_pay_parameter
from gridadmin.services.pay_shipped import shipped_parameters
from gridadmin.services.pay_touched import Change, changed


@dataclass(frozen=True)
class ParameterView:
    """A parameter as it holds in a month.

    Attributes:
        row: what holds; None where nothing does.
        own_id: of the row that the office entered; None for a shipped value, which is overlaid, never edited.
        waiting: how many values hold from a later month, or are known only later.
    """

    form: ParameterForm
    row: PayParameter | None
    own_id: UUID | None
    waiting: int = 0


@dataclass(frozen=True)
class ParametersView:
    """All parameters of a month, and what the year looked at still lacks."""

    rows: tuple[ParameterView, ...]
    year: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Asked:
    """A value as somebody enters it; `typed` by the keys of the form's fields, None for “not set”."""

    key: str
    typed: Mapping[str, Any] | None
    effective_from: date
    published_on: date
    source: str
    note: str = ""


def view_parameters(session: Session, month: Month, known_on: date, year: int) -> ParametersView:
    """Return what holds in a month by what is known on a day, and what a year still lacks."""
    parameters, own = _with_calendar(session, get_pay_parameters(session), month, known_on), _own(session)
    rows = []
    for form in FORMS:
        row = parameters.row(form.key, month, known_on)
        later = [each for each in parameters.rows if each.key == form.key and _is_later(each, month, known_on)]
        rows.append(ParameterView(form, row, own.get(_dates(row)) if row else None, len(later)))
    return ParametersView(tuple(rows), year, tuple(missing_parameters(session, year, known_on)))


def _is_later(row: PayParameter, month: Month, known_on: date) -> bool:
    return Month.of(row.effective_from) > month or row.published_on > known_on


def parameter_history(session: Session, key: str) -> list[ParameterView]:
    """Return every value of a parameter that was ever known, the latest first; NotFoundError for an unknown key."""
    form, own = form_of(key), _own(session)
    rows = [row for row in get_pay_parameters(session).rows if row.key == key]
    rows.sort(key=lambda row: (row.effective_from, row.published_on), reverse=True)
    return [ParameterView(form, row, own.get(_dates(row))) for row in rows]


def missing_parameters(session: Session, year: int, known_on: date) -> list[Missing]:
    """Return what a year still lacks, the calendar of working days with it."""
    parameters = get_pay_parameters(session)
    yearly = [form.key for form in FORMS if form.repeat is Repeat.YEARLY and form.key != CALENDAR]
    bonus = parameters.row("tax.bonus", Month(year, 12), known_on)
    until = bonus.value.get("separate_until") if bonus and bonus.value else None
    known = {form.key for form in FORMS} - {CALENDAR}
    plain = PayParameters(tuple(row for row in parameters.rows if row.key in known))
    found = missing_of_year(plain, year, known_on, yearly, {"tax.bonus": Month.parse(until) if until else None})
    days = office_working_days(session, known_on).years.get(year)
    if days is None or days.provisional:
        found.insert(0, Missing(CALENDAR, Lack.NO_VALUE, None))
    return found


def missing_words(missing: Missing, year: int) -> Message:
    """Return what is missing, with what holds meanwhile."""
    values: dict[str, object] = {"name": Message(form_of(missing.key).title), "year": year}
    if missing.key == CALENDAR:
        return Message(
            N_("{name}: the notice of {year} is not entered; only weekends and statutory days count"), values
        )
    if missing.row is not None:
        values["month"] = Month.of(missing.row.effective_from)
    match missing.lack:
        case Lack.NO_VALUE:
            return Message(N_("{name}: no value for {year}"), values)
        case Lack.EARLIER_YEAR:
            return Message(N_("{name}: that of {month} is used until the one of {year} is entered"), values)
        case Lack.ENDS:
            return Message(N_("{name}: ends with {until}"), {**values, "until": missing.until})
        case Lack.UNSET:
            return Message(N_("{name}: not set; ask the office in charge"), values)
    return Message(N_("{name}: shipped from memory; confirm it with the paper"), values)


def enter_parameter(session: Session, asked: Asked) -> tuple[UUID, Change]:
    """Enter a value over the shipped ones, read by the form of its parameter; return its id and what it changes.

    Raises:
        NotFoundError: there is no such parameter. InvalidError: no source, a field that cannot be read, a value that
            the tables of its month cannot be read with, or one that nobody can know yet.
    """
    form = form_of(asked.key)
    if not asked.source.strip():
        raise InvalidError(
            N_("“{name}” needs its source document."),
            {"source": Message(N_("Enter the number of the paper, or who said it and when."))},
            name=Message(form.title),
        )  # fmt: skip
    if asked.typed is None and not form.nothing:
        raise InvalidError(N_("“{name}” cannot be left unset."), name=Message(form.title))
    value = None if asked.typed is None else read_fields(form, asked.typed)
    row = PayParameter(
        asked.key, value, asked.effective_from, asked.published_on, asked.source.strip(), PayCertainty.ENTERED,
        asked.note.strip(),
    )  # fmt: skip
    made = set_pay_parameter(session, row)
    session.flush()
    return made, _change(session, row)


def remove_parameter(session: Session, own_id: UUID) -> Change:
    """Take a value of the office away, so that what lay beneath it holds again, and return what that changes.

    Raises:
        NotFoundError: it is gone, or it is shipped.
    """
    row = session.get(Stored, own_id)
    if row is None:
        raise NotFoundError(N_("Only a value that the office entered can be taken away."))
    gone = PayParameter(row.key, None, row.effective_from, row.published_on, row.source, row.certainty)
    session.delete(row)
    session.flush()
    return _change(session, gone)


def _change(session: Session, row: PayParameter) -> Change:
    """What changes of paid months; tax is cumulative and makes up for itself."""
    name = Message(form_of(row.key).title).text()
    if row.key in TAX_KEYS:
        return Change(name)
    last = date(row.effective_from.year, 12, 31) if row.key == CALENDAR else None
    change = changed(session, name, row.effective_from, last)
    return replace(change, by_adjustment=row.key.startswith("insurance."), forgotten=())


def _own(session: Session) -> dict[tuple[str, date, date], UUID]:
    query = select(Stored.id, Stored.key, Stored.effective_from, Stored.published_on)
    return {(row.key, row.effective_from, row.published_on): row.id for row in session.execute(query)}


def _dates(row: PayParameter) -> tuple[str, date, date]:
    return row.key, row.effective_from, row.published_on


def _with_calendar(session: Session, parameters: PayParameters, month: Month, known_on: date) -> PayParameters:
    """Return the parameters with the shipped days of the month's year as one of them, so that they are seen, too."""
    start = date(month.year, 1, 1)
    days = office_working_days(session, known_on).years.get(month.year)
    if days is None or any(row.key == CALENDAR and row.effective_from == start for row in parameters.rows):
        return parameters
    certainty = PayCertainty.MEMORY if days.provisional else PayCertainty.OFFICIAL
    source = "" if days.provisional else "国务院办公厅关于部分节假日安排的通知"
    shipped = PayParameter(CALENDAR, calendar_value(days), start, min(start, known_on), source, certainty)
    return PayParameters((shipped, *parameters.rows))


def calendar_value(days: YearOfDays) -> dict[str, list[str]]:
    """Return a year's days as the value of the calendar's parameter."""
    return {name: sorted(day.strftime("%m-%d") for day in getattr(days, name)) for name in ("rest", "work")}


def shipped_keys() -> frozenset[str]:
    """Return the keys that the program brings a value of."""
    return frozenset(row.key for row in shipped_parameters().rows)

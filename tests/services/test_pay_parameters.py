"""Pay parameters by form: what holds, entering over the shipped ones, what a year lacks, the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gridadmin.domain.discipline_steps import period_end
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_parameter_forms import FORMS, form_of, read_days, read_fields, value_words, written
from gridadmin.domain.pay_parameters import PayCertainty
from gridadmin.domain.pay_runs import RunState
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.calendar import office_working_days
from gridadmin.services.office import get_parameters
from gridadmin.services.pay_overview import usual_pay_day
from gridadmin.services.pay_parameters import TablesBook, get_pay_parameters
from gridadmin.services.pay_parameters_view import (
    Asked,
    enter_parameter,
    missing_parameters,
    missing_words,
    parameter_history,
    remove_parameter,
    view_parameters,
)
from gridadmin.services.pay_shipped import shipped_parameters
from tests.pay_offices import paying, run
from tests.real_offices import real_office

ACT = Message("Act")
TODAY = date(2026, 11, 2)
NOVEMBER = Month(2026, 11)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


def asked(key: str, typed: dict[str, Any] | None, since: date = date(2027, 1, 1), **more: Any) -> Asked:
    return Asked(key, typed, since, **{"published_on": TODAY, "source": "鲁人社字〔2027〕1号", **more})


def test_every_shipped_value_goes_through_its_form_and_back() -> None:
    for row in shipped_parameters().rows:
        form = form_of(row.key)
        if row.value is None:
            assert form.nothing
            continue
        again = read_fields(form, written(form, row.value))
        assert again == row.value, row.key
        assert value_words(form, row.value)
    assert {row.key for row in shipped_parameters().rows} <= {form.key for form in FORMS}


def test_what_holds_is_overlaid_and_never_edited(office: OpenOffice) -> None:
    view = office.read(view_parameters, NOVEMBER, TODAY, 2027)
    held = {row.form.key: row for row in view.rows}
    limits = held["insurance.limits"]
    assert limits.row is not None
    assert (limits.own_id, limits.row.certainty) == (None, PayCertainty.SECONDARY)
    typed = {"floor": "4,700", "ceiling": "23500.00"}
    made, change = office.act(ACT, enter_parameter, asked("insurance.limits", typed))
    assert change.note is None
    later = office.read(view_parameters, Month(2027, 2), date(2027, 1, 5), 2027)
    (row,) = [each for each in later.rows if each.form.key == "insurance.limits"]
    assert row.row is not None
    assert (row.own_id, row.row.value, row.row.certainty) == (
        made, {"floor": "4700", "ceiling": "23500"}, PayCertainty.ENTERED,
    )  # fmt: skip
    history = office.read(parameter_history, "insurance.limits")
    assert [each.own_id for each in history] == [made, None, None, None, None]
    now = office.read(view_parameters, NOVEMBER, TODAY, 2027)
    assert next(each for each in now.rows if each.form.key == "insurance.limits").waiting == 1
    office.act(ACT, remove_parameter, made)
    assert len(office.read(parameter_history, "insurance.limits")) == 4
    office.undo()
    assert len(office.read(parameter_history, "insurance.limits")) == 5
    office.act(ACT, remove_parameter, made)
    with pytest.raises(NotFoundError, match="Only a value that the office entered"):
        office.act(ACT, remove_parameter, made)


def test_late_limits_ask_for_a_back_adjustment(office: OpenOffice) -> None:
    paying(office)
    for month in (8, 9):
        run(office, month, until=RunState.PAID)
    typed = {"floor": "4600", "ceiling": "23000"}
    _made, change = office.act(ACT, enter_parameter, asked("insurance.limits", typed, date(2026, 9, 1)))
    assert str(change.note) == "Paid already: 2026-09 to 2026-09. Reckon a back-adjustment of insurance."
    _made, change = office.act(ACT, enter_parameter, asked("tax.basic", {"month": "6000", "year": "72000"}))
    assert change.note is None, "tax is cumulative and makes up for itself"


@pytest.mark.parametrize(
    ("key", "typed", "field"),
    [
        ("insurance.limits", {"floor": "4700"}, "ceiling"),
        ("insurance.limits", {"floor": "x", "ceiling": "1"}, "floor"),
        ("insurance.limits", {"floor": "-1", "ceiling": "1"}, "floor"),
        ("insurance.pension", {"employee": "101", "employer": "16"}, "employee"),
        ("insurance.pension", {"employee": "abc", "employer": "16"}, "employee"),
        ("insurance.months", {"entry_full": "vielleicht", "leaving_full": "是"}, "entry_full"),
        ("insurance.rounding", {"pension.0": "nearest"}, "pension.0"),
        ("pay.proration", {"value": "moon"}, "value"),
        ("tax.bonus", {"separate_until": "2027-13", "monthly": [[None, "3", "0"]]}, "separate_until"),
        ("tax.annual", {"value": [["x", "3", "0"]]}, "value"),
        ("calendar.days", {"rest": "13-01"}, "rest"),
    ],
)
def test_what_a_form_cannot_read_is_named(key: str, typed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as error:
        read_fields(form_of(key), typed)
    assert field in error.value.fields


def test_what_the_tables_cannot_be_read_with_is_refused(office: OpenOffice) -> None:
    falling = [["36000", "3", "0"], ["3000", "10", "2520"], [None, "20", "16920"]]
    with pytest.raises(InvalidError, match="steps rise"):
        office.act(ACT, enter_parameter, asked("tax.annual", {"value": falling}))
    with pytest.raises(InvalidError) as error:
        office.act(ACT, enter_parameter, asked("pay.minimum_wage", {"value": "2100"}, source=" "))
    assert "source" in error.value.fields
    with pytest.raises(InvalidError, match="cannot be left unset"):
        office.act(ACT, enter_parameter, asked("pay.minimum_wage", None))
    with pytest.raises(NotFoundError, match="There are: insurance"):
        office.act(ACT, enter_parameter, asked("pay.moon", {}))
    office.act(ACT, enter_parameter, asked("insurance.large_claim", None))
    assert office.read(get_pay_parameters).row("insurance.large_claim", Month(2027, 1), TODAY) is not None


def test_what_a_year_lacks(office: OpenOffice) -> None:
    told = {each.key: str(missing_words(each, 2027)) for each in office.read(missing_parameters, 2027, TODAY)}
    assert told["calendar.days"].endswith("the notice of 2027 is not entered; only weekends and statutory days count")
    assert "that of 2026-01 is used until" in told["insurance.limits"]
    assert "that of 2026-07 is used" in told["insurance.housing_fund_limits"]
    assert "shipped from memory" in told["insurance.housing_fund"]
    assert "not set" in told["insurance.large_claim"]
    assert "tax.annual" not in told
    later = {each.key: str(missing_words(each, 2028)) for each in office.read(missing_parameters, 2028, TODAY)}
    assert later["tax.bonus"] == "Annual bonus taxed by itself: ends with 2027-12"
    assert (
        "no value"
        in {each.key: str(missing_words(each, 2020)) for each in office.read(missing_parameters, 2020, TODAY)}[
            "insurance.medical"
        ]
    )


def test_next_years_notice_is_entered(office: OpenOffice) -> None:
    assert office.read(office_working_days, TODAY).year(2027).provisional
    typed = {"rest": "1月1日至1月3日，02-05~02-11，4.5 05-01～05-05 06-09 09-15 10-01~10-07", "work": "1.30、2.20"}
    made, change = office.act(ACT, enter_parameter, asked("calendar.days", typed, source="国办发明电〔2026〕9号"))
    assert change.touched == ()
    days = office.read(office_working_days, TODAY)
    assert not days.year(2027).provisional
    assert days.of_month(Month(2027, 2)) == 16
    assert days.is_working_day(date(2027, 1, 30))
    before = date(2026, 11, 1)
    assert office.read(office_working_days, before).year(2027).provisional, "not known the day before"
    assert office.read(usual_pay_day, Month(2027, 1), before) == date(2027, 2, 10)
    assert office.read(usual_pay_day, Month(2027, 1), TODAY) == date(2027, 2, 4), "early: the notice makes it a holiday"
    tables = office.read(lambda session: TablesBook(session, TODAY).of(Month(2027, 2), Month(2027, 3)))
    assert tables.working_days.of_month(Month(2027, 2)) == 16
    calendar = office.read(get_parameters).calendar
    assert period_end(date(2027, 1, 29), 7, calendar) == date(2027, 2, 12), "periods of cases end after the holidays"
    assert "calendar.days" not in {each.key for each in office.read(missing_parameters, 2027, TODAY)}
    view = office.read(view_parameters, Month(2027, 2), TODAY, 2027)
    assert next(each for each in view.rows if each.form.key == "calendar.days").own_id == made
    for rest, work in (("01-01", "01-04"), ("01-02", "01-02"), ("", "01-02")):
        with pytest.raises(InvalidError):
            office.act(ACT, enter_parameter, asked("calendar.days", {"rest": rest, "work": work}))
    with pytest.raises(InvalidError) as error:
        office.act(ACT, enter_parameter, asked("calendar.days", {"rest": "01-01", "work": ""}, date(2027, 2, 1)))
    assert "effective_from" in error.value.fields


def test_days_are_read_as_clerks_write_them() -> None:
    assert read_days("1月1日—1月3日、2027-05-01") == ["01-01", "01-02", "01-03", "05-01"]
    for text in ("02-30", "abc", "03-05~03-01"):
        with pytest.raises(InvalidError):
            read_days(text)

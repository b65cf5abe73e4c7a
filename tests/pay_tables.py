"""The shipped pay parameters and working days, as tests ask them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from gridadmin.config import find_resources
from gridadmin.domain.months import Month
from gridadmin.domain.pay import CaseTables, MonthRules, PayParameters, PayTables, read_tables
from gridadmin.jobs.pay_calc import case_tables

TODAY = date(2026, 11, 27)


@lru_cache
def shipped() -> CaseTables:
    """Everything that the program brings, as known on one day."""
    assert find_resources()
    return case_tables(TODAY)


def parameters() -> PayParameters:
    """The shipped parameters."""
    return shipped().parameters


@lru_cache
def tables(year: int = 2026, month: int = 11, known_on: date = TODAY) -> PayTables:
    """The tables of a month."""
    return read_tables(parameters(), Month(year, month), known_on)


def month_rules(tables_: PayTables) -> MonthRules:
    """What a month is computed by."""
    return MonthRules(tables_.wages, tables_.labour, tables_.bonus, tables_.insurance)

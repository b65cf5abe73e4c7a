"""What the cases of `pay calc` are answered from: the dated tables, the working days and the day that is today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridadmin.domain.months import Month
from gridadmin.domain.pay_cases_reading import Inputs
from gridadmin.domain.pay_parameters import PayParameters
from gridadmin.domain.pay_reading import read_tables
from gridadmin.domain.pay_tables import PayTables
from gridadmin.domain.working_days import WorkingDays


@dataclass(frozen=True)
class CaseTables:
    """Everything that a case may ask for.

    Attributes:
        today: on which ID numbers lie in the past, and by whose knowledge the tables are read.
    """

    parameters: PayParameters
    working_days: WorkingDays
    today: date

    def of(self, inputs: Inputs) -> PayTables:
        """Return the tables of a case: of its `tables_month` as known on its `known_on`; else today's."""
        known_on = inputs.day("known_on", self.today)
        return read_tables(self.parameters, inputs.month("tables_month", str(Month.of(known_on))), known_on)

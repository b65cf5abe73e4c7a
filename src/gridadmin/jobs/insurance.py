"""Insurance held against service, month by month."""

from __future__ import annotations

from gridadmin.domain.insurance import InsuranceFinding
from gridadmin.domain.months import Month
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.insurance_reconciliation import reconcile_insurance


def reconcile_month(office: OpenOffice, month: Month) -> list[InsuranceFinding]:
    """Return everybody whose service and insurance do not fit in a month, by what is known today."""
    return office.read(reconcile_insurance, month, office.today())

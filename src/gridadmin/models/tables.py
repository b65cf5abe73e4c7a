"""Every table there is: importing this module makes the metadata and the record registry complete."""

from gridadmin.models import (
    accounts,
    assessment,
    bank,
    contracts,
    discipline,
    exchange,
    grids,
    insurance,
    journal,
    notices,
    office,
    pay,
    pay_funds,
    qualifications,
    training,
    workers,
    workers_leaving,
)
from gridadmin.models.base import Model

__all__ = [
    "Model",
    "accounts",
    "assessment",
    "bank",
    "contracts",
    "discipline",
    "exchange",
    "grids",
    "insurance",
    "journal",
    "notices",
    "office",
    "pay",
    "pay_funds",
    "qualifications",
    "training",
    "workers",
    "workers_leaving",
]

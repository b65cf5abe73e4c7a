"""Every table there is: importing this module makes the metadata and the record registry complete."""

from gridadmin.models import accounts, exchange, grids, journal, notices, office, workers
from gridadmin.models.base import Model

__all__ = ["Model", "accounts", "exchange", "grids", "journal", "notices", "office", "workers"]

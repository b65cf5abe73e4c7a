"""The pay parameters and working days that the program brings; light, so that `pay calc` needs no database."""

from __future__ import annotations

import json
from functools import lru_cache

from gridadmin.config import find_resources
from gridadmin.domain.pay_parameters import PayParameters, read_parameters
from gridadmin.domain.working_days import WorkingDays, read_working_days


@lru_cache(maxsize=1)
def shipped_parameters() -> PayParameters:
    """Return the pay parameters that the program brings."""
    path = find_resources() / "defaults" / "pay_parameters.json"
    return read_parameters(json.loads(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def shipped_working_days() -> WorkingDays:
    """Return the working days that the program brings."""
    path = find_resources() / "data" / "working_days.json"
    return read_working_days(json.loads(path.read_text(encoding="utf-8"))["years"])

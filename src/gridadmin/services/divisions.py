"""The statistical divisions of Liaocheng: counties, townships, villages and communities, as shipped."""

from __future__ import annotations

import csv
from functools import lru_cache

from gridadmin.config import find_resources
from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.office import Division
from gridadmin.i18n import N_

RESIDENTS_COMMITTEES_BELOW = 200  # last three digits: 001-199 residents' committees, 200-399 villagers' committees


@lru_cache(maxsize=1)
def divisions() -> dict[str, Division]:
    """Return every division of the city by its code (2023 statistical codes)."""
    with (find_resources() / "data" / "divisions_3715.csv").open(encoding="utf-8", newline="") as lines:
        rows = (Division(row["level"], row["code"], row["name"], row["parent"]) for row in csv.DictReader(lines))
        return {row.code: row for row in rows}


def find_township(code: str) -> Division:
    """Return a township by its 9-digit code; NotFoundError names what was asked for and how to look it up."""
    division = divisions().get(code)
    if division is None or len(code) != 9:
        raise NotFoundError(
            N_("{code} is not a township of Liaocheng. A township code has 9 digits, such as 371525002."), code=code
        )
    return division


def list_townships() -> list[tuple[Division, Division]]:
    """Return (county, township) of all townships in the order of their codes."""
    known = divisions()
    return [(known[row.parent], row) for row in known.values() if len(row.code) == 9]


def villages_of(township_code: str) -> list[Division]:
    """Return the villages and communities of a township in the order of their codes."""
    return [row for row in divisions().values() if row.parent == township_code]


def is_residents_community(code: str) -> bool:
    """Return whether a 12-digit code is a residents' community (社区), the first guess for an urban one."""
    return int(code[9:12]) < RESIDENTS_COMMITTEES_BELOW

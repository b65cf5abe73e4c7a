"""The grids that a picker offers on a day, and what they can be typed as (城关03网格 is `cg3`)."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.grids_card import GridChoice
from gridadmin.models.office import Community
from gridadmin.services.grids import list_grids
from gridadmin.services.pinyin import pinyin_of

_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def grid_choices(session: Session, on: date) -> list[GridChoice]:
    """Return the grids that exist on a day, by code."""
    communities = {row.id: row.initials for row in session.execute(select(Community.id, Community.initials))}
    return [
        GridChoice(
            row.id, row.code, row.name, row.community, typed_as(row.name, communities[row.community_id], row.code)
        )
        for row in list_grids(session, on)
    ]


def typed_as(name: str, community_initials: str, code: str) -> str:
    """Return the words that a grid is found by, for `城关03网格`: cg03wg, cg3wg, with its community before it, code."""
    initials = pinyin_of(name)[1]
    short = _LEADING_ZEROS.sub("", initials)
    words = [initials, short, community_initials + initials, community_initials + short, code, code[-3:].lstrip("0")]
    return " ".join(dict.fromkeys(word for word in words if word))

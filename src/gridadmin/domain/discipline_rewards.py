"""Rewards (Art 24: 对做出突出贡献的网格员，按照规定给予表扬、奖励)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.discipline import NO_ID
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_


class RewardKind(LabelledEnum):
    """What was given."""

    PRAISE = "praise", N_("Commendation")
    REWARD = "reward", N_("Award")
    TITLE = "title", N_("Honorary title")


class RewardLevel(LabelledEnum):
    """Who stands behind it, from high to low."""

    NATION = "nation", N_("National level")
    PROVINCE = "province", N_("Provincial level")
    CITY = "city", N_("City level")
    COUNTY = "county", N_("County level")
    TOWNSHIP = "township", N_("Township level")
    VILLAGE = "village", N_("Village or community level")


@dataclass(frozen=True)
class RewardForm:
    """A reward as it is recorded; `prize`: what came with it."""

    worker_id: UUID
    kind: RewardKind
    level: RewardLevel
    title: str
    awarded_by: str
    awarded_on: date
    document: str | None = None
    reason: str | None = None
    prize: str | None = None
    version: int = 0


@dataclass(frozen=True)
class RewardRow(RewardForm):
    """A recorded reward; `worker` is the person's name."""

    id: UUID = NO_ID
    worker: str = ""

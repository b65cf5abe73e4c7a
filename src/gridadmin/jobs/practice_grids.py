"""The practice office's grids: drawn from the real villages of one township, re-drawn once, nobody's in truth."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from gridadmin.config import find_resources
from gridadmin.domain.grids import DedicatedKind, GridImport, GridKind, GridSetting
from gridadmin.services.divisions import is_residents_community, villages_of

TOWNSHIP_CODE = "371521002"  # 阳谷县侨润街道: 8 residents' communities and 20 villages, among them 大迷魂阵村
FIRST_DAY = date(2021, 11, 1)
REDRAWN_ON = date(2024, 5, 1)
FIRST_DECISION, SECOND_DECISION = "阳网格办发〔2021〕3号", "阳网格办发〔2024〕7号"
WITHOUT_GRID = "371521002236"
RURAL_COMMUNITY = "371521002008"  # a residents' community in the country (农村社区)
REDRAWN = ("371521002001", "371521002007")
DROPPED, ADDED = (3, 4), 4  # of each re-drawn community: the serials given up, and how many new grids
URBAN_GRIDS = {"371521002001": 6, "371521002007": 6, "371521002006": 5, RURAL_COMMUNITY: 3}
MOST_URBAN_GRIDS = 6
DEDICATED_HOMES = ("216", "232", "001", "217", "003", "224", "002", "004", "005", "006", "218", "001", "007", "006")
NUMERALS = "一二三四五六七八九十"


@lru_cache(maxsize=1)
def practice_words() -> dict[str, Any]:
    """Return the words that names, streets and reasons are invented from."""
    text = (find_resources() / "defaults" / "practice.json").read_text(encoding="utf-8")
    words: dict[str, Any] = json.loads(text)
    return words


@dataclass(frozen=True)
class DrawnGrid:
    """A grid of the practice office as the county draws it.

    Attributes:
        village: short name of its community; until: last day, None while it exists.
    """

    code: str
    name: str
    village: str
    dedicated_kind: DedicatedKind | None
    is_dedicated: bool
    urban: bool
    area: str
    households: int | None
    residents: int | None
    since: date = FIRST_DAY
    until: date | None = None
    document: str | None = FIRST_DECISION

    @property
    def community_code(self) -> str:
        """The 12-digit code of the community."""
        return self.code[:12]

    def row(self, **changes: Any) -> GridImport:
        """Return the grid as a row of the county's list."""
        values: dict[str, Any] = {
            "name": self.name,
            "kind": GridKind.DEDICATED if self.is_dedicated else GridKind.COMPREHENSIVE,
            "dedicated_kind": self.dedicated_kind,
            "community": self.community_code,
            "area": self.area,
            "households": self.households,
            "residents": self.residents,
            "setting": GridSetting.URBAN if self.urban else GridSetting.RURAL,
            "decision_document": self.document,
            "valid_from": self.since,
        }
        return GridImport(code=self.code, **(values | changes))


def short_name(community: str) -> str:
    """Return what people call a community: 谷山社区 for 谷山社区居民委员会, 亓庄村 for 亓庄村民委员会."""
    if community.endswith("村民委员会"):
        return community.removesuffix("村民委员会").removesuffix("村") + "村"
    return community.removesuffix("居民委员会")


def draw_grids(chance: Random) -> list[DrawnGrid]:
    """Return every grid that the practice office ever had: 120 that exist, 4 that were given up; by code."""
    drawn: list[DrawnGrid] = []
    for number, division in enumerate(villages_of(TOWNSHIP_CODE)):
        if division.code != WITHOUT_GRID:
            drawn += _community_grids(chance, division.code, short_name(division.name), number)
    villages = {short_name(division.name): division.code for division in villages_of(TOWNSHIP_CODE)}
    for serial, (kind, name, area) in enumerate(practice_words()["dedicated"]):
        home = TOWNSHIP_CODE + DEDICATED_HOMES[serial]
        drawn.append(_dedicated_grid(home, serial, kind, (name, area), villages))
    drawn.sort(key=lambda grid: grid.code)
    return _with_gaps(drawn)


def _community_grids(chance: Random, code: str, village: str, number: int) -> list[DrawnGrid]:
    in_town = is_residents_community(code)
    count = URBAN_GRIDS.get(code, MOST_URBAN_GRIDS) if in_town else 3 + (number % 20 == 8)
    serials = range(1, count + 1 + (ADDED if code in REDRAWN else 0))
    return [_comprehensive_grid(chance, code, village, serial, later=serial > count) for serial in serials]


def _comprehensive_grid(chance: Random, code: str, village: str, serial: int, *, later: bool) -> DrawnGrid:
    urban = is_residents_community(code) and code != RURAL_COMMUNITY
    households = chance.randrange(305, 490) if urban else chance.randrange(95, 320)
    residents = households * chance.randrange(235, 290) // 100
    given_up = code in REDRAWN and serial in DROPPED
    return DrawnGrid(
        code=f"{code}{serial:03}",
        name=f"{village}第{NUMERALS[serial - 1]}网格",
        village=village,
        dedicated_kind=None,
        is_dedicated=False,
        urban=urban,
        area=draw_urban_area(chance) if urban else _village_area(chance, village, serial),
        households=households,
        residents=residents,
        since=REDRAWN_ON if later else FIRST_DAY,
        until=date(2024, 4, 30) if given_up else None,
        document=SECOND_DECISION if later else FIRST_DECISION,
    )


def draw_urban_area(chance: Random) -> str:
    """Return the boundary of a grid in town, by four streets."""
    words = practice_words()
    east, west, south, north = chance.sample(words["streets"], 4)
    first = chance.randrange(1, 6)
    estate, last = chance.choice(words["estates"]), first + chance.randrange(4, 12)
    return f"东至{east}，西至{west}，南至{south}，北至{north}，含{estate}{first}—{last}号楼"


def _village_area(chance: Random, village: str, serial: int) -> str:
    lane, other = chance.sample(practice_words()["lanes"], 2)
    return f"{village}{lane}以南、{other}以北，第{serial * 2 - 1}、{serial * 2}村民小组"


def _dedicated_grid(home: str, serial: int, kind: str, words: tuple[str, str], villages: dict[str, str]) -> DrawnGrid:
    village = next(name for name, code in villages.items() if code == home)
    name, area = words
    return DrawnGrid(
        code=f"{home}{101 + serial:03}",
        name=name,
        village=village,
        dedicated_kind=DedicatedKind(kind),
        is_dedicated=True,
        urban=is_residents_community(home),
        area=area,
        households=None,
        residents=None,
    )


def _with_gaps(drawn: list[DrawnGrid]) -> list[DrawnGrid]:
    """Return the grids as real lists have them: some too large, some without a paper, one without its area."""
    changes: dict[str, dict[str, Any]] = {
        f"{TOWNSHIP_CODE}002002": {"households": 641, "residents": 1876},
        f"{TOWNSHIP_CODE}003004": {"households": 588, "residents": 1702},
        f"{TOWNSHIP_CODE}005001": {"households": 612, "residents": 1755},
        f"{TOWNSHIP_CODE}006003": {"households": None, "residents": None},
        f"{TOWNSHIP_CODE}004005": {"area": practice_words()["rare_area"]},
        f"{TOWNSHIP_CODE}205002": {"area": ""},
        f"{TOWNSHIP_CODE}223001": {"document": None},
        f"{TOWNSHIP_CODE}223002": {"document": None},
        f"{TOWNSHIP_CODE}230003": {"document": None},
    }
    return [replace(grid, **changes.get(grid.code, {})) for grid in drawn]

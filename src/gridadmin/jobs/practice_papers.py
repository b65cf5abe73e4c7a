"""The practice office's papers: boards printed in several rounds, exceptions of Art 10, proposals to the county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import partial
from random import Random

from gridadmin.domain.grids import ProposalStatus
from gridadmin.domain.notices import BoardTemplate
from gridadmin.jobs.practice_acts import Acts
from gridadmin.jobs.practice_grids import REDRAWN, REDRAWN_ON, TOWNSHIP_CODE, DrawnGrid, practice_words
from gridadmin.jobs.practice_lives import part_time_grids
from gridadmin.jobs.practice_timeline import PAPERS, Timeline

BLUE, RED = BoardTemplate.STANDARD_BLUE, BoardTemplate.RED_CORRIDOR
FIRST_ROUND, LAW_ROUND, REDRAWN_ROUND = date(2022, 3, 7), date(2023, 11, 27), date(2024, 6, 3)
INSPECTION_ROUND, LAST_ROUND = date(2025, 9, 8), date(2026, 9, 14)
NEVER_PRINTED, NEW_NEVER_PRINTED = 4, 5
COMMUNITIES_LEFT_OUT = ("236", "225", "212")  # villages that never had a board of their own
LEFT_OUT_LAST = 24  # grids that the last round passed over: what changed there before it makes their boards false
REVIEWED, UNREVIEWED = 8, 3  # recorded exceptions that hold, and those whose review date has passed


def plan_papers(timeline: Timeline, acts: Acts, grids: Sequence[DrawnGrid], chance: Random) -> None:
    """Plan what the office prints, posts, records and proposes."""
    _plan_boards(timeline, acts, grids, chance)
    _plan_places(timeline, acts, grids, chance)
    _plan_exceptions(timeline, acts, grids)
    _plan_proposals(timeline, acts)


def _plan_boards(timeline: Timeline, acts: Acts, grids: Sequence[DrawnGrid], chance: Random) -> None:
    new = [grid.code for grid in grids if grid.since == REDRAWN_ON]
    old = [grid.code for grid in grids if grid.since != REDRAWN_ON and grid.until is None]
    never = {*chance.sample(new, NEW_NEVER_PRINTED), *chance.sample(old, NEVER_PRINTED)}
    printed = [grid for grid in grids if grid.code not in never]
    passed_over = {grid.code for grid in chance.sample(printed, LEFT_OUT_LAST)}

    def plan(day: date, chosen: Sequence[DrawnGrid], template: BoardTemplate, size: str) -> None:
        codes = [grid.code for grid in chosen if grid.since <= day <= (grid.until or date.max)]
        timeline.at(day, PAPERS, partial(acts.print_boards, codes, (template, size)))

    plan(FIRST_ROUND, printed, BLUE, "A3")
    plan(LAW_ROUND, printed, BLUE, "A3")
    plan(REDRAWN_ROUND, [grid for grid in printed if grid.community_code in REDRAWN], BLUE, "A3")
    plan(INSPECTION_ROUND, [grid for grid in printed if grid.urban], RED, "A4")
    plan(INSPECTION_ROUND, [grid for grid in printed if not grid.urban], BLUE, "600x900")
    plan(LAST_ROUND, [grid for grid in printed if grid.code not in passed_over], BLUE, "A3")
    left_out = [TOWNSHIP_CODE + tail for tail in COMMUNITIES_LEFT_OUT]
    for day in (LAW_ROUND, LAST_ROUND):
        timeline.at(day, PAPERS, partial(acts.print_community_boards, left_out, (BLUE, "A2")))


def _plan_places(timeline: Timeline, acts: Acts, grids: Sequence[DrawnGrid], chance: Random) -> None:
    places: dict[tuple[date, str], list[tuple[str, str]]] = defaultdict(list)
    for grid in grids:
        day = date(2022, 3, 10) if grid.since < REDRAWN_ON else date(2024, 6, 5)
        places[day, grid.village] += [(grid.code, place) for place in _places(grid, chance)]
    for (day, village), rows in places.items():
        timeline.at(day, PAPERS, partial(acts.post_boards, village, rows))


def _places(grid: DrawnGrid, chance: Random) -> list[str]:
    if grid.is_dedicated:
        return ["正门入口"]
    if grid.urban:
        return [
            f"{chance.choice(practice_words()['estates'])}{chance.choice('东南西北')}门",
            f"{grid.village}党群服务中心",
        ]
    return [f"{grid.village}党群服务中心", f"{grid.village}文化广场"][: chance.randrange(1, 3)]


def _plan_exceptions(timeline: Timeline, acts: Acts, grids: Sequence[DrawnGrid]) -> None:
    reasons = practice_words()["exceptions"]
    for at, grid in enumerate(part_time_grids(grids)[: REVIEWED + UNREVIEWED]):
        review_on = date(2027, 6, 30) if at < REVIEWED else date(2026, 6, 30)
        timeline.at(date(2024, 1, 16), PAPERS, partial(acts.record_exception, grid, reasons[at % 3], review_on))
    special = next(grid for grid in grids if grid.code == f"{TOWNSHIP_CODE}218002")
    area = "大迷魂阵村北半部：进村第一个路口以北，朝阳街以西（各户门牌见公示栏背面）"
    timeline.at(date(2024, 3, 5), PAPERS, partial(acts.describe_area, special, area))


def _plan_proposals(timeline: Timeline, acts: Acts) -> None:
    merged = ("valid_to", "2024-12-31", "本村人口外流，建议与第二网格合并")
    renamed = ("name", "亓庄村中心网格", "村民习惯称谓")
    counted = ("residents", "1080", "入户核实后更正")
    split = ("area", "东至侨润路，西至狮子楼路，南至清河路，北至棉厂宿舍5号楼（南半部另设网格）",
             "常住人口1876人，超出第八条规定的规模，建议拆分为两个网格")  # fmt: skip
    missing = ("households", "412", "县下发名单中户数为空，经入户核实补报")
    plan = (
        ("228003", merged, date(2024, 11, 12), ProposalStatus.REFUSED),
        ("212001", renamed, date(2025, 8, 19), ProposalStatus.WITHDRAWN),
        ("002001", counted, date(2025, 11, 4), ProposalStatus.ACCEPTED),
        ("002002", split, date(2026, 9, 22), None),
        ("006003", missing, date(2026, 10, 20), None),
    )
    for tail, proposal, day, answer in plan:
        timeline.at(day, PAPERS, partial(acts.propose, TOWNSHIP_CODE + tail, proposal, answer))

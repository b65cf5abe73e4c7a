"""Articles 7 to 9: who draws grids, what kinds and sizes there are, and their codes."""

from __future__ import annotations

from gridadmin.domain.compliance_duties import Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.grids import GridKind, GridRow, GridSetting
from gridadmin.domain.office import CommunityRow
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.i18n import N_, Message

CODE_DIGITS = 15
TOWNSHIP_DIGITS = 9
COMMUNITY_DIGITS = 12
FIRST_VILLAGE_SERIAL = 200
"""Digits 10-12 of a community code: 001-199 residents' committees, from 200 villages (statistical division codes)."""


def _outside_validity(snapshot: OfficeSnapshot, grid: GridRow) -> bool:
    return grid.valid_from > snapshot.as_of or (grid.valid_to is not None and grid.valid_to < snapshot.as_of)


@duty(
    "art7.drawn_by_county",
    SubjectType.GRID,
    N_("The county has drawn the grid"),
    "网格由县（市、区）网格化服务管理机构按照有关规定，会同人民政府相关部门、单位统一划分",
)
def drawn_by_county(snapshot: OfficeSnapshot, grid: GridRow) -> Verdict:
    """Art 7 para 1: the county's decision is on file and the grid exists on the date."""
    page = page_of(Page.GRIDS, grid.id)
    if _outside_validity(snapshot, grid):
        span = Message(
            N_("The grid is valid from {first} to {last}."),
            {"first": grid.valid_from, "last": grid.valid_to or Message(N_("no last day"))},
        )
        if not grid.staff:
            return Verdict(Result.NOT_APPLICABLE, "outside_validity", (span,))
        remedy = Message(N_("End the appointments to this grid, or ask the county for its decision."))
        return Verdict(Result.NOT_MET, "staffed_outside_validity", (span,), remedy, page)
    if not (grid.decision_document or "").strip():
        fact = Message(N_("No decision paper of the county is on file for this grid."))
        remedy = Message(N_("Ask the county for the number of its decision and import it with the grid."))
        return Verdict(Result.NEEDS_PERSON, "no_decision", (fact,), remedy, page)
    fact = Message(
        N_("Drawn by the county's decision {document}, valid from {first}."),
        {"document": grid.decision_document, "first": grid.valid_from},
    )
    return Verdict(Result.MET, "decided", (fact,))


@duty(
    "art7.nobody_else",
    SubjectType.OFFICE,
    N_("Nobody but the county has set up grids"),
    "其他任何部门和单位不得另行设置网格，法律法规另有规定的除外",
)
def nobody_else_sets_grids(snapshot: OfficeSnapshot, office: OfficeSnapshot) -> Verdict:  # noqa: ARG001 - one shape
    """Art 7 para 2: every grid of the office goes back to a decision of the county."""
    undecided = [grid for grid in snapshot.grids if not (grid.decision_document or "").strip()]
    total = Message(N_("The office keeps {count} grids."), {"count": len(snapshot.grids)})
    if not undecided:
        return Verdict(Result.MET, "all_decided", (total,))
    fact = Message(N_("{count} of them have no decision paper of the county."), {"count": len(undecided)})
    remedy = Message(N_("Check with the county whether these grids are its own; put the decision papers on file."))
    return Verdict(
        Result.NEEDS_PERSON, "some_undecided", (total, fact), remedy, page_of(Page.GRIDS, view="no_decision")
    )


@duty("art8.kind", SubjectType.GRID, N_("Comprehensive or dedicated grid"), "网格包括综合网格和专属网格。")
def kind_is_known(snapshot: OfficeSnapshot, grid: GridRow) -> Verdict:  # noqa: ARG001 - one shape
    """Art 8 paras 1 and 3: a dedicated grid says what it is set up for."""
    if grid.kind is GridKind.DEDICATED and grid.dedicated_kind is None:
        fact = Message(N_("A dedicated grid, but not said what for."))
        remedy = Message(N_("Propose to the county which of the seven kinds of dedicated grid it is."))
        return Verdict(Result.NEEDS_PERSON, "no_dedicated_kind", (fact,), remedy, page_of(Page.GRIDS, grid.id))
    kinds = [grid.kind.message, *([grid.dedicated_kind.message] if grid.dedicated_kind else [])]
    return Verdict(Result.MET, "kind_known", tuple(kinds))


@duty(
    "art8.size",
    SubjectType.GRID,
    N_("Size of the comprehensive grid"),
    "城乡社区常住人口一千人左右或者住户三百户至五百户设置一个网格，行政村可以设置一个或者多个网格。",
)
def size_fits(snapshot: OfficeSnapshot, grid: GridRow) -> Verdict:
    """Art 8 para 2: about 1,000 residents or 300 to 500 households in a community; a village sets its own number."""
    if grid.kind is GridKind.DEDICATED:
        return Verdict(
            Result.NOT_APPLICABLE, "dedicated", (Message(N_("Article 8 sets no size for dedicated grids.")),)
        )
    if grid.setting is GridSetting.RURAL and _is_village(grid.community_code):
        return Verdict(Result.MET, "village", (Message(N_("A village may have one grid or several.")),))
    counts = _counts(grid)
    if _fits(snapshot, grid.residents, "residents") or _fits(snapshot, grid.households, "households"):
        return Verdict(Result.MET, "size_fits", counts)
    facts = (*counts, *_bands(snapshot))
    page = page_of(Page.GRIDS, grid.id)
    if grid.residents is None or grid.households is None:
        remedy = Message(N_("Ask the county for the missing number of residents or households."))
        return Verdict(Result.NEEDS_PERSON, "size_unknown", facts, remedy, page)
    remedy = Message(N_("Propose to the county to adjust the grid."))
    if grid.setting is GridSetting.RURAL:
        return Verdict(Result.NEEDS_PERSON, "rural_community_size", facts, remedy, page)
    return Verdict(Result.NOT_MET, "size_off", facts, remedy, page)


def _is_village(community_code: str) -> bool:
    serial = community_code[TOWNSHIP_DIGITS:COMMUNITY_DIGITS]
    return not serial.isdecimal() or int(serial) >= FIRST_VILLAGE_SERIAL


def _band(snapshot: OfficeSnapshot, measure: str) -> tuple[int, int] | None:
    number = snapshot.parameters.number
    low, high = (number(f"art8.{measure}_{end}", snapshot.as_of) for end in ("low", "high"))
    if low is None or high is None:
        return None
    tolerance = number(f"art8.{measure}_tolerance", snapshot.as_of) or 0
    return low - tolerance, high + tolerance


def _fits(snapshot: OfficeSnapshot, count: int | None, measure: str) -> bool:
    band = _band(snapshot, measure)
    return count is not None and band is not None and band[0] <= count <= band[1]


def _counts(grid: GridRow) -> tuple[Message, ...]:
    unknown = Message(N_("unknown"))
    residents = unknown if grid.residents is None else grid.residents
    households = unknown if grid.households is None else grid.households
    values = {"residents": residents, "households": households}
    return (Message(N_("Residents: {residents}; households: {households}."), values),)


def _bands(snapshot: OfficeSnapshot) -> tuple[Message, ...]:
    residents, households = _band(snapshot, "residents"), _band(snapshot, "households")
    if residents is None or households is None:
        return (Message(N_("The size bands of Article 8 are not set in the parameters.")),)
    values = {"low": residents[0], "high": residents[1], "fewest": households[0], "most": households[1]}
    sentence = N_("Taken as fitting: {low} to {high} residents, or {fewest} to {most} households (parameters).")
    return (Message(sentence, values),)


@duty(
    "art8.community_has_grid",
    SubjectType.COMMUNITY,
    N_("The community or village has a grid"),
    "行政村可以设置一个或者多个网格。",
)
def community_has_grid(snapshot: OfficeSnapshot, community: CommunityRow) -> Verdict:
    """Art 8 para 2: every community and village is covered by at least one comprehensive grid."""
    count = sum(grid.community_id == community.id and grid.kind is GridKind.COMPREHENSIVE for grid in snapshot.grids)
    fact = Message(N_("Comprehensive grids: {count}."), {"count": count})
    if count:
        return Verdict(Result.MET, "has_grid", (fact,))
    remedy = Message(N_("Import the county's grids of this community, or propose to the county to set one up."))
    return Verdict(Result.NOT_MET, "no_grid", (fact,), remedy, page_of(Page.GRIDS))


@duty(
    "art9.code", SubjectType.GRID, N_("The grid has one code, used once"), "每个网格设置一个编码，网格编码具有唯一性。"
)
def code_is_unique(snapshot: OfficeSnapshot, grid: GridRow) -> Verdict:
    """Art 9: 15 digits, on one grid only; another township's prefix is for a person to look at."""
    page = page_of(Page.GRIDS, grid.id)
    fact = Message(N_("Code: {code}."), {"code": grid.code or Message(N_("no code"))})
    ask = Message(N_("Ask the city or county for the right code; codes are never made up here."))
    if len(grid.code) != CODE_DIGITS or not (grid.code.isascii() and grid.code.isdecimal()):
        wrong = Message(N_("A grid code has {digits} digits."), {"digits": CODE_DIGITS})
        return Verdict(Result.NOT_MET, "code_malformed", (fact, wrong), ask, page)
    if snapshot.code_counts[grid.code] > 1:
        twice = Message(N_("{count} grids have this code."), {"count": snapshot.code_counts[grid.code]})
        return Verdict(Result.NOT_MET, "code_not_unique", (fact, twice), ask, page)
    if grid.code[:TOWNSHIP_DIGITS] != snapshot.township_code[:TOWNSHIP_DIGITS]:
        foreign = Message(
            N_("The code begins with {prefix}, this township's codes with {own}."),
            {"prefix": grid.code[:TOWNSHIP_DIGITS], "own": snapshot.township_code[:TOWNSHIP_DIGITS]},
        )
        return Verdict(Result.NEEDS_PERSON, "code_of_another_township", (fact, foreign), ask, page)
    return Verdict(Result.MET, "code_unique", (fact,))

"""§8, §9: known, digest, rows."""

from __future__ import annotations

from tests.conformance.clause import clause, equal, expect
from tests.conformance.digests import digest, digests_of, row_hash
from tests.conformance.on_pulling import rows_of, standing
from tests.conformance.on_records import T, make, make_all
from tests.conformance.records import change, delete, group, layout, new, new_id
from tests.conformance.stage import Stage


@clause(
    "8", "known: the mids that were applied, and no others; those with another outcome tell it when they come again"
)
def known(stage: Stage) -> None:
    office, id_ = stage.office, make(stage.office, layout(sender="甲"))
    groups = [
        group(change(T, id_, sender=("甲", "乙"))),
        group(change(T, id_, sender=("x", "y"))),
        group(change(T, new_id(), sender=("x", "y"))),
        group(),
    ]
    outcomes = office.push(*groups)
    mids = [each["mid"] for each in groups]
    applied = [mid for mid, outcome in zip(mids, outcomes, strict=True) if outcome["result"] == "applied"]
    equal(len(applied), 2, "applied groups")
    equal(sorted(office.known(*mids, new_id(), new_id())), sorted(applied), "have")
    equal(office.push(*groups), outcomes, "the outcomes once more")


@clause("8", "known tells nothing of another township's mids")
def known_elsewhere(stage: Stage) -> None:
    made = group(new(T, new_id(), layout()))
    stage.neighbour.apply(made)
    equal(stage.office.known(made["mid"]), [], "have")
    equal(stage.office.push(group(mid=made["mid"])), [{"result": "applied"}], "the same mid in another scope")


@clause("9", "digest: all types, the 256 buckets of one by the last byte of the id, the row hashes of buckets")
def buckets(stage: Stage) -> str:
    office = stage.office
    make_all(office, T, *(layout() for _ in range(3)))
    rows = [
        row for row in standing(rows_of(office.pull_all(limit=500), office.scope)).values() if not row.get("deleted")
    ]
    whole = office.recovery("/digest")
    equal({type_: each for type_, each in whole["types"].items() if each[0]}, digests_of(rows), "types")
    expect("buckets" not in whole and "rows" not in whole, f"more than was asked for: {list(whole)}")
    mine = [row for row in rows if row["t"] == T]
    told = office.recovery("/digest", t=T)["buckets"]
    wanted = [digest(row for row in mine if int(row["id"][-2:], 16) == bucket) for bucket in range(256)]
    equal(told, wanted, "buckets")
    some = sorted({int(row["id"][-2:], 16) for row in mine})[:5]
    hashes = {row["id"]: f"{row_hash(T, row['id'], row['f']):016x}" for row in mine if int(row["id"][-2:], 16) in some}
    equal(office.recovery("/digest", t=T, buckets=some)["rows"], hashes, "rows of buckets")
    return f"{len(mine)} of {len(rows)} rows"


@clause("9", "digest of a type without records: 256 empty buckets")
def no_buckets(stage: Stage) -> None:
    equal(stage.office.recovery("/digest", t="nothing_yet")["buckets"], [[0, "0" * 16]] * 256, "buckets")


@clause("9", "rows: live ones and tombstones as they stand; an id that was never there is left out")
def rows(stage: Stage) -> None:
    office, fields = stage.office, layout()
    alive, dead = make(office, fields), make(office, fields)
    office.apply(group(delete(T, dead, fields)))
    found = office.recovery("/rows", t=T, ids=[alive, dead, new_id()])["rows"]
    equal({row["id"]: bool(row.get("deleted")) for row in found}, {alive: False, dead: True}, "rows")
    equal(office.recovery("/rows", t="worker", ids=[alive])["rows"], [], "rows of another type")

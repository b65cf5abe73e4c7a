"""§7, §9: pages, order, history of groups, digests."""

from __future__ import annotations

from tests.conformance.clause import clause, equal, expect
from tests.conformance.digests import digests_of
from tests.conformance.line import Doc
from tests.conformance.on_records import T, make, make_all
from tests.conformance.records import change, delete, group, layout, new, new_id, worker
from tests.conformance.stage import ZERO, Office, Point, Stage


def rows_of(replies: list[Doc], scope: str) -> list[Doc]:
    """Return the rows of a scope out of a series of pages, in their order."""
    return [
        row for reply in replies for page in reply["pages"] if page["scope"] == scope for row in page.get("rows", [])
    ]


def groups_of(replies: list[Doc], scope: str) -> list[Doc]:
    """Return the groups of a scope out of a series of pages, in their order."""
    pages = [page for reply in replies for page in reply["pages"] if page["scope"] == scope]
    return [each for page in pages for each in page.get("groups", [])]


def standing(rows: list[Doc]) -> dict[tuple[str, str], Doc]:
    """Return the newest of each record."""
    return {(row["t"], row["id"]): row for row in rows}


def _here(office: Office) -> dict[str, Point]:
    office.pull()
    return {scope: office.history["seen"][scope] for scope in office.reads}


@clause("7", "Rows are whole records as they stand; a record that changed twice comes once")
def whole_rows(stage: Stage) -> None:
    office = stage.office
    at = _here(office)
    fields = layout(sender="甲")
    id_ = make(office, fields)
    office.apply(group(change(T, id_, sender=("甲", "乙"))))
    found = rows_of(office.pull_all(at), office.scope)
    equal(found, [office.row(T, id_)], "rows")
    equal(found[0]["f"], fields | {"sender": "乙"}, "fields")


@clause("7", "What was deleted comes as a tombstone without fields")
def tombstones(stage: Stage) -> None:
    office, fields = stage.office, layout()
    id_ = make(office, fields)
    at = _here(office)
    (outcome,) = office.apply(group(delete(T, id_, fields)))
    wanted = {"t": T, "id": id_, "ver": outcome["seq"], "f": {}, "deleted": True}
    equal(rows_of(office.pull_all(at), office.scope), [wanted], "rows")


@clause("7", "Without news: done, no rows, and where each scope stands")
def no_news(stage: Stage) -> None:
    office = stage.office
    at = _here(office)
    reply = office.pull(at)
    equal(reply["done"], True, "done")
    equal({page["scope"]: page["upto"] for page in reply["pages"]}, at, "upto")
    expect(not any(page.get("rows") or page.get("groups") for page in reply["pages"]), f"rows: {reply}")


@clause("7", "Pages keep to `limit`, in order of ver; each row comes once; upto only rises; own scope first")
def paging(stage: Stage) -> str:
    office = stage.office
    at = _here(office)
    made = make_all(office, T, *(layout() for _ in range(7)))
    replies = office.pull_all(at, limit=3)
    expect(len(replies) >= 3, f"{len(replies)} pages")
    for reply in replies:
        expect(sum(len(page.get("rows", [])) for page in reply["pages"]) <= 3, f"more than 3 rows: {reply['pages']}")
        order = [office.reads.index(page["scope"]) for page in reply["pages"]]
        equal(order, sorted(set(order)), "order of scopes")
    rows = rows_of(replies, office.scope)
    equal([row["id"] for row in rows], made, "rows")
    _check_points(office, replies, at)
    expect(not any(reply.get("digests") for reply in replies[:-1]), "digests before done")
    equal([reply["done"] for reply in replies], [False] * (len(replies) - 1) + [True], "done")
    return f"{len(replies)} pages"


def _check_points(office: Office, replies: list[Doc], at: dict[str, Point]) -> None:
    last = dict(at)
    for reply in replies:
        for page in reply["pages"]:
            scope, upto = page["scope"], page["upto"]
            expect(upto[0] >= last[scope][0], f"upto {upto} after {last[scope]}")
            for row in page.get("rows", []):
                expect(last[scope][0] < row["ver"] <= upto[0], f"ver {row['ver']} outside {last[scope]} to {upto}")
            last[scope] = upto
    equal(last, {scope: office.history["seen"][scope] for scope in last}, "last upto")


@clause("7", "A commit is never split: a page exceeds `limit` for it")
def whole_commits(stage: Stage) -> None:
    office = stage.office
    at = _here(office)
    for count in (1, 5, 1):
        office.apply(group(*(new(T, new_id(), layout()) for _ in range(count))))
    replies = office.pull_all(at, limit=2)
    seen: set[int] = set()
    for reply in replies:
        versions = {row["ver"] for page in reply["pages"] for row in page.get("rows", [])}
        expect(not versions & seen, f"a commit on two pages: {versions & seen}")
        seen |= versions
    equal(len(rows_of(replies, office.scope)), 7, "rows")
    equal(len(seen), 3, "commits")


@clause("7", "`acts`: the groups of the own scope, with acts and operations as they were sent; without it none")
def past_groups(stage: Stage) -> None:
    office, id_ = stage.office, new_id()
    at = _here(office)
    made = group(new(T, id_, layout()), change(T, id_, sender=(None, "甲")))
    extra = {"account_id": new_id(), "undoes": new_id(), "undoable": False}
    made["acts"].append(made["acts"][0] | extra | {"id": new_id(), "values": {"n": [1, {"深": None}]}})
    (outcome,) = office.apply(made)
    office.push(group(change(T, id_, sender=("x", "y"))))
    (found,) = groups_of(office.pull_all(at, acts=True), office.scope)
    wanted = {"mid": made["mid"], "seq": outcome["seq"], "by": "township", "replica": office.replica}
    equal({name: found[name] for name in wanted}, wanted, "group")
    equal(found["acts"], made["acts"], "acts")
    equal(found["ops"], made["ops"], "ops")
    equal(groups_of(office.pull_all(at, acts=False), office.scope), [], "groups without acts")


@clause("7", "A merged group stands in the history with what was written")
def past_merged(stage: Stage) -> None:
    office, id_ = stage.office, make(stage.office, layout(sender="甲"))
    at = _here(office)
    office.push(group(change(T, id_, sender=("乙", "丙"), kind=("roster", "grids"))))
    (found,) = groups_of(office.pull_all(at, acts=True), office.scope)
    equal(found["ops"], [change(T, id_, kind=("roster", "grids"))], "ops")


@clause("15", "I11: the history of the groups, replayed, gives the records")
def replayed(stage: Stage) -> str:
    office = stage.office
    replies = office.pull_all(acts=True)
    rows = standing(rows_of(replies, office.scope))
    state: dict[tuple[str, str], Doc | None] = {}
    for each in groups_of(replies, office.scope):
        for op in each["ops"]:
            key = (op["t"], op["id"])
            if op["k"] in ("new", "back"):
                state[key] = dict(op["f"])
            elif op["k"] == "del":
                state[key] = None
            elif state.get(key) is not None:
                changed = {name: pair[1] if pair else None for name, pair in op["set"].items()}
                state[key] = {name: value for name, value in {**(state[key] or {}), **changed}.items()
                              if value is not None}  # fmt: skip
    for key, fields in state.items():
        row = rows.get(key, {"deleted": True, "f": {}})
        equal((row["f"], bool(row.get("deleted"))), (fields or {}, fields is None), f"{key}")
    return f"{len(state)} records"


@clause("7", "`lean`: the fields that an operation is without stand in the row of its record, in the same page")
def lean_pages(stage: Stage) -> str:
    office = stage.office
    at = _here(office)
    odd, plain = layout(sender='"\\\u2028'), layout(sender="甲")
    kept, changed, gone = make_all(office, T, plain, odd, plain)
    office.apply(group(change(T, changed, sender=(odd["sender"], None))), group(delete(T, gone, plain)))
    last = group(new(T, new_id(), odd), change(T, kept, sender=("甲", "乙")), new(T, new_id(), plain))
    office.apply(last)
    asked = {"acts": True, "limit": 3}
    whole, lean = office.pull_all(at, **asked), office.pull_all(at, **asked, lean=True)
    left_out = 0
    for page in (page for reply in lean for page in reply["pages"]):
        rows = {(row["t"], row["id"]): row["f"] for row in page.get("rows", []) if not row.get("deleted")}
        for op in (op for each in page.get("groups", []) for op in each["ops"]):
            if op["k"] in ("new", "back") and "f" not in op:
                expect((op["t"], op["id"]) in rows, f"fields that stand nowhere: {op}")
                op["f"] = rows[op["t"], op["id"]]
                left_out += 1
    equal([reply["pages"] for reply in lean], [reply["pages"] for reply in whole], "pages")
    expect(last["mid"] in {each["mid"] for each in groups_of(lean, office.scope)}, "the group did not come")
    return f"{left_out} left out"


@clause("7", "`types`: only these record types, from zero")
def some_types(stage: Stage) -> None:
    office = stage.office
    make(office, layout())
    person = make(office, worker(), "worker")
    replies = office.pull_all(types=["worker"], limit=500)
    rows = rows_of(replies, office.scope)
    equal({row["t"] for row in rows}, {"worker"}, "types")
    expect(person in {row["id"] for row in rows}, "the person did not come")


@clause("7", "Some scopes may be asked for alone")
def some_scopes(stage: Stage) -> None:
    office = stage.office
    for scope in office.reads:
        replies = office.pull_all({scope: ZERO}, limit=500)
        equal({page["scope"] for reply in replies for page in reply["pages"]}, {scope}, "scopes")
        equal(list(replies[-1]["digests"]), [scope], "digests")


@clause("9", "With `done` come the digests of every scope, and they are those of the rows")
def digests(stage: Stage) -> str:
    office = stage.office
    make(office, worker(address="城关村\t12号", remarks='"\\/\u2028\u0001𠮷'), "worker")
    make(office, layout(columns={"b": [1, None, True], "a": {"z": "", "": -1}, "𠮷": 9007199254740991, "\uffff": 0}))
    replies = office.pull_all(limit=500)
    count = 0
    for scope in office.reads:
        rows = list(standing(rows_of(replies, scope)).values())
        told = {type_: each for type_, each in replies[-1]["digests"][scope].items() if each[0]}
        equal(told, digests_of(rows), f"digests of {scope}")
        count += len(rows)
    return f"{count} rows"


@clause("7", "Rows of another township never come")
def own_rows_only(stage: Stage) -> None:
    theirs = make(stage.neighbour, worker(), "worker")
    replies = stage.office.pull_all(limit=500)
    ids = {row["id"] for scope in stage.office.reads for row in rows_of(replies, scope)}
    expect(theirs not in ids, "another township's person came")

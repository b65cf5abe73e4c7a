"""§4, §8, §2.2: what is seen after the city's staff did something. Last, because of the restore."""

from __future__ import annotations

from tests.conformance.clause import clause, equal, expect
from tests.conformance.on_pulling import groups_of, rows_of, standing
from tests.conformance.on_records import T, make, one, refusal
from tests.conformance.records import change, community, delete, digits, grid, group, layout, new, new_id
from tests.conformance.stage import Stage


def _parameter(**more: object) -> dict[str, object]:
    fields = {"key": "conformance." + digits(9), "value": 60, "unit": "岁", "valid_from": "2026-01-01"}
    return fields | {"source": "测试", "certainty": "local_rule", "note": ""} | more


@clause("4", "What the county publishes comes as rows; its fields and its deletion are not the township's: not_owner")
def published(stage: Stage) -> None:
    office, id_ = stage.office, new_id()
    fields = grid(office.town)
    office.pull()
    at = dict(office.history["seen"])
    stage.staff.publish(office.scope, "county", [new("grid", id_, fields)])
    replies = office.pull_all(at, acts=True)
    row = standing(rows_of(replies, office.scope))["grid", id_]
    equal((row["f"], row.get("stand_in", False)), (fields, False), "fields and mark")
    equal({each["by"] for each in groups_of(replies, office.scope)} - {"county"}, set(), "by")
    found = refusal(one(office, change("grid", id_, valid_to=(None, "2027-01-01"))), "not_owner")
    equal(found.get("field"), "valid_to", "field")
    equal(one(office, change("grid", id_, board_area=(None, "东门")))["result"], "applied")
    refusal(one(office, delete("grid", id_, fields | {"board_area": "东门"})), "not_owner")


@clause("4", "A stand-in that its owner publishes keeps its id, takes the owner's values, and loses the mark")
def adopted(stage: Stage) -> None:
    office, fields = stage.office, community(stage.office.town)
    id_ = make(office, fields, "community")
    stage.staff.publish(office.scope, "county", [new("community", new_id(), fields | {"name": "县里的名称"})])
    row = office.row("community", id_)
    equal((row["f"], row.get("stand_in", False)), (fields | {"name": "县里的名称"}, False), "fields and mark")
    refusal(one(office, change("community", id_, name=("县里的名称", "x"))), "not_owner")
    live = [
        each
        for each in standing(rows_of(office.pull_all(limit=500), office.scope)).values()
        if each["t"] == "community" and each["f"].get("code") == fields["code"]
    ]
    equal([each["id"] for each in live], [id_], "records with this code")


@clause(
    "4", "What the city publishes in its own scope comes to the office, and is not there for its pushes: missing_record"
)
def published_above(stage: Stage) -> None:
    office, id_, fields = stage.office, new_id(), _parameter()
    scope = office.reads[-1]
    stage.staff.publish(scope, "city", [new("parameter", id_, fields)])
    row = standing(rows_of(office.pull_all(limit=500), scope))["parameter", id_]
    equal(row["f"], fields, "fields")
    refusal(one(office, change("parameter", id_, value=(60, 61))), "missing_record")
    equal(one(office, new("parameter", new_id(), fields | {"value": 61}))["result"], "applied", "the narrower one")


@clause("8", "After a restore: resync; known, digest and rows answer; what was lost comes again under its mid")
def restored(stage: Stage) -> str:
    office = stage.office
    kept = group(new(T, new_id(), layout()))
    office.apply(kept)
    stage.staff.back_up()
    lost = group(new(T, new_id(), layout()))
    outcome = office.apply(lost)
    before = office.history
    stage.staff.restore()
    answer = office.post_bytes("/push", office.seal(group()))
    own = answer.problem("resync")["history"]
    expect(own["seen"][office.scope] != before["seen"][office.scope], "the point of before the restore")
    office.post("/pull", cursors=before["seen"], history=before).problem("resync")
    office.recovery("/digest")
    equal(office.known(kept["mid"], lost["mid"]), [kept["mid"]], "have")
    office.start_again()
    equal(office.history["epoch"], own["epoch"], "epoch")
    again = office.apply(lost)
    expect(bool(again and outcome), "no outcome")
    rows = standing(rows_of(office.pull_all(limit=500), office.scope))
    expect((T, lost["ops"][0]["id"]) in rows, "what came again is not there")
    return "another epoch" if own["epoch"] != before["epoch"] else "the same epoch, other tags"


@clause("2.1", "Five wrong tries for a township end its codes, until a new one is issued")
def five_tries(stage: Stage) -> None:
    code = stage.staff.issue_code(stage.office.town)
    wrong = code[:5] + ("2345-6789" if code[5:] != "2345-6789" else "2345-6788")
    for _ in range(5):
        stage.ask_enrolment(wrong).problem("code-invalid")
    stage.ask_enrolment(code).problem("code-invalid", "too-many")
    stage.ask_enrolment(stage.staff.issue_code(stage.office.town)).json()


@clause("2.2", "A revoked client's tokens end at once, and it gets no new one: revoked")
def revoked(stage: Stage) -> None:
    office = stage.enrol(stage.staff.issue_code(stage.office.town))
    office.known()
    stage.staff.revoke(office.enrolled["client_id"])
    office.post("/known", scope=office.scope, mids=[]).problem("revoked", "token-invalid")
    office.ask_token().problem("revoked")
    stage.office.known()

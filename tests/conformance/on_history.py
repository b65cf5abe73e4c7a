"""§8: the history point."""

from __future__ import annotations

from itertools import pairwise

from tests.conformance.clause import clause, equal, expect
from tests.conformance.line import Doc
from tests.conformance.on_records import T, make
from tests.conformance.records import group, layout, new, new_id
from tests.conformance.stage import ZERO, Office, Point, Stage

LAST = 2**31 - 1


def _refused(office: Office, history: Doc) -> None:
    """Expect that push and pull with this history point are resync, with the city's own point."""
    made = group(new(T, new_id(), layout()))
    for answer in (
        office.post_bytes("/push", office.seal(made, history=history)),
        office.post("/pull", cursors=dict.fromkeys(office.reads, ZERO), history=history),
    ):
        found = answer.problem("resync")
        equal(found["history"]["epoch"], office.history["epoch"], "epoch")
        equal(found["history"]["seen"][office.scope], office.here(), "point of the own scope")
    office.number -= 1
    equal(office.known(made["mid"]), [], "what the city has of the push")


def _with(office: Office, point: Point) -> Doc:
    return {"epoch": office.history["epoch"], "seen": {office.scope: point}}


@clause("8", "Every reply carries the history point, at least of the scope that was asked about")
def every_reply(stage: Stage) -> None:
    office = stage.office
    make(office, layout())
    here = office.here()
    own = {"scope": office.scope}
    replies = [
        office.pull(),
        office.recovery("/known", mids=[]),
        office.recovery("/digest"),
        office.recovery("/rows", t=T, ids=[new_id()]),
        office.post("/known", mids=[], **own).json(),
    ]
    for reply in replies:
        equal(reply["history"]["epoch"], office.history["epoch"], "epoch")
        equal(reply["history"]["seen"][office.scope], here, "point")
    equal(sorted(office.pull()["history"]["seen"]), sorted(office.reads), "scopes in the point of a pull")


@clause("8", "A tag that does not fit: resync, with the city's own point; nothing is written")
def wrong_tag(stage: Stage) -> None:
    office = stage.office
    make(office, layout())
    seq, tag = office.here()
    _refused(office, _with(office, [seq, (tag + 1) % LAST]))


@clause("8", "A seq beyond the city's own: resync")
def future_seq(stage: Stage) -> None:
    seq, tag = stage.office.here()
    _refused(stage.office, _with(stage.office, [seq + 1, tag]))
    _refused(stage.office, _with(stage.office, [2**53 - 1, tag]))


@clause("8", "Another epoch: resync, whatever was seen")
def wrong_epoch(stage: Stage) -> None:
    _refused(stage.office, {"epoch": new_id(), "seen": {stage.office.scope: stage.office.here()}})
    _refused(stage.office, {"epoch": new_id(), "seen": {}})


@clause("8", "A cursor that does not fit: resync")
def wrong_cursor(stage: Stage) -> None:
    office = stage.office
    make(office, layout())
    seq, tag = office.here()
    for point in ([seq, (tag + 1) % LAST], [seq + 1, tag]):
        found = office.post("/pull", cursors={office.scope: point}).problem("resync")
        equal(found["history"]["seen"][office.scope], [seq, tag], "point of the own scope")


@clause("8", "[0, 0] passes, and so does every point that was once true")
def old_points(stage: Stage) -> str:
    office, points = stage.office, [ZERO]
    for _ in range(3):
        make(office, layout())
        points.append(office.here())
    for point in points:
        made = group(new(T, new_id(), layout()))
        reply = office.send(office.seal(made, history=_with(office, point)))
        equal(reply["outcomes"][made["mid"]]["result"], "applied")
        office.pull({office.scope: point}, history=_with(office, point))
    return f"{points}"


@clause("8", "A scope in `seen` that the office does not read is passed over")
def foreign_point(stage: Stage) -> None:
    office = stage.office
    office.pull()
    foreign = {"epoch": office.history["epoch"], "seen": office.history["seen"] | {"town:999999999": [7, 7]}}
    office.pull(history=foreign)


@clause("8", "Without a history point, as before the first reply, a request passes")
def no_point(stage: Stage) -> None:
    office = stage.office
    body = office.seal(group(new(T, new_id(), layout())), history=None).replace(b'"history":null,', b"")
    expect(b"history" not in body, body)
    office.send(body)


@clause("5", "The tags of two commits are drawn at random")
def tags(stage: Stage) -> str:
    office, drawn = stage.office, []
    for _ in range(4):
        office.push(group())
        drawn.append(office.here()[1])
    expect(len(set(drawn)) > 1, f"tags {drawn}")
    expect(len({second - first for first, second in pairwise(drawn)}) > 1, f"tags {drawn}")
    return f"{drawn}"

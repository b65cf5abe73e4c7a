"""Rules of receiving that hold for every content: overlays, bases, stages, points."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.models.ids import id_from
from gridadmin.sync.bases import before
from gridadmin.sync.points import contradicts
from gridadmin.sync.records import overlay, stored_columns, stored_row
from gridadmin.sync.stage import pack_page, read_head, read_pages, read_survey, survey_again
from gridadmin.wire.digests import Digest, row_hash
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.groups import Act, Author, Change, DeleteRecord, NewRecord, Op, PastGroup, PastSet, SetFields
from gridadmin.wire.history import History, Point
from gridadmin.wire.pull import PullReply, Row, ScopePage
from gridadmin.wire.scopes import Scope
from tests.real_offices import NOON
from tests.sync.real_city import COUNTY, TOWN

PERSON = id_from(1, 1)
NAMES = ("address", "remarks", "name")
values = st.one_of(st.none(), st.sampled_from(["a", "b", "c"]))
fields = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["a", "b", "c"]))


@st.composite
def written(draw: st.DrawFn) -> tuple[dict[str, Any], list[Op]]:
    """Return the city's fields and what a clerk did over them, each change seeing the one before."""
    base = draw(fields)
    shown: dict[str, Any] | None = dict(base)
    ops: list[Op] = []
    for _ in range(draw(st.integers(0, 5))):
        if shown is None:
            break
        if draw(st.integers(0, 9)) == 0:
            ops.append(DeleteRecord(t="worker", id=PERSON, was=dict(shown)))
            shown = None
            continue
        names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
        changes = {name: Change(shown.get(name), draw(values)) for name in names}
        ops.append(SetFields(t="worker", id=PERSON, set=changes))
        shown = {n: v for n, v in {**shown, **{n: c.now for n, c in changes.items()}}.items() if v is not None}
    return base, ops


@given(written())
def test_a_base_is_what_lies_below(case: tuple[dict[str, Any], list[Op]]) -> None:
    """Taking her changes off what is shown gives the city's record, whatever she did."""
    base, ops = case
    assert before(overlay(base, ops), ops) == base


@given(written(), st.integers(0, 5))
def test_overlays_add_up(case: tuple[dict[str, Any], list[Op]], cut: int) -> None:
    """Settled changes that came back in the city's record, and the rest over it, show what all of them show."""
    base, ops = case
    middle = overlay(base, ops[:cut])
    assert overlay(middle, ops[cut:], gone=middle is None) == overlay(base, ops)


@given(fields, fields)
def test_the_deleted_stays_deleted(base: dict[str, Any], mine: dict[str, Any]) -> None:
    """Nothing but a `back` brings a deleted record to life on the screen."""
    del base
    assert overlay(None, [NewRecord(t="worker", id=PERSON, f=mine)], gone=True) is None
    assert overlay(None, [NewRecord(t="worker", id=PERSON, f=mine)]) == mine


a_person = st.fixed_dictionaries(
    {"name": st.sampled_from(["张三", "李四"]), "sex": st.sampled_from(["1", "2"])},
    optional={
        "birth_date": st.sampled_from(["1980-01-01", "2000-02-29"]),
        "community_id": st.just(str(PERSON)),
        "name_pinyin": st.just("zhangsan"),
        "unknown_part": st.just([1]),
    },
)
_WRONG = ("name", None), ("name", 1), ("sex", "9"), ("sex", ["1"]), ("birth_date", "2001-02-29"), ("community_id", "x")
wrong = st.sampled_from(_WRONG)


@given(st.lists(a_person, min_size=1, max_size=4), st.none() | wrong, st.data())
def test_many_are_stored_as_each_is(people: list[dict[str, Any]], fault: Any, data: st.DataObject) -> None:
    """The same columns, or the same said of what is wrong."""
    if fault is not None:
        people[data.draw(st.integers(0, len(people) - 1))] |= dict([fault])

    def each() -> list[dict[str, Any]]:
        return [stored_row("worker", person) for person in people]

    def together() -> list[dict[str, Any]]:
        columns = stored_columns("worker", people)
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    said = []
    for stored in (each, together):
        try:
            said.append(stored())
        except MalformedMessageError as error:
            said.append([{"pointer": error.pointer, "values": error.message.values}])
    assert said[0] == said[1]
    assert ("pointer" in said[0][0]) == (fault is not None)


def test_what_is_staged_is_read_as_it_came() -> None:
    """Without being checked again, and down to the last part."""
    act = Act(id=id_from(2, 2), at=_moment(), actor="李敏", sentence="Do", account_id=id_from(3, 3), undoable=False)
    ops = (
        NewRecord(t="worker", id=PERSON, f={"name": "张三", "unknown_part": [1, {"a": None}]}),
        PastSet(t="worker", id=PERSON, set={"name": Change("张三", "李四"), "address": None}),
        DeleteRecord(t="worker", id=PERSON, was={"name": "李四"}),
    )
    group = PastGroup(mid=id_from(4, 4), seq=3, by=Author.COUNTY, acts=(act,), ops=ops, replica=id_from(5, 5))
    rows = (
        Row(t="worker", id=PERSON, ver=2, f={"name": "张三"}, stand_in=True),
        Row(t="worker", id=UUID(int=7), ver=3, f={}, deleted=True),
    )
    pages = (
        ScopePage(scope=TOWN, upto=Point(4, 9), rows=rows, groups=(group,)),
        ScopePage(scope=COUNTY, upto=Point(1, 2)),
    )
    digests = {TOWN: {"worker": Digest(1, 2**64 - 1)}, COUNTY: {}}
    reply = PullReply(history=_history(4, 9), pages=pages, done=True, digests=digests)
    kept = pack_page(reply)
    head = read_head(kept.head)
    assert (head.upto, head.done, head.digests) == ({TOWN: Point(4, 9), COUNTY: Point(1, 2)}, True, digests)
    read = read_pages(kept.body)
    assert tuple(read) == pages
    assert [row.known_hash for page in read for row in page.rows] == [
        row_hash("worker", PERSON, {"name": "张三"}),
        None,
    ]
    assert read_survey(kept.survey) == survey_again(kept.body)


points = st.builds(Point, st.integers(1, 4), st.integers(0, 2))


@given(points, points)
def test_one_point_contradicts_another(known: Point, said: Point) -> None:
    """A smaller counter, or the same with another tag, is another history; a greater one is simply newer."""
    other = said.seq < known.seq or (said.seq == known.seq and said.tag != known.tag)
    assert contradicts(_history(*known), _history(*said)) is other
    assert contradicts(_history(*known), _history(*said, epoch=9))
    assert not contradicts(None, _history(*said))


def _history(seq: int, tag: int, epoch: int = 8, scope: Scope = TOWN) -> History:
    return History(epoch=id_from(epoch, 0), seen={scope: Point(seq, tag)})


def _moment() -> Any:
    return NOON

"""The history point: a city that was restored, failed over or rotated is noticed, whichever way it is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random

import pytest
from sqlalchemy import create_engine, make_url, text

from gridadmin.city.exchange import LIMITS
from gridadmin.city.restore_check import check_scope
from gridadmin.city.storage import make_tables, open_city
from gridadmin.city.transactions import snapshot
from gridadmin.wire.enrolment import SCHEMA, Limits
from gridadmin.wire.history import START, History, Point
from gridadmin.wire.problems import ProblemError, ProblemType
from gridadmin.wire.push import Anchor, Notice, PushRequest
from gridadmin.wire.recovery import KnownRequest
from gridadmin.wire.scopes import Scope
from tests.city.cities import COUNTY, OTHER_TOWN, TOWN, City, change, gone, new, worker

WEEK = Limits.from_json(LIMITS.to_json() | {"retention_days": 7})


def whole(city: City, scope: Scope) -> bool:
    """Return whether everything in a scope still fits."""
    return snapshot(city.engine, lambda it: check_scope(it, scope)).problems == ()


def problem(work: Callable[[], object]) -> ProblemType:
    """Return why a request is not done."""
    with pytest.raises(ProblemError) as raised:
        work()
    return raised.value.problem.type


def database(server: str, template: str | None = None, seed: int = 7) -> City:
    """Return a city in a database of its own, as a copy of another or new."""
    name = f"city_{Random().getrandbits(64):x}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else "")))
    engine.dispose()
    opened = open_city(make_url(server).set(database=name).render_as_string(hide_password=False))
    make_tables(opened, Random(3))
    return City(opened, seed)


def test_a_restored_city_is_noticed_and_known_tells_the_way(postgres_url: str) -> None:
    city = database(postgres_url)
    kept, lost = city.group(worker(city.id())), city.group(worker(city.id()))
    city.push(kept)
    city.engine.dispose()
    again = database(postgres_url, city.engine.url.database, seed=11)  # the backup
    again.caller, again.number = city.caller, city.number
    again.seen = city.push(lost).history
    cursor = city.page({TOWN: START}).pages[0].upto

    assert problem(lambda: again.send(worker(again.id()))) is ProblemType.RESYNC, "what was seen is not there yet"
    assert problem(lambda: again.page({TOWN: START})) is ProblemType.RESYNC
    other = City(again.engine, seed=12)
    other.send(worker(other.id()))
    other.send(worker(other.id()))
    assert problem(lambda: again.send(worker(again.id()))) is ProblemType.RESYNC, "it is, with another tag"
    again.seen = None
    assert problem(lambda: again.page({TOWN: cursor})) is ProblemType.RESYNC, "a cursor tells it, too"

    request = KnownRequest(schema=1, replica=again.caller.replica, scope=TOWN, mids=(lost.mid, kept.mid))
    known = again.exchange.known(again.caller, request)
    assert known.have == (kept.mid,)
    again.seen = known.history
    assert again.push(kept, lost).outcomes[lost.mid].seq is not None
    assert len(again.pull()) == 4
    for each in (city, again):
        each.engine.dispose()


def test_a_new_epoch_makes_every_office_recover(city: City) -> None:
    city.send(worker(city.id()))
    before = city.seen
    assert city.exchange.rotate_epoch("管理员") != before.epoch if before else None
    with pytest.raises(ProblemError) as raised:
        city.send(worker(city.id()))
    problem = raised.value.problem
    assert (problem.type, problem.status) == (ProblemType.RESYNC, 409)
    city.seen = problem.history
    assert city.send(worker(city.id())).seq is not None


def test_every_push_leaves_a_mark(shared_city: City) -> None:
    city = shared_city
    group = city.group(worker(city.id()))
    points = [city.push(group).history.seen[city.town] for _ in range(3)]
    assert [point.seq for point in points] == [2, 3, 4]
    assert len({point.tag for point in points}) == 3


@pytest.mark.parametrize("tag", [1, 2**31 - 1])
def test_a_tag_at_the_start_is_none_of_ours(shared_city: City, tag: int) -> None:
    city = shared_city
    city.send(worker(city.id()))
    assert problem(lambda: city.page({city.town: Point(0, tag)})) is ProblemType.RESYNC


def test_points_of_scopes_that_a_caller_does_not_read_are_not_looked_at(shared_city: City) -> None:
    city = shared_city
    city.send(worker(city.id()))
    assert city.seen is not None
    city.seen = History(epoch=city.seen.epoch, seen={OTHER_TOWN: Point(5, 5)})
    assert city.send(worker(city.id())).seq is not None
    assert problem(lambda: city.page({OTHER_TOWN: START})) is ProblemType.FORBIDDEN


def test_an_office_writes_its_own_scope_only(shared_city: City) -> None:
    city = shared_city
    for scope in (OTHER_TOWN, city.county, city.city):
        assert problem(partial(city.push, city.group(), scope=scope)) is ProblemType.FORBIDDEN


@pytest.mark.parametrize(
    ("schema", "kind"), [(SCHEMA + 1, ProblemType.SCHEMA_TOO_NEW), (9999, ProblemType.SCHEMA_TOO_NEW)]
)
def test_schemas_out_of_range_wait(shared_city: City, schema: int, kind: ProblemType) -> None:
    city = shared_city
    assert problem(lambda: city.push(city.group(), schema=schema)) is kind
    assert problem(lambda: city.page({city.town: START}, schema=schema)) is kind


def test_more_groups_than_the_limit_are_too_large(city: City) -> None:
    city.exchange.limits = Limits.from_json(LIMITS.to_json() | {"push_groups": 2})
    assert problem(lambda: city.push(*(city.group() for _ in range(3)))) is ProblemType.TOO_LARGE


def test_a_replica_used_twice_is_told(shared_city: City) -> None:
    city = shared_city
    group = city.group(worker(city.id()))
    assert city.push(group).notices == ()
    assert city.push(group, number=1).notices == (), "a repetition is none"
    assert city.push(city.group(worker(city.id())), number=2).notices == ()
    assert city.push(city.group(worker(city.id())), number=2).notices == (Notice.USED_TWICE,)
    assert city.push(city.group(worker(city.id())), number=9).notices == (), "nor is a gap"
    assert city.push(city.group(worker(city.id())), replica=city.id(), number=1).notices == ()


def test_anchors_are_kept_and_a_rewritten_journal_shows(shared_city: City) -> None:
    city = shared_city
    for letter in ("a", "a", "b"):
        city.push(city.group(), anchor=Anchor(seq=5, hash=letter * 64))
    with city.engine.connect() as connection:
        query = text("SELECT hash FROM anchor WHERE scope = :scope ORDER BY hash")
        assert [hash[0] for hash in connection.execute(query, {"scope": str(city.town)}).scalars()] == ["a", "b"]
        query = text("SELECT what FROM audit WHERE scope = :scope")
        assert connection.execute(query, {"scope": str(city.town)}).scalars().all() == ["anchor_differs"]


def test_who_was_away_longer_than_the_retention_begins_anew(city: City) -> None:
    city.exchange.limits = WEEK
    people = [city.id() for _ in range(3)]
    for person in people:
        city.send(worker(person))
    city.send(gone("worker", people[0], name="张三", sex="1"))
    old, cursor = city.seen, city.page({TOWN: START}, limit=1).pages[0].upto
    city.now += timedelta(days=8)
    assert city.send(change("worker", people[1], remarks=(None, "x"))).seq is not None
    city.exchange.forget(TOWN)
    rows = city.pull()
    assert rows.keys() == set(people[1:]), "the tombstone is forgotten, what lives is not"
    newest = city.seen
    city.seen = old
    assert problem(lambda: city.send(worker(city.id()))) is ProblemType.REPLICA_EXPIRED
    city.seen = newest
    assert problem(lambda: city.page({TOWN: cursor})) is ProblemType.REPLICA_EXPIRED
    assert whole(city, TOWN)
    reply = city.page({TOWN: START}, limit=1)
    assert reply.pages[0].upto.tag > 0, "a page can still end at what lives"
    assert city.page({TOWN: reply.pages[0].upto}).done


def test_a_scope_that_rests_for_years_is_not_expired(city: City) -> None:
    city.exchange.limits = WEEK
    city.exchange.publish(COUNTY, COUNTY, [city.group()])
    cursors = {page.scope: page.upto for page in city.page({TOWN: START, COUNTY: START}).pages}
    city.now += timedelta(days=900)
    city.exchange.forget(COUNTY)
    assert city.page(cursors).done


def test_a_township_of_another_county_sees_nothing_of_this_one(city: City) -> None:
    city.send(worker(city.id()))
    other = City(city.engine, seed=8, town=OTHER_TOWN)
    request = KnownRequest(schema=1, replica=other.caller.replica, scope=TOWN, mids=(city.id(),))
    assert problem(lambda: other.exchange.known(other.caller, request)) is ProblemType.FORBIDDEN
    village = new("community", other.id(), code="1", name="村", urban=False)
    assert other.send(village).seq is not None
    assert other.pull().keys() == {village.id}


def test_history_s_point_is_that_of_the_snapshot(shared_city: City) -> None:
    city = shared_city
    group = city.group(worker(city.id()))
    request = PushRequest(schema=1, replica=city.caller.replica, number=1, scope=city.town, groups=(group,))
    reply = city.exchange.push(city.caller, request)
    assert set(reply.history.seen) == {city.town, city.county, city.city}
    assert city.page({city.town: START}).pages[0].upto == reply.history.seen[city.town]


def test_a_group_of_a_time_that_is_forgotten_is_not_taken_again(city: City) -> None:
    """What it made long ago was deleted since, which no pull would tell: it would live again, there or here."""
    city.exchange.limits = WEEK
    person = city.id()
    group = city.group(worker(person))
    first = city.push(group).outcomes
    city.send(gone("worker", person, name="张三", sex="1"))
    city.now += timedelta(days=8)
    assert city.push(group).outcomes == first, "from a copy of the database, perhaps"
    city.exchange.forget(TOWN)
    for _time in range(2):
        assert problem(lambda: city.push(group)) is ProblemType.REPLICA_EXPIRED
        known = KnownRequest(schema=1, replica=city.caller.replica, scope=TOWN, mids=(group.mid,))
        assert not city.exchange.known(city.caller, known).have
        assert person not in city.pull()
    carried = city.seen
    city.send()
    city.now += timedelta(days=8)
    city.send()
    city.exchange.forget(TOWN)
    newest, city.seen = city.seen, carried
    assert problem(lambda: city.push(group)) is ProblemType.REPLICA_EXPIRED, "by the point that it carries"
    city.seen = newest
    assert person not in city.pull()


def test_tables_of_the_first_version_learn_when_an_outcome_was_given_last(postgres_url: str) -> None:
    city = database(postgres_url)
    group = city.group(worker(city.id()))
    outcomes = city.push(group).outcomes
    with city.engine.begin() as connection:
        for name in ("placed", "answered"):
            connection.execute(text(f"ALTER TABLE outcome DROP COLUMN {name}"))
        for name in ("wanted", "expired"):
            connection.execute(text(f"ALTER TABLE package DROP COLUMN {name}"))
        connection.execute(text("ALTER TABLE partner DROP COLUMN city_key"))
        connection.execute(text("UPDATE setting SET value = '1' WHERE name = 'version'"))
    make_tables(city.engine, Random(3))
    assert city.push(group).outcomes == outcomes
    city.now += timedelta(days=900)
    city.send()
    city.exchange.forget(TOWN)
    with city.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM outcome")).scalar_one() == 1, "the one of today"
    city.engine.dispose()


def test_what_is_forgotten_stays_forgotten_the_next_night(city: City) -> None:
    """An office that has sent it would send it once more, did the city say that it has forgotten less than it has."""
    city.exchange.limits = WEEK
    person = city.id()
    city.send(worker(person))
    for number in range(3):
        city.send(change("worker", person, remarks=(None if number == 0 else str(number - 1), str(number))))
        city.send(gone("worker", city.id()))
    city.now += timedelta(days=8)
    nights = []
    for _night in range(3):
        city.exchange.forget(TOWN)
        with city.engine.connect() as connection:
            query = text("SELECT forgotten FROM counter WHERE scope = :scope")
            nights.append(connection.execute(query, {"scope": str(city.town)}).scalar_one())
    assert nights[0] > 0
    assert set(nights) == {nights[0]}

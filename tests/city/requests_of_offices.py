"""Messages as an office sends them over HTTP, for tests that are about the server and not about the data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gridadmin.models.ids import new_id
from gridadmin.wire.groups import Act, Group, NewRecord, Op
from gridadmin.wire.history import START
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import Outcome, PushReply, PushRequest
from gridadmin.wire.scopes import Scope
from gridadmin.wire.values import Json
from tests.city.cities import MORNING
from tests.city_servers import Answer, Office


def worker(name: str = "张三", **fields: Json) -> NewRecord:
    """Return the making of a person."""
    return NewRecord(t="worker", id=new_id(), f={"name": name, "sex": "1"} | fields)


def group_of(*ops: Op, actor: str = "李敏", sentence: str = "Enter") -> Group:
    """Return a group of one act."""
    act = Act(id=new_id(), at=MORNING, actor=actor, sentence=sentence)
    return Group(mid=new_id(), schema=1, acts=(act,), ops=ops)


def push_of(office: Office, *groups: Group, number: int = 1, **parts: Any) -> PushRequest:
    """Return a push of an office."""
    given: dict[str, Any] = {"replica": office.replica, "number": number, "scope": office.credentials.scope}
    return PushRequest(schema=1, groups=groups, **given | parts)


def push(office: Office, *groups: Group, **parts: Any) -> list[Outcome]:
    """Push groups and return their outcomes in order."""
    answer = office.post("push", push_of(office, *groups, **parts).to_bytes())
    assert answer.status == 200, answer
    outcomes = PushReply.from_bytes(answer.body).outcomes
    return [outcomes[group.mid] for group in groups]


def pull_of(office: Office, scopes: Iterable[Scope] = ()) -> PullRequest:
    """Return a full pull, of all that the office reads unless scopes are named."""
    cursors = dict.fromkeys(scopes or office.credentials.reads, START)
    return PullRequest(schema=1, replica=office.replica, cursors=cursors)


def records(office: Office) -> dict[str, dict[str, Json]]:
    """Return the fields of every live record that a full pull brings, by id."""
    answer: Answer = office.post("pull", pull_of(office).to_bytes())
    assert answer.status == 200, answer
    rows = [row for page in PullReply.from_bytes(answer.body).pages for row in page.rows]
    return {str(row.id): dict(row.f) for row in rows if not row.deleted}

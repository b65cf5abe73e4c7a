"""Pages that stay as they came after they were applied: the only place where most groups of other computers stand.

Writing each of them out takes as long as a fifth of a first pull, and next to none is ever asked for again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, OutboxGroup, PulledPage, StagedPage
from gridadmin.sync.outbox import in_parts, index_again, pack_text, set_state, unpack
from gridadmin.sync.stage import read_groups
from gridadmin.wire.canonical import canonical_map
from gridadmin.wire.groups import Group
from gridadmin.wire.shapes import spell


def spell_received(group: Mapping[str, Any], mid: UUID, ops: str, schema: int) -> bytes:
    """Return what is sent again of a group that came with a page, as it is kept.

    Args:
        group: as it came.
        mid: under which it goes.
        ops: its operations as they are spelled.
        schema: of the program that it came to.
    """
    told = {"acts": spell(group["acts"]).decode("utf-8"), "mid": f'"{mid}"', "ops": ops, "schema": str(schema)}
    if deletions := sum(op["k"] == "del" for op in group["ops"]):
        told["confirmed_deletions"] = str(deletions)
    return pack_text(canonical_map(told))


def kept_groups(session: Session, mids: Collection[UUID]) -> list[Group]:
    """Return groups that are kept, wherever that is; in no order."""
    found: list[bytes] = []
    for some in in_parts(list(mids)):
        query = select(OutboxGroup.body).where(OutboxGroup.mid.in_(some), OutboxGroup.page.is_(None))
        found += session.scalars(query)
    found += _in_pages(session, mids).values()
    return list(map(unpack, found))


def write_out(session: Session, mids: Collection[UUID]) -> None:
    """Write out those of some groups that stand in a page alone, before they are sent again."""
    session.flush()
    written = [{"its": mid, "written": body} for mid, body in _in_pages(session, mids).items()]
    if written:
        statement = update(OutboxGroup).where(OutboxGroup.mid == bindparam("its"))
        session.connection().execute(statement.values(body=bindparam("written"), page=None), written)
        session.expire_all()


def let_wait_again(session: Session, mids: Sequence[UUID]) -> None:
    """Let settled groups that the city does not have wait in their places, written out and indexed."""
    write_out(session, mids)
    for some in in_parts(mids):
        set_state(session, some, GroupState.WAITING, outcome=None, settled_at=None, seq=None)
        bodies = session.scalars(select(OutboxGroup.body).where(OutboxGroup.mid.in_(some)))
        index_again(session, [unpack(body) for body in bodies])


def drop_pages(session: Session) -> None:
    """Forget the pages that are not staged and of which no group is kept."""
    used = select(OutboxGroup.page).where(OutboxGroup.page.is_not(None))
    unused = (PulledPage.n.not_in(used), PulledPage.n.not_in(select(StagedPage.n)))
    session.connection().execute(delete(PulledPage).where(*unused))


def _in_pages(session: Session, mids: Collection[UUID]) -> dict[UUID, bytes]:
    """Return the bodies of those groups that stand in a page alone."""
    wanted: dict[int, set[UUID]] = {}
    for some in in_parts(list(mids)):
        query = select(OutboxGroup.page, OutboxGroup.mid).where(
            OutboxGroup.mid.in_(some), OutboxGroup.page.is_not(None)
        )
        for number, mid in session.execute(query):
            assert number is not None
            wanted.setdefault(number, set()).add(mid)
    found: dict[UUID, bytes] = {}
    for number, theirs in wanted.items():
        page = session.execute(select(PulledPage.schema, PulledPage.body).where(PulledPage.n == number)).one()
        for _scope, groups in read_groups(page.body):
            for group in groups:
                if (mid := UUID(group["mid"])) in theirs:
                    found[mid] = spell_received(group, mid, spell(group["ops"]).decode("utf-8"), page.schema)
        assert theirs <= found.keys(), "a page stays as long as its groups"
    return found

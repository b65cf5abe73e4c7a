"""Which townships have exchanged, which are stale, which differ: what county and city staff look at every morning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, select

from gridadmin.city.tables import client, counter, replica
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_
from gridadmin.wire.scopes import Scope, ScopeKind


class TownshipState(LabelledEnum):
    """How a township stands."""

    NEVER = "never", N_("never exchanged")
    STALE = "stale", N_("long away")
    BEHIND = "behind", N_("not all fetched")
    DIVERGED = "diverged", N_("differed lately")
    CURRENT = "current", N_("up to date")
    CLOSED = "closed", N_("all computers revoked")


@dataclass(frozen=True)
class TownshipStatus:
    """One township.

    Attributes:
        computers: databases of the office that take part, without those that were revoked; names: what they are called,
            by when they last fetched.
        schema: the oldest that they speak.
        pushed_at, pulled_at: the newest of any of them. behind: commits that its freshest database has not fetched.
        diverged_at: when one of them last found that it differed.
    """

    scope: str
    name: str
    state: TownshipState
    computers: int
    names: tuple[str, ...]
    schema: int | None
    pushed_at: datetime | None
    pulled_at: datetime | None
    behind: int
    diverged_at: datetime | None


def list_townships(
    connection: Connection, within: Scope, now: datetime, stale_after: timedelta
) -> list[TownshipStatus]:
    """Return the townships that a county or city may look at, by code; a township sees itself."""
    townships = connection.execute(
        select(counter).where(_seen(within, counter.c.scope)).order_by(counter.c.scope)
    ).all()
    replicas: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    known = with_revocation(select(replica, client.c.revoked_at)).where(_seen(within, replica.c.scope))
    for row in connection.execute(known):
        replicas[row.scope].append(row)
    return [_status(row, replicas[row.scope], now, stale_after) for row in townships]


def with_revocation(query: Select[Any]) -> Select[Any]:
    """Return a query of replicas that knows when the credentials of each were revoked, if it has any."""
    own = (client.c.scope == replica.c.scope) & (client.c.client_id == replica.c.client_id)
    return query.select_from(replica.outerjoin(client, own))


def _seen(within: Scope, scope: Column[str]) -> ColumnElement[bool]:
    """Return the condition that a row is of a township that may be looked at: a township's question is of one scope."""
    if within.kind is ScopeKind.TOWN:
        return scope == str(within)
    return scope.startswith(f"{ScopeKind.TOWN}:{within.code}")


def _status(township: Row[Any], met: Sequence[Row[Any]], now: datetime, stale_after: timedelta) -> TownshipStatus:
    taking_part = [row for row in met if row.revoked_at is None]
    closed, replicas = bool(met) and not taking_part, taking_part or met
    pulled = max((row.pulled_at for row in replicas if row.pulled_at), default=None)
    diverged = max((row.diverged_at for row in replicas if row.diverged_at), default=None)
    fetched = max((row.pulled_seq for row in replicas if row.pulled_seq is not None), default=township.seq)
    behind = max(0, township.seq - fetched)
    return TownshipStatus(
        scope=township.scope,
        name=township.name,
        state=TownshipState.CLOSED if closed else _state(pulled, diverged, behind, now - stale_after),
        computers=len(taking_part),
        names=_names(replicas),
        schema=min((row.schema for row in replicas), default=None),
        pushed_at=max((row.pushed_at for row in replicas if row.pushed_at), default=None),
        pulled_at=pulled,
        behind=behind,
        diverged_at=diverged,
    )


def _names(replicas: Sequence[Row[Any]]) -> tuple[str, ...]:
    newest = sorted(replicas, key=lambda row: row.pulled_at.timestamp() if row.pulled_at else 0.0, reverse=True)
    return tuple(dict.fromkeys(row.computer for row in newest if row.computer))


def _state(pulled: datetime | None, diverged: datetime | None, behind: int, stale: datetime) -> TownshipState:
    if pulled is None:
        return TownshipState.NEVER
    if pulled < stale:
        return TownshipState.STALE
    if diverged is not None and diverged >= stale:
        return TownshipState.DIVERGED
    return TownshipState.BEHIND if behind else TownshipState.CURRENT

"""Push: groups are decided and written in one transaction, under the lock of the scope's counter."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select, update

from gridadmin.city.applying import Decision, decide, is_whole
from gridadmin.city.book import Book
from gridadmin.city.bulk import among, insert_many
from gridadmin.city.draft import Found, Writer
from gridadmin.city.ids import Now, random_tag
from gridadmin.city.points import Standing, expired
from gridadmin.city.publication import Renamed, follow_stand_ins
from gridadmin.city.shelf import ScopeShelf, in_pieces, write_book
from gridadmin.city.spelling import spell_acts, spell_ops
from gridadmin.city.tables import counter, history, outcome
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.groups import Act, Author, Group
from gridadmin.wire.history import Point
from gridadmin.wire.push import Conflict, Outcome, Result
from gridadmin.wire.scopes import Scope

_AT_ONCE = 2_000
_NO_GROUP: dict[str, Any] = dict.fromkeys(("mid", "actor", "acted_at", "acts", "ops")) | {"whole": False}


@dataclass
class Sending:
    """Groups of one author for one scope, while they are written; the scope's counter is locked.

    Attributes:
        author, replica: whose they are. now: when it is; draws the tags.
        standing: where the scope stands; rises with every group that writes something.
        known: mids that were here before. renamed: ids of stand-ins that a publication took over.
    """

    connection: Connection
    scope: Scope
    author: Author
    replica: UUID | None
    now: Now
    standing: Standing
    known: set[UUID] = field(default_factory=set)
    renamed: Renamed = field(default_factory=dict)
    _rows: list[dict[str, Any]] = field(default_factory=list)

    def send(self, groups: Sequence[Group]) -> dict[UUID, Outcome]:
        """Decide and write the groups, leave the mark of a push, and return the outcome of every group.

        Raises ProblemError `replica-expired` for an office that repeats a group of a time that is forgotten: what
        became of its records since is not known any more, and no pull would tell.
        """
        remembered = stored_outcomes(self.connection, self.scope, [group.mid for group in groups])
        if self.author is Author.TOWNSHIP and any(
            each.placed <= self.standing.forgotten for each in remembered.values()
        ):
            raise expired({self.scope: self.standing})
        outcomes = {mid: each.outcome for mid, each in remembered.items()}
        self.known = set(outcomes)
        fresh = [group for group in groups if group.mid not in outcomes]
        book = Book(ScopeShelf(self.connection, self.scope))
        book.foresee(fresh)
        decided = {group.mid: self._decide(group, book) for group in fresh}
        write_book(self.connection, self.scope, book, self.now.at)
        outcomes |= self._outcomes(decided, {group.mid: group.acts[-1] for group in fresh})
        self._raise_seq()
        self._keep_longer()
        self._write({mid: outcomes[mid] for mid in decided})
        return {group.mid: outcomes[group.mid] for group in groups}

    def _decide(self, group: Group, book: Book) -> tuple[Decision, int | None]:
        """Decide a group, let the next ones see it, and return at which seq it was written, if it was."""
        writer = Writer(self.author, self.scope.kind)
        followed = follow_stand_ins(group, writer, book, self.renamed)
        decision = decide(followed, writer, book, self.standing.point.seq + 1)
        if not decision.records:
            return decision, None
        book.put(decision.records)
        last = group.acts[-1]
        self._raise_seq(
            mid=group.mid,
            actor=last.actor,
            acted_at=last.at,
            acts=spell_acts(group.acts),
            ops=spell_ops(decision.ops, decision.records),
            whole=is_whole(group, decision),
        )
        return decision, self.standing.point.seq

    def _raise_seq(self, **group: Any) -> None:
        """Take the next seq, draw its tag, and note both in the history, with a group or as a mark."""
        point = Point(self.standing.point.seq + 1, random_tag(self.now.random))
        self.standing = replace(self.standing, point=point)
        row = {"scope": str(self.scope), "seq": point.seq, "tag": point.tag, "at": self.now.at}
        whose = {"author": self.author.value, "replica": self.replica}
        self._rows.append(_NO_GROUP | row | whose | group)

    def _outcomes(
        self, decided: dict[UUID, tuple[Decision, int | None]], last: Mapping[UUID, Act]
    ) -> dict[UUID, Outcome]:
        found_at = {found.seq for decision, _seq in decided.values() for found in decision.conflicts}
        sources = {seq for seq in found_at if seq is not None}
        here = {row["seq"]: (row["actor"], row["acted_at"]) for row in self._rows if row["seq"] in sources}
        said = _said(self.connection, self.scope, sources - here.keys()) | here
        return {
            mid: Outcome(
                result=decision.result,
                seq=seq,
                conflicts=tuple(_signed(found, said, last[mid]) for found in decision.conflicts),
                refusals=decision.refusals,
            )
            for mid, (decision, seq) in decided.items()
        }

    def _keep_longer(self) -> None:
        """Keep what was answered once more as long as this push may come again, however old it is."""
        answers = update(outcome).where(outcome.c.scope == str(self.scope)).values(answered=self.standing.point.seq)
        for some in in_pieces(sorted(self.known), _AT_ONCE):
            self.connection.execute(answers.where(among(self.connection, outcome.c.mid, some)))

    def _write(self, outcomes: dict[UUID, Outcome]) -> None:
        insert_many(self.connection, history, self._rows)
        answers = [self._outcome_row(mid, each) for mid, each in outcomes.items()]
        insert_many(self.connection, outcome, answers)
        seq, tag = self.standing.point
        self.connection.execute(update(counter).where(counter.c.scope == str(self.scope)).values(seq=seq, tag=tag))

    def _outcome_row(self, mid: UUID, said: Outcome) -> dict[str, Any]:
        body = None if said.result is Result.APPLIED else canonical_json(said.to_json())
        mark = self.standing.point.seq
        given = {"seq": said.seq, "body": body, "placed": said.seq or mark, "answered": mark}
        return {"scope": str(self.scope), "mid": mid, "at": self.now.at} | given


class Remembered(NamedTuple):
    """What was answered to a group, and at which seq of the scope that was."""

    outcome: Outcome
    placed: int


def stored_outcomes(connection: Connection, scope: Scope, mids: Sequence[UUID]) -> dict[UUID, Remembered]:
    """Return what was answered to those of some groups that are here."""
    it = outcome.c
    query = select(it.mid, it.seq, it.body, it.placed).where(it.scope == str(scope))
    return {
        row.mid: Remembered(_outcome(row.seq, row.body), row.placed)
        for some in in_pieces(mids, _AT_ONCE)
        for row in connection.execute(query.where(among(connection, outcome.c.mid, some)))
    }


def applied_mids(connection: Connection, scope: Scope, mids: Sequence[UUID], forgotten: int) -> set[UUID]:
    """Return those of some groups that were applied as they are; what became of others, a repetition tells.

    What lies before the seq up to which the scope has forgotten is left out, as if its outcome were forgotten, too.
    """
    query = select(outcome.c.mid).where(outcome.c.scope == str(scope), outcome.c.body.is_(None))
    query = query.where(outcome.c.placed > forgotten)
    return {
        mid
        for some in in_pieces(mids, _AT_ONCE)
        for mid in connection.execute(query.where(among(connection, outcome.c.mid, some))).scalars()
    }


def _outcome(seq: int | None, body: str | None) -> Outcome:
    return Outcome(result=Result.APPLIED, seq=seq) if body is None else Outcome.from_json(json.loads(body))


def _said(connection: Connection, scope: Scope, seqs: Collection[int]) -> dict[int, tuple[str, datetime]]:
    """Return who wrote at some seqs, and when by her own clock; what is long forgotten is left out."""
    query = select(history.c.seq, history.c.actor, history.c.acted_at).where(history.c.scope == str(scope))
    return {
        row.seq: (row.actor, row.acted_at)
        for some in in_pieces(sorted(seqs), _AT_ONCE)
        for row in connection.execute(query.where(among(connection, history.c.seq, some)))
    }


def _signed(found: Found, said: dict[int, tuple[str, datetime]], own: Act) -> Conflict:
    by, at = (own.actor, own.at) if found.seq is None else said.get(found.seq, (None, None))
    return replace(found.conflict, by=by, at=at)


def same_groups(groups: Iterable[Group], known: Collection[UUID]) -> bool:
    """Return whether every group was here before: the push is a repetition."""
    return all(group.mid in known for group in groups)

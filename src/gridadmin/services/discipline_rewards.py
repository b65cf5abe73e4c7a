"""Rewards (Art 24): recorded with level, issuing body and paper."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.discipline_rewards import RewardForm, RewardRow
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_, Message
from gridadmin.models.discipline import Reward
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.worker_records import require_worker


def record_reward(session: Session, form: RewardForm, today: date) -> UUID:
    """Record a reward and return its id; InvalidError names the fields."""
    require_worker(session, form.worker_id)
    _check(form, today)
    reward = Reward(id=new_id(), worker_id=form.worker_id, **_values(form))
    session.add(reward)
    return reward.id


def update_reward(session: Session, reward_id: UUID, form: RewardForm, today: date) -> None:
    """Correct a reward; InvalidError names the fields, ConflictError is a lost race."""
    reward = session.get(Reward, reward_id)
    if reward is None:
        raise NotFoundError(N_("The reward is no longer there."))
    require_version(reward, form.version, form.title)
    _check(form, today)
    assign(reward, **_values(form))


def list_rewards(session: Session, as_of: date, worker_id: UUID | None = None) -> list[RewardRow]:
    """Return the rewards given by a day, the newest first."""
    query = select(Reward, Worker.name).join(Worker, Worker.id == Reward.worker_id).where(Reward.awarded_on <= as_of)
    if worker_id is not None:
        query = query.where(Reward.worker_id == worker_id)
    rows = session.execute(query.order_by(Reward.awarded_on.desc(), Reward.level, Worker.name_pinyin, Reward.id))
    return [_row(reward, name) for reward, name in rows]


def _row(reward: Reward, name: str) -> RewardRow:
    return RewardRow(
        worker_id=reward.worker_id,
        kind=reward.kind,
        level=reward.level,
        title=reward.title,
        awarded_by=reward.awarded_by,
        awarded_on=reward.awarded_on,
        document=reward.document,
        reason=reward.reason,
        prize=reward.prize,
        version=reward.version,
        id=reward.id,
        worker=name,
    )


def _check(form: RewardForm, today: date) -> None:
    faults: dict[str, Message] = {}
    if not form.title.strip():
        faults["title"] = Message(N_("Please fill in this field."))
    if not form.awarded_by.strip():
        faults["awarded_by"] = Message(N_("Please fill in this field."))
    if form.awarded_on > today:
        faults["awarded_on"] = Message(N_("This day is still to come."))
    if faults:
        raise InvalidError(N_("The reward cannot be recorded like this."), faults)


def _values(form: RewardForm) -> dict[str, object]:
    return {
        "kind": form.kind,
        "level": form.level,
        "title": form.title.strip(),
        "awarded_by": form.awarded_by.strip(),
        "awarded_on": form.awarded_on,
        "document": form.document or None,
        "reason": form.reason or None,
        "prize": form.prize or None,
    }

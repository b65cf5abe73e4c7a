"""Accounts of clerks: the actor of every act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.accounts import AccountRow
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_, Message
from gridadmin.models.accounts import Account
from gridadmin.services.adopted import current_ids
from gridadmin.services.assignment import assign


def create_account(session: Session, account_id: UUID, name: str) -> AccountRow:
    """Make an account and return it, or open the closed one of that name again: whoever comes back goes on as herself.

    Raises InvalidError for an empty name and for that of an open account.
    """
    name = name.strip()
    if not name:
        raise InvalidError(N_("Enter the clerk's name."), {"name": Message(N_("Enter the clerk's name."))})
    known = session.scalar(select(Account).where(Account.name == name))
    if known is not None and known.disabled_on is not None:
        assign(known, disabled_on=None)
        return _row(known)
    if known is not None:
        raise InvalidError(
            N_("There is an account called {name} already."),
            {"name": Message(N_("This name is taken."))},
            name=name,
        )
    session.add(Account(id=account_id, name=name))
    return AccountRow(account_id, name)


def list_accounts(session: Session) -> list[AccountRow]:
    """Return every account by name, disabled ones too."""
    return [_row(account) for account in session.scalars(select(Account).order_by(Account.name))]


def get_account(session: Session, account_id: UUID | None) -> AccountRow:
    """Return the account that a key slot names; for the recovery code and the county, which name none, the first.

    Raises:
        NotFoundError: the account is gone or disabled.
    """
    query = select(Account).where(Account.disabled_on.is_(None)).order_by(Account.id)
    if account_id is not None:  # the key slot may name it by the id that it had before the city's
        query = query.where(Account.id == current_ids(session, [account_id]).get(account_id, account_id))
    account = session.scalars(query).first()
    if account is None:
        raise NotFoundError(N_("The account of this key was closed. Ask another clerk of the office to open it again."))
    return _row(account)


def current_account(session: Session, account: AccountRow) -> AccountRow:
    """Return an account under the id that it has now: the city's, where it took that since the office was opened."""
    return replace(account, id=current_ids(session, [account.id]).get(account.id, account.id))


def disable_account(session: Session, account_id: UUID, today: date) -> str:
    """Close an account from a day on and return its name; what it did stays in the journal."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError(N_("The account is no longer there."))
    assign(account, disabled_on=today)
    return account.name


def _row(account: Account) -> AccountRow:
    return AccountRow(account.id, account.name, account.disabled_on)

"""Who calls: what a token says about its bearer. What the body of a request says is never trusted for that."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gridadmin.i18n import N_, _
from gridadmin.wire.groups import Author
from gridadmin.wire.owners import may_write_in
from gridadmin.wire.problems import ProblemType, problem_of
from gridadmin.wire.scopes import Scope, ScopeKind

LEVELS = {ScopeKind.CITY: Author.CITY, ScopeKind.COUNTY: Author.COUNTY, ScopeKind.TOWN: Author.TOWNSHIP}
_NOT_YOURS = N_("These credentials do not reach that far.")


@dataclass(frozen=True)
class Caller:
    """The bearer of a token.

    Attributes:
        client_id: the credentials that the token was given for.
        scope: the caller's own scope; reads: all that an office of it pulls, its own first.
        replica: the database that was enrolled.
    """

    client_id: str
    scope: Scope
    replica: UUID

    @property
    def author(self) -> Author:
        """Whose hand it is."""
        return LEVELS[self.scope.kind]

    @property
    def reads(self) -> tuple[Scope, ...]:
        """The scopes that an office of this one pulls: its own first, then its county's and its city's."""
        return (self.scope, *self.scope.above)

    def require_reads(self, scope: Scope) -> None:
        """Refuse a scope that is neither read by the caller nor below; raises ProblemError `forbidden`."""
        if scope not in self.reads and self.scope not in scope.above:
            raise problem_of(ProblemType.FORBIDDEN, _(_NOT_YOURS))

    def require_writes(self, scope: Scope) -> None:
        """Refuse a scope that the caller may not write in; raises ProblemError `forbidden`."""
        if not may_write_in(self.author, self.scope, scope):
            raise problem_of(ProblemType.FORBIDDEN, _(_NOT_YOURS))

"""What a clerk does with what came back: mine or theirs, once more or given up, keep or delete, yes."""

from __future__ import annotations

from random import Random

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.exchange import IssueRow
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.sync.issues import list_issues
from gridadmin.sync.settling import WITHIN_AN_ACT, settle_issue, use_mine
from tests.exchange_proof.stack.book import Book, words_about, words_needing


class Desk:
    """The open issues of one office, and somebody who settles them."""

    def __init__(self, random: Random, book: Book, office: OpenOffice) -> None:
        self._random, self._book, self._office = random, book, office
        self.said: list[str] = []

    def settle_one(self) -> str:
        """Settle an issue, whichever way; return how it went."""
        issues = [issue for issue in self._office.read(list_issues) if issue.choices]
        return self._settle(self._random.choice(issues)) if issues else "nothing to settle"

    def answer_guards(self) -> None:
        """Say yes to every guard, so that work goes on."""
        for issue in self._office.read(list_issues):
            if issue.kind in ("mass_deletion", "divergence"):
                self._office.exchange(settle_issue, issue.id, "confirm", self._office.clock())

    def settle_all(self) -> int:
        """Settle what is open, each thing once; return how many there were."""
        issues = self._office.read(list_issues)
        for issue in issues:
            self.said.append(self._settle(issue))
        return len(issues)

    def _settle(self, issue: IssueRow) -> str:
        choices = [choice for choice in issue.choices if choice != "mend"]
        choice = self._random.choice(choices)
        about = self._office.read(words_about, issue.id)
        if choice == "give_up":
            about += self._office.read(words_needing, issue.id)
        try:
            if choice in WITHIN_AN_ACT:
                self._office.act(Message("Mine"), use_mine, issue.id, self._office.clock())
            else:
                self._office.exchange(settle_issue, issue.id, choice, self._office.clock())
        except GridAdminError as error:
            return f"{issue.kind} {choice} refused: {error.message.msgid[:60]}"
        if choice in ("give_up", "theirs", "delete"):
            self._book.decide(about)
        elif issue.kind in ("expired", "orphan"):  # of a record that the city may have forgotten to have deleted
            self._book.confirm(f"{about} {issue.record_id}")
        return f"{issue.kind} {issue.cause} {choice}"

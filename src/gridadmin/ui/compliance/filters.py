"""What narrows the check: views, article, community, and a box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.domain.compliance import ARTICLE_TITLES, MATRIX_ARTICLES, MatrixRow
from gridadmin.domain.compliance_duties import Finding, Result
from gridadmin.i18n import N_, _
from gridadmin.jobs.compliance import ComplianceView
from gridadmin.ui.fields import ChoiceField, Option, TextField
from gridadmin.ui.layouts import column, row
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.tokens import ROOMY, SNUG, TAB_EDGE

MATRIX = "matrix"
VIEWS: dict[str, tuple[str, Callable[[Finding], bool]]] = {
    MATRIX: (N_("Grids by articles"), lambda _found: True),
    "not_met": (N_("Not met"), lambda found: found.result is Result.NOT_MET),
    "needs_person": (N_("To decide"), lambda found: found.result is Result.NEEDS_PERSON),
    "met": (N_("Met"), lambda found: found.result is Result.MET),
    "all": (N_("All findings"), lambda _found: True),
}
"""View key -> its title and which findings it lists."""


class ComplianceFilterBar(QWidget):
    """Holds the filter of the check.

    Signals:
        changed: the filter is another one now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._homes: dict[UUID, UUID] = {}
        self.views = ViewTabs([(key, _(title)) for key, (title, _lists) in VIEWS.items()])
        self.views.chosen.connect(lambda _key: self.changed.emit())
        every = [Option(None, _("Every article"))]
        self.article = ChoiceField(every + [Option(article, _(ARTICLE_TITLES[article])) for article in MATRIX_ARTICLES])
        self.article.set_value(None)
        self.community = ChoiceField([Option(None, _("Every community"))])
        self.community.set_value(None)
        results = [Option(None, _("Every result"))]
        self.result = ChoiceField(results + [Option(result, result.label) for result in reversed(Result)])
        self.result.set_value(None)
        for choice, name in ((self.article, _("Article")), (self.community, _("Community or village"))):
            choice.setAccessibleName(name)
        self.result.setAccessibleName(_("Result"))
        self.box = TextField(_("Grid, person or code"))
        self.box.setClearButtonEnabled(True)
        for field in (self.article, self.community, self.result, self.box):
            field.changed.connect(self.changed)
        line = row(
            self.article, self.result, self.community, self.box, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG)
        )
        for place, share in enumerate((2, 2, 3, 4)):
            line.setStretch(place, share)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setLayout(column(row(self.views, margins=(TAB_EDGE, 0, 0, 0)), line, spacing=0))

    def show_check(self, view: ComplianceView) -> None:
        """Offer the communities of a check, and write the counts of the views."""
        homes: Mapping[UUID, str] = {home.id: home.name for home in view.snapshot.communities}
        every = [Option(None, _("Every community"))]
        self.community.set_options(every + [Option(key, name) for key, name in homes.items()])
        self._homes = {key: key for key in homes}
        for grid in view.snapshot.grids:
            self._homes[grid.id] = grid.community_id
            for member in grid.staff:
                self._homes.setdefault(member.worker_id, grid.community_id)
        for key, (title, lists) in VIEWS.items():
            if key != MATRIX:
                self.views.show_count(key, _(title), sum(map(lists, view.findings)))

    def rows(self, view: ComplianceView) -> list[MatrixRow]:
        """Return the grids that pass; a result is looked for in the article that is chosen, or in any."""
        article, result, community = self.article.value(), self.result.value(), self.community.value()
        articles = [article] if article else MATRIX_ARTICLES
        return [
            row
            for row in view.matrix
            if (community is None or row.grid.community_id == community)
            and (result is None or any(row.results[each] is result for each in articles))
            and self._is_named(row.grid.code, row.grid.name, row.grid.community)
        ]

    def findings(self, view: ComplianceView) -> list[Finding]:
        """Return the findings that pass."""
        lists = VIEWS[self.views.value()][1]
        return [found for found in view.findings if lists(found) and self._passes(found)]

    def clear(self) -> None:
        """Show every result again."""
        for field in (self.article, self.community, self.result):
            field.set_value(None)
        self.box.clear()

    def _passes(self, found: Finding) -> bool:
        article, result, community = self.article.value(), self.result.value(), self.community.value()
        home = self._homes.get(found.subject_id) if found.subject_id is not None else None
        return (
            (article is None or found.article == article)
            and (result is None or found.result is result)
            and (community is None or home == community)
            and self._is_named(found.subject)
        )

    def _is_named(self, *texts: str) -> bool:
        words = (self.box.value() or "").casefold()
        return not words or any(words in text.casefold() for text in texts)


def counts(findings: Iterable[Finding]) -> dict[Result, int]:
    """Return how many findings have each result, from bad to good."""
    found = [finding.result for finding in findings]
    return {result: found.count(result) for result in reversed(Result)}

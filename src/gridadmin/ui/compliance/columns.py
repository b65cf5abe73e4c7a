"""How results look, and the columns of the matrix and of the list of findings."""

from __future__ import annotations

from functools import partial

from gridadmin.domain.compliance import ARTICLE_TITLES, MATRIX_ARTICLES, MatrixRow
from gridadmin.domain.compliance_duties import DUTIES, SEVERITY, Finding, Result
from gridadmin.i18n import N_, _
from gridadmin.ui.tables import Column

TONES = {
    Result.MET: "good",
    Result.NOT_MET: "danger",
    Result.NEEDS_PERSON: "warning",
    Result.NOT_APPLICABLE: "faint",
}
SIGNS = {Result.MET: "✓", Result.NOT_MET: "✗", Result.NEEDS_PERSON: "?", Result.NOT_APPLICABLE: "–"}
SHORT = {
    Result.MET: N_("met"),
    Result.NOT_MET: N_("not met"),
    Result.NEEDS_PERSON: N_("to decide"),
    Result.NOT_APPLICABLE: N_("n/a"),
}
"""The words of a cell of the matrix; its sign and its colour say the same."""


def result_text(result: Result) -> str:
    """Return a result in full, its sign before it."""
    return f"{SIGNS[result]} {result.label}"


def matrix_columns() -> tuple[Column[MatrixRow], ...]:
    """Return the columns of the matrix: the grid, then a column for each article."""
    return (
        Column("grid", N_("Grid"), 20, lambda row: row.grid.name, lambda row: row.grid.code),
        *(_article(article) for article in MATRIX_ARTICLES),
        Column("community", N_("Community or village"), 16, lambda row: row.grid.community, lambda row: row.grid.code),
        Column("code", N_("Code"), 16, lambda row: row.grid.code, chosen=False),
    )


def _article(article: str) -> Column[MatrixRow]:
    return Column(
        article,
        ARTICLE_TITLES[article],
        10,
        partial(_cell, article),
        sort=lambda row: -SEVERITY[row.results[article]],
        tone=lambda row: TONES[row.results[article]],
        badge=True,
    )


def _cell(article: str, row: MatrixRow) -> str:
    result = row.results[article]
    return f"{SIGNS[result]} {_(SHORT[result])}"


def finding_columns() -> tuple[Column[Finding], ...]:
    """Return the columns of the list of findings."""
    return (
        Column(
            "result",
            N_("Result"),
            14,
            lambda found: result_text(found.result),
            sort=lambda found: -SEVERITY[found.result],
            tone=lambda found: TONES[found.result],
            badge=True,
        ),
        Column("article", N_("Article"), 9, lambda found: _(ARTICLE_TITLES[found.article]), lambda f: int(f.article)),
        Column("kind", N_("Checked on"), 10, lambda found: found.subject_type.label),
        Column("subject", N_("Subject"), 28, lambda found: found.subject),
        Column("duty", N_("Duty"), 24, lambda found: str(DUTIES[found.duty].title)),
        Column("facts", N_("Facts"), 40, lambda found: " ".join(map(str, found.facts))),
    )

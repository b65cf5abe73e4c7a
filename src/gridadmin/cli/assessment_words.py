"""What the verbs of assessment print: documents with stable keys, and tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from gridadmin.cli.output import Document, print_table
from gridadmin.i18n import _

if TYPE_CHECKING:
    from gridadmin.domain.assessment_rows import (
        ParticipantRow,
        PeriodRow,
        PeriodSheet,
        ReviewDue,
        ReviewRow,
        SchemeRow,
    )


def number(value: Decimal | None) -> str | None:
    """Return points as text: JSON has no exact numbers with digits after the point."""
    from gridadmin.domain.assessment_rounding import plain_number

    return None if value is None else plain_number(value)


def period_document(row: PeriodRow) -> Document:
    """Return a period as the documented keys."""
    from gridadmin.jobs.assessment import period_name

    return {
        "id": row.id,
        "period": period_name(row),
        "name": str(row.words),
        "scheme": row.scheme,
        "round": row.round_key,
        "round_name": row.round_name,
        "from": row.first_day,
        "to": row.last_day,
        "state": row.state.value,
        "published_on": row.published_on,
        "objections_until": row.objections_until,
        "assessed": row.assessed,
        "scored": row.scored,
        "ungraded": row.ungraded,
        "objections": row.objections,
        "undecided": row.undecided,
    }


def line_document(row: ParticipantRow) -> Document:
    """Return a person's line in a period; `derivation` says how each line of the sheet came about."""
    from gridadmin.domain.assessment_entries import shown_entry

    sheet, composite, graded = row.sheet, row.composite, row.graded
    lines = [line for section in sheet.sections for line in section.indicators] if sheet else []
    return {
        "worker_id": row.worker_id,
        "name": row.name,
        "kind": row.kind.value if row.kind else None,
        "assessed": row.assessed,
        "why_not": row.excused or (str(row.why_not) if row.why_not else None),
        "score": number(row.score),
        "rank": graded.rank if graded else None,
        "grade": graded.grade if graded else None,
        "held_back": graded.held_back if graded else False,
        "entries": {key: shown_entry(entry) for key, entry in row.entries.items()},
        "derivation": [{"indicator": line.indicator.name, "formula": line.formula} for line in lines],
        "total": composite.formula if composite else sheet.formula if sheet else "",
    }


def scheme_document(row: SchemeRow) -> Document:
    """Return a scheme with its versions; `holes` are the scores in no grade."""
    from gridadmin.domain.assessment_bands import scheme_holes
    from gridadmin.domain.assessment_json import definition_to_json

    return {
        "id": row.id,
        "name": row.name,
        "versions": [
            {
                "id": version.id,
                "from": version.valid_from,
                "to": version.valid_to,
                "document": version.document,
                "holes": [
                    {"from": number(hole.least), "to": number(hole.most)} for hole in scheme_holes(version.definition)
                ],
                "definition": definition_to_json(version.definition),
            }
            for version in row.versions
        ],
    }


def review_documents(due: Sequence[ReviewDue], reviews: Sequence[ReviewRow]) -> Document:
    """Return who is due for a review and the reviews there are."""
    return {
        "due": [
            {
                "worker_id": row.worker_id,
                "name": row.name,
                "scheme": row.scheme,
                "results": [{"period": str(r.period), "score": number(r.score), "grade": r.grade} for r in row.results],
            }
            for row in due
        ],
        "reviews": [
            {
                "id": row.id,
                "name": row.name,
                "scheme": row.scheme,
                "opened_on": row.opened_on,
                "ground": list(row.ground),
                "closed_on": row.closed_on,
                "outcome": row.outcome,
            }
            for row in reviews
        ],
    }


def print_periods(rows: Sequence[PeriodRow]) -> None:
    """Print periods as a table."""
    headings = (
        _("Period"),
        _("Scheme of assessment"),
        _("Round"),
        _("State"),
        _("Assessed"),
        _("Scored"),
        _("Published on"),
    )
    print_table(
        headings,
        [(str(r.words), r.scheme, r.round_name, r.state, r.assessed, r.scored, r.published_on) for r in rows],
    )


def print_lines(whole: PeriodSheet) -> None:
    """Print everybody's line."""
    headings = (_("Rank"), _("Name"), _("Total score"), _("Grade"), _("How the points come about"))
    ranked = [
        (
            row.graded.rank if row.graded else 0,
            row.name,
            number(row.score),
            row.graded.grade if row.graded else "",
            _of(row),
        )
        for row in whole.ranked
    ]
    print_table(headings, ranked)
    others = [
        (row.name, row.excused or str(row.why_not or _("not complete"))) for row in whole.participants if not row.graded
    ]
    if others:
        print()
        print_table((_("Name"), _("Without a result because")), others)


def _of(row: ParticipantRow) -> str:
    scored = row.composite or row.sheet
    return scored.formula if scored else ""


def print_schemes(rows: Sequence[SchemeRow]) -> None:
    """Print schemes with their versions."""
    from gridadmin.domain.assessment_bands import scheme_holes
    from gridadmin.domain.assessment_checks import hole_words

    headings = (_("Scheme of assessment"), _("From"), _("Until"), _("Document"), _("In no grade"))
    print_table(
        headings,
        [
            (row.name, v.valid_from, v.valid_to, v.document, [str(hole_words(h)) for h in scheme_holes(v.definition)])
            for row in rows
            for v in row.versions
        ],
    )

"""The words for what the journal keeps of schemes, periods, scores and objections."""

from __future__ import annotations

from gridadmin.domain.assessment_rows import ObjectionDecision
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_

RECORDS: dict[str, str] = {
    "assessment_scheme": N_("Scheme of assessment"),
    "assessment_scheme_version": N_("Version of a scheme"),
    "assessment_period": N_("Period of assessment"),
    "assessment_sheet": N_("Score sheet"),
    "assessment_result": N_("Assessment result"),
    "assessment_objection": N_("Objection"),
    "assessment_review": N_("Review after poor results"),
}

FIELDS: dict[str, str] = {
    "scheme_id": N_("Scheme of assessment"),
    "scheme_version_id": N_("Version of a scheme"),
    "period_id": N_("Period of assessment"),
    "definition": N_("What the scheme says"),
    "round_key": N_("Round"),
    "year": N_("Year"),
    "first_day": N_("First day"),
    "last_day": N_("Last day"),
    "published_on": N_("Published on"),
    "objections_until": N_("Objections until"),
    "entries": N_("Scores entered"),
    "excused": N_("Left out because"),
    "announced_on": N_("Announced on"),
    "score_milli": N_("Score (thousandths)"),
    "grade": N_("Grade"),
    "grounds": N_("Grounds"),
    "decision": N_("Decision on the objection"),
    "decided_on": N_("Decided on"),
    "decided_by": N_("Decided by"),
    "reasons": N_("Reasons"),
    "opened_on": N_("Opened on"),
    "ground": N_("Results it rests on"),
    "closed_on": N_("Concluded on"),
    "outcome": N_("Outcome"),
}

ENUMS: dict[tuple[str, str], type[LabelledEnum]] = {
    ("assessment_objection", "decision"): ObjectionDecision,
}

"""The words for dated parameters: what each is called, and who publishes it."""

from __future__ import annotations

from gridadmin.i18n import N_

PARAMETERS: dict[str, str] = {
    "art8.residents_low": N_("Art 8: residents of an urban grid, at least"),
    "art8.residents_high": N_("Art 8: residents of an urban grid, at most"),
    "art8.households_low": N_("Art 8: households of a grid, at least"),
    "art8.households_high": N_("Art 8: households of a grid, at most"),
    "art8.households_tolerance": N_("Art 8: households, tolerance"),
    "art10.exception_reminder_days": N_("Art 10: days before the review of an exception"),
    "art11.required_education": N_("Art 11: education required"),
    "art14.investigation_days": N_("Art 14: days to clear up the facts and give notice"),
    "art14.statement_days": N_("Art 14: days for statement and defence"),
    "art14.decision_days": N_("Art 14: days to decide after the statement"),
    "art14.delivery_days": N_("Art 14: days to deliver a decision"),
    "art14.rectification_days": N_("Art 14: days to correct after an order"),
    "art14.check_days": N_("Art 14: days to check a rectification"),
    "art14.reexamination_days": N_("Art 14: days to ask for a re-examination"),
    "art14.counting_months": N_("Art 14: months in which a decision counts"),
    "art15.update_days": N_("Art 15: days in which a board must be put right"),
    "art15.inspection_months": N_("Art 15: months between looks at a board"),
    "art24.rectification_days": N_("Art 24: days to put right what supervision found"),
    "statistics.age_bands": N_("Statistics: bounds of the age groups"),
}

PUBLISHERS: dict[str, str] = {"town": N_("This office"), "county": N_("The county"), "city": N_("The city")}

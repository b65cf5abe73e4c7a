"""The pages of the window, in the order of the navigation; a feature adds its line here, nothing in the frame."""

from __future__ import annotations

from gridadmin.i18n import N_
from gridadmin.ui.pages import PageSpec

PAGES: tuple[PageSpec, ...] = (
    PageSpec("home", N_("Home"), "house", "gridadmin.ui.home.page:HomePage"),
    PageSpec("grids", N_("Grids"), "map-pin", "gridadmin.ui.grids.page:GridsPage"),
    PageSpec("workers", N_("Grid workers"), "users", "gridadmin.ui.workers.page:WorkersPage"),
    PageSpec(
        "qualifications", N_("Qualifications"), "badge-check", "gridadmin.ui.qualifications.page:QualificationsPage"
    ),
    PageSpec("training", N_("Training"), "graduation-cap", "gridadmin.ui.training.page:TrainingPage"),
    PageSpec("assessment", N_("Assessment"), "clipboard-check", "gridadmin.ui.assessment.page:AssessmentPage"),
    PageSpec("discipline", N_("Rewards and discipline"), "shield-check", "gridadmin.ui.discipline.page:DisciplinePage"),
    PageSpec("contracts", N_("Contracts and leaving"), "log-out", "gridadmin.ui.contracts.page:ContractsPage"),
    PageSpec("pay", N_("Pay"), "wallet", "gridadmin.ui.pay.page:PayPage"),
    PageSpec("insurance", N_("Insurance"), "umbrella", "gridadmin.ui.insurance.page:InsurancePage"),
    PageSpec("lapses", N_("Expiry calendar"), "calendar", "gridadmin.ui.lapses.page:LapsePage"),
    PageSpec("notices", N_("Boards"), "presentation", "gridadmin.ui.notices.page:NoticesPage"),
    PageSpec("statistics", N_("Monthly statistics"), "chart-column", "gridadmin.ui.statistics.page:StatisticsPage"),
    PageSpec("compliance", N_("Compliance check"), "scale", "gridadmin.ui.compliance.page:CompliancePage"),
    PageSpec("imports", N_("Import"), "file-input", "gridadmin.ui.imports.page:ImportsPage"),
    PageSpec("exchange", N_("Exchange"), "cloud", "gridadmin.ui.exchange.page:ExchangePage"),
    PageSpec("journal", N_("Journal"), "history", "gridadmin.ui.journal.page:JournalPage", apart=True),
    PageSpec("settings", N_("Settings"), "settings", "gridadmin.ui.settings.page:SettingsPage", apart=True),
)

"""Pictures of insurance: the four tabs, the yearly declaration, and a sheet before it is imported."""

from __future__ import annotations

from tools.manual_pictures import Stage

TABS = ("enrolments", "changes", "policies", "reconcile")


def insurance(stage: Stage) -> None:
    """The tabs, then the two dialogs that many people at once go through."""
    from gridadmin.i18n import _
    from gridadmin.ui.insurance.declaration import DeclarationDialog
    from gridadmin.ui.insurance.enrolments_pane import enrolments_import
    from gridadmin.ui.sheet_import import SheetImportDialog

    for view in TABS:
        page = stage.page("insurance", view)
        stage.wait()
        stage.keep(f"insurance-{view}")
    page = stage.page("insurance", "enrolments")
    declared = DeclarationDialog(stage.window, page.desk, page.pane.months.value)
    declared.show()
    stage.wait()
    declared.take_suggested()
    stage.keep("insurance-declaration", over=declared, alone=True)
    sheet = stage.roster.with_name("参保登记表.csv")
    names = [row.name for row in page.pane.rows[:9]]
    lines = [f"{name},{4600 + 20 * at if at != 3 else '四千'}" for at, name in enumerate(names)]
    sheet.write_text("\n".join(["姓名,缴费基数", *lines, "合计,"]), encoding="utf-8")
    kind = enrolments_import(page.pane.months.value)
    imported = SheetImportDialog(stage.window, page.desk, _("Import enrolments"), kind, sheet)
    imported.show()
    stage.wait()
    stage.keep("insurance-import", over=imported, alone=True)

"""The first lines of what a template writes, in letters of one width; of fixed widths the bytes are counted."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit

from gridadmin.domain.bank_templates import BankTemplate
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.bank_templates import SampleFile
from gridadmin.ui.theme import current

RULER_STEP = 10
CELLS = "  │  "


class PreviewText(QPlainTextEdit):
    """Shows a sample file."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(_("Preview"))
        self.setTabChangesFocus(True)
        self._fit()
        current().changed.connect(self._fit)

    def show_sample(self, template: BankTemplate, sample: SampleFile) -> None:
        """Show what a template writes for invented people, or why it cannot."""
        faults = [f"! {fault}" for fault in sample.faults]
        self.setPlainText("\n".join([*faults, *preview_lines(template, sample)]))

    def _fit(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(current().font("body").pointSizeF())
        self.setFont(font)


def preview_lines(template: BankTemplate, sample: SampleFile) -> list[str]:
    """Return the lines of a preview; cells of a workbook are set apart, bytes told where widths are fixed."""
    if template.file_type.is_sheet:
        return [CELLS.join(line) for line in sample.lines]
    if sample.faults:
        return []
    encoding = template.encoding.value
    end = template.line_end.text
    lines = sample.content.decode(encoding).removesuffix(end).split(end)
    if not template.fixed:
        return lines
    sizes = [len(line.encode(encoding)) for line in lines]
    words = [str(Message(N_("{size} bytes"), {"size": size})) for size in sizes]
    ruler = "".join(str(at // RULER_STEP % 10) if at % RULER_STEP == 0 else "·" for at in range(1, max(sizes) + 1))
    return [ruler, *(f"{line}  ← {said}" for line, said in zip(lines, words, strict=True))]

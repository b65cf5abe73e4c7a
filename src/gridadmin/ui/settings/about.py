"""What this program is: version, parts, terms."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from gridadmin import __version__
from gridadmin.i18n import _
from gridadmin.ui.layouts import column, label
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts, card
from gridadmin.ui.tokens import MEDIUM

LIBRARIES: tuple[tuple[str, str], ...] = (
    ("Qt 6, PySide6, Shiboken6", "LGPL 3.0"),
    ("SQLAlchemy, Alembic", "MIT"),
    ("SQLCipher, sqlcipher3", "BSD 3-Clause, zlib"),
    ("psycopg", "LGPL 3.0"),
    ("cryptography", "Apache 2.0 / BSD 3-Clause"),
    ("openpyxl, keyring, platformdirs, filelock, fonttools, pypinyin", "MIT"),
    ("ReportLab, segno, xlrd", "BSD 3-Clause"),
    ("pypdfium2, PDFium", "Apache 2.0 / BSD 3-Clause"),
    ("Pillow", "MIT-CMU"),
    ("Source Han Sans, Source Han Serif", "SIL OFL 1.1"),
    ("Lucide", "ISC"),
)


class AboutPane(QWidget):
    """Version and licences."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        office = desk.background.office
        facts = Facts()
        facts.show_facts(
            [
                (_("Version"), __version__),
                ("Python", platform.python_version()),
                ("Qt", qVersion()),
                (_("System"), platform.platform()),
                (_("Office"), office.name if office else ""),
                (_("Terms"), "Apache License 2.0"),
            ]
        )
        terms = Facts()
        terms.show_facts(LIBRARIES)
        note = label(_("Built on the work of others; the full terms lie in docs/licences.md."), "muted", wrap=True)
        self.setLayout(
            column(card("gridadmin", facts), card(_("Parts and their terms"), note, terms), 1, spacing=MEDIUM)
        )

    def reload(self) -> None:
        """Nothing here changes."""

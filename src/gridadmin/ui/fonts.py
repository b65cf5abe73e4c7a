"""Faces of the window: the shipped Noto Sans SC where it is present, else what the system has for Chinese."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

BASE_POINTS = 10.0
SHIPPED = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf")
FAMILIES = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)


def load_fonts(folder: Path) -> tuple[str, ...]:
    """Register the shipped faces and return the families to ask for, best first."""
    shipped: list[str] = []
    for name in SHIPPED:
        if (folder / name).is_file():
            number = QFontDatabase.addApplicationFont(str(folder / name))
            shipped += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return tuple(dict.fromkeys((*shipped, *FAMILIES)))


def window_font(families: tuple[str, ...], text_percent: int) -> QFont:
    """Return the base font at a text size; every other size in the window is a multiple of it."""
    font = QFont(list(families))
    font.setPointSizeF(BASE_POINTS * text_percent / 100)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    return font

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gridadmin.config import find_resources
from gridadmin.ui.icons import IconSet
from gridadmin.ui.layouts import button, column, label
from gridadmin.ui.preferences import LARGEST_TEXT, SMALLEST_TEXT, PreferenceStore, mended
from gridadmin.ui.theme import Theme
from gridadmin.ui.tokens import DARK, LIGHT, Colours, contrast

PAIRS = [
    *[("text", on) for on in ("window", "surface", "sunken", "hover", "stripe", "selection", "accent_soft")],
    *[("muted", on) for on in ("window", "surface", "stripe")],
    *[
        (tone, on)
        for tone in ("danger", "warning", "good", "accent_text")
        for on in ("surface", f"{tone.split('_')[0]}_soft")
    ],
    ("past", "past_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(colours: Colours, text: str, ground: str) -> None:
    least = 3.5 if text == "on_accent" else 4.5  # bold or large text on the accent may have 3 : 1
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= least


def test_text_size_reaches_labels_margins_and_icons(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    title, save = label("标题", "title"), button("Save", icon="save")
    holder.setLayout(column(title, save, margins=(16, 16, 16, 16)))
    qtbot.addWidget(holder)
    holder.show()
    heights = []
    for percent in (100, 200):
        theme.use(text_percent=percent)
        layout = holder.layout()
        assert layout is not None
        heights.append((QFontMetricsF(title.font()).height(), layout.contentsMargins().left(), save.iconSize().width()))
    for small, large in zip(*heights, strict=True):
        assert large == pytest.approx(2 * small, rel=0.15)


def test_text_size_keeps_its_limits(theme: Theme) -> None:
    theme.use(text_percent=900)
    assert theme.text_percent == LARGEST_TEXT
    theme.use(text_percent=1)
    assert theme.text_percent == SMALLEST_TEXT


def test_dark_changes_the_palette(theme: Theme) -> None:
    theme.use(mode="dark")
    assert QApplication.palette().window().color() == QColor(DARK.window)


def test_every_icon_can_be_drawn() -> None:
    icons = IconSet(find_resources() / "icons")
    for name in icons.names():
        image = icons.pixmap(name, "#FF0000", 24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", "#000000", 16)


def test_no_style_rule_fixes_a_font_in_pixels(theme: Theme) -> None:
    sheet = QApplication.instance().styleSheet()  # type: ignore[union-attr] # a QApplication in tests
    assert "font-size" in sheet
    assert not [line for line in sheet.splitlines() if "font-size" in line and "pt;" not in line]
    assert isinstance(label("x"), QLabel)


@given(
    st.dictionaries(st.sampled_from(["theme", "text_percent", "language", "layout", "x"]), st.integers() | st.text())
)
def test_any_settings_file_is_mended(values: dict[str, object]) -> None:
    read = mended(dict(values))
    assert read.theme in ("auto", "light", "dark")
    assert SMALLEST_TEXT <= read.text_percent <= LARGEST_TEXT


def test_preferences_survive_a_restart_and_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    store = PreferenceStore(path)
    store.change(text_percent=130)
    store.remember("table/workers", {"name": [12, True]})
    again = PreferenceStore(path)
    assert again.now.text_percent == 130
    assert again.recall("table/workers") == {"name": [12, True]}
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]
    assert json.loads(path.read_text("utf-8"))["text_percent"] == 130
    path.write_text("{broken")
    assert PreferenceStore(path).now.text_percent == 100

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from gridadmin.config import find_resources
from gridadmin.reports.fonts import (
    PIECE,
    Face,
    FontChain,
    MissingCharacterError,
    font_chain,
    missing_characters,
    printable,
)

FONTS = find_resources() / "fonts"
RARE = "𠮷𠀀𪚥鿿䶿𮯠"


def test_the_fonts_are_the_ones_the_readme_names() -> None:
    readme = (FONTS / "README.md").read_text(encoding="utf-8")
    for file in [*FONTS.glob("*.ttf"), FONTS / "rare.zip"]:
        assert hashlib.sha256(file.read_bytes()).hexdigest() in readme, file.name


def test_the_main_face_prints_every_character_of_levels_1_and_2() -> None:
    chain = font_chain()
    level_1 = [*range(0x4E00, 0x9FF0), *range(0x3400, 0x4DB6)]
    for face in Face:
        glyphs = chain.font(face.value).face.charToGlyph
        assert not [f"{code_point:04X}" for code_point in level_1 if code_point not in glyphs]


@pytest.mark.slow
def test_main_face_and_pack_together_hold_level_3_of_gb_18030_2022() -> None:
    with TTFont(FONTS / "NotoSansSC-Regular.ttf", lazy=True) as main:
        held = set(main.getBestCmap())
    with zipfile.ZipFile(FONTS / "rare.zip") as pack:
        for name in pack.namelist():
            font = TTFont(io.BytesIO(pack.read(name)), lazy=True)
            assert font["head"].unitsPerEm == 1000
            code_points = set(font.getBestCmap())
            start = int(name.removesuffix(".ttf"), 16)
            assert all(start <= code_point < start + PIECE for code_point in code_points)
            held |= code_points
    # Ext B-F as far as GB 18030-2022 has them, the Kangxi radicals, and the tails of the basic block and Extension A
    blocks = [(0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0)]
    wanted = [*range(0x2F00, 0x2FD6), *range(0x9FF0, 0xA000), *range(0x4DB6, 0x4DC0)]
    wanted += [code_point for first, last in blocks for code_point in range(first, last + 1)]
    assert not [f"{code_point:X}" for code_point in wanted if code_point not in held]


def test_runs_take_the_main_face_and_the_fallback_only_where_it_must() -> None:
    runs = font_chain().runs(Face.BOLD, "李𬱖𠮷㛃")
    assert [(run.text, run.is_rare) for run in runs] == [("李𬱖", False), ("𠮷", True), ("㛃", False)]
    assert runs[0].font == Face.BOLD


@pytest.mark.parametrize("char", RARE)
def test_rare_characters_have_a_font_and_a_width(char: str) -> None:
    chain = font_chain()
    assert chain.has(char)
    assert 0.9 <= chain.width(Face.REGULAR, char) <= 1.1
    data = chain.rare_font(char)
    assert data is not None
    assert ord(char) in TTFont(io.BytesIO(data), lazy=True).getBestCmap()


def test_missing_and_private_characters_are_named_with_code_and_place() -> None:
    found = missing_characters([("第三网格", "王\ue81e\U000323b0"), ("第四网格", "李𬱖、1（A）\ufe00\u3000")])
    assert [(glyph.where, glyph.codepoint, glyph.is_private) for glyph in found] == [
        ("第三网格", 0xE81E, True),
        ("第三网格", 0x323B0, False),
    ]


def test_a_text_that_was_not_checked_is_refused_and_not_drawn_as_boxes() -> None:
    with pytest.raises(MissingCharacterError):
        font_chain().runs(Face.REGULAR, "\U000323b0")


def test_invisible_marks_are_left_out_and_line_ends_are_spaces() -> None:
    assert printable("葛\U000e0100城\u200b\n二\t三\r\n四") == "葛城 二 三 四"


def test_an_offices_own_font_is_the_last_resort(tmp_path: Path) -> None:
    """A font with a character that the chain lacks, made from one of ours, is found in the office's folder and used."""
    with TTFont(FONTS / "NotoSansSC-Regular.ttf") as font:
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format == 12:
                table.cmap[0x323AF] = table.cmap[ord("王")]
        font.save(tmp_path / "own.ttf")
    (tmp_path / "damaged.ttf").write_bytes(b"no font")
    assert not font_chain().has("\U000323af")
    chain = FontChain(FONTS, tmp_path)
    assert chain.has("\U000323af")
    assert chain.runs(Face.REGULAR, "\U000323af")[0].is_rare
    assert chain.width(Face.REGULAR, "\U000323af") == 1.0

"""Fonts that are not ours: in the folder an office keeps, and known faces of the operating system.

Only TrueType outlines that may be embedded are taken; of a face of tens of megabytes just the one character is cut out.
fontTools, slow to load, is imported only where the faces of gridadmin lack a character.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

# Faces known to hold Extensions B and later, by file name: Windows, Kylin and UOS, and free ones.
KNOWN_FACES = (
    "simsunextg*.ttf",
    "simsunb.ttf",
    "plangothic*.ttf",
    "jigmo*.ttf",
    "fzsongs-extended*.ttf",
    "*supersong*.ttf",
    "babelstonehan*.ttf",
    "tw-sung*.ttf",
    "tw-kai*.ttf",
)
_RESTRICTED = 0x0002  # OS/2 fsType: embedding forbidden


def find_face_with(char: str, office_folder: Path | None) -> Path | None:
    """Return the first font file that has the character, the office's own before the system's; None where none has."""
    faces = (*_office_faces(office_folder), *_system_faces())
    return next((path for path in faces if ord(char) in _code_points(path)), None)


def cut_character(path: Path, char: str) -> bytes:
    """Return a TrueType font of one character: no hints, 1 000 units per em (what ReportLab takes for granted)."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.scaleUpem import scale_upem

    options = Options(hinting=False, glyph_names=False, notdef_outline=True, recalc_timestamp=False)
    options.layout_features = []
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "vhea", "vmtx", "VORG", "DSIG", "meta"]
    out = io.BytesIO()
    with TTFont(path, lazy=True, fontNumber=0, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[ord(char)])
        subsetter.subset(font)
        scale_upem(font, 1000)
        font.save(out)
    return out.getvalue()


@lru_cache
def _code_points(path: Path) -> frozenset[int]:
    """Return what a font holds; nothing where it is damaged, variable, of PostScript outlines or not to be embedded."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as file, TTFont(file, lazy=True, fontNumber=0) as font:
            usable = "glyf" in font and "fvar" not in font and not font["OS/2"].fsType & _RESTRICTED
            return frozenset(font.getBestCmap() or ()) if usable else frozenset()
    except (TTLibError, OSError, KeyError, AssertionError):
        return frozenset()


def _office_faces(folder: Path | None) -> Iterator[Path]:
    if folder is not None and folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.suffix.lower() in {".ttf", ".ttc", ".otf"})


@lru_cache
def _system_faces() -> tuple[Path, ...]:
    files = [file for folder in _system_folders() for file in _files_below(folder)]
    return tuple(file for pattern in KNOWN_FACES for file in files if fnmatch(file.name.lower(), pattern))


def _system_folders() -> tuple[Path, ...]:
    if os.name == "nt":
        local = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", local)
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local" / "share" / "fonts")


def _files_below(folder: Path) -> list[Path]:
    return [Path(parent) / name for parent, _folders, names in os.walk(folder) for name in sorted(names)]

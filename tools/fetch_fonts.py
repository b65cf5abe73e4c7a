"""Make `resources/fonts/` again: the Noto faces from npm, and the pack of rare characters cut from HanaMinB.

    python tools/fetch_fonts.py FOLDER

needs `npm` (which downloads two pinned packages into FOLDER) and Debian's `fonts-hanazono`. The Noto files are copied
unchanged. HanaMinB (60 000 glyphs, 31 MB) is cut into pieces of 1 024 code points, so that a page that needs one
character unpacks 300 kB and not the whole; each piece is scaled to 1 000 units per em, because ReportLab writes the
advance widths of a subset in thousandths whatever the face says.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
HANAMIN = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
PIECE = 1024
PACKAGES = {  # npm package and version -> sha256 of its archive
    "@expo-google-fonts/noto-sans-sc@0.4.3": "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
    "@expo-google-fonts/noto-serif-sc@0.4.3": "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
}
SANS = {
    "package/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "package/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    "package/900Black/NotoSansSC_900Black.ttf": "NotoSansSC-Black.ttf",
    "package/LICENSE_FONT": "LICENSE-Noto.txt",
}
SERIF = "package/400Regular/NotoSerifSC_400Regular.ttf"
TAIL = [*range(0x4DB6, 0x4DC0), *range(0x9FF0, 0xA000)]  # in Noto Serif SC, not in Noto Sans SC


def pack(package: str, folder: Path) -> Path:
    """Download one pinned npm package, unless it is there, and check it. Raises SystemExit where it is another one."""
    name, _, version = package.rpartition("@")
    archive = folder / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
    if not archive.exists():
        subprocess.run(["npm", "pack", package], cwd=folder, check=True)
    if hashlib.sha256(archive.read_bytes()).hexdigest() != PACKAGES[package]:
        raise SystemExit(f"{archive} is not the pinned {package}")
    return archive


def cut(source: Path, code_points: Iterable[int], family: str) -> bytes:
    """Return a TrueType font of the glyphs of some code points: no hints, no layout tables, 1 000 units per em."""
    options = Options(hinting=False, notdef_outline=True, glyph_names=False, recalc_timestamp=False)
    options.layout_features = []
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "FFTM", "VORG", "vhea", "vmtx", "gasp"]
    options.name_IDs = [0, 1, 2, 4, 6]
    font = TTFont(source, lazy=True, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(code_points))
    subsetter.subset(font)
    scale_upem(font, 1000)
    for record in font["name"].names:
        if record.nameID:
            record.string = family.replace(" ", "") if record.nameID == 6 else family
    font["OS/2"].fsType = 0
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a file with a fixed date, so that the same input gives the same archive."""
    entry = zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_LZMA
    archive.writestr(entry, data)


def make_rare_pack(sans: Path, serif: Path, target: Path) -> None:
    """Write the pack: one piece per 1 024 code points that Noto Sans SC lacks, named by its first code point."""
    have = TTFont(sans, lazy=True).getBestCmap()
    pieces: dict[int, list[int]] = defaultdict(list)
    for code_point in TTFont(HANAMIN, lazy=True).getBestCmap():
        if code_point > 0xFFFF and code_point not in have:
            pieces[code_point // PIECE].append(code_point)
    for code_point in TAIL:
        pieces[code_point // PIECE].append(code_point)
    with zipfile.ZipFile(target, "w") as archive:
        for piece, code_points in sorted(pieces.items()):
            source = serif if code_points[0] in TAIL else HANAMIN
            data = cut(source, code_points, f"GridAdmin Rare {piece * PIECE:X}")
            add(archive, f"{piece * PIECE:05X}.ttf", data)
            print(f"{piece * PIECE:05X}: {len(code_points)} glyphs, {len(data)} bytes")


def main() -> None:
    """Download, copy, cut, and print the checksums for the README."""
    folder = Path(sys.argv[1])
    sans, serif = (pack(package, folder) for package in PACKAGES)
    with tarfile.open(sans) as archive:
        for member, name in SANS.items():
            source = archive.extractfile(member)
            assert source is not None, member
            with source, (FONTS / name).open("wb") as target:
                shutil.copyfileobj(source, target)
    with tarfile.open(serif) as archive:
        archive.extract(SERIF, folder, filter="data")
    make_rare_pack(FONTS / "NotoSansSC-Regular.ttf", folder / SERIF, FONTS / "rare.zip")
    for file in sorted(FONTS.iterdir()):
        print(hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_size, file.name)


if __name__ == "__main__":
    main()

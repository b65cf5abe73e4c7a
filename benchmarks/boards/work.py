"""The A4 work of the board benchmark: 200 grids with photo, QR code and eleven paragraphs, always the same.

It stands in for the `common` module of a benchmark that has other engines beside it (see `b_gridadmin`): the same
amount of words, rare characters, photos of 480 × 640 and matrices, so that one command needs nothing but this checkout.
"""

from __future__ import annotations

import io
import random
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

BOARDS = 200
DUTIES = tuple(
    f"{duty}；发现问题及时上报，协助有关部门处置，并做好记录和回访。"
    for duty in (
        "宣传法律法规和政策措施", "采集核实网格内基础信息", "每日巡查走访，排查安全隐患", "排查化解邻里矛盾纠纷",
        "开展消防和用电用气安全宣传", "走访独居老人和留守儿童", "收集社情民意，代办便民事项", "协助服务管理流动人口",
        "参与环境卫生和垃圾分类整治", "完成上级交办的其他事项",
    )
)  # fmt: skip
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
RARE = (
    "㛃",
    "𬱖",
    "𫖯",
    "䶮",
    "𬍛",
    "𠮷",
    "𠀀",
    "𡐓",
    "𬭎",
    "堃",
    "垚",
    "喆",
    "犇",
    "翀",
    "玥",
    "祎",
    "赟",
    "嫄",
    "𫍽",
    "𥖄",
)


def grids() -> list[dict[str, Any]]:
    """Return what the boards say; every fifth name holds a rare character."""
    dice = random.Random(20260101)
    return [_grid(number, dice) for number in range(BOARDS)]


def _grid(number: int, dice: random.Random) -> dict[str, Any]:
    last = RARE[number // 5 % len(RARE)] if number % 5 == 0 else dice.choice(GIVEN)
    return {
        "i": number,
        "code": f"371502{100 + number // 20:03}{number % 20 + 1:06}",
        "town": "古楼街道",
        "village": dice.choice(("红旗", "新丰", "东湖", "西塘", "南桥", "北亭")) + "村",
        "grid": f"第{number % 20 + 1}网格",
        "name": dice.choice(SURNAMES) + dice.choice(GIVEN) + last,
        "role": dice.choice(("网格长", "专职网格员", "兼职网格员")),
        "phone": f"1390000{dice.randrange(10_000):04}",
        "sup": f"0635-{dice.randrange(5_000_000, 5_999_999)}",
        "scope": f"东至人民路（含路东侧沿街商铺），西至滨河南路，南至{dice.randrange(1, 30)}号桥，北至幸福里小区"
        f"{dice.randrange(1, 40)}栋；共{dice.randrange(80, 400)}户、{dice.randrange(300, 1500)}人，"
        f"出租房{dice.randrange(3, 60)}处，沿街商铺{dice.randrange(5, 80)}家，重点场所{dice.randrange(1, 9)}处。",
        "qr": f"https://grid.example.gov.cn/g/{number:06}?v=1",
        "date": "2026年1月1日",
    }


def mats() -> list[list[list[bool]]]:
    """Return the matrix of each board's QR code; made beforehand, for the engines under measurement do not make it."""
    import segno

    return [[[bool(cell) for cell in line] for line in segno.make(grid["qr"], error="m").matrix] for grid in grids()]


def qruns(matrix: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Yield the dark runs of a matrix: column, line, length."""
    for y, line in enumerate(matrix):
        start = None
        for x, dark in enumerate([*line, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield start, y, x - start
                start = None


@cache
def _folder() -> Path:
    return Path(tempfile.gettempdir()) / "gridadmin-board-photos"


def photo(grid: dict[str, Any]) -> Path:
    """Return the path of the photo of a grid's worker."""
    return _folder() / f"{grid['i']:03}.jpg"


def prepare() -> None:
    """Write the photos, once for all runs: noisy, as cameras make them, about 40 kB each."""
    from PIL import Image

    _folder().mkdir(exist_ok=True)
    for number in range(BOARDS):
        path = _folder() / f"{number:03}.jpg"
        if not path.exists():
            noise = Image.effect_noise((480, 640), 38).convert("RGB")
            face = Image.blend(Image.new("RGB", (480, 640), (70 + number % 100, 130, 200)), noise, 0.1)
            held = io.BytesIO()
            face.save(held, "JPEG", quality=85)
            path.write_bytes(held.getvalue())

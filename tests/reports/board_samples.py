"""Invented boards for the tests: ordinary, rare names, crowds, extremes."""

import io
import json
from datetime import date
from functools import cache
from uuid import UUID

from PIL import Image, ImageDraw

from gridadmin.config import find_resources
from gridadmin.domain.notices import BoardContent, BoardDuty, BoardPerson, Hotline
from gridadmin.domain.notices_community import CommunityBoardContent, CommunityGridLine
from gridadmin.domain.statute import duties, parse_articles
from gridadmin.domain.workers import EmploymentKind

NAMES = [
    "王建国",
    "李𬱖",
    "陈䶮",
    "张𫖯",
    "赵𠮷祥",
    "孙𠀀",
    "周玥",
    "吴堃",
    "郑喆",
    "冯㛃",
    "褚垚",
    "卫犇",
    "蒋𬍛",
    "沈伟",
]
LONG_NAME = "阿卜杜热合曼·阿卜杜外力"
AREA = "东至人民路（含路东侧沿街商铺），西至滨河南路，南至东湖街，北至解放路。含幸福里小区1—12栋、红旗新村一组至四组。"


@cache
def photo(seed: int = 0) -> bytes:
    image = Image.new("RGB", (360, 480), (86 + seed * 9 % 60, 140, 214))
    draw = ImageDraw.Draw(image)
    draw.ellipse((40, 330, 320, 700), fill=(30, 44, 74))
    draw.ellipse((105, 90, 255, 290), fill=(236, 200, 170))
    draw.pieslice((95, 70, 265, 260), 180, 360, fill=(32, 28, 28))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


@cache
def statutory_duties() -> tuple[BoardDuty, ...]:
    resources = find_resources()
    full = duties(parse_articles((resources / "statute" / "regulation.txt").read_text(encoding="utf-8")))
    short = json.loads((resources / "defaults" / "duties_short.json").read_text(encoding="utf-8"))["short"]
    return tuple(BoardDuty(*pair) for pair in zip(full, short, strict=True))


def hotlines(count: int = 6) -> tuple[Hotline, ...]:
    text = (find_resources() / "defaults" / "board_hotlines.json").read_text(encoding="utf-8")
    numbers = [Hotline(**entry) for entry in json.loads(text)["hotlines"]]
    return tuple([*numbers, Hotline("供水服务", "0635-8000002"), Hotline("物业服务", "0635-8000003")][:count])


def people(count: int, photos: bool = True) -> tuple[BoardPerson, ...]:
    return tuple(
        BoardPerson(
            name=NAMES[index % len(NAMES)],
            role="网格长" if index == 0 else "网格员",
            kind=EmploymentKind.FULL_TIME if index < 2 else EmploymentKind.PART_TIME,
            phone=f"1390000{1000 + index}",
            photo=photo(index) if photos and index != 2 else None,
        )
        for index in range(count)
    )


def board(count: int = 3, **values: object) -> BoardContent:
    content: dict[str, object] = {
        "grid_name": "红旗村第三网格",
        "code": "371502001001003",
        "community": "红旗村",
        "township": "青溪镇",
        "area": AREA,
        "duties": statutory_duties(),
        "staff": people(count),
        "supervision_phone": "0635-8000001",
        "hotlines": hotlines(),
        "printed_on": date(2026, 11, 1),
        "version": 3,
        "issuer": "青溪镇社会治理综合服务中心",
        "households": 312,
        "residents": 1046,
        "qr": "https://grid.example.gov.cn/b/371502001001003?v=3",
    }
    return BoardContent(**{**content, **values})  # type: ignore[arg-type]


def sample_community(grids: int = 3, each: int = 2, **values: object) -> CommunityBoardContent:
    """A village with some grids, everybody with a phone of their own."""
    crowd = people(grids * each, photos=False)
    lines = tuple(
        CommunityGridLine(
            grid_name=f"红旗村第{number + 1}网格",
            code=f"371502001001{number + 1:03}",
            area=AREA,
            staff=crowd[number * each : (number + 1) * each],
            households=300 + number,
            residents=None if number == 1 else 900,
        )
        for number in range(grids)
    )
    content: dict[str, object] = {
        "community_id": UUID(int=1),
        "community": "红旗村村民委员会",
        "code": "371502001001",
        "township": "古楼街道",
        "grids": lines,
        "duties": statutory_duties(),
        "supervision_phone": "0635-8000001",
        "hotlines": hotlines(),
        "printed_on": date(2026, 11, 2),
        "version": 2,
        "issuer": "古楼街道网格化服务管理中心",
        "qr": "371502001001",
    }
    return CommunityBoardContent(**(content | values))  # type: ignore[arg-type]

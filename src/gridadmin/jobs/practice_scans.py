"""Scanned pages in the practice office: a few people's certificates and contracts, drawn as they come off a scanner."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from gridadmin.config import find_resources
from gridadmin.domain.contracts import ContractRow
from gridadmin.domain.qualifications import CertificateRow
from gridadmin.domain.scans import NewScan
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_lives import Life
from gridadmin.jobs.practice_qualifications import DUTY
from gridadmin.jobs.practice_timeline import PAPERS, Timeline
from gridadmin.jobs.scans import SCAN_EDGE
from gridadmin.services.contracts import contracts_of
from gridadmin.services.qualifications import find_certificate_type
from gridadmin.services.qualifications_list import worker_qualifications
from gridadmin.services.scans import add_scans

if TYPE_CHECKING:
    from PIL import Image

SCANNED_ON = date(2026, 10, 30)
PEOPLE = 3
CARD, SHEET = (1240, 880), (1240, 1754)
PAPER_WHITE, INK, RED = "#f6f4ee", "#2b2b30", "#b3261e"
INVENTED = "练习办公室样张 · 内容均为虚构"


def plan_scans(
    timeline: Timeline, office: OpenOffice, person_of: Callable[[Life], UUID], lives: Sequence[Life]
) -> None:
    """Plan an afternoon at the scanner."""
    timeline.at(SCANNED_ON, PAPERS, lambda day: _scan(office, person_of, lives, day))


def _scan(office: OpenOffice, person_of: Callable[[Life], UUID], lives: Sequence[Life], day: date) -> None:
    left, duty = PEOPLE, office.read(find_certificate_type, DUTY).id
    for life in lives:
        if not life.serving or life.first_day > day:
            continue
        worker_id = person_of(life)
        held = office.read(worker_qualifications, worker_id, day).certificates
        certificates = [row for row in held if row.type_id == duty]
        contracts = [row for row in office.read(contracts_of, worker_id) if row.signed_on and row.holds_on(day)]
        if not certificates or not contracts:
            continue
        name = life.person.name
        _file(office, "certificate_scan", certificates[0].id, _certificate(certificates[0], name), name, day)
        _file(office, "contract_scan", contracts[-1].id, _contract(contracts[-1]), name, day)
        left -= 1
        if not left:
            return


def _file(office: OpenOffice, table: str, owner_id: UUID, page: Image.Image, name: str, day: date) -> None:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80)
    title = {"certificate_scan": "证件原件", "contract_scan": "合同签字页"}[table]
    scan = NewScan(office.put_photo(out.getvalue(), SCAN_EDGE), title)
    sentence = Message(N_("Filed {count} scanned pages with {of}"), {"count": 1, "of": f"{title} {name}"})
    office.act(sentence, add_scans, table, owner_id, [scan], day)


def _certificate(row: CertificateRow, name: str) -> Image.Image:
    until = row.expires_on.isoformat() if row.expires_on else "长期"
    lines = (
        f"姓　　名　　{name}", f"证　　号　　{row.number or '—'}", f"发证日期　　{row.issued_on.isoformat()}",
        f"有效期至　　{until}", f"发证机关　　{row.issuer}",
    )  # fmt: skip
    return _page(CARD, DUTY, lines)


def _contract(row: ContractRow) -> Image.Image:
    until = f"{row.ends_on.isoformat()} 止" if row.ends_on else "无固定期限"
    signed = row.signed_on.isoformat() if row.signed_on else ""
    lines = (
        f"合同编号　　{row.number or '—'}", f"甲　　方　　{row.employer}", f"乙　　方　　{row.worker_name}",
        f"合同期限　　{row.started_on.isoformat()} 起", f"　　　　　　{until}", f"签订日期　　{signed}", "",
        "双方已阅读并同意全部条款。", "", f"乙方签字：{row.worker_name}",
    )  # fmt: skip
    return _page(SHEET, "劳动合同（签字页）", lines)


def _page(size: tuple[int, int], title: str, lines: Sequence[str]) -> Image.Image:
    from PIL import Image, ImageDraw, ImageFont

    font = str(find_resources() / "fonts" / "NotoSansSC-Regular.ttf")
    page = Image.new("RGB", size, PAPER_WHITE)
    pen = ImageDraw.Draw(page)
    width, height = size
    pen.rectangle((40, 40, width - 40, height - 40), outline=RED, width=4)
    pen.text((width / 2, 150), title, INK, ImageFont.truetype(font, 64), anchor="mm")
    body = ImageFont.truetype(font, 36)
    for place, line in enumerate(lines):
        pen.text((150, 270 + 78 * place), line, INK, body)
    middle, radius = (width - 220, height - 200), 110
    pen.circle(middle, radius, outline=RED, width=7)
    small = ImageFont.truetype(font, 24)
    pen.text(middle, "练 习 章", RED, body, anchor="mm")
    pen.text((width / 2, height - 80), INVENTED, "#8a8a8a", small, anchor="mm")
    return page.rotate(0.4, fillcolor=PAPER_WHITE)

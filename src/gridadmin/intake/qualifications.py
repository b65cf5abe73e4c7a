"""Rows of a sheet of certificates become `CertificateImport`; days and periods as senders really write them."""

from __future__ import annotations

import re
from datetime import date

from gridadmin.domain.dates import ColumnFormat, is_open_end, parse_date
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.id_numbers import lost_digits, parse_id_number
from gridadmin.domain.imports import ColumnMapping, ParsedRow, Severity
from gridadmin.domain.qualifications import CertificateImport
from gridadmin.domain.text import NameFault, clean_name, narrow, squeeze
from gridadmin.i18n import N_, Message
from gridadmin.intake.cells import IntakeContext, RowReading, column_format, columns_by_field
from gridadmin.intake.tables import Table, shown

DAYS = ("issued_on", "expires_on", "revoked_on")
_FOR_EVER = ("长期", "永久", "长久", "终身", "无期限", "不过期")
_PERIOD = re.compile(r"(.+?)\s*(?:至|到|~|～|—|–|--|-(?=\s*\d{4}))\s*(.+)")
_MONTHS = re.compile(r"(\d{1,3})(个?月|年)")
_CHINESE = {"一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "八": "8", "十": "10"}
MONTHS_OF_YEAR = 12
MOST_MONTHS = 600


def parse_certificates(table: Table, mapping: ColumnMapping, context: IntakeContext) -> list[ParsedRow]:
    """Read every row of a table of certificates."""
    columns = columns_by_field(mapping)
    formats = {name: column_format(table, columns, name) for name in DAYS}
    return [_Reading(RowReading(table, row, columns), formats, context).parsed() for row in table.rows]


class _Reading:
    """Reads one certificate."""

    def __init__(self, reading: RowReading, formats: dict[str, ColumnFormat], context: IntakeContext) -> None:
        self._reading, self._formats, self._context = reading, formats, context

    def parsed(self) -> ParsedRow:
        """Return the row as it was read."""
        reading = self._reading
        record = self._record()
        kept = None if reading.rejected else record
        return ParsedRow(reading.table.sheet, reading.row.number, kept, tuple(reading.problems))

    def _record(self) -> CertificateImport:
        reading = self._reading
        number = reading.read(
            "id_number", lambda raw: parse_id_number(raw, self._context.today, self._context.timeline)
        )
        issued, until, permanent, months = self._period()
        return CertificateImport(
            name=self._name(settled=number is not None),
            id_number=number.value if number else None,
            type_name=reading.text("type_name"),
            number=self._number(),
            issued_on=issued,
            expires_on=until,
            permanent=permanent,
            months=months,
            issuer=reading.text("issuer"),
            revoked_on=reading.day("revoked_on", self._formats["revoked_on"]),
            revoked_reason=reading.text("revoked_reason"),
            remarks=reading.text("remarks"),
            grids=tuple(text for text in (reading.text("grids"),) if text),
        )

    def _name(self, settled: bool) -> str:
        name = clean_name(shown(self._reading.value("name")))
        for fault, reason in name.faults:
            fatal = fault in (NameFault.EMPTY, NameFault.JOINED) or (fault is NameFault.DIGIT_SUFFIX and not settled)
            self._reading.add("name", reason, Severity.ERROR if fatal else Severity.WARNING)
        return name.value

    def _number(self) -> str | None:
        value = self._reading.value("number")
        damage = lost_digits(value) if isinstance(value, str | float) else None
        if damage is not None:
            self._reading.add("number", damage)
        return narrow(shown(value)).strip() or None if value is not None else None

    def _period(self) -> tuple[date | None, date | None, bool, int | None]:
        """Return first day, last day, whether it never expires, and months of validity, from whatever columns say."""
        reading = self._reading
        months = None
        for _column, value in reading.values("validity"):
            text = squeeze(shown(value))
            if any(word in text for word in _FOR_EVER):
                return reading.day("issued_on", self._formats["issued_on"]), None, True, None
            months = self._months(text)
        issued_cell, until_cell = reading.value("issued_on"), reading.value("expires_on")
        both = self._both(until_cell) or self._both(issued_cell)
        if both is not None:
            return self._days_of(both, months)
        permanent = isinstance(until_cell, str) and (
            any(word in squeeze(until_cell) for word in _FOR_EVER) or is_open_end(until_cell)
        )
        issued = reading.day("issued_on", self._formats["issued_on"])
        until = None if permanent else self._last_day()
        return issued, until, permanent, months

    def _last_day(self) -> date | None:
        """Return the day of expiry; 三年 in that column is a period, read by `validity`."""
        value = self._reading.value("expires_on")
        if isinstance(value, str) and _MONTHS.fullmatch(_digits(squeeze(value))):
            self._reading.add("expires_on", Message(N_("“{value}” is a period, not a day; put it into its own column."),
                              {"value": value}))  # fmt: skip
            return None
        return self._reading.day("expires_on", self._formats["expires_on"])

    def _both(self, value: object) -> tuple[str, str] | None:
        """Return both ends of a period that stands in one cell: 2023.05.01-2026.04.30, 2023年5月1日至长期."""
        if not isinstance(value, str):
            return None
        found = _PERIOD.fullmatch(narrow(value).strip())
        if found is None or not any(char.isdigit() for char in found[1]):
            return None
        ends = found[1].strip(), found[2].strip()
        years = [bool(re.search(r"(?:19|20)\d\d", end)) for end in ends]
        return ends if years[0] and (years[1] or any(word in ends[1] for word in _FOR_EVER)) else None

    def _days_of(self, ends: tuple[str, str], months: int | None) -> tuple[date | None, date | None, bool, int | None]:
        days: list[date | None] = []
        permanent = False
        for end in ends:
            if any(word in end for word in _FOR_EVER):
                permanent = True
                days.append(None)
                continue
            days.append(self._one(end))
        return days[0], days[1], permanent, months

    def _one(self, text: str) -> date | None:
        try:
            return parse_date(text, self._formats["expires_on"]).first_day
        except InvalidError as error:
            self._reading.add("expires_on", error.message)
            return None

    def _months(self, text: str) -> int | None:
        found = _MONTHS.search(_digits(text))
        if found is None and text.isdecimal():
            return int(text) * MONTHS_OF_YEAR if int(text) <= 10 else int(text)  # 3 = years, 36 = months
        if found is None:
            reason = N_("“{value}” is no period. Write 3年, 36个月 or 长期.")
            self._reading.add("validity", Message(reason, {"value": text}))
            return None
        count = int(found[1]) * (MONTHS_OF_YEAR if found[2] == "年" else 1)
        return count if 1 <= count <= MOST_MONTHS else None


def _digits(text: str) -> str:
    return "".join(_CHINESE.get(char, char) for char in text)

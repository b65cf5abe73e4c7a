"""Personal data kept out of logs and reports."""

from __future__ import annotations

import logging
import re
import traceback

_ID_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")


def masked(text: str) -> str:
    """Return text with the middle of every 18-digit ID number and 11-digit phone number starred."""
    return _PHONE.sub(r"\1****\2", _ID_NUMBER.sub(r"\1********\2", text))


class MaskingFilter(logging.Filter):
    """Keeps ID numbers and phones out of the log, whoever wrote the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the finished line by its masked form; every record passes."""
        line = record.getMessage()
        if record.exc_info:
            line += "\n" + "".join(traceback.format_exception(*record.exc_info))
            record.exc_info = None
        record.msg, record.args = masked(line), None
        return True

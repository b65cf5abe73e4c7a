"""Personal data kept out of logs."""

from __future__ import annotations

import logging
import traceback

from gridadmin.domain.masking import mask_numbers_in


class MaskingFilter(logging.Filter):
    """Keeps ID numbers and phones out of the log, whoever wrote the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the finished line by its masked form; every record passes."""
        line = record.getMessage()
        if record.exc_info:
            line += "\n" + "".join(traceback.format_exception(*record.exc_info))
            record.exc_info = None
        record.msg, record.args = mask_numbers_in(line), None
        return True

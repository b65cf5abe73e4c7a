"""Entry of `gridadmin-city`."""

from __future__ import annotations

import sys

from gridadmin.city.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""docs/exchange.md as an executable model: small enough to run thousands of fault schedules in a minute."""

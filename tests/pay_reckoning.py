"""Pay reckoned a second time, by other means: in yuan, step by step through the brackets, with `quantize`.

It shares no code with the program and no quick deduction: a tax is the sum of what falls into each step. Where both
agree to the fen, neither is wrong in the same way.
"""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
    localcontext,
)

D = Decimal
STEPS = [  # of a year: from, rate
    (D(0), D("0.03")), (D(36000), D("0.10")), (D(144000), D("0.20")), (D(300000), D("0.25")), (D(420000), D("0.30")),
    (D(660000), D("0.35")), (D(960000), D("0.45")),
]  # fmt: skip
LABOUR_STEPS = [(D(0), D("0.2")), (D(20000), D("0.3")), (D(50000), D("0.4"))]


def quantum(way: str) -> Decimal:
    return D({"fen": "0.01", "jiao": "0.1", "yuan": "1"}[way.split("_")[0]])


def rounded(amount: Decimal, way: str = "fen_half_up") -> Decimal:
    """An amount rounded by one of the ways, by what the decimal module does."""
    kind = way.split("_", 1)[1]
    modes = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}
    up = ROUND_CEILING if amount >= 0 else ROUND_FLOOR
    with localcontext() as context:
        context.prec = 60
        step = quantum(way)
        return (amount / step).quantize(D(1), rounding=modes.get(kind, up)) * step


def stepped(amount: Decimal, steps: list[tuple[Decimal, Decimal]]) -> Decimal:
    """What falls into each step, times its rate."""
    ends = [start for start, _rate in steps[1:]] + [None]
    total = D(0)
    for (start, rate), end in zip(steps, ends, strict=True):
        if amount > start:
            total += (amount - start if end is None else min(amount, end) - start) * rate
    return total


def labour(gross: Decimal) -> Decimal:
    """Tax withheld from labour remuneration."""
    taxable = gross - 800 if gross <= 4000 else gross * D("0.8")
    return rounded(stepped(max(D(0), taxable), LABOUR_STEPS))


class Person:
    """One person's year as a clerk would keep it on a sheet: a row a month, sums over the rows."""

    def __init__(self, mode: str, first_month: int) -> None:
        self.mode, self.first_month = mode, first_month
        self.rows: list[dict[str, Decimal]] = []
        self.owed = D(0)

    def allowance(self) -> Decimal:
        """The basic deduction so far."""
        if self.mode == "sixty":
            return D(60000)
        start = 1 if self.mode == "first_job" else self.first_month
        return D(5000) * (self.first_month + len(self.rows) - start)

    def pay(self, row: dict[str, Decimal], contributions: list[tuple[Decimal, Decimal]]) -> dict[str, Decimal]:
        """One more row: `gross`, `exempt`, `additional`, `kept`; and what each scheme takes from (worker, unit)."""
        shares = sum((mine for mine, _unit in contributions), D(0))
        self.rows.append({**row, "special": shares, "tax": D(0)})
        taxable = (
            sum((r["gross"] - r["exempt"] - r["special"] - r["additional"] for r in self.rows), D(0)) - self.allowance()
        )
        before = sum((r["tax"] for r in self.rows), D(0))
        tax = max(D(0), rounded(stepped(taxable, STEPS) - before))
        self.rows[-1]["tax"] = tax
        rest = row["gross"] - shares - tax - row["kept"] - self.owed
        self.owed = max(D(0), -rest)
        return {
            "tax": tax, "employee": shares, "employer": sum((unit for _mine, unit in contributions), D(0)),
            "net": max(D(0), rest), "owed": self.owed,
        }  # fmt: skip


def contribution(
    base: Decimal, limits: tuple[Decimal, Decimal], rates: tuple[Decimal, Decimal], ways: tuple[str, str]
) -> tuple[Decimal, Decimal]:
    """What both sides pay."""
    applied = sorted((limits[0], base, limits[1]))[1]
    return rounded(applied * rates[0], ways[0]), rounded(applied * rates[1], ways[1])

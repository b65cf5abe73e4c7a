"""The design system as data: colours of both themes, spacing, radii and the scale of type.

Every text colour reaches a contrast of 4.5 : 1 on the surfaces it is used on (WCAG 2.1 AA); a test computes it.
"""

from __future__ import annotations

from dataclasses import dataclass

# Distances in units; a unit is a pixel at 100 % text on a 96 dpi screen and grows with the text.
TIGHT, SNUG, MEDIUM, ROOMY, WIDE = 4, 8, 12, 16, 24
TAB_EDGE = 2  # before a bar of tabs: the word of its first tab stands under the title of the page
RADIUS_SMALL, RADIUS, RADIUS_LARGE = 4, 6, 10
ICON_SMALL, ICON, ICON_LARGE = 16, 18, 28

# Multiples of the base size of text.
SCALE = {"caption": 0.9, "body": 1.0, "lead": 1.1, "title": 1.35, "heading": 1.7, "figure": 2.2}


@dataclass(frozen=True, eq=False, repr=False)  # two values only; methods for 26 fields take their time at the start
class Colours:
    """One theme. `*_soft` are backgrounds under text of the same name."""

    dark: bool
    window: str
    surface: str
    sunken: str
    hover: str
    stripe: str
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    on_accent: str
    selection: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    good: str
    good_soft: str
    past: str
    past_soft: str
    practice: str


LIGHT = Colours(
    dark=False,
    window="#F4F6F9",
    surface="#FFFFFF",
    sunken="#EBEEF3",
    hover="#EDF1F7",
    stripe="#F8FAFC",
    line="#DFE4EB",
    line_strong="#BCC5D1",
    text="#1A2230",
    muted="#566173",
    faint="#7A8596",
    accent="#1B4F9C",
    accent_hover="#164080",
    accent_text="#1B4F9C",
    accent_soft="#E3ECF9",
    on_accent="#FFFFFF",
    selection="#D6E4F8",
    danger="#B3261E",
    danger_soft="#FCEBEA",
    warning="#8A5300",
    warning_soft="#FFF3DC",
    good="#1C6B3C",
    good_soft="#E4F4EA",
    past="#6B3FA0",
    past_soft="#EFE7FA",
    practice="#A34700",
)

DARK = Colours(
    dark=True,
    window="#14181F",
    surface="#1C222B",
    sunken="#10141A",
    hover="#262E3A",
    stripe="#1F2630",
    line="#2E3744",
    line_strong="#4A5668",
    text="#E8ECF2",
    muted="#A5B0C0",
    faint="#7F8B9C",
    accent="#3B74C9",
    accent_hover="#4A84DA",
    accent_text="#8FB8F5",
    accent_soft="#20324E",
    on_accent="#FFFFFF",
    selection="#27436B",
    danger="#FF9A92",
    danger_soft="#43211F",
    warning="#F5BE62",
    warning_soft="#3D2F14",
    good="#7FD4A0",
    good_soft="#193626",
    past="#C9A9F5",
    past_soft="#33264A",
    practice="#C2611C",
)


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio (1–21) of two `#RRGGBB` colours."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

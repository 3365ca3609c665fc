"""How keys of TOML files are spelled."""

from __future__ import annotations

import re

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_key(name: str) -> str:
    """
    Spell a name as one part of a dotted key: in quotes unless it is of plain letters.

    Example:
        >>> print(toml_key("small_cap"), toml_key("Russell 2000"), toml_key("BRK.B"))
        small_cap "Russell 2000" "BRK.B"
    """
    return name if _BARE.fullmatch(name) else f'"{name}"'

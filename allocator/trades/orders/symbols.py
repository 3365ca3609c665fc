"""One share class, many spellings: BRK.B, BRK/B, BRK B, BRK-B, BRKB."""

from __future__ import annotations

import re

_SYMBOL = re.compile(r"([A-Z]{1,5})(?:[./ -]([A-Z]))?")

_RUN_TOGETHER = {
    "BRKA": ("BRK", "A"),
    "BRKB": ("BRK", "B"),
    "BFA": ("BF", "A"),
    "BFB": ("BF", "B"),
    "HEIA": ("HEI", "A"),
    "LENB": ("LEN", "B"),
    "MOGA": ("MOG", "A"),
    "MOGB": ("MOG", "B"),
}
"""Share classes as Fidelity writes them, without a mark between (general knowledge, 2026-11)."""


def spelled(symbol: str, mark: str) -> str | None:
    """
    Spell a symbol with a broker's own mark between the issuer and the class of its shares.

    Args:
        symbol: As the user's file has it, whichever broker that came from.
        mark: What the other broker puts between; empty for nothing.

    Returns:
        The symbol in that spelling; None where it is no ticker of a share or fund, such as an
        option, a bond's number or a preferred share, whose spellings have no common rule.

    Example:
        >>> spelled("BRK/B", " "), spelled("BRKB", "."), spelled("BRK-B", ""), spelled("IWM", " ")
        ('BRK B', 'BRK.B', 'BRKB', 'IWM')
    """
    if symbol in _RUN_TOGETHER:
        issuer, letter = _RUN_TOGETHER[symbol]
        return f"{issuer}{mark}{letter}"
    found = _SYMBOL.fullmatch(symbol)
    if found is None:
        return None
    issuer, letter = found.groups()
    return f"{issuer}{mark}{letter}" if letter else issuer
